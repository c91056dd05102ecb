"""The register of hard problems (疑难问题记录册): how far an entry may be trusted today."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProblemStatus(TextChoices):
    """An answer is in force until a rule it rests on changes; then somebody has to confirm it anew."""

    OPEN = "OPEN", _("待解答")
    VALID = "VALID", _("有效")
    AMBER = "AMBER", _("依据有变，待确认")
    RETIRED = "RETIRED", _("已停用")


PROBLEM_BADGE: dict[str, str] = {
    ProblemStatus.OPEN: "act",
    ProblemStatus.VALID: "good",
    ProblemStatus.AMBER: "warn",
    ProblemStatus.RETIRED: "quiet",
}
_P = ProblemStatus
ANSWERED = (_P.VALID, _P.AMBER)
PROBLEM_MOVES = {  # action: (allowed from, to)
    "answer": ({_P.OPEN, _P.VALID, _P.AMBER}, _P.VALID),
    "confirm": ({_P.VALID, _P.AMBER}, _P.VALID),
    "turn_amber": ({_P.VALID}, _P.AMBER),
    "retire": ({_P.OPEN, _P.VALID, _P.AMBER}, _P.RETIRED),
    "restore": ({_P.RETIRED}, _P.OPEN),
}


class AnswerKind(TextChoices):
    """Why there is a further version of an answer."""

    FIRST = "FIRST", _("首次解答")
    CHANGED = "CHANGED", _("修改")
    CONFIRMED = "CONFIRMED", _("重新确认")


class CitationKind(TextChoices):
    """What an answer rests on."""

    PARAMETER = "PARAMETER", _("政策参数")
    DOCUMENT = "DOCUMENT", _("文件")
    REGULATION = "REGULATION", _("条例")
