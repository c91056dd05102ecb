"""Contact letters between centres."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LetterDirection(TextChoices):
    """Which way the money of a contact letter goes."""

    IN = "IN", _("转入")
    OUT = "OUT", _("转出")


class LetterStatus(TextChoices):
    """Where a contact letter (联系函) between two centres stands: the codes of the national platform (domain §2.9).

    NEW is ours alone: asked for here, and not yet sent.
    """

    NEW = "NEW", _("待审核")
    SENT = "01", _("联系函已发出")
    ACCEPTED = "02", _("转出中心已受理")
    INFORMED = "08", _("账户信息已审核")
    NEGOTIATING = "06", _("协商中")
    DONE = "00", _("办结")
    DONE_AFTER = "20", _("协商后办结")
    CANCELLED = "05", _("转入中心撤销")
    REFUSED = "13", _("转出中心不予办理")
    FAILED = "40", _("转出失败")


LETTER_BADGE: dict[str, str] = {
    LetterStatus.NEW: "act",
    LetterStatus.SENT: "act",
    LetterStatus.ACCEPTED: "act",
    LetterStatus.INFORMED: "act",
    LetterStatus.NEGOTIATING: "warn",
    LetterStatus.DONE: "good",
    LetterStatus.DONE_AFTER: "good",
    LetterStatus.CANCELLED: "quiet",
    LetterStatus.REFUSED: "bad",
    LetterStatus.FAILED: "bad",
}

_L = LetterStatus
OPEN_LETTERS = (_L.NEW, _L.SENT, _L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING, _L.FAILED)
"""Something is still to come: one such letter a person and direction."""
AWAY_LETTERS = (_L.SENT, _L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING, _L.FAILED)
"""The platform is asked about these."""

LETTER_IN_MOVES = {  # we ask, the old centre answers
    "send": ({_L.NEW}, _L.SENT),
    "accept": ({_L.SENT}, _L.ACCEPTED),
    "inform": ({_L.SENT, _L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING, _L.FAILED}, _L.INFORMED),
    "negotiate": ({_L.SENT, _L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING, _L.FAILED}, _L.NEGOTIATING),
    "fail": ({_L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING}, _L.FAILED),
    "refuse": ({_L.SENT, _L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING, _L.FAILED}, _L.REFUSED),
    "cancel": ({_L.NEW, _L.SENT, _L.ACCEPTED, _L.NEGOTIATING, _L.FAILED}, _L.CANCELLED),
    "give_up": ({_L.INFORMED, _L.NEGOTIATING, _L.FAILED}, _L.CANCELLED),
    "finish": ({_L.INFORMED, _L.FAILED}, _L.DONE),
    "finish_after": ({_L.INFORMED, _L.NEGOTIATING, _L.FAILED}, _L.DONE_AFTER),
    "take_back": ({_L.DONE, _L.DONE_AFTER}, _L.FAILED),
}
LETTER_OUT_MOVES = {  # the new centre asks, we answer
    "accept": ({_L.SENT}, _L.ACCEPTED),
    "inform": ({_L.ACCEPTED, _L.FAILED}, _L.INFORMED),
    "negotiate": ({_L.INFORMED}, _L.NEGOTIATING),
    "fail": ({_L.ACCEPTED, _L.INFORMED, _L.NEGOTIATING}, _L.FAILED),
    "refuse": ({_L.SENT, _L.ACCEPTED}, _L.REFUSED),
    "cancel": ({_L.SENT}, _L.CANCELLED),
    "finish": ({_L.INFORMED}, _L.DONE),
    "finish_after": ({_L.NEGOTIATING}, _L.DONE_AFTER),
}


class LetterWord(TextChoices):
    """What one centre says to the other about a letter (domain §8.1: BDC901, 903–906)."""

    APPLY = "APPLY", _("发联系函")
    CANCEL = "CANCEL", _("撤销")
    ACCEPT = "ACCEPT", _("受理")
    REFUSE = "REFUSE", _("不予办理")
    INFORM = "INFORM", _("发账户信息")
    NEGOTIATE = "NEGOTIATE", _("协商")
    CONFIRM = "CONFIRM", _("确认办结")
