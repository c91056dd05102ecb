"""Enforcement files, their steps, and promises to pay."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EnforcementKind(TextChoices):
    """What an employer fails to do."""

    ARREARS = "ARREARS", _("逾期不缴")
    OPENING = "OPENING", _("不登记、不开户")


class FileStatus(TextChoices):
    """Life of an enforcement file (执法档案)."""

    OPEN = "OPEN", _("催缴中")
    PROMISED = "PROMISED", _("按承诺缴款")
    DEFERRED = "DEFERRED", _("缓缴，暂停")
    CLOSED = "CLOSED", _("已结案")


FILE_BADGE: dict[str, str] = {
    FileStatus.OPEN: "bad",
    FileStatus.PROMISED: "act",
    FileStatus.DEFERRED: "quiet",
    FileStatus.CLOSED: "good",
}

ALIVE_FILES = (FileStatus.OPEN, FileStatus.PROMISED, FileStatus.DEFERRED)

FILE_MOVES = {
    "promise": ({FileStatus.OPEN}, FileStatus.PROMISED),
    "break": ({FileStatus.PROMISED}, FileStatus.OPEN),
    "keep": ({FileStatus.PROMISED}, FileStatus.OPEN),
    "defer": ({FileStatus.OPEN, FileStatus.PROMISED}, FileStatus.DEFERRED),
    "resume": ({FileStatus.DEFERRED}, FileStatus.OPEN),
    "close": (set(ALIVE_FILES), FileStatus.CLOSED),
}


class Rung(TextChoices):
    """The ladder of domain §2.8, from a message to the court."""

    REMINDER = "REMINDER", _("消息提醒")
    NOTICE = "NOTICE", _("催缴通知书")
    CHECK = "CHECK", _("上门核查")
    ORDER = "ORDER", _("责令限期改正")
    FINE = "FINE", _("罚款")
    COURT = "COURT", _("申请法院强制执行")


class RungStatus(TextChoices):
    """Where one step of an enforcement file stands. What the centre decides is proposed by one, approved by another."""

    PLANNED = "PLANNED", _("待办")
    PROPOSED = "PROPOSED", _("待审批")
    ISSUED = "ISSUED", _("已出具")
    SERVED = "SERVED", _("已送达")
    DONE = "DONE", _("已完成")
    REJECTED = "REJECTED", _("未批准")
    DROPPED = "DROPPED", _("不再需要")


RUNG_BADGE: dict[str, str] = {
    RungStatus.PLANNED: "act",
    RungStatus.PROPOSED: "warn",
    RungStatus.ISSUED: "act",
    RungStatus.SERVED: "good",
    RungStatus.DONE: "good",
    RungStatus.REJECTED: "quiet",
    RungStatus.DROPPED: "quiet",
}

RUNG_MOVES = {
    "record": ({RungStatus.PLANNED}, RungStatus.DONE),
    "approve": ({RungStatus.PROPOSED}, RungStatus.ISSUED),
    "reject": ({RungStatus.PROPOSED}, RungStatus.REJECTED),
    "serve": ({RungStatus.ISSUED}, RungStatus.SERVED),
    "drop": ({RungStatus.PLANNED, RungStatus.PROPOSED}, RungStatus.DROPPED),
}


class FileTask(TextChoices):
    """What staff have to do next with a file."""

    DECIDE = "DECIDE", _("待审批")
    SERVE = "SERVE", _("待送达")
    COURT = "COURT", _("可申请强制执行")
    FINE = "FINE", _("可处罚款")
    ORDER = "ORDER", _("可责令限期改正")
    CHECK = "CHECK", _("待上门核查")


class PromiseStatus(TextChoices):
    """What became of a promise to pay by instalments."""

    ALIVE = "ALIVE", _("履行中")
    KEPT = "KEPT", _("已付清")
    BROKEN = "BROKEN", _("未按期付款")
    ENDED = "ENDED", _("已终止")


PROMISE_MOVES = {
    "keep": ({PromiseStatus.ALIVE}, PromiseStatus.KEPT),
    "break": ({PromiseStatus.ALIVE}, PromiseStatus.BROKEN),
    "end": ({PromiseStatus.ALIVE}, PromiseStatus.ENDED),
}
