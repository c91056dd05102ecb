"""The small book of party dues: bases, what each month costs, what was paid, what was handed in. No fund money."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partybuilding.models.organisation import Member, Organisation, user_key
from partybuilding.states.dues import DuesChannel


class DuesBase(models.Model):
    """The base (计算基数) of a member from one month on, fixed once a year."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="dues_bases")
    since = models.CharField(_("起始月份"), max_length=6)
    base_fen = models.BigIntegerField(_("基数（分）"))
    by = user_key(_("核定人"))
    at = models.DateTimeField(_("核定时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("党费基数")
        constraints = [
            models.UniqueConstraint(fields=["member", "since"], name="party_base_a_month"),
            models.CheckConstraint(name="party_base_above_zero", condition=Q(base_fen__gt=0)),
        ]

    def __str__(self) -> str:
        return self.since


class HandIn(models.Model):
    """What a branch handed in for a quarter (上缴)."""

    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hand_ins")
    quarter = models.CharField(_("季度"), max_length=6)
    fen = models.BigIntegerField(_("金额（分）"))
    on = models.DateField(_("上缴日期"))
    paper = models.CharField(_("上缴凭据"), max_length=80)
    by = user_key(_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("党费上缴")
        constraints = [
            models.UniqueConstraint(fields=["branch", "quarter"], name="party_hand_in_a_quarter"),
            models.CheckConstraint(name="party_hand_in_above_zero", condition=Q(fen__gt=0)),
        ]

    def __str__(self) -> str:
        return self.quarter


class DuesPayment(models.Model):
    """Money a member paid for whole months, with its receipt. A mistaken one is voided, never changed."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="dues_payments")
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dues_payments")
    fen = models.BigIntegerField(_("金额（分）"))
    paid_on = models.DateField(_("交纳日期"))
    channel = models.CharField(_("方式"), max_length=8, choices=DuesChannel.choices)
    hand_in = models.ForeignKey(HandIn, null=True, on_delete=models.PROTECT, related_name="payments")
    by = user_key(_("收款人"))
    at = models.DateTimeField(_("登记时间"))
    voided_at = models.DateTimeField(_("作废时间"), null=True)
    void_reason = models.CharField(_("作废原因"), max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("党费收据")
        constraints = [
            models.CheckConstraint(name="party_payment_above_zero", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="party_void_has_reason",
                condition=Q(voided_at=None, void_reason="") | ~Q(voided_at=None) & ~Q(void_reason="") & Q(hand_in=None),
            ),
        ]
        indexes = [models.Index(fields=["branch", "paid_on", "id"], name="party_payments_of")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The receipt's number."""
        return f"DF{self.paid_on:%Y}{self.pk:06d}"


class DuesCharge(models.Model):
    """What a month costs a member: base, rate and amount as they were that month."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="dues_charges")
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dues_charges")
    month = models.CharField(_("月份"), max_length=6)
    base_fen = models.BigIntegerField(_("基数（分）"))
    percent = models.DecimalField(_("比例"), max_digits=4, decimal_places=2)
    fen = models.BigIntegerField(_("应交（分）"))
    payment = models.ForeignKey(DuesPayment, null=True, on_delete=models.PROTECT, related_name="charges")

    class Meta:
        verbose_name = verbose_name_plural = _("应交党费")
        constraints = [
            models.UniqueConstraint(fields=["member", "month"], name="party_charge_a_month"),
            models.CheckConstraint(name="party_charge_above_zero", condition=Q(fen__gt=0)),
        ]
        indexes = [
            models.Index(fields=["branch", "month", "id"], name="party_charges_of"),
            models.Index(fields=["member", "month"], name="party_arrears", condition=Q(payment=None)),
        ]

    def __str__(self) -> str:
        return self.month
