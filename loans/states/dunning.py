"""The dunning ladder of a late loan (domain §5.7), and what was promised."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Rung(TextChoices):
    """A step of the ladder, in its order."""

    MESSAGE = "MESSAGE", _("短信催收")
    CALL = "CALL", _("电话催收")
    LETTER = "LETTER", _("催收函")
    VISIT = "VISIT", _("上门催收")
    LAWYER = "LAWYER", _("律师函")
    SUIT = "SUIT", _("起诉")


PAPERS = (Rung.LETTER, Rung.LAWYER)
"""Rungs that are a letter."""


class RungStatus(TextChoices):
    """To be done, done, or no longer needed because the loan was paid."""

    TO_DO = "TO_DO", _("待办")
    DONE = "DONE", _("已办")
    DROPPED = "DROPPED", _("不再需要")


RUNG_BADGE: dict[str, str] = {RungStatus.TO_DO: "warn", RungStatus.DONE: "good", RungStatus.DROPPED: "quiet"}
RUNG_MOVES = {  # action: (allowed from, to)
    "do": ({RungStatus.TO_DO}, RungStatus.DONE),
    "drop": ({RungStatus.TO_DO}, RungStatus.DROPPED),
}


class NoteKind(TextChoices):
    """How somebody spoke with the borrower."""

    CALL = "CALL", _("电话")
    VISIT = "VISIT", _("上门")
    COUNTER = "COUNTER", _("窗口面谈")
    OTHER = "OTHER", _("其他")


class PromiseStatus(TextChoices):
    """A promise to pay: its day has not come, it was kept, it was not."""

    OPEN = "OPEN", _("待兑现")
    KEPT = "KEPT", _("已兑现")
    BROKEN = "BROKEN", _("未兑现")


PROMISE_BADGE: dict[str, str] = {PromiseStatus.OPEN: "act", PromiseStatus.KEPT: "good", PromiseStatus.BROKEN: "bad"}
