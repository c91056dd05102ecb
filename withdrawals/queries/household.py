"""Who belongs together on a day, and what they have withdrawn before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from accounts.models import Relation, RelationKind
from withdrawals.models import Withdrawal
from withdrawals.rules.limits import Use
from withdrawals.states import COUNTING


@dataclass(frozen=True)
class Tie:
    """What `person_id` is to the person in question on the day."""

    person_id: int
    kind: str
    name: str = ""


def ties_of(person_id: int, on: date) -> list[Tie]:
    """Spouse, parents and children on a day: rights follow the status on that day, so divorced yesterday is none.

    A relation that ended on the day has ended.
    """
    rows = Relation.objects.filter(person=person_id, since__lte=on).filter(Q(until=None) | Q(until__gt=on))
    found = rows.order_by("kind", "id").values_list("relative_id", "kind", "relative__name")
    return [Tie(pk, kind, name) for pk, kind, name in found]


def household_of(person_id: int, on: date) -> frozenset[int]:
    """The couple on a day: limits of a family count over both."""
    spouses = {each.person_id for each in ties_of(person_id, on) if each.kind == RelationKind.SPOUSE}
    return frozenset({person_id} | spouses)


def children_of(person_id: int, on: date) -> int:
    """How many children of the couple are on file on a day."""
    rows = Relation.objects.filter(person__in=household_of(person_id, on), kind=RelationKind.CHILD, since__lte=on)
    return rows.filter(Q(until=None) | Q(until__gt=on)).values("relative").distinct().count()


def marriage_days(person_id: int) -> list[date]:
    """Days on which a marriage of the person began or ended, oldest first."""
    rows = Relation.objects.filter(person=person_id, kind=RelationKind.SPOUSE).values_list("since", "until")
    return sorted({day for pair in rows for day in pair if day is not None})


def uses_of(person_ids: Iterable[int], *, matters: Sequence[str] = (), without: int | None = None) -> tuple[Use, ...]:
    """What persons have withdrawn, or asked for, that counts towards limits; recovered money does not.

    `matters`: the keys of the matter in question; what was for the same bears the first of them.
    """
    return _uses(Q(person__in=list(person_ids)), matters, without)


def uses_with(
    person_id: int, family: Iterable[int], *, matters: Sequence[str] = (), without: int | None = None
) -> tuple[Use, ...]:
    """What others withdrew while the person was of their household, who are not of the family any more."""
    return _uses(Q(household__contains=[person_id]) & ~Q(person__in=list(family)), matters, without)


def uses_of_matter(matters: Sequence[str], *, without: int | None = None) -> tuple[Use, ...]:
    """What anybody has withdrawn, or asked for, for one house, loan or project, by whichever of its keys."""
    return _uses(Q(matter_keys__overlap=list(matters)), matters, without) if matters else ()


def _uses(which: Q, matters: Sequence[str], without: int | None) -> tuple[Use, ...]:
    rows = Withdrawal.objects.filter(which, status__in=COUNTING).exclude(recovered_fen__gte=F("asked_fen"))
    found = rows.exclude(pk=without or 0).order_by("judged_on", "id")
    left = F("asked_fen") - F("recovered_fen")
    return tuple(
        Use(on, fen, person, reason, next(iter(matters if {*keys} & {*matters} else keys), ""))
        for on, fen, person, reason, keys in found.values_list(
            "judged_on", left, "person_id", "reason__code", "matter_keys"
        )
    )
