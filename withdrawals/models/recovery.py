"""Money withdrawn without right and demanded back (追回): the demand, its parts, what came, what was enforced."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from withdrawals.models.withdrawals import Withdrawal
from withdrawals.states.recovery import InstalmentStatus, RecoveryStatus


def _user(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


def _person(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "accounts.Person", verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


class Recovery(models.Model):
    """A demand that money withdrawn without right comes back, by a day or in parts.

    `source_key` makes it one: the outcome of a risk case, or the withdrawal for one opened by hand.
    """

    source_key = models.CharField(_("来源"), max_length=80, unique=True)
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("退款人"), on_delete=models.PROTECT, related_name="recoveries"
    )
    account = models.ForeignKey(
        "deposits.PersonalAccount", verbose_name=_("个人账户"), on_delete=models.PROTECT, related_name="recoveries"
    )
    withdrawal = models.ForeignKey(
        Withdrawal, verbose_name=_("提取"), null=True, on_delete=models.PROTECT, related_name="recoveries"
    )
    case = models.CharField(_("办件号"), max_length=20, blank=True)
    risk_case = models.CharField(_("风险案件号"), max_length=40, blank=True)
    why = models.CharField(_("认定的事实"), max_length=300)
    total_fen = models.BigIntegerField(_("应退金额（分）"))
    came_fen = models.BigIntegerField(_("已退金额（分）"), default=0)
    due_on = models.DateField(_("退回期限"))
    status = models.CharField(_("状态"), max_length=10, choices=RecoveryStatus.choices, default=RecoveryStatus.DEMANDED)
    verify_code = models.CharField(_("验证码"), max_length=20, unique=True)
    court = models.CharField(_("执行法院和案号"), max_length=120, blank=True)
    made_by = _user(_("发起人"))
    made_at = models.DateTimeField(_("发起时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    cancel_asked_by = _user(_("撤销申请人"))
    cancel_asked_by_person = _person(_("撤销申请人本人"))
    cancel_why = models.CharField(_("撤销理由"), max_length=200, blank=True)
    cancelled_by = _user(_("撤销批准人"))
    cancelled_by_person = _person(_("撤销批准人本人"))
    note = models.CharField(_("最近说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("违规提取追回")
        constraints = [
            models.CheckConstraint(
                name="recovery_amounts", condition=Q(total_fen__gt=0, came_fen__gte=0, came_fen__lte=F("total_fen"))
            ),
            models.CheckConstraint(name="recovery_status_known", condition=Q(status__in=RecoveryStatus.values)),
            models.CheckConstraint(
                name="recovery_refunded_whole", condition=~Q(status="REFUNDED") | Q(came_fen=F("total_fen"))
            ),
            models.CheckConstraint(
                name="recovery_ended_at_a_time",
                condition=Q(status__in=["REFUNDED", "CANCELLED"], ended_at__isnull=False)
                | ~Q(status__in=["REFUNDED", "CANCELLED"]),
            ),
            models.CheckConstraint(
                name="recovery_cancelled_by_two",
                condition=~Q(status="CANCELLED") & Q(cancelled_by_person=None)
                | Q(
                    status="CANCELLED",
                    cancel_asked_by_person__isnull=False,
                    cancelled_by_person__isnull=False,
                )
                & ~Q(cancelled_by_person=F("cancel_asked_by_person"))
                & ~Q(cancel_why=""),
            ),
            models.CheckConstraint(name="recovery_in_court_by_name", condition=~Q(status="COURT") | ~Q(court="")),
            models.UniqueConstraint(
                fields=["withdrawal"],
                name="one_open_recovery",
                condition=Q(status__in=["DEMANDED", "PLANNED", "OVERDUE", "COURT"]),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="recovery_due", condition=Q(status__in=["DEMANDED", "PLANNED"])),
            models.Index(fields=["status", "-id"], name="recovery_by_status"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number on the demand."""
        return f"ZH{self.pk:08d}"

    @property
    def rest_fen(self) -> int:
        """What has still to come, in fen."""
        return self.total_fen - self.came_fen


class RecoveryEvent(EventBase):
    """What happened to a recovery."""

    record = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="events")


class Instalment(models.Model):
    """One part of the money, with the number the payer writes into the bank transfer."""

    recovery = models.ForeignKey(Recovery, on_delete=models.PROTECT, related_name="instalments")
    number = models.CharField(_("缴款号"), max_length=20, unique=True)
    due_on = models.DateField(_("期限"))
    fen = models.BigIntegerField(_("金额（分）"))
    status = models.CharField(_("状态"), max_length=10, choices=InstalmentStatus.choices, default=InstalmentStatus.OPEN)
    journal = models.ForeignKey("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="+")
    value_on = models.DateField(_("到账日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("追回的各期")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(name="recovery_part_above_zero", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="recovery_part_with_its_facts",
                condition=Q(status="PAID", journal__isnull=False, value_on__isnull=False)
                | ~Q(status="PAID") & Q(journal=None),
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="recovery_part_due", condition=Q(status="OPEN"))]

    def __str__(self) -> str:
        return self.number

    @property
    def key(self) -> str:
        """Its key at the bank and in the books."""
        return f"recovery-{self.number}"


class InstalmentEvent(EventBase):
    """What happened to one part."""

    record = models.ForeignKey(Instalment, on_delete=models.PROTECT, related_name="events")
