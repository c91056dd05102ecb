"""What members of staff do, read from the counter's events and the look log and handed to the fraud checks.

`risk` never asks upwards: whoever stands above both hands the rows down (design.md, how news comes up).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile

from django.db.models import OuterRef, Subquery

from accounts.models import Door, Look
from common.transactions import operation
from deposits.queries import merging as deposits
from desk.models import Case, CaseEvent
from desk.queries import near_persons
from risk.models import RiskPerson
from risk.operations.insiders import Act, lock_mark, note_staff_acts
from risk.operations.patterns import note_duplicate_accounts
from risk.states.insiders import ActKind
from withdrawals.models import Withdrawal

PORTION = 2_000
LAG = timedelta(minutes=5)
"""Rows get their number before they are committed: what is younger than this is left for the next time."""
_KINDS = {"accept": ActKind.HANDLE, "approve": ActKind.APPROVE, "refuse": ActKind.APPROVE}


@operation
def feed_events(*, at: datetime) -> int:
    """Hand over the next acts of the staff on cases; how many there were. May run twice."""
    mark = lock_mark("desk events")
    # What one act writes at one time is one act: the one before it lies strictly earlier.
    before = CaseEvent.objects.filter(record=OuterRef("record"), at__lt=OuterRef("at")).order_by("-at", "-id")
    rows = CaseEvent.objects.filter(pk__gt=mark.last).order_by("pk").select_related("by", "record")
    portion = rows.annotate(before_at=Subquery(before.values("at")[:1]))[:PORTION]
    # Up to the first that is too young: the mark would pass over it for ever.
    events = list(takewhile(lambda event: event.at < at - LAG, portion))
    acts = [_act(event) for event in events if event.by is not None and event.by.door == Door.STAFF]
    note_staff_acts(acts=acts)
    if events:
        mark.last = events[-1].pk
        mark.save(update_fields=["last"])
    return len(events)


def _act(event: CaseEvent) -> Act:
    assert event.by is not None
    before = event.before_at  # type: ignore[attr-defined]
    return Act(
        key=f"event:{event.pk}",
        kind=_KINDS.get(event.action, ActKind.EDIT),
        staff_id=event.by.person_id,
        at=event.at,
        case=event.record.number,
        person_id=event.record.person_id,
        agent_id=event.record.agent_id,
        seconds=int((event.at - before).total_seconds()) if before else None,
    )


@operation
def feed_looks(*, at: datetime) -> int:
    """Hand over the next looks for no case of the person looked at; how many there were. May run twice."""
    mark = lock_mark("looks")
    rows = Look.objects.filter(pk__gt=mark.last).order_by("pk").select_related("user")
    looks = list(takewhile(lambda look: look.at < at - LAG, rows[:PORTION]))
    covered = _case_pairs(looks)
    acts = [
        Act(
            key=f"look:{look.pk}", kind=ActKind.LOOK, staff_id=look.user.person_id, at=look.at, person_id=look.person_id
        )
        for look in looks
        if look.user is not None and look.user.door == Door.STAFF and (look.case, look.person_id) not in covered
    ]
    note_staff_acts(acts=acts)
    if looks:
        mark.last = looks[-1].pk
        mark.save(update_fields=["last"])
    return len(looks)


def _case_pairs(looks: list[Look]) -> set[tuple[str, int | None]]:
    """The cases that looks name, with everybody a look can be for there: a number alone may be anybody's or nobody's.

    That is who is in the case or near it, whose account is paid from, and who shares a suspicion with it.
    """
    numbers = {look.case for look in looks if look.case}
    cases = Case.objects.filter(number__in=numbers)
    pairs: set[tuple[str, int | None]] = {*cases.values_list("number", "person"), *cases.values_list("number", "agent")}
    owners = Withdrawal.objects.filter(case__number__in=numbers)
    pairs.update(owners.values_list("case__number", "account__person"))
    suspects = RiskPerson.objects.filter(risk_case__matters__case__in=numbers)
    pairs.update(suspects.values_list("risk_case__matters__case", "person"))
    others = {look.case for look in looks if (look.case, look.person_id) not in pairs}
    for case in cases.filter(number__in=others):
        pairs.update((case.number, person_id) for person_id in near_persons(case))
    return pairs


@operation
def feed_duplicates(*, at: datetime) -> int:
    """Hand over people with several open accounts (F19); how many groups there are. Known ones stay as they are."""
    groups = deposits.possible_duplicates()
    for group in groups:
        accounts = [each.number for each in group.accounts]
        note_duplicate_accounts(person_id=group.accounts[0].person_id, accounts=accounts, at=at)
    return len(groups)
