"""Flexible-employment depositors (灵活就业人员): their agreement, and each payment they order themselves."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MemberStatus(TextChoices):
    """Whether somebody pays for themselves."""

    ACTIVE = "ACTIVE", _("缴存中")
    STOPPED = "STOPPED", _("已停缴")
    ENDED = "ENDED", _("已终止")


MEMBER_BADGE: dict[str, str] = {
    MemberStatus.ACTIVE: "good",
    MemberStatus.STOPPED: "warn",
    MemberStatus.ENDED: "quiet",
}
MEMBER_MOVES = {
    "stop": ({MemberStatus.ACTIVE}, MemberStatus.STOPPED),
    "restart": ({MemberStatus.STOPPED}, MemberStatus.ACTIVE),
    "end": ({MemberStatus.ACTIVE, MemberStatus.STOPPED}, MemberStatus.ENDED),
}


class Schedule(TextChoices):
    """How often somebody pays."""

    MONTHLY = "MONTHLY", _("按月缴")
    YEARLY = "YEARLY", _("按年缴")
    FREE = "FREE", _("自选月数")


class OwnPurpose(TextChoices):
    """What a payment of one's own is for."""

    REGULAR = "REGULAR", _("缴存")
    BACK = "BACK", _("补缴")


class OwnPaymentStatus(TextChoices):
    """What became of a payment that somebody ordered."""

    AWAITING = "AWAITING", _("待入账")
    CREDITED = "CREDITED", _("已入账")
    VOID = "VOID", _("已取消")


OWN_PAYMENT_BADGE: dict[str, str] = {
    OwnPaymentStatus.AWAITING: "warn",
    OwnPaymentStatus.CREDITED: "good",
    OwnPaymentStatus.VOID: "quiet",
}
OWN_PAYMENT_MOVES = {
    "credit": ({OwnPaymentStatus.AWAITING}, OwnPaymentStatus.CREDITED),
    "void": ({OwnPaymentStatus.AWAITING}, OwnPaymentStatus.VOID),
}
