"""Elections one sees, who stands in a round, and the count, which can be repeated at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from partybuilding.models import Candidate, Election, Member, Round
from partybuilding.queries import scope
from partybuilding.rules import elections as rules

if TYPE_CHECKING:
    from accounts.models import User

Members = QuerySet[Member]


def elections_visible_to(user: User) -> QuerySet[Election]:
    """Elections of one's organisations."""
    rows = Election.objects.select_related("organisation")
    return rows.filter(organisation__in=scope.organisations_visible_to(user))


def standing(found: Round) -> QuerySet[Candidate]:
    """Who stands in the round."""
    rows = found.election.candidates.filter(last_round__gte=found.number)
    return rows.select_related("member__person").order_by("id")


def count_of(found: Round) -> rules.Count:
    """The count of a round's ballots. The same every time."""
    return rules.count(
        seats=found.seats,
        attended=found.attended,
        issued=found.issued,
        candidates=list(standing(found).values_list("pk", flat=True)),
        ballots=list(found.ballots.values_list("choices", flat=True)),
    )


def round_of(digest: str) -> Round | None:
    """The open round that a code, by its digest, lets somebody vote in."""
    rows = Round.objects.filter(codes__digest=digest, codes__is_used=False, is_closed=False)
    return rows.select_related("election__organisation").first()
