"""Direct debit (托收): mandates, and each try to fetch the money of a list."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MandateStatus(TextChoices):
    """Whether money may be fetched."""

    ACTIVE = "ACTIVE", _("生效")
    ENDED = "ENDED", _("已终止")


MANDATE_BADGE: dict[str, str] = {MandateStatus.ACTIVE: "good", MandateStatus.ENDED: "quiet"}
MANDATE_MOVES = {"end": ({MandateStatus.ACTIVE}, MandateStatus.ENDED)}


class DebitStatus(TextChoices):
    """What became of one try."""

    UNDER_WAY = "UNDER_WAY", _("扣款中")
    DONE = "DONE", _("扣款成功")
    FAILED = "FAILED", _("扣款未成功")
    RECALLED = "RECALLED", _("已撤回")


DEBIT_BADGE: dict[str, str] = {
    DebitStatus.UNDER_WAY: "act",
    DebitStatus.DONE: "good",
    DebitStatus.FAILED: "bad",
    DebitStatus.RECALLED: "quiet",
}
