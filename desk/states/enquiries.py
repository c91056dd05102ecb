"""Where a question somebody asked stands: it has an owner until it is answered (首问负责)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AskedWay(TextChoices):
    """Where the question was asked."""

    WINDOW = "WINDOW", _("窗口")
    PHONE = "PHONE", _("电话")
    PORTAL = "PORTAL", _("个人网厅")


class EnquiryStatus(TextChoices):
    """The life of a question."""

    OPEN = "OPEN", _("待答复")
    HANDED = "HANDED", _("移交待接收")
    ESCALATED = "ESCALATED", _("值班长兜底")
    ANSWERED = "ANSWERED", _("已答复")
    COMPLAINED = "COMPLAINED", _("已转投诉")


ENQUIRY_BADGE: dict[str, str] = {
    EnquiryStatus.OPEN: "act",
    EnquiryStatus.HANDED: "warn",
    EnquiryStatus.ESCALATED: "bad",
    EnquiryStatus.ANSWERED: "good",
    EnquiryStatus.COMPLAINED: "quiet",
}

_E = EnquiryStatus
ENQUIRY_OPEN = (_E.OPEN, _E.HANDED, _E.ESCALATED)

ENQUIRY_MOVES = {  # action: (allowed from, to)
    "answer": ({_E.OPEN, _E.ESCALATED}, _E.ANSWERED),
    "hand_over": ({_E.OPEN, _E.ESCALATED}, _E.HANDED),
    "take": ({_E.HANDED}, _E.OPEN),
    "decline": ({_E.HANDED}, _E.OPEN),
    "escalate": ({_E.OPEN}, _E.ESCALATED),
    "complain": ({_E.OPEN, _E.ESCALATED}, _E.COMPLAINED),
}
