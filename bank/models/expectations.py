"""What the apps above tell the bank: who should pay how much for what; and what the bank tells them back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bank.states import ExpectationStatus, OutcomeKind, ReservationStatus
from common.models import EventBase


class Payer(models.Model):
    """How an employer is recognised in a bank line: fund account number, paying account, name. Put in from above."""

    employer = models.OneToOneField(
        "accounts.Employer", verbose_name=_("单位"), on_delete=models.PROTECT, related_name="bank_payer"
    )
    account_number = models.CharField(_("单位账号"), max_length=20, unique=True)
    payer_index = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    name_key = models.CharField(max_length=120, blank=True, db_index=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("付款单位")

    def __str__(self) -> str:
        return self.account_number


class Expectation(models.Model):
    """Money somebody should pay. `received_fen` is reserved for it (or taken, once done); never above the amount.

    `source` names the app that waits and claims the outcome; `wake` is a Celery task sent after commit for speed.
    """

    key = models.CharField(_("业务键"), max_length=80, unique=True)
    source = models.CharField(_("来源"), max_length=40)
    employer = models.ForeignKey("accounts.Employer", verbose_name=_("单位"), null=True, on_delete=models.PROTECT)
    reference = models.CharField(_("汇缴书号"), max_length=40, blank=True)
    account_number = models.CharField(_("单位账号"), max_length=20, blank=True)
    payer_index = models.CharField(max_length=32, blank=True, editable=False)
    name_key = models.CharField(max_length=120, blank=True, editable=False)
    amount_fen = models.BigIntegerField(_("应收金额（分）"))
    received_fen = models.BigIntegerField(_("已到金额（分）"), default=0)
    status = models.CharField(
        _("状态"), max_length=10, choices=ExpectationStatus.choices, default=ExpectationStatus.OPEN
    )
    wake = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("待收款项")
        constraints = [
            models.CheckConstraint(
                name="expectation_amounts",
                condition=Q(amount_fen__gt=0, received_fen__gte=0, received_fen__lte=F("amount_fen")),
            ),
            models.CheckConstraint(
                name="expectation_status_fits_amount",
                condition=Q(status=ExpectationStatus.OPEN, received_fen=0)
                | Q(status=ExpectationStatus.PARTLY, received_fen__gt=0, received_fen__lt=F("amount_fen"))
                | Q(
                    status__in=[ExpectationStatus.COVERED, ExpectationStatus.DONE],
                    received_fen=F("amount_fen"),
                )
                | Q(status=ExpectationStatus.CANCELLED, received_fen=0),
            ),
        ]
        indexes = [
            models.Index(fields=[name], name=f"waiting_by_{name}"[:30], condition=Q(status__in=["OPEN", "PARTLY"]))
            for name in ("reference", "account_number", "payer_index", "name_key", "employer")
        ]

    def __str__(self) -> str:
        return self.reference or self.key

    @property
    def missing_fen(self) -> int:
        """What has still to come, in fen."""
        return self.amount_fen - self.received_fen


class ExpectationEvent(EventBase):
    """A move of an expectation."""

    record = models.ForeignKey(Expectation, on_delete=models.PROTECT, related_name="events")


class Reservation(models.Model):
    """Part of a suspense item promised to an expectation.

    `value_on` is the bank's value date of the receipt, or, where a person used old suspense, the business date of
    that act: interest runs from the last of them (domain §2.4 rule 5).
    """

    key = models.CharField(_("业务键"), max_length=100, unique=True)
    expectation = models.ForeignKey(Expectation, on_delete=models.PROTECT, related_name="reservations")
    item = models.ForeignKey("bank.SuspenseItem", on_delete=models.PROTECT, related_name="reservations")
    fen = models.BigIntegerField(_("金额（分）"))
    value_on = models.DateField(_("起息日"))
    status = models.CharField(
        _("状态"), max_length=10, choices=ReservationStatus.choices, default=ReservationStatus.HELD
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("预留")
        constraints = [models.CheckConstraint(name="reservation_above_zero", condition=Q(fen__gt=0))]


class Outcome(models.Model):
    """News that the app named `source` claims: what became of its expectation or payment order."""

    source = models.CharField(_("来源"), max_length=40)
    kind = models.CharField(_("结果"), max_length=15, choices=OutcomeKind.choices)
    expectation = models.ForeignKey(Expectation, null=True, on_delete=models.PROTECT, related_name="outcomes")
    receipt = models.ForeignKey("bank.Receipt", null=True, on_delete=models.PROTECT, related_name="outcomes")
    order = models.ForeignKey("bank.PaymentOrder", null=True, on_delete=models.PROTECT, related_name="outcomes")
    at = models.DateTimeField(_("时间"))
    claimed_at = models.DateTimeField(_("领取时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("收付结果")
        constraints = [
            models.CheckConstraint(
                name="outcome_of_one_matter",
                condition=Q(expectation__isnull=False, order=None) | Q(expectation=None, order__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["source", "id"], name="outcome_waiting", condition=Q(claimed_at=None))]
