"""Money fetched from a payer's account by mandate (托收): collection orders, and what the sandbox bank knows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bank.states import CollectionStatus
from common.crypto import EncryptedField
from common.models import EventBase

UNSENT = [CollectionStatus.MADE, CollectionStatus.CANCELLED]


class CollectionOrder(models.Model):
    """An order to fetch money once (domain §8.1: BDC102, BDC104). Unknown is never fetched again: the bank is asked.

    Nothing is booked by it: the money arrives as an ordinary receipt whose remark is `reference`, the number under
    which somebody waits for it. The app `source` claims how it ended.
    """

    key = models.CharField(_("业务键"), max_length=80, unique=True)
    source = models.CharField(_("来源"), max_length=40)
    wake = models.CharField(max_length=100, blank=True)
    bank_account = models.ForeignKey("bank.BankAccount", verbose_name=_("收款账户"), on_delete=models.PROTECT)
    payer_account = EncryptedField(_("付款账号"), where="collection_order.payer_account")
    payer_tail = models.CharField(_("付款账号尾号"), max_length=4)
    payer_name = models.CharField(_("付款人"), max_length=120)
    agreement = models.CharField(_("协议号"), max_length=20)
    reference = models.CharField(_("汇缴书号"), max_length=40)
    amount_fen = models.BigIntegerField(_("金额（分）"))
    status = models.CharField(_("状态"), max_length=10, choices=CollectionStatus.choices, default=CollectionStatus.MADE)
    made_at = models.DateTimeField(_("制单时间"))
    sent_at = models.DateTimeField(_("发送时间"), null=True)
    asked_at = models.DateTimeField(_("最近查询"), null=True)
    bank_serial = models.CharField(_("银行流水号"), max_length=40, blank=True)
    value_date = models.DateField(_("银行记账日"), null=True)
    message = models.CharField(_("银行答复"), max_length=200, blank=True)
    claimed_at = models.DateTimeField(_("领取时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("托收单")
        constraints = [
            models.CheckConstraint(name="collection_above_zero", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="collection_sent_at_once_sent",
                condition=Q(status__in=UNSENT, sent_at=None) | ~Q(status__in=UNSENT) & Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="collection_settled_on_a_day",
                condition=~Q(status=CollectionStatus.SETTLED) | Q(value_date__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "id"],
                name="collection_in_hand",
                condition=Q(status__in=["MADE", "SENT", "UNKNOWN"]),
            ),
            models.Index(
                fields=["source", "id"],
                name="collection_to_claim",
                condition=Q(claimed_at=None, status__in=["SETTLED", "FAILED"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The business number, in every message to the bank."""
        return f"SK{self.pk:010d}"


class CollectionOrderEvent(EventBase):
    """A move of a collection order."""

    record = models.ForeignKey(CollectionOrder, on_delete=models.PROTECT, related_name="events")


class SandboxCollection(models.Model):
    """What the sandbox bank was asked to fetch: a stand-in for the bank's own books, with none of ours."""

    business_no = models.CharField(max_length=40, unique=True)
    account = models.CharField(max_length=40)
    payer_account = models.CharField(max_length=40)
    payer_name = models.CharField(max_length=120)
    reference = models.CharField(max_length=40)
    amount_fen = models.BigIntegerField()
    behaviour = models.CharField(max_length=20)
    bank_serial = models.CharField(max_length=40)
    value_date = models.DateField()
    asked = models.PositiveIntegerField(default=0)
    notices_left = models.PositiveSmallIntegerField(default=1)
