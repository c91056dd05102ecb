"""The corrected card of an heir: typed at a window by one person, compared with the card by another."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from withdrawals.models.closing import ClosingShare
from withdrawals.states.closing import CorrectionStatus


def _user(label: Any, **more: Any) -> models.ForeignKey:
    options = {"null": True, "on_delete": models.PROTECT, "related_name": "+", **more}
    return models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=label, **options)


def _person(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "accounts.Person", verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


class CardCorrection(models.Model):
    """Where an heir's returned money is to go instead. Nothing is ordered before a second person has confirmed it."""

    share = models.ForeignKey(
        ClosingShare, verbose_name=_("收款人"), on_delete=models.PROTECT, related_name="corrections"
    )
    account = EncryptedField(_("收款账号"), where="card_correction.account")
    tail = models.CharField(_("收款账号尾号"), max_length=4)
    bank_name = models.CharField(_("开户银行"), max_length=80, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=CorrectionStatus.choices, default=CorrectionStatus.PROPOSED
    )
    made_by = _user(_("录入人"), null=False)
    made_by_person = _person(_("录入人本人"))
    made_at = models.DateTimeField(_("录入时间"))
    decided_by = _user(_("复核人"))
    decided_by_person = _person(_("复核人本人"))
    decided_at = models.DateTimeField(_("复核时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("继承人收款账户更正")
        constraints = [
            models.UniqueConstraint(fields=["share"], name="one_correction_a_share", condition=Q(status="PROPOSED")),
            models.CheckConstraint(name="correction_status_known", condition=Q(status__in=CorrectionStatus.values)),
            models.CheckConstraint(
                name="correction_decided_by_another",
                condition=Q(status="PROPOSED", decided_by_person=None)
                | (
                    ~Q(status="PROPOSED")
                    & Q(made_by_person__isnull=False, decided_by_person__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by_person=F("made_by_person"))
                ),
            ),
        ]
        indexes = [models.Index(fields=["id"], name="correction_waiting", condition=Q(status="PROPOSED"))]

    def __str__(self) -> str:
        return self.tail


class CardCorrectionEvent(EventBase):
    """What happened to a correction."""

    record = models.ForeignKey(CardCorrection, on_delete=models.PROTECT, related_name="events")
