"""To whom the money of an account that ends is paid, and estates that nobody inherits."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from withdrawals.models.withdrawals import Withdrawal
from withdrawals.states.closing import EstateStatus, ShareStatus


def _user(label: Any, **more: Any) -> models.ForeignKey:
    options = {"null": True, "on_delete": models.PROTECT, "related_name": "+", **more}
    return models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=label, **options)


def _person(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "accounts.Person", verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


class ClosingShare(models.Model):
    """What one payee of a closing withdrawal has: the owner alone 1/1, heirs their parts of the whole.

    `fen` is known once the closing interest is: its hold, order and journal stand for it alone, so that the money of
    one heir goes out though another's came back.
    """

    withdrawal = models.ForeignKey(Withdrawal, verbose_name=_("提取"), on_delete=models.PROTECT, related_name="shares")
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("收款人"), on_delete=models.PROTECT, related_name="closing_shares"
    )
    relation = models.CharField(_("与账户所有人的关系"), max_length=40, blank=True)
    parts = models.BigIntegerField(_("份额"), default=1)
    whole = models.BigIntegerField(_("份额的分母"), default=1)
    fen = models.BigIntegerField(_("金额（分）"), null=True)
    payee_account = EncryptedField(_("收款账号"), where="closing_share.payee_account")
    payee_tail = models.CharField(_("收款账号尾号"), max_length=4)
    payee_name = models.CharField(_("收款人户名"), max_length=120)
    bank_name = models.CharField(_("开户银行"), max_length=80, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=ShareStatus.choices, default=ShareStatus.WAITING)
    hold_key = models.CharField(max_length=80, blank=True)
    orders = models.PositiveSmallIntegerField(_("付款次数"), default=0)
    journal = models.ForeignKey("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="+")
    value_on = models.DateField(_("到账日期"), null=True)
    note = models.CharField(_("最近说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("销户提取的收款人")
        constraints = [
            models.UniqueConstraint(fields=["withdrawal", "person"], name="closing_share_a_person"),
            models.CheckConstraint(name="closing_share_known", condition=Q(status__in=ShareStatus.values)),
            models.CheckConstraint(
                name="closing_share_part_of_whole", condition=Q(parts__gt=0, whole__gt=0, parts__lte=F("whole"))
            ),
            models.CheckConstraint(name="closing_share_not_below_zero", condition=Q(fen=None) | Q(fen__gte=0)),
            models.CheckConstraint(
                name="closing_share_paid_with_facts",
                condition=~Q(status__in=["PAID", "LATE"]) | Q(journal__isnull=False, value_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.payee_name

    @property
    def key(self) -> str:
        """The root of the keys of its holds, orders and journals."""
        return f"closing-{self.pk}"

    @property
    def part_words(self) -> str:
        """The share as a paper writes it: "1/3"."""
        return f"{self.parts}/{self.whole}"


class ClosingShareEvent(EventBase):
    """What happened to the money of one payee."""

    record = models.ForeignKey(ClosingShare, on_delete=models.PROTECT, related_name="events")


class Estate(models.Model):
    """An account whose owner died without heir or legatee: after a public notice its balance becomes surplus (Art. 24).

    Proposed by one person, booked by another once `until` is over; an heir who comes before ends it.
    """

    account = models.ForeignKey(
        "deposits.PersonalAccount", verbose_name=_("个人账户"), on_delete=models.PROTECT, related_name="estates"
    )
    proof = models.CharField(_("死亡证明和无人继承的依据"), max_length=200)
    notice = models.CharField(_("公告文号"), max_length=60)
    noticed_on = models.DateField(_("公告日期"))
    until = models.DateField(_("公告期满"))
    status = models.CharField(_("状态"), max_length=10, choices=EstateStatus.choices, default=EstateStatus.NOTICED)
    made_by = _user(_("登记人"))
    made_by_person = _person(_("登记人本人"))
    made_at = models.DateTimeField(_("登记时间"))
    booked_by = _user(_("复核人"))
    booked_by_person = _person(_("复核人本人"))
    fen = models.BigIntegerField(_("金额（分）"), null=True)
    interest_fen = models.BigIntegerField(_("其中利息（分）"), null=True)
    journal = models.ForeignKey("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("无人继承的账户")
        constraints = [
            models.UniqueConstraint(
                fields=["account"], name="one_estate_an_account", condition=Q(status__in=["NOTICED", "BOOKED"])
            ),
            models.CheckConstraint(name="estate_status_known", condition=Q(status__in=EstateStatus.values)),
            models.CheckConstraint(name="estate_notice_runs", condition=Q(until__gt=F("noticed_on"))),
            models.CheckConstraint(
                name="estate_booked_by_another",
                condition=Q(booked_by_person=None)
                | (Q(made_by_person__isnull=False) & ~Q(booked_by_person=F("made_by_person"))),
            ),
            models.CheckConstraint(
                name="estate_booked_with_its_facts",
                condition=~Q(status="BOOKED")
                | Q(journal__isnull=False, fen__gt=0, interest_fen__gte=0, booked_by_person__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["-made_at", "-id"], name="estate_newest")]

    def __str__(self) -> str:
        return self.notice

    @property
    def key(self) -> str:
        """The root of its keys in the books and on the account."""
        return f"estate-{self.pk}"


class EstateEvent(EventBase):
    """What happened to an estate."""

    record = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="events")
