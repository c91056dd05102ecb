"""Supervision (督查) and its findings: decided, recorded, fed back, corrected, looked at again."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CheckKind(TextChoices):
    """How it is looked into (seed 001); a department's own check counts as self-reported."""

    FOCUSED = "FOCUSED", _("集中督查")
    QUIET = "QUIET", _("明察暗访")
    AGAIN = "AGAIN", _("回头看")
    SELF = "SELF", _("自查")


class FindingStatus(TextChoices):
    """From the record to the second look."""

    OPEN = "OPEN", _("待整改")
    CORRECTED = "CORRECTED", _("已整改，待回头看")
    CLOSED = "CLOSED", _("已销号")


FINDING_BADGE: dict[str, str] = {
    FindingStatus.OPEN: "warn",
    FindingStatus.CORRECTED: "act",
    FindingStatus.CLOSED: "good",
}
FINDING_MOVES = {
    "correct": ({FindingStatus.OPEN}, FindingStatus.CORRECTED),
    "send_back": ({FindingStatus.CORRECTED}, FindingStatus.OPEN),
    "close": ({FindingStatus.CORRECTED}, FindingStatus.CLOSED),
}
