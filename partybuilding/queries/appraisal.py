"""Appraisals one sees; scores by source; who has still to be rated by whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from partybuilding.models import Appraisal, AppraisalResult, Member
from partybuilding.queries import organisation as people
from partybuilding.queries import scope
from partybuilding.rules import appraisal as rules

if TYPE_CHECKING:
    from accounts.models import User


def appraisals_visible_to(user: User) -> QuerySet[Appraisal]:
    """Appraisals of one's branches."""
    rows = Appraisal.objects.select_related("branch")
    return rows.filter(branch__in=scope.organisations_visible_to(user))


def to_rate(found: Appraisal, voter: Member) -> list[Member]:
    """Whom the member has still to rate, themselves first."""
    done = set(found.scores.filter(voter=voter).values_list("subject", flat=True))
    rows = [each for each in people.roll(found.branch) if each.pk not in done]
    return sorted(rows, key=lambda each: (each.pk != voter.pk, each.pk))


@dataclass(frozen=True)
class Line:
    """A member with the mean of each source (whole points for the page), the composite and the grade."""

    member: Member
    self_points: int | None
    peers: int
    peer_mean: int | None
    mass: int | None
    org: int | None
    composite: Decimal | None
    result: AppraisalResult | None


def lines(found: Appraisal) -> list[Line]:
    """Every member of the branch. Peers' points only as a mean and a number."""
    points: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for subject, source, value in found.scores.values_list("subject", "source", "points"):
        points[subject][source].append(value)
    results = {row.member_id: row for row in found.results.all()}
    rows = []
    for member in people.roll(found.branch):
        own = points[member.pk]
        peers = own["PEER"]
        rows.append(
            Line(
                member,
                next(iter(own["SELF"]), None),
                len(peers),
                sum(peers) // len(peers) if peers else None,
                next(iter(own["MASS"]), None),
                next(iter(own["ORG"]), None),
                rules.composite(own),
                results.get(member.pk),
            )
        )
    return rows
