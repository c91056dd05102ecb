"""Today at the window, as the bench shows it: one's own figures beside the branch's, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from desk import queries as desk
from desk.models import Draft

DRAFTS = 5


@dataclass(frozen=True)
class Line:
    """One figure: the user's and the branch's in words, and the list it is counted from."""

    label: str
    own: str
    branch: str
    url: str = ""


@dataclass(frozen=True)
class Waits:
    """Something that waits now: how many, and where."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class WindowDay:
    """The sheet "今日窗口"."""

    lines: list[Line]
    waits: list[Waits]
    drafts: list[tuple[Draft, str]]


def window_day(user: User, now: datetime) -> WindowDay | None:
    """The day of somebody who works cases at a branch; None for whoever does not."""
    branch = desk.branch_of(user)
    if branch is None or not user.may(Permission.CASE_VIEW):
        return None
    found = desk.today_of(user, branch, now)
    own, all_ = found.own, found.branch
    cases, day = reverse("desk:counter_cases"), f"{timezone.localdate(now):%Y-%m-%d}"
    listed = f"{cases}?tab=all&branch={branch.pk}&since={day}&of="
    board, calling = f"{reverse('desk:counter_board')}?branch={branch.code}", reverse("desk:counter_calling")
    may_call = user.may(Permission.QUEUE_CALL)
    lines = [
        Line(_("叫号"), _number(own.called), _number(all_.called), calling if may_call else ""),
        Line(_("每位用时"), _minutes(own.visit), _minutes(all_.visit)),
        Line(_("受理"), _number(own.accepted), _number(all_.accepted), f"{listed}accepted"),
        Line(_("办结"), _number(own.done), _number(all_.done), f"{listed}closed&status=DONE"),
        Line(_("办件用时"), _minutes(own.took), _minutes(all_.took)),
        Line(_("今天到期"), _number(own.due), _number(all_.due), board),
        Line(_("已超期"), _number(own.late), _number(all_.late), board),
        Line(_("评价"), _rated(own), _rated(all_), reverse("desk:counter_ratings")),
    ]
    waits = [Waits(_("等候叫号"), found.tickets_waiting, calling)] if may_call else []
    if user.may(Permission.CASE_WORK):
        waits += [
            Waits(_("该我办"), found.cases_waiting, f"{cases}?tab=mine"),
            Waits(_("待接手"), found.cases_free, f"{cases}?tab=free&branch={branch.pk}"),
        ]
    drafts = desk.drafts_visible_to(user).order_by("-saved_at", "-id")[:DRAFTS] if found.drafts else []
    names = desk.kind_names() if drafts else {}
    return WindowDay(lines, waits, [(draft, names.get(draft.kind_id, "")) for draft in drafts])


def _number(count: int) -> str:
    return str(count)


def _minutes(minutes: int | None) -> str:
    return "—" if minutes is None else _("%(minutes)d 分钟") % {"minutes": minutes}


def _rated(figures: desk.DayFigures) -> str:
    """How many, and of five or more how many were satisfied."""
    if figures.satisfied is None:
        return str(figures.ratings)
    return _("%(satisfied)d / %(count)d 满意") % {"satisfied": figures.satisfied, "count": figures.ratings}
