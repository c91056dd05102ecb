"""A suggestion of the staff (建言献策), followed to its end."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SuggestionStatus(TextChoices):
    """Raised, decided, done."""

    RAISED = "RAISED", _("待研究")
    ADOPTED = "ADOPTED", _("已采纳，落实中")
    DONE = "DONE", _("已落实")
    DECLINED = "DECLINED", _("未采纳")


SUGGESTION_BADGE: dict[str, str] = {
    SuggestionStatus.RAISED: "act",
    SuggestionStatus.ADOPTED: "warn",
    SuggestionStatus.DONE: "good",
    SuggestionStatus.DECLINED: "quiet",
}
_S = SuggestionStatus
SUGGESTION_MOVES = {  # action: (allowed from, to)
    "adopt": ({_S.RAISED}, _S.ADOPTED),
    "decline": ({_S.RAISED}, _S.DECLINED),
    "reassign": ({_S.ADOPTED}, _S.ADOPTED),
    "finish": ({_S.ADOPTED}, _S.DONE),
}
