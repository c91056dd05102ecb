"""Questions people ask: each has an owner until it is answered, and who was asked first stays written (首问负责)."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from desk.models.complaints import Complaint
from desk.states.enquiries import ENQUIRY_OPEN, AskedWay, EnquiryStatus


def _user(label: Any, *, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=null, on_delete=models.PROTECT, related_name="+"
    )


class Enquiry(models.Model):
    """One question. It leaves its owner by an answer, or by a hand-over that the taker has signed."""

    status = models.CharField(_("状态"), max_length=12, choices=EnquiryStatus.choices, default=EnquiryStatus.OPEN)
    way = models.CharField(_("来源"), max_length=10, choices=AskedWay.choices)
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    question = models.TextField(_("问题"), max_length=1000)
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("提问人"), null=True, on_delete=models.PROTECT, related_name="enquiries"
    )
    contact = EncryptedField(_("称呼和电话"), where="enquiry.contact", blank=True, default="")
    first_asked = _user(_("首问责任人"), null=False)
    asked_at = models.DateTimeField(_("提问时间"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("现责任人"),
        on_delete=models.PROTECT,
        related_name="enquiries_owned",
    )
    taker = _user(_("移交给"))
    due_on = models.DateField(_("答复期限"))
    answer = models.TextField(_("答复"), blank=True, max_length=2000)
    rests_on = models.CharField(_("依据"), max_length=120, blank=True)
    answered_by = _user(_("答复人"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    complaint = models.OneToOneField(Complaint, null=True, on_delete=models.PROTECT, related_name="enquiry")

    class Meta:
        verbose_name = verbose_name_plural = _("咨询")
        constraints = [
            models.CheckConstraint(
                name="enquiry_answered",
                condition=~Q(status=EnquiryStatus.ANSWERED)
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="enquiry_handed_to_another",
                condition=Q(status=EnquiryStatus.HANDED, taker__isnull=False) & ~Q(taker=F("owner"))
                | (~Q(status=EnquiryStatus.HANDED) & Q(taker=None)),
            ),
            models.CheckConstraint(
                name="enquiry_complained", condition=Q(status=EnquiryStatus.COMPLAINED) ^ Q(complaint=None)
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on", "id"], name="enquiry_of_owner", condition=Q(status__in=ENQUIRY_OPEN)
            ),
            models.Index(fields=["taker", "id"], name="enquiry_to_taker", condition=Q(taker__isnull=False)),
            models.Index(fields=["due_on", "id"], name="enquiry_due", condition=Q(status__in=ENQUIRY_OPEN)),
            models.Index(fields=["-asked_at", "-id"], name="enquiry_newest"),
            models.Index(fields=["person", "-asked_at"], name="enquiry_of_person", condition=Q(person__isnull=False)),
            models.Index(fields=["first_asked", "-asked_at"], name="enquiry_first_asked"),
        ]
        triggers = [
            pgtrigger.Protect(name="enquiry_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="first_asked_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("first_asked", "asked_at", "question", "person"),
            ),
        ]

    def __str__(self) -> str:
        return self.question[:40]


class EnquiryEvent(EventBase):
    """A move of a question: who gave it to whom, with what note."""

    record = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="events")
