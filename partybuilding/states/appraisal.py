"""Sources of an appraisal, its grades, and whether it is over."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    """Who judges."""

    SELF = "SELF", _("自评")
    PEER = "PEER", _("党员互评")
    MASS = "MASS", _("群众评议")
    ORG = "ORG", _("组织评定")


class Grade(TextChoices):
    """The four grades."""

    EXCELLENT = "EXCELLENT", _("优秀")
    GOOD = "GOOD", _("合格")
    FAIR = "FAIR", _("基本合格")
    POOR = "POOR", _("不合格")


class AppraisalStatus(TextChoices):
    """Open for scores, or closed with its grades."""

    OPEN = "OPEN", _("评议中")
    CLOSED = "CLOSED", _("已定等次")


APPRAISAL_BADGE: dict[str, str] = {AppraisalStatus.OPEN: "act", AppraisalStatus.CLOSED: "good"}
APPRAISAL_MOVES = {"close": ({AppraisalStatus.OPEN}, AppraisalStatus.CLOSED)}
