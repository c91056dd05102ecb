"""Accounts that go on under another employer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from deposits.models.accounts import EmployerAccount, PersonalAccount
from deposits.models.lists import RemittanceList
from deposits.states import (
    TransferStatus,
)


def _acting(model: str) -> models.ForeignKey:
    return models.ForeignKey(model, null=True, on_delete=models.PROTECT, related_name="+")


class InternalTransfer(models.Model):
    """A sealed account that went on under another employer (同城转移), as it was before, and its owner's objection.

    An employer must report new staff within 30 days (Regulation Art. 15) and needs nobody's leave for it. So the owner
    is told at once, may object, and has the account back as it was where the objection holds.
    """

    account = models.ForeignKey(PersonalAccount, on_delete=models.PROTECT, related_name="transfers")
    from_account = models.ForeignKey(
        EmployerAccount, verbose_name=_("原单位"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to_account = models.ForeignKey(
        EmployerAccount, verbose_name=_("转入单位"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    list = models.ForeignKey(RemittanceList, null=True, on_delete=models.PROTECT, related_name="transfers")
    status = models.CharField(_("状态"), max_length=10, choices=TransferStatus.choices, default=TransferStatus.MADE)
    sealed_on = models.DateField(_("原封存日期"))
    base_fen = models.BigIntegerField(_("原缴存基数（分）"))
    employer_part_fen = models.BigIntegerField(_("原单位月缴存额（分）"))
    employee_part_fen = models.BigIntegerField(_("原个人月缴存额（分）"))
    on = models.DateField(_("转入日期"))
    at = models.DateTimeField(_("时间"))
    by = _acting(settings.AUTH_USER_MODEL)
    by_person = _acting("accounts.Person")
    objection = models.CharField(_("异议"), max_length=200, blank=True)
    objected_at = models.DateTimeField(_("提出异议的时间"), null=True)
    decision = models.CharField(_("处理意见"), max_length=200, blank=True)
    decided_by = _acting(settings.AUTH_USER_MODEL)
    decided_by_person = _acting("accounts.Person")
    decided_at = models.DateTimeField(_("处理时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("同城转移")
        constraints = [
            models.CheckConstraint(name="transfer_has_two_employers", condition=~Q(from_account=F("to_account"))),
            models.CheckConstraint(
                name="transfer_objected_to_in_words",
                condition=Q(status=TransferStatus.MADE, objected_at=None)
                | (~Q(status=TransferStatus.MADE) & Q(objected_at__isnull=False) & ~Q(objection="")),
            ),
            models.CheckConstraint(
                name="objection_decided_by_somebody",
                condition=Q(status__in=["MADE", "OBJECTED"], decided_by_person=None)
                | Q(status__in=["UNDONE", "STANDS"], decided_by_person__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_decided_by_another",
                condition=Q(decided_by_person=None) | Q(by_person=None) | ~Q(decided_by_person=F("by_person")),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-at", "-id"], name="transfers_by_status"),
            models.Index(fields=["to_account"], name="transfers_undone", condition=Q(status="UNDONE")),
            models.Index(fields=["-at", "-id"], name="transfers_newest"),
        ]

    def __str__(self) -> str:
        return _("%(account)s的转入") % {"account": self.account}


class InternalTransferEvent(EventBase):
    """One move of a transfer's status."""

    record = models.ForeignKey(InternalTransfer, on_delete=models.PROTECT, related_name="events")
