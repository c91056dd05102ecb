"""Receipts, what the bank takes back, and the money that waits in 219-01."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bank.states import ReceiptStatus, ReversalStatus, SuspenseMoveKind
from common.models import APPEND_ONLY, EventBase


class Receipt(models.Model):
    """Money that came in: one for each credit line that is no reversal.

    Booked 101 Dr / 219-01 Cr on the first open business date on or after its value date; before that it is NEW.
    `rule` is the matching rule of domain §2.5 that decided (1–5).
    """

    line = models.OneToOneField(
        "bank.BankLine", verbose_name=_("银行明细"), on_delete=models.PROTECT, related_name="receipt"
    )
    value_date = models.DateField(_("起息日"))
    amount_fen = models.BigIntegerField(_("金额（分）"))
    status = models.CharField(_("状态"), max_length=15, choices=ReceiptStatus.choices, default=ReceiptStatus.NEW)
    rule = models.PositiveSmallIntegerField(_("匹配规则"), null=True)
    expectation = models.ForeignKey(
        "bank.Expectation", verbose_name=_("款项"), null=True, on_delete=models.PROTECT, related_name="receipts"
    )
    journal = models.OneToOneField("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="receipt")

    class Meta:
        verbose_name = verbose_name_plural = _("收款")
        constraints = [
            models.CheckConstraint(name="receipt_above_zero", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="receipt_booked_once_known",
                condition=Q(status=ReceiptStatus.NEW, journal=None)
                | (~Q(status=ReceiptStatus.NEW) & Q(journal__isnull=False)),
            ),
            models.CheckConstraint(
                name="receipt_match_names_its_matter",
                condition=~Q(status__in=[ReceiptStatus.MATCHED, ReceiptStatus.PROPOSED]) | Q(expectation__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-value_date", "-id"], name="receipt_newest"),
            models.Index(fields=["value_date", "id"], name="receipt_new", condition=Q(status="NEW")),
            models.Index(
                fields=["status", "id"], name="receipt_waiting", condition=Q(status__in=["PROPOSED", "UNIDENTIFIED"])
            ),
        ]

    def __str__(self) -> str:
        return str(_("收款"))


class ReceiptEvent(EventBase):
    """A move of a receipt."""

    record = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="events")

    @property
    def after_label(self) -> str:
        """The status it led to, in words."""
        return str(ReceiptStatus(self.after).label)


class Reversal(models.Model):
    """A line by which the bank takes back an earlier one (冲正); `original` is empty where it was not found."""

    line = models.OneToOneField("bank.BankLine", on_delete=models.PROTECT, related_name="reversal")
    original = models.OneToOneField("bank.BankLine", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    value_date = models.DateField(_("起息日"))
    status = models.CharField(_("状态"), max_length=10, choices=ReversalStatus.choices, default=ReversalStatus.NEW)
    journal = models.OneToOneField("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("银行冲正")
        indexes = [models.Index(fields=["status", "value_date", "id"], name="reversal_waiting")]

    def __str__(self) -> str:
        return str(_("冲正"))


class ReversalEvent(EventBase):
    """A move of a reversal."""

    record = models.ForeignKey(Reversal, on_delete=models.PROTECT, related_name="events")


class SuspenseItem(models.Model):
    """A receipt's money in 219-01 (暂收款). Σ `left_fen` of an account's items = its balance in the books.

    `reserved_fen` is promised to expectations; a refund under way is a hold in the ledger and stands in
    `refunding_fen`.
    """

    account = models.ForeignKey(
        "ledger.Account", verbose_name=_("分户账"), on_delete=models.PROTECT, related_name="suspense_items"
    )
    employer = models.ForeignKey("accounts.Employer", verbose_name=_("单位"), null=True, on_delete=models.PROTECT)
    receipt = models.OneToOneField(Receipt, verbose_name=_("收款"), on_delete=models.PROTECT, related_name="suspense")
    amount_fen = models.BigIntegerField(_("收款金额（分）"))
    left_fen = models.BigIntegerField(_("暂收余额（分）"))
    reserved_fen = models.BigIntegerField(_("已预留（分）"), default=0)
    refunding_fen = models.BigIntegerField(_("退款中（分）"), default=0)
    since = models.DateField(_("自"))

    class Meta:
        verbose_name = verbose_name_plural = _("暂收款")
        constraints = [
            models.CheckConstraint(
                name="suspense_amounts",
                condition=Q(reserved_fen__gte=0, refunding_fen__gte=0, left_fen__lte=F("amount_fen"))
                & Q(left_fen__gte=F("reserved_fen") + F("refunding_fen")),
            ),
        ]
        indexes = [
            models.Index(fields=["since", "id"], name="suspense_left", condition=Q(left_fen__gt=0)),
            models.Index(fields=["account"], name="suspense_of_account", condition=Q(left_fen__gt=0)),
        ]

    def __str__(self) -> str:
        return str(self.account)

    @property
    def free_fen(self) -> int:
        """What may still be used or refunded, in fen."""
        return self.left_fen - self.reserved_fen - self.refunding_fen


class SuspenseMove(models.Model):
    """One change of what is left in a suspense item: above zero in, below zero out. Append-only."""

    item = models.ForeignKey(SuspenseItem, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(_("事由"), max_length=20, choices=SuspenseMoveKind.choices)
    fen = models.BigIntegerField(_("金额（分）"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("暂收变动")
        triggers = [APPEND_ONLY]
