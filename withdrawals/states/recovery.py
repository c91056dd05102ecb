"""Money withdrawn without right, demanded back (追回)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RecoveryStatus(TextChoices):
    """Where a recovery stands."""

    DEMANDED = "DEMANDED", _("已责令退回")
    PLANNED = "PLANNED", _("分期退回中")
    OVERDUE = "OVERDUE", _("逾期未退")
    COURT = "COURT", _("已申请强制执行")
    REFUNDED = "REFUNDED", _("已退回")
    CANCELLED = "CANCELLED", _("已撤销")


RECOVERY_BADGE: dict[str, str] = {
    RecoveryStatus.DEMANDED: "act",
    RecoveryStatus.PLANNED: "act",
    RecoveryStatus.OVERDUE: "bad",
    RecoveryStatus.COURT: "bad",
    RecoveryStatus.REFUNDED: "good",
    RecoveryStatus.CANCELLED: "quiet",
}

_R = RecoveryStatus
OPEN_RECOVERIES = (_R.DEMANDED, _R.PLANNED, _R.OVERDUE, _R.COURT)
RECOVERY_MOVES = {  # action: (allowed from, to)
    "plan": ({_R.DEMANDED, _R.OVERDUE}, _R.PLANNED),
    "miss": ({_R.DEMANDED, _R.PLANNED}, _R.OVERDUE),
    "enforce": ({_R.OVERDUE}, _R.COURT),
    "refund": (set(OPEN_RECOVERIES), _R.REFUNDED),
    "cancel": (set(OPEN_RECOVERIES), _R.CANCELLED),
}


class InstalmentStatus(TextChoices):
    """Whether one part of the money has come."""

    OPEN = "OPEN", _("待退回")
    PAID = "PAID", _("已退回")
    DROPPED = "DROPPED", _("已取消")


INSTALMENT_BADGE: dict[str, str] = {
    InstalmentStatus.OPEN: "warn",
    InstalmentStatus.PAID: "good",
    InstalmentStatus.DROPPED: "quiet",
}
INSTALMENT_MOVES = {
    "pay": ({InstalmentStatus.OPEN}, InstalmentStatus.PAID),
    "drop": ({InstalmentStatus.OPEN}, InstalmentStatus.DROPPED),
}
