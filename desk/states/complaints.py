"""Where a complaint, a suggestion or a question sent in stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VoiceKind(TextChoices):
    """What somebody has to say."""

    COMPLAINT = "COMPLAINT", _("投诉")
    SUGGESTION = "SUGGESTION", _("建议")


class VoiceWay(TextChoices):
    """By which way it came."""

    PORTAL = "PORTAL", _("个人网厅")
    PUBLIC = "PUBLIC", _("网站")
    WINDOW = "WINDOW", _("窗口")
    PHONE = "PHONE", _("12329 热线")
    LETTER = "LETTER", _("来信")


class VoiceStatus(TextChoices):
    """The life of a complaint."""

    RECEIVED = "RECEIVED", _("待分派")
    HANDLING = "HANDLING", _("处理中")
    ANSWERED = "ANSWERED", _("已答复")
    APPEALED = "APPEALED", _("主任复查中")
    CLOSED = "CLOSED", _("已办结")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


VOICE_BADGE: dict[str, str] = {
    VoiceStatus.RECEIVED: "act",
    VoiceStatus.HANDLING: "act",
    VoiceStatus.ANSWERED: "",
    VoiceStatus.APPEALED: "warn",
    VoiceStatus.CLOSED: "good",
    VoiceStatus.WITHDRAWN: "quiet",
}

_V = VoiceStatus
VOICE_OPEN = (_V.RECEIVED, _V.HANDLING, _V.ANSWERED, _V.APPEALED)
VOICE_OURS = (_V.RECEIVED, _V.HANDLING, _V.APPEALED)
"""Waiting for a word of ours."""

VOICE_MOVES = {  # action: (allowed from, to)
    "assign": ({_V.RECEIVED, _V.HANDLING}, _V.HANDLING),
    "answer": ({_V.HANDLING}, _V.ANSWERED),
    "content": ({_V.ANSWERED}, _V.CLOSED),
    "appeal": ({_V.ANSWERED}, _V.APPEALED),
    "answer_again": ({_V.APPEALED}, _V.CLOSED),
    "close_silent": ({_V.ANSWERED}, _V.CLOSED),
    "withdraw": ({_V.RECEIVED, _V.HANDLING}, _V.WITHDRAWN),
}
