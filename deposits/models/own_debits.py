"""Leave to fetch from their own card what somebody pays for themselves, and each try."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from deposits.models.flexible import FlexibleMember, OwnPayment
from deposits.states import DebitStatus, MandateStatus


class OwnMandate(models.Model):
    """Somebody's leave to fetch their payment from their own bank card on a day of the month."""

    number = models.CharField(_("协议号"), max_length=20, unique=True)
    member = models.ForeignKey(
        FlexibleMember, verbose_name=_("缴存协议"), on_delete=models.PROTECT, related_name="mandates"
    )
    status = models.CharField(_("状态"), max_length=10, choices=MandateStatus.choices, default=MandateStatus.ACTIVE)
    payer_account = EncryptedField(_("付款卡号"), where="own_mandate.payer_account")
    payer_bank = models.CharField(_("开户银行"), max_length=80, blank=True)
    day = models.PositiveSmallIntegerField(_("每月扣款日"), validators=[MinValueValidator(1), MaxValueValidator(28)])
    signed_on = models.DateField(_("签订日期"))
    ended_on = models.DateField(_("终止日期"), null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("登记人"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("自缴扣款协议")
        constraints = [
            models.UniqueConstraint(
                fields=["member"], name="one_active_own_mandate", condition=Q(status=MandateStatus.ACTIVE)
            ),
            models.CheckConstraint(name="own_mandate_day_in_every_month", condition=Q(day__range=(1, 28))),
            models.CheckConstraint(
                name="ended_own_mandate_has_its_date",
                condition=Q(status=MandateStatus.ENDED, ended_on__isnull=False)
                | Q(status=MandateStatus.ACTIVE, ended_on=None),
            ),
        ]
        indexes = [models.Index(fields=["day", "id"], name="own_mandates_by_day", condition=Q(status="ACTIVE"))]

    def __str__(self) -> str:
        return _("自缴扣款协议 %(number)s") % {"number": self.number}


class OwnMandateEvent(EventBase):
    """One move of such a mandate."""

    record = models.ForeignKey(OwnMandate, on_delete=models.PROTECT, related_name="events")


class OwnDebit(models.Model):
    """One try to fetch what a payment lacks. The second follows a first one that failed; there is no third."""

    mandate = models.ForeignKey(OwnMandate, on_delete=models.PROTECT, related_name="tries")
    payment = models.ForeignKey(OwnPayment, on_delete=models.PROTECT, related_name="debits", db_index=False)
    number = models.PositiveSmallIntegerField(_("第几次"))
    collection = models.OneToOneField("bank.CollectionOrder", on_delete=models.PROTECT, related_name="own_debit")
    status = models.CharField(_("状态"), max_length=10, choices=DebitStatus.choices, default=DebitStatus.UNDER_WAY)
    on = models.DateField(_("日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("自缴扣款")
        constraints = [
            models.UniqueConstraint(fields=["payment", "number"], name="own_debit_tried_once_a_number"),
            models.UniqueConstraint(
                fields=["payment"], name="one_own_debit_under_way", condition=Q(status=DebitStatus.UNDER_WAY)
            ),
            models.CheckConstraint(name="own_debit_tried_twice_at_most", condition=Q(number__range=(1, 2))),
        ]

    def __str__(self) -> str:
        return _("第 %(number)d 次扣款") % {"number": self.number}
