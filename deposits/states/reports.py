"""Statuses of the annual report."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportStatus(TextChoices):
    """Life of one making of an annual report."""

    PREPARED = "PREPARED", _("待发布")
    PUBLISHED = "PUBLISHED", _("已发布")
    REPLACED = "REPLACED", _("已被新版替换")
    DROPPED = "DROPPED", _("已作废")


REPORT_BADGE: dict[str, str] = {
    ReportStatus.PREPARED: "warn",
    ReportStatus.PUBLISHED: "good",
    ReportStatus.REPLACED: "quiet",
    ReportStatus.DROPPED: "quiet",
}

REPORT_MOVES = {
    "publish": ({ReportStatus.PREPARED}, ReportStatus.PUBLISHED),
    "drop": ({ReportStatus.PREPARED}, ReportStatus.DROPPED),
    "replace": ({ReportStatus.PUBLISHED}, ReportStatus.REPLACED),
}
