"""Mandates to fetch contributions from an employer's bank account, and each try."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from deposits.models.accounts import EmployerAccount
from deposits.models.lists import RemittanceList
from deposits.states import DebitStatus, MandateStatus


class DebitMandate(models.Model):
    """An employer's signed leave to fetch its lists from its bank account on a day of the month, up to a limit."""

    number = models.CharField(_("协议号"), max_length=20, unique=True)
    employer_account = models.ForeignKey(
        EmployerAccount, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="mandates"
    )
    status = models.CharField(_("状态"), max_length=10, choices=MandateStatus.choices, default=MandateStatus.ACTIVE)
    payer_account = EncryptedField(_("付款账号"), where="debit_mandate.payer_account")
    payer_name = models.CharField(_("付款户名"), max_length=120)
    payer_bank = models.CharField(_("开户银行"), max_length=80)
    limit_fen = models.BigIntegerField(_("每次最多扣（分）"))
    day = models.PositiveSmallIntegerField(_("每月扣款日"), validators=[MinValueValidator(1), MaxValueValidator(28)])
    signed_on = models.DateField(_("签订日期"))
    ended_on = models.DateField(_("终止日期"), null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("登记人"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("托收协议")
        constraints = [
            models.UniqueConstraint(
                fields=["employer_account"], name="one_active_mandate", condition=Q(status=MandateStatus.ACTIVE)
            ),
            models.CheckConstraint(name="mandate_limit_above_zero", condition=Q(limit_fen__gt=0)),
            models.CheckConstraint(name="mandate_day_in_every_month", condition=Q(day__range=(1, 28))),
            models.CheckConstraint(
                name="ended_mandate_has_its_date",
                condition=Q(status=MandateStatus.ENDED, ended_on__isnull=False)
                | Q(status=MandateStatus.ACTIVE, ended_on=None),
            ),
        ]
        indexes = [models.Index(fields=["day", "id"], name="mandates_by_day", condition=Q(status="ACTIVE"))]

    def __str__(self) -> str:
        return _("托收协议 %(number)s") % {"number": self.number}


class DebitMandateEvent(EventBase):
    """One move of a mandate."""

    record = models.ForeignKey(DebitMandate, on_delete=models.PROTECT, related_name="events")


class DebitTry(models.Model):
    """One try to fetch what a list lacks. The second follows a first one that failed; there is no third."""

    mandate = models.ForeignKey(DebitMandate, on_delete=models.PROTECT, related_name="tries")
    list = models.ForeignKey(RemittanceList, on_delete=models.PROTECT, related_name="debits", db_index=False)
    number = models.PositiveSmallIntegerField(_("第几次"))
    collection = models.OneToOneField("bank.CollectionOrder", on_delete=models.PROTECT, related_name="debit_try")
    status = models.CharField(_("状态"), max_length=10, choices=DebitStatus.choices, default=DebitStatus.UNDER_WAY)
    on = models.DateField(_("日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("托收")
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="debit_tried_once_a_number"),
            models.UniqueConstraint(
                fields=["list"], name="one_debit_under_way", condition=Q(status=DebitStatus.UNDER_WAY)
            ),
            models.CheckConstraint(name="debit_tried_twice_at_most", condition=Q(number__range=(1, 2))),
        ]
