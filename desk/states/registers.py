"""The life of one question put to an outside register."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AnswerStatus(TextChoices):
    """Where a question to a register stands."""

    WAITING = "WAITING", _("查询中")
    DOWN = "DOWN", _("登记库暂不可用，稍后自动重试")
    AGREES = "AGREES", _("一致")
    DIFFERS = "DIFFERS", _("与材料不一致，待人工判断")
    NOTHING = "NOTHING", _("没有查到记录")
    SETTLED = "SETTLED", _("不一致，已人工判断")


ANSWER_BADGE: dict[str, str] = {
    AnswerStatus.WAITING: "act",
    AnswerStatus.DOWN: "warn",
    AnswerStatus.AGREES: "good",
    AnswerStatus.DIFFERS: "bad",
    AnswerStatus.NOTHING: "warn",
    AnswerStatus.SETTLED: "quiet",
}

_A = AnswerStatus
UNANSWERED = (_A.WAITING, _A.DOWN)
ANSWER_MOVES = {
    "agree": (set(UNANSWERED), _A.AGREES),
    "differ": (set(UNANSWERED), _A.DIFFERS),
    "find_nothing": (set(UNANSWERED), _A.NOTHING),
    "be_down": (set(UNANSWERED), _A.DOWN),
    "settle": ({_A.DIFFERS}, _A.SETTLED),
}
