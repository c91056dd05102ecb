"""Money out: payment orders, the files they leave in, and what the sandbox bank knows of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bank.states import OrderStatus
from common.crypto import EncryptedField
from common.models import APPEND_ONLY, EventBase


def _user(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


def _person() -> models.ForeignKey:
    return models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")


class PaymentBatch(models.Model):
    """One payment file (domain §8.2 item 2) with its SHA-256 and control totals."""

    bank_account = models.ForeignKey("bank.BankAccount", verbose_name=_("付款账户"), on_delete=models.PROTECT)
    order_count = models.PositiveIntegerField(_("笔数"))
    total_fen = models.BigIntegerField(_("金额合计（分）"))
    sha256 = models.CharField(_("校验值"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("导出人"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("导出时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("付款文件")
        indexes = [models.Index(fields=["-at", "-id"], name="batch_newest")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The batch's number, as its file is called."""
        return f"FKPC{self.pk:08d}"


class PaymentResultFile(models.Model):
    """One result file of the bank, taken in for a batch by somebody who did not export it (domain §8.2 item 3)."""

    batch = models.ForeignKey(
        PaymentBatch, verbose_name=_("付款文件"), on_delete=models.PROTECT, related_name="result_files"
    )
    order_count = models.PositiveIntegerField(_("笔数"))
    total_fen = models.BigIntegerField(_("金额合计（分）"))
    sha256 = models.CharField(_("校验值"), max_length=64)
    exported_by_person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    by_person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("银行结果文件")
        constraints = [
            models.CheckConstraint(
                name="results_come_by_a_second_person", condition=~Q(by_person=F("exported_by_person"))
            )
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.sha256[:12]


class PaymentOrder(models.Model):
    """An order to pay once, made, reviewed and authorised by three persons.

    `key` is the idempotency key of the app that made it; `number` is the business number (业务编号) the bank sees.
    A refund of suspense names its `item` and the hold (`hold_key`) that keeps the money until the bank has answered.
    One that leaves on the system's authority bears its `warrant` instead of persons: the case that granted it.
    """

    key = models.CharField(_("业务键"), max_length=80, unique=True)
    source = models.CharField(_("来源"), max_length=40)
    wake = models.CharField(max_length=100, blank=True)
    bank_account = models.ForeignKey("bank.BankAccount", verbose_name=_("付款账户"), on_delete=models.PROTECT)
    payee_account = EncryptedField(_("收款账号"), where="payment_order.payee_account")
    payee_tail = models.CharField(_("收款账号尾号"), max_length=4)
    payee_name = models.CharField(_("收款人"), max_length=120)
    payee_bank_no = models.CharField(_("收款行号"), max_length=14, blank=True)
    amount_fen = models.BigIntegerField(_("金额（分）"))
    summary = models.CharField(_("摘要"), max_length=60)
    case = models.CharField(_("办件号"), max_length=20, blank=True)
    hold_key = models.CharField(max_length=80, blank=True)
    warrant = models.CharField(_("自动付款依据"), max_length=40, blank=True)
    item = models.ForeignKey(
        "bank.SuspenseItem", verbose_name=_("暂收款"), null=True, on_delete=models.PROTECT, related_name="refunds"
    )
    status = models.CharField(_("状态"), max_length=12, choices=OrderStatus.choices, default=OrderStatus.MADE)
    batch = models.ForeignKey(
        PaymentBatch, verbose_name=_("付款文件"), null=True, on_delete=models.PROTECT, related_name="orders"
    )
    made_by = _user(_("制单"))
    made_by_person = _person()
    made_at = models.DateTimeField(_("制单时间"))
    reviewed_by = _user(_("复核"))
    reviewed_by_person = _person()
    reviewed_at = models.DateTimeField(_("复核时间"), null=True)
    authorised_by = _user(_("授权"))
    authorised_by_person = _person()
    authorised_at = models.DateTimeField(_("授权时间"), null=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True)
    asked_at = models.DateTimeField(_("最近查询"), null=True)
    bank_serial = models.CharField(_("银行流水号"), max_length=40, blank=True)
    value_date = models.DateField(_("银行记账日"), null=True)
    message = models.CharField(_("银行答复"), max_length=200, blank=True)
    result_by_person = _person()
    """Who brought the file that says what became of it; empty where the bank was asked."""
    unpaid_said_by = _user(_("登记未付答复"))
    unpaid_said_by_person = _person()
    unpaid_confirmed_by_person = _person()
    """Who noted the bank's written word that it was never paid, and who confirmed it: two persons."""

    class Meta:
        verbose_name = verbose_name_plural = _("付款单")
        constraints = [
            models.CheckConstraint(name="order_above_zero", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="order_reviewer_is_not_maker",
                condition=Q(reviewed_by_person=None)
                | Q(made_by_person=None)
                | ~Q(reviewed_by_person=F("made_by_person")),
            ),
            models.CheckConstraint(
                name="order_authoriser_is_third",
                condition=Q(authorised_by_person=None)
                | (
                    (Q(made_by_person=None) | ~Q(authorised_by_person=F("made_by_person")))
                    & ~Q(authorised_by_person=F("reviewed_by_person"))
                ),
            ),
            models.CheckConstraint(
                name="order_result_is_not_the_makers_word",
                condition=Q(result_by_person=None) | Q(made_by_person=None) | ~Q(result_by_person=F("made_by_person")),
            ),
            models.CheckConstraint(
                name="order_unpaid_by_the_word_of_two",
                condition=Q(unpaid_confirmed_by_person=None)
                | (
                    Q(unpaid_said_by_person__isnull=False)
                    & ~Q(unpaid_confirmed_by_person=F("unpaid_said_by_person"))
                    & (Q(made_by_person=None) | ~Q(unpaid_confirmed_by_person=F("made_by_person")))
                ),
            ),
            models.CheckConstraint(
                name="order_leaves_reviewed_and_authorised",
                condition=Q(status__in=[OrderStatus.MADE, OrderStatus.REJECTED])
                | Q(status=OrderStatus.REVIEWED, reviewed_by_person__isnull=False, reviewed_at__isnull=False)
                | Q(
                    reviewed_by_person__isnull=False,
                    authorised_by_person__isnull=False,
                    authorised_at__isnull=False,
                )
                | (~Q(warrant="") & Q(authorised_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="order_warranted_by_no_person",
                condition=Q(warrant="") | Q(made_by_person=None, reviewed_by_person=None, authorised_by_person=None),
            ),
            models.CheckConstraint(
                name="order_sent_at_once_sent",
                condition=Q(status__in=["MADE", "REVIEWED", "AUTHORISED", "REJECTED"], sent_at=None)
                | Q(status__in=["SENT", "UNKNOWN", "SETTLED", "RETURNED"], sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="order_settled_on_a_day", condition=~Q(status=OrderStatus.SETTLED) | Q(value_date__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "id"], name="order_in_hand", condition=~Q(status__in=["SETTLED", "REJECTED"])
            ),
            models.Index(fields=["bank_serial"], name="order_of_serial", condition=~Q(bank_serial="")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The business number, in every message to the bank."""
        return f"FK{self.pk:010d}"


class PaymentOrderEvent(EventBase):
    """A move of a payment order."""

    record = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, related_name="events")

    @property
    def after_label(self) -> str:
        """The status it led to, in words."""
        return str(OrderStatus(self.after).label)


class AutomaticDay(models.Model):
    """What has left on the system's authority on one day: the row that all such payments pass one by one."""

    day = models.DateField(_("日期"), unique=True)
    order_count = models.PositiveIntegerField(_("笔数"), default=0)
    total_fen = models.BigIntegerField(_("金额合计（分）"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("自动付款日累计")


class SandboxPayment(models.Model):
    """What the sandbox bank has taken on: a stand-in for the bank's own books, with none of ours."""

    business_no = models.CharField(max_length=40, unique=True)
    account = models.CharField(max_length=40)
    amount_fen = models.BigIntegerField()
    behaviour = models.CharField(max_length=20)
    bank_serial = models.CharField(max_length=40)
    value_date = models.DateField()
    asked = models.PositiveIntegerField(default=0)
    notices_left = models.PositiveSmallIntegerField(default=0)
