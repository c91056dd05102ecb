"""Changes of contribution bases."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BaseChannel(TextChoices):
    """By which way a base was changed."""

    WINDOW = "WINDOW", _("窗口")
    ONLINE = "ONLINE", _("单位网厅")


class BatchStatus(TextChoices):
    """What became of a yearly file of wages."""

    CHECKED = "CHECKED", _("待确认")
    FAULTY = "FAULTY", _("有错误")
    CONFIRMED = "CONFIRMED", _("已确认")
    DISCARDED = "DISCARDED", _("已放弃")


BATCH_BADGE: dict[str, str] = {
    BatchStatus.CHECKED: "warn",
    BatchStatus.FAULTY: "bad",
    BatchStatus.CONFIRMED: "good",
    BatchStatus.DISCARDED: "",
}

BATCH_MOVES = {
    "confirm": ({BatchStatus.CHECKED}, BatchStatus.CONFIRMED),
    "discard": ({BatchStatus.CHECKED, BatchStatus.FAULTY}, BatchStatus.DISCARDED),
}
