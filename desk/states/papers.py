"""The life of a file that somebody handed in."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PaperStatus(TextChoices):
    """Whether a file may be opened. An infected or dropped one is only its row and its hash."""

    PENDING = "PENDING", _("安全检查中")
    CLEAN = "CLEAN", _("可查看")
    INFECTED = "INFECTED", _("未通过安全检查")
    DROPPED = "DROPPED", _("已销毁")


PAPER_BADGE: dict[str, str] = {
    PaperStatus.PENDING: "act",
    PaperStatus.CLEAN: "good",
    PaperStatus.INFECTED: "bad",
    PaperStatus.DROPPED: "quiet",
}

_P = PaperStatus
PAPER_MOVES = {
    "pass": ({_P.PENDING}, _P.CLEAN),
    "infect": ({_P.PENDING}, _P.INFECTED),
    "drop": ({_P.PENDING, _P.CLEAN}, _P.DROPPED),
}
KEPT = (_P.PENDING, _P.CLEAN)
"""Statuses in which the bytes are there."""


class PaperSource(TextChoices):
    """How a file was made."""

    FILE = "FILE", _("文件上传")
    PHOTO = "PHOTO", _("手机拍照")
    SCAN = "SCAN", _("窗口扫描")
    CAMERA = "CAMERA", _("窗口高拍仪")


class MediaType(TextChoices):
    """What is kept: every picture becomes a plain JPEG, a PDF stays what it is."""

    JPEG = "image/jpeg", _("图片")
    PDF = "application/pdf", "PDF"
