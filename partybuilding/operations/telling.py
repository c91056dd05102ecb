"""What members and secretaries are told. Words are templates; see the migrations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.transactions import step
from notifications import operations as notifications
from notifications.operations import Recipient

if TYPE_CHECKING:
    from accounts.models import User
    from partybuilding.models import Meeting, Member


def _day(day: date) -> str:
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}


@step
def tell_called(meeting: Meeting, called: Iterable[Member], *, by: User, at: datetime) -> None:
    """When and where the meeting is."""
    assert meeting.starts_at is not None
    starts = timezone.localtime(meeting.starts_at)
    words = {"meeting": str(meeting), "when": f"{_day(starts.date())}{starts:%H:%M}", "place": meeting.place}
    rows = [Recipient(each.person_id, f"meeting-{meeting.pk}", words) for each in called]
    notifications.queue_many(template="party_meeting", rows=rows, at=at, by=by)


@step
def tell_task(owner: Member, *, what: str, due_on: date, key: str, by: User | None, at: datetime) -> None:
    """What somebody has to do, and by when."""
    notifications.queue(
        person_id=owner.person_id,
        template="party_task",
        context={"what": what[:60], "day": _day(due_on)},
        key=key,
        at=at,
        by=by,
    )
