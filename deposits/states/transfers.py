"""Accounts that go on under another employer, and what their owners say."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TransferStatus(TextChoices):
    """An account that goes on under another employer (同城转移), and what its owner says to it."""

    MADE = "MADE", _("已转入")
    OBJECTED = "OBJECTED", _("本人有异议")
    UNDONE = "UNDONE", _("异议成立，已退回")
    STANDS = "STANDS", _("异议不成立")


TRANSFER_BADGE: dict[str, str] = {
    TransferStatus.MADE: "good",
    TransferStatus.OBJECTED: "warn",
    TransferStatus.UNDONE: "bad",
    TransferStatus.STANDS: "",
}

TRANSFER_MOVES = {
    "object": ({TransferStatus.MADE}, TransferStatus.OBJECTED),
    "undo": ({TransferStatus.OBJECTED}, TransferStatus.UNDONE),
    "let_stand": ({TransferStatus.OBJECTED}, TransferStatus.STANDS),
}


class Finding(TextChoices):
    """What re-adding an account showed, in answer to its owner's objection."""

    CORRECT = "CORRECT", _("账户余额没有差错")
    CORRECTED = "CORRECTED", _("确有差错，已经更正")
