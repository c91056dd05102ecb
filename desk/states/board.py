"""The groups of the board."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Risk(TextChoices):
    """Why somebody must look at a case now, in the order of the board."""

    LATE = "LATE", _("已超承诺期限")
    BY_LAW = "BY_LAW", _("法定期限将到或已过")
    WARNED = "WARNED", _("即将超期")
    UNTAKEN = "UNTAKEN", _("提交后无人接手")
    NOT_SUPPLIED = "NOT_SUPPLIED", _("补正逾期未补")


RISK_BADGE = {
    Risk.LATE: "bad",
    Risk.BY_LAW: "bad",
    Risk.WARNED: "warn",
    Risk.UNTAKEN: "warn",
    Risk.NOT_SUPPLIED: "warn",
}
