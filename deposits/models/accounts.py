"""Fund accounts of employers and persons."""

from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from deposits.states import (
    OPEN_STATUSES,
    EmployerAccountStatus,
    PersonalAccountStatus,
)


@pghistory.track(
    model_name="EmployerAccountHistory",
    obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="+"),
)
class EmployerAccount(models.Model):
    """An employer's fund account (单位账户): rates in percent, payday, paying account, month paid through."""

    number = models.CharField(_("单位账号"), max_length=20, unique=True)
    employer = models.OneToOneField(
        "accounts.Employer", verbose_name=_("单位"), on_delete=models.PROTECT, related_name="fund_account"
    )
    status = models.CharField(
        _("状态"), max_length=2, choices=EmployerAccountStatus.choices, default=EmployerAccountStatus.OPENED
    )
    employer_rate = models.DecimalField(_("单位缴存比例（%）"), max_digits=4, decimal_places=2)
    employee_rate = models.DecimalField(_("个人缴存比例（%）"), max_digits=4, decimal_places=2)
    payday = models.PositiveSmallIntegerField(
        _("发薪日"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    paying_account = EncryptedField(_("付款账号"), where="employer_account.paying_account", blank=True, default="")
    paying_bank = models.CharField(_("开户银行"), max_length=80, blank=True)
    first_month = models.CharField(_("起缴年月"), max_length=6)
    paid_through = models.CharField(_("缴至年月"), max_length=6, blank=True)
    opened_on = models.DateField(_("开户日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("单位账户")
        constraints = [
            models.CheckConstraint(
                name="rates_are_percent",
                condition=Q(employer_rate__gt=0, employer_rate__lte=100, employee_rate__gt=0, employee_rate__lte=100),
            ),
            models.CheckConstraint(name="payday_in_month", condition=Q(payday=None) | Q(payday__range=(1, 31))),
            models.CheckConstraint(name="employer_status_known", condition=Q(status__in=EmployerAccountStatus.values)),
        ]

    def __str__(self) -> str:
        return _("单位账户 %(number)s") % {"number": self.number}


class EmployerAccountEvent(EventBase):
    """One move of an employer account's status."""

    record = models.ForeignKey(EmployerAccount, on_delete=models.PROTECT, related_name="events")


class PersonalAccount(models.Model):
    """A person's fund account (个人账户). Its money lies in the ledger account; one open account per person."""

    number = models.CharField(_("个人账号"), max_length=20, unique=True)
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("姓名"), on_delete=models.PROTECT, related_name="fund_accounts"
    )
    employer_account = models.ForeignKey(
        EmployerAccount, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="personal_accounts"
    )
    ledger_account = models.OneToOneField(
        "ledger.Account", on_delete=models.PROTECT, related_name="personal_account", editable=False
    )
    status = models.CharField(
        _("状态"), max_length=2, choices=PersonalAccountStatus.choices, default=PersonalAccountStatus.NORMAL
    )
    base_fen = models.BigIntegerField(_("缴存基数（分）"))
    employer_part_fen = models.BigIntegerField(_("单位月缴存额（分）"))
    employee_part_fen = models.BigIntegerField(_("个人月缴存额（分）"))
    paid_through = models.CharField(_("缴至年月"), max_length=6, blank=True)
    opened_on = models.DateField(_("开户日期"))
    sealed_on = models.DateField(_("封存日期"), null=True, blank=True)
    closed_on = models.DateField(_("销户日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("个人账户")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], name="one_open_account_a_person", condition=Q(status__in=OPEN_STATUSES)
            ),
            models.CheckConstraint(name="personal_status_known", condition=Q(status__in=PersonalAccountStatus.values)),
            models.CheckConstraint(
                name="sealed_status_has_its_date",
                condition=Q(status=PersonalAccountStatus.SEALED, sealed_on__isnull=False)
                | ~Q(status=PersonalAccountStatus.SEALED),
            ),
            models.CheckConstraint(
                name="closed_status_has_its_date",
                condition=Q(status__in=OPEN_STATUSES, closed_on=None)
                | (~Q(status__in=OPEN_STATUSES) & Q(closed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="parts_not_negative",
                condition=Q(base_fen__gte=0, employer_part_fen__gte=0, employee_part_fen__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["employer_account", "status", "number"], name="personal_of_employer"),
            models.Index(fields=["person"], name="personal_of_person"),
        ]

    def __str__(self) -> str:
        return _("个人账户 %(number)s") % {"number": self.number}

    @property
    def monthly_fen(self) -> int:
        """The monthly contribution: employer's and employee's part together, in fen."""
        return self.employer_part_fen + self.employee_part_fen


class PersonalAccountEvent(EventBase):
    """One thing that happened to a personal account: opened, sealed, unsealed, base changed, employer changed."""

    record = models.ForeignKey(PersonalAccount, on_delete=models.PROTECT, related_name="events")
    month = models.CharField(_("年月"), max_length=6, blank=True)
