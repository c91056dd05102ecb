"""Talks whose content is confidential and whose fact is countable; hours of study and notes handed in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import APPEND_ONLY
from partybuilding.models.organisation import Member, Organisation, member_key, user_key
from partybuilding.states.growing import StudyKind, TalkKind


class Talk(models.Model):
    """A talk that was held. Its content is for those who took part and nobody else."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("组织"), on_delete=models.PROTECT, related_name="talks"
    )
    kind = models.CharField(_("形式"), max_length=10, choices=TalkKind.choices)
    on = models.DateField(_("谈话日期"))
    host = member_key(_("谈话人"))
    content = EncryptedField(_("谈话内容"), where="party_talk.content", blank=True, default="")
    by = user_key(_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("谈心谈话")
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["organisation", "-on", "-id"], name="party_talks_of")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class TalkPart(models.Model):
    """Somebody who was talked with."""

    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="parts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="talks")

    class Meta:
        verbose_name = verbose_name_plural = _("谈话对象")
        constraints = [models.UniqueConstraint(fields=["talk", "member"], name="party_talked_once")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return str(self.member)


class StudyHours(models.Model):
    """Hours of one member on one day."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="study_hours")
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="study_hours")
    kind = models.CharField(_("形式"), max_length=10, choices=StudyKind.choices)
    title = models.CharField(_("学习内容"), max_length=120)
    on = models.DateField(_("日期"))
    hours = models.PositiveSmallIntegerField(_("学时"))
    by = user_key(_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("学时")
        constraints = [models.CheckConstraint(name="party_hours_of_a_day", condition=Q(hours__range=(1, 12)))]
        triggers = [APPEND_ONLY]
        indexes = [
            models.Index(fields=["member", "-on", "-id"], name="party_hours_of"),
            models.Index(fields=["branch", "on"], name="party_hours_in"),
        ]

    def __str__(self) -> str:
        return self.title


class StudyNote(models.Model):
    """A note on what was learnt (学习心得), handed in by its writer."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="study_notes")
    branch = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="study_notes")
    title = models.CharField(_("题目"), max_length=80)
    text = models.TextField(_("正文"))
    at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("学习心得")
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["branch", "-at", "-id"], name="party_notes_of")]

    def __str__(self) -> str:
        return self.title
