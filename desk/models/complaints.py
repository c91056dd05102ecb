"""Complaints and suggestions: who handles them, until when, and what was answered."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from desk.models.cases import Case
from desk.states.complaints import VOICE_OPEN, VOICE_OURS, VoiceKind, VoiceStatus, VoiceWay
from desk.states.ratings import Finding


def _user(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


def _person() -> models.ForeignKey:
    return models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")


class Complaint(models.Model):
    """What somebody has to say about us. Who they are is theirs to tell; `code` lets them see the answer all the same.

    Whom it is about never handles it, and the second answer is another person's than the first: CHECKs say so.
    """

    code = models.CharField(_("查询码"), max_length=14, unique=True)
    kind = models.CharField(_("类别"), max_length=12, choices=VoiceKind.choices)
    status = models.CharField(_("状态"), max_length=12, choices=VoiceStatus.choices, default=VoiceStatus.RECEIVED)
    way = models.CharField(_("来源"), max_length=10, choices=VoiceWay.choices)
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    case = models.ForeignKey(
        Case, verbose_name=_("关联办件"), null=True, on_delete=models.PROTECT, related_name="complaints"
    )
    title = models.CharField(_("事由"), max_length=60)
    text = models.TextField(_("内容"), max_length=2000)
    # --- who says it, as far as they told
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("本人"), null=True, on_delete=models.PROTECT, related_name="complaints"
    )
    name = EncryptedField(_("称呼"), where="complaint.name", blank=True, default="")
    phone = EncryptedField(_("联系电话"), where="complaint.phone", blank=True, default="")
    phone_index = models.CharField(max_length=32, blank=True, default="", editable=False)
    made_by = _user(_("登记人"))
    made_at = models.DateTimeField(_("收到时间"))
    # --- who handles it
    about = _user(_("被投诉人"))
    about_person = _person()
    owner = _user(_("承办人"))
    owner_person = _person()
    answer_due_on = models.DateField(_("答复期限"))
    close_due_on = models.DateField(_("办结期限"))
    due_is_provisional = models.BooleanField(_("期限暂按推算"), default=False)
    # --- what was said
    finding = models.CharField(_("核实结果"), max_length=10, choices=Finding.choices, blank=True)
    answer = models.TextField(_("答复"), blank=True, max_length=2000)
    answered_by = _user(_("答复人"))
    answered_person = _person()
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    first_answer_in_time = models.BooleanField(_("按期答复"), null=True)
    objection = models.TextField(_("不满意的理由"), blank=True, max_length=1000)
    appealed_at = models.DateTimeField(_("提出不满意的时间"), null=True)
    second_answer = models.TextField(_("复查答复"), blank=True, max_length=2000)
    second_by = _user(_("复查人"))
    second_person = _person()
    second_at = models.DateTimeField(_("复查时间"), null=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("投诉建议")
        constraints = [
            models.CheckConstraint(
                name="complaint_handled_by_another",
                condition=Q(about_person=None)
                | (
                    (Q(owner_person=None) | ~Q(owner_person=F("about_person")))
                    & (Q(answered_person=None) | ~Q(answered_person=F("about_person")))
                    & (Q(second_person=None) | ~Q(second_person=F("about_person")))
                ),
            ),
            models.CheckConstraint(
                name="complaint_not_ones_own",
                condition=Q(person=None) | Q(owner_person=None) | ~Q(owner_person=F("person")),
            ),
            models.CheckConstraint(
                name="complaint_second_by_another",
                condition=Q(second_person=None) | ~Q(second_person=F("answered_person")),
            ),
            models.CheckConstraint(
                name="complaint_has_owner",
                condition=~Q(status=VoiceStatus.HANDLING) | Q(owner__isnull=False, owner_person__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_answered",
                condition=~Q(status__in=[VoiceStatus.ANSWERED, VoiceStatus.APPEALED, VoiceStatus.CLOSED])
                | (Q(answered_at__isnull=False, answered_person__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="complaint_appealed",
                condition=~Q(status=VoiceStatus.APPEALED) | (Q(appealed_at__isnull=False) & ~Q(objection="")),
            ),
            models.CheckConstraint(
                name="complaint_appeal_answered",
                condition=~Q(status=VoiceStatus.CLOSED)
                | Q(appealed_at=None)
                | (Q(second_at__isnull=False) & ~Q(second_answer="")),
            ),
            models.CheckConstraint(
                name="complaint_closed",
                condition=Q(status__in=VOICE_OPEN, closed_at=None)
                | (~Q(status__in=VOICE_OPEN) & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="complaint_newest"),
            models.Index(fields=["person", "-made_at"], name="complaint_of_person", condition=Q(person__isnull=False)),
            models.Index(fields=["phone_index", "-made_at"], name="complaint_of_phone", condition=~Q(phone_index="")),
            models.Index(fields=["answer_due_on", "id"], name="complaint_due", condition=Q(status__in=VOICE_OURS)),
            models.Index(fields=["close_due_on"], name="complaint_to_close", condition=Q(status__in=VOICE_OPEN)),
            models.Index(
                fields=["owner", "answer_due_on"], name="complaint_of_owner", condition=Q(status__in=VOICE_OPEN)
            ),
            models.Index(fields=["answered_at"], name="complaint_silent", condition=Q(status=VoiceStatus.ANSWERED)),
            models.Index(fields=["made_at", "branch", "kind"], name="complaint_figures"),
            models.Index(fields=["made_by", "-made_at"], name="complaint_of_maker"),
        ]
        triggers = [
            pgtrigger.Protect(name="complaint_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="complaint_words_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("code", "kind", "title", "text", "person", "made_at"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ComplaintEvent(EventBase):
    """A move of a complaint."""

    record = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="events")
