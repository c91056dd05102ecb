"""Accounts of sellers, lenders and landlords that money may be paid to: entered by one, confirmed by another."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from withdrawals.states import PayeeKind, PayeeStatus


def _user(label: Any, **more: Any) -> models.ForeignKey:
    options = {"null": True, "on_delete": models.PROTECT, "related_name": "+", **more}
    return models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=label, **options)


def _person(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "accounts.Person", verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


class SupervisedAccount(models.Model):
    """A payee of the register: a developer's supervised account, a lender's collecting account, a landlord operator."""

    kind = models.CharField(_("类别"), max_length=10, choices=PayeeKind.choices)
    name = models.CharField(_("户名"), max_length=120)
    account = EncryptedField(_("账号"), where="supervised_account.account")
    account_index = models.CharField(max_length=32, editable=False)
    bank_name = models.CharField(_("开户银行"), max_length=80)
    bank_no = models.CharField(_("行号"), max_length=14, blank=True)
    project = models.CharField(_("楼盘或业务"), max_length=80, blank=True)
    document_number = models.CharField(_("依据文件（监管协议、合作协议）"), max_length=80)
    since = models.DateField(_("启用日期"))
    until = models.DateField(_("停用日期"), null=True, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=PayeeStatus.choices, default=PayeeStatus.PROPOSED)
    made_by = _user(_("登记人"))
    made_by_person = _person(_("登记人本人"))
    made_at = models.DateTimeField(_("登记时间"))
    confirmed_by = _user(_("复核人"))
    confirmed_by_person = _person(_("复核人本人"))
    confirmed_at = models.DateTimeField(_("复核时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("收款单位")
        constraints = [
            models.CheckConstraint(name="payee_is_no_card", condition=Q(kind__in=["DEVELOPER", "LENDER", "LANDLORD"])),
            models.CheckConstraint(
                name="payee_confirmed_by_another",
                condition=Q(confirmed_by_person=None)
                | (Q(made_by_person__isnull=False) & ~Q(confirmed_by_person=F("made_by_person"))),
            ),
            models.CheckConstraint(
                name="payee_active_when_confirmed",
                condition=~Q(status="ACTIVE") | Q(confirmed_by_person__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(name="payee_ends_later", condition=Q(until=None) | Q(until__gte=F("since"))),
            models.UniqueConstraint(
                fields=["kind", "account_index"], name="payee_once", condition=Q(status__in=["PROPOSED", "ACTIVE"])
            ),
        ]
        indexes = [models.Index(fields=["kind", "name", "id"], name="payee_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def tail(self) -> str:
        """The last four digits of the account."""
        return self.account[-4:]


class SupervisedAccountEvent(EventBase):
    """What happened to an entry of the register of payees."""

    record = models.ForeignKey(SupervisedAccount, on_delete=models.PROTECT, related_name="events")
