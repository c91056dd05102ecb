"""Appointments and the waiting list for them: where they stand, and what may happen next."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SlotKind(TextChoices):
    """Why the hall is open in a slot, or where we go (seeds 003 and 004)."""

    ORDINARY = "ORDINARY", _("普通预约")
    SUNDAY = "SUNDAY", _("周日半天")
    AFTER_HOURS = "AFTER_HOURS", _("延时服务")
    HOME_VISIT = "HOME_VISIT", _("上门服务")
    EARLY = "EARLY", _("提前介入")
    EMPLOYER = "EMPLOYER", _("单位批量")


SLOT_BADGE: dict[str, str] = {
    SlotKind.ORDINARY: "",
    SlotKind.SUNDAY: "good",
    SlotKind.AFTER_HOURS: "good",
    SlotKind.HOME_VISIT: "act",
    SlotKind.EARLY: "act",
    SlotKind.EMPLOYER: "quiet",
}
AT_THE_HALL = (SlotKind.ORDINARY, SlotKind.SUNDAY, SlotKind.AFTER_HOURS)
"""What somebody who wants to come may choose among, simply by day and time."""


class AppointmentStatus(TextChoices):
    """The life of an appointment."""

    BOOKED = "BOOKED", _("已预约")
    ARRIVED = "ARRIVED", _("已到场")
    DONE = "DONE", _("已完成")
    NO_SHOW = "NO_SHOW", _("未到")
    CANCELLED = "CANCELLED", _("已取消")


APPOINTMENT_BADGE: dict[str, str] = {
    AppointmentStatus.BOOKED: "act",
    AppointmentStatus.ARRIVED: "good",
    AppointmentStatus.DONE: "good",
    AppointmentStatus.NO_SHOW: "warn",
    AppointmentStatus.CANCELLED: "quiet",
}

_A = AppointmentStatus
APPOINTMENT_MOVES = {  # action: (allowed from, to)
    "change": ({_A.BOOKED}, _A.BOOKED),
    "assign": ({_A.BOOKED}, _A.BOOKED),
    "answer": ({_A.BOOKED}, _A.BOOKED),
    "check_in": ({_A.BOOKED}, _A.ARRIVED),
    "finish": ({_A.BOOKED, _A.ARRIVED}, _A.DONE),
    "cancel": ({_A.BOOKED}, _A.CANCELLED),
    "no_show": ({_A.BOOKED}, _A.NO_SHOW),
}


class VisitReason(TextChoices):
    """Why we come to somebody."""

    OLD = "OLD", _("年老体弱")
    ILL = "ILL", _("患病住院或行动不便")
    DISABLED = "DISABLED", _("残疾")
    OTHER = "OTHER", _("其他特殊困难")


class WishStatus(TextChoices):
    """A place on the waiting list (候补)."""

    WAITING = "WAITING", _("候补中")
    OFFERED = "OFFERED", _("有空位，为您保留")
    TAKEN = "TAKEN", _("已约上")
    LAPSED = "LAPSED", _("已失效")
    WITHDRAWN = "WITHDRAWN", _("已退出")


WISH_BADGE: dict[str, str] = {
    WishStatus.WAITING: "",
    WishStatus.OFFERED: "act",
    WishStatus.TAKEN: "good",
    WishStatus.LAPSED: "quiet",
    WishStatus.WITHDRAWN: "quiet",
}

_H = WishStatus
WISH_MOVES = {
    "offer": ({_H.WAITING}, _H.OFFERED),
    "take": ({_H.OFFERED}, _H.TAKEN),
    "lapse": ({_H.WAITING, _H.OFFERED}, _H.LAPSED),
    "withdraw": ({_H.WAITING, _H.OFFERED}, _H.WITHDRAWN),
}
