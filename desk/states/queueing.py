"""Windows, tickets and the devices of the hall: where they stand, and what may happen next."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Lane(TextChoices):
    """By which lane somebody waits."""

    ORDINARY = "ORDINARY", _("普通")
    APPOINTMENT = "APPOINTMENT", _("预约")
    GREEN = "GREEN", _("绿色通道")


LANE_BADGE: dict[str, str] = {Lane.ORDINARY: "quiet", Lane.APPOINTMENT: "act", Lane.GREEN: "good"}


class GreenReason(TextChoices):
    """Who is helped first (绿色通道, seed 004)."""

    OLD = "OLD", _("老年人")
    PREGNANT = "PREGNANT", _("孕妇或带婴幼儿")
    DISABLED = "DISABLED", _("残疾人或行动不便")
    SOLDIER = "SOLDIER", _("军人、退役军人及家属")


class WindowStatus(TextChoices):
    """Whether a window calls."""

    CLOSED = "CLOSED", _("未开窗")
    OPEN = "OPEN", _("服务中")
    PAUSED = "PAUSED", _("暂停")


WINDOW_BADGE: dict[str, str] = {WindowStatus.CLOSED: "quiet", WindowStatus.OPEN: "good", WindowStatus.PAUSED: "warn"}

_W = WindowStatus
WINDOW_MOVES = {  # action: (allowed from, to)
    "open": ({_W.CLOSED}, _W.OPEN),
    "pause": ({_W.OPEN}, _W.PAUSED),
    "resume": ({_W.PAUSED}, _W.OPEN),
    "close": ({_W.OPEN, _W.PAUSED}, _W.CLOSED),
}


class TicketStatus(TextChoices):
    """The life of a ticket (排队号)."""

    WAITING = "WAITING", _("等候中")
    CALLED = "CALLED", _("已叫号")
    SERVING = "SERVING", _("办理中")
    DONE = "DONE", _("已办完")
    NO_SHOW = "NO_SHOW", _("过号")
    LEFT = "LEFT", _("已放弃")


TICKET_BADGE: dict[str, str] = {
    TicketStatus.WAITING: "",
    TicketStatus.CALLED: "act",
    TicketStatus.SERVING: "act",
    TicketStatus.DONE: "good",
    TicketStatus.NO_SHOW: "warn",
    TicketStatus.LEFT: "quiet",
}

_T = TicketStatus
AT_A_WINDOW = (_T.CALLED, _T.SERVING)
"""A window has one ticket in these."""
TICKET_MOVES = {
    "call": ({_T.WAITING}, _T.CALLED),
    "call_again": ({_T.CALLED}, _T.CALLED),
    "start": ({_T.CALLED}, _T.SERVING),
    "finish": ({_T.SERVING}, _T.DONE),
    "no_show": ({_T.CALLED}, _T.NO_SHOW),
    "transfer": ({_T.CALLED, _T.SERVING}, _T.WAITING),
    "return": ({_T.NO_SHOW}, _T.WAITING),
    "leave": ({_T.WAITING, _T.CALLED}, _T.LEFT),
    "expire": ({_T.WAITING, _T.CALLED}, _T.LEFT),
}


class DeviceKind(TextChoices):
    """What a machine of the hall shows."""

    KIOSK = "KIOSK", _("取号机")
    BOARD = "BOARD", _("叫号屏")
