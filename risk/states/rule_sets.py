"""The life of a version of the rules: draft → shadow → published → retired."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RuleSetStatus(TextChoices):
    """Where a version of the rules stands. Shadow: it runs beside the published one and decides nothing."""

    DRAFT = "DRAFT", _("草稿")
    SHADOW = "SHADOW", _("试运行")
    PUBLISHED = "PUBLISHED", _("正在使用")
    RETIRED = "RETIRED", _("已停用")


RULE_SET_BADGE: dict[str, str] = {
    RuleSetStatus.DRAFT: "quiet",
    RuleSetStatus.SHADOW: "act",
    RuleSetStatus.PUBLISHED: "good",
    RuleSetStatus.RETIRED: "quiet",
}

_R = RuleSetStatus
RULE_SET_MOVES = {  # action: (allowed from, to)
    "shadow": ({_R.DRAFT}, _R.SHADOW),
    "redraft": ({_R.SHADOW}, _R.DRAFT),
    "publish": ({_R.SHADOW}, _R.PUBLISHED),
    "retire": ({_R.PUBLISHED}, _R.RETIRED),
}
