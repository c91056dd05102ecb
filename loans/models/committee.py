"""Applications before the loan committee: who brought them, who voted how, the minutes and what was decided."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from loans.models.applications import Application
from loans.states.committee import MatterStatus, Word


def _user(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


class Matter(models.Model):
    """An application before the committee. `amount_fen` is what was voted on: more needs another vote.

    `special` is why it is asked for though a rule stands against it (特批), empty where none does. `minutes` is what
    was said, written by whoever concludes; `quorum` that of its day.
    """

    application = models.ForeignKey(
        Application, verbose_name=_("贷款申请"), on_delete=models.PROTECT, related_name="matters"
    )
    amount_fen = models.BigIntegerField(_("金额（分）"))
    special = models.CharField(_("特批理由"), max_length=300, blank=True)
    quorum = models.PositiveSmallIntegerField(_("最少表决人数"))
    status = models.CharField(_("状态"), max_length=10, choices=MatterStatus.choices, default=MatterStatus.OPEN)
    brought_by = _user(_("提交人"))
    brought_at = models.DateTimeField(_("提交时间"))
    minutes = models.TextField(_("会议纪要"), blank=True)
    concluded_by = _user(_("主持人"))
    concluded_at = models.DateTimeField(_("结论时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("审贷委员会事项")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], name="one_open_matter_an_application", condition=Q(status="OPEN")
            ),
            models.CheckConstraint(name="matter_above_zero", condition=Q(amount_fen__gt=0, quorum__gt=0)),
            models.CheckConstraint(
                name="matter_concluded_with_minutes",
                condition=~Q(status__in=["PASSED", "REJECTED"])
                | Q(concluded_by__isnull=False, concluded_at__isnull=False) & ~Q(minutes=""),
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="matter_by_status")]

    def __str__(self) -> str:
        return str(self.application)


class MatterEvent(EventBase):
    """What happened to a matter."""

    record = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="events")


class Vote(models.Model):
    """One member's vote: once a matter, never changed."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="votes")
    word = models.CharField(_("表决"), max_length=8, choices=Word.choices)
    reason = models.CharField(_("意见"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("委员"), on_delete=models.PROTECT, related_name="+")
    by_person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("委员表决")
        constraints = [
            models.UniqueConstraint(fields=["matter", "by_person"], name="one_vote_a_member"),
            models.CheckConstraint(name="no_with_reason", condition=~Q(word="NO") | ~Q(reason="")),
        ]
        triggers = [APPEND_ONLY]
