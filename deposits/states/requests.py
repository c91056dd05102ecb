"""What people ask their employer to put right, and what becomes of it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestKind(TextChoices):
    """What somebody asks their employer to confirm."""

    LEFT = "LEFT", _("已离职，请封存账户")
    BASE = "BASE", _("缴存基数不对")
    MISSED = "MISSED", _("有月份没有缴")
    OTHER = "OTHER", _("其他")


class RequestStatus(TextChoices):
    """Where it stands."""

    OPEN = "OPEN", _("等单位答复")
    AGREED = "AGREED", _("单位已确认")
    DECLINED = "DECLINED", _("单位不认可")
    WITHDRAWN = "WITHDRAWN", _("本人撤回")


REQUEST_BADGE: dict[str, str] = {
    RequestStatus.OPEN: "warn",
    RequestStatus.AGREED: "good",
    RequestStatus.DECLINED: "bad",
    RequestStatus.WITHDRAWN: "quiet",
}

REQUEST_MOVES = {
    "agree": ({RequestStatus.OPEN}, RequestStatus.AGREED),
    "decline": ({RequestStatus.OPEN}, RequestStatus.DECLINED),
    "withdraw": ({RequestStatus.OPEN}, RequestStatus.WITHDRAWN),
}
