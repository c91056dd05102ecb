"""Loans paid early: how, from what money, and where it stands; requests to change a loan."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EarlyMode(TextChoices):
    """What is paid early and what becomes of the rest (domain §5.6)."""

    REDUCE = "REDUCE", _("部分提前还款：期限不变，减少月供")
    SHORTEN = "SHORTEN", _("部分提前还款：月供不变，缩短期限")
    FULL = "FULL", _("全部提前结清")


class EarlySource(TextChoices):
    """Where the money comes from: what the accounts do not pay comes by card or transfer."""

    ACCOUNTS = "ACCOUNTS", _("公积金账户余额")
    CARD = "CARD", _("还款卡扣款")
    TRANSFER = "TRANSFER", _("本人转账")


class EarlyStatus(TextChoices):
    """Waiting for money, all there and waiting for its day, booked, or given up."""

    WAITING = "WAITING", _("等待到账")
    COVERED = "COVERED", _("款项已到")
    BOOKED = "BOOKED", _("已还款")
    CANCELLED = "CANCELLED", _("已取消")


EARLY_BADGE: dict[str, str] = {
    EarlyStatus.WAITING: "act",
    EarlyStatus.COVERED: "act",
    EarlyStatus.BOOKED: "good",
    EarlyStatus.CANCELLED: "quiet",
}
OPEN_EARLY = (EarlyStatus.WAITING, EarlyStatus.COVERED)
_E = EarlyStatus
EARLY_MOVES = {  # action: (allowed from, to)
    "cover": ({_E.WAITING}, _E.COVERED),
    "book": ({_E.WAITING, _E.COVERED}, _E.BOOKED),
    "cancel": ({_E.WAITING, _E.COVERED}, _E.CANCELLED),
}


class Change(TextChoices):
    """What of a standing loan is asked to be different."""

    CARD = "CARD", _("变更还款卡")
    DUE_DAY = "DUE_DAY", _("变更还款日")
    METHOD = "METHOD", _("变更还款方式")
    TERM = "TERM", _("变更贷款期限")
    CO_BORROWER = "CO_BORROWER", _("变更共同借款人")
    BORROWER = "BORROWER", _("借款人死亡或离异，由他人继续还款")
    WRITE_OFF = "WRITE_OFF", _("呆账核销")


class ChangeStatus(TextChoices):
    """Asked, carried out, or not."""

    ASKED = "ASKED", _("审批中")
    DONE = "DONE", _("已生效")
    DROPPED = "DROPPED", _("未生效")


CHANGE_BADGE: dict[str, str] = {
    ChangeStatus.ASKED: "act",
    ChangeStatus.DONE: "good",
    ChangeStatus.DROPPED: "quiet",
}
_C = ChangeStatus
CHANGE_MOVES = {
    "carry_out": ({_C.ASKED}, _C.DONE),
    "drop": ({_C.ASKED}, _C.DROPPED),
}
