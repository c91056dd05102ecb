"""What members of staff do, read from the counter's events and the look log and handed to the fraud checks.

`risk` never asks upwards: whoever stands above both hands the rows down (design.md, how news comes up).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from accounts.models import Door, Look
from common.transactions import operation
from deposits.queries import merging as deposits
from desk.models import CaseEvent
from risk.operations.insiders import Act, lock_mark, note_staff_acts
from risk.operations.patterns import note_duplicate_accounts
from risk.states.insiders import ActKind

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
    rows = CaseEvent.objects.filter(pk__gt=mark.last, at__lt=at - LAG).order_by("pk")
    events = list(rows.select_related("by", "record").annotate(before_at=Subquery(before.values("at")[:1]))[:PORTION])
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
    """Hand over the next looks that name no case; how many there were. May run twice."""
    mark = lock_mark("looks")
    rows = Look.objects.filter(pk__gt=mark.last, at__lt=at - LAG).order_by("pk").select_related("user")
    looks = list(rows[:PORTION])
    acts = [
        Act(
            key=f"look:{look.pk}", kind=ActKind.LOOK, staff_id=look.user.person_id, at=look.at, person_id=look.person_id
        )
        for look in looks
        if look.user is not None and look.user.door == Door.STAFF and not look.case
    ]
    note_staff_acts(acts=acts)
    if looks:
        mark.last = looks[-1].pk
        mark.save(update_fields=["last"])
    return len(looks)


@operation
def feed_duplicates(*, at: datetime) -> int:
    """Hand over people with several open accounts (F19); how many groups there are. Known ones stay as they are."""
    groups = deposits.possible_duplicates()
    for group in groups:
        accounts = [each.number for each in group.accounts]
        note_duplicate_accounts(person_id=group.accounts[0].person_id, accounts=accounts, at=at)
    return len(groups)
