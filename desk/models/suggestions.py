"""Suggestions of the staff (建言献策), followed to their end."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from desk.models.hall import branch_key, staff_key
from desk.models.meetings import Meeting
from desk.states.suggestions import SuggestionStatus


class Suggestion(models.Model):
    """What somebody proposes; decided by another with a reason, done by a named person, with evidence."""

    branch = branch_key()
    title = models.CharField(_("建议"), max_length=80)
    text = models.TextField(_("具体内容"))
    meeting = models.ForeignKey(
        Meeting, verbose_name=_("晨会"), null=True, blank=True, on_delete=models.PROTECT, related_name="suggestions"
    )
    raised_by = staff_key(_("提出人"))
    raised_at = models.DateTimeField(_("提出时间"))
    status = models.CharField(
        _("状态"), max_length=10, choices=SuggestionStatus.choices, default=SuggestionStatus.RAISED
    )
    decided_by = staff_key(_("决定人"), optional=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    reason = models.TextField(_("理由"), blank=True)
    responsible = staff_key(_("责任人"), optional=True)
    due_on = models.DateField(_("完成期限"), null=True)
    evidence = models.TextField(_("落实情况"), blank=True)
    done_at = models.DateTimeField(_("落实时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("建议")
        constraints = [
            models.CheckConstraint(
                name="suggestion_decided_with_reason",
                condition=Q(status="RAISED", decided_by=None, decided_at=None)
                | (~Q(status="RAISED") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="suggestion_decided_by_another", condition=Q(decided_by=None) | ~Q(decided_by=F("raised_by"))
            ),
            models.CheckConstraint(
                name="suggestion_adopted_by_somebody",
                condition=~Q(status__in=["ADOPTED", "DONE"]) | Q(responsible__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="suggestion_done_with_evidence",
                condition=~Q(status="DONE") | (Q(done_at__isnull=False) & ~Q(evidence="")),
            ),
        ]
        indexes = [
            models.Index(fields=["-raised_at", "-id"], name="suggestion_newest"),
            models.Index(fields=["status", "-raised_at", "-id"], name="suggestion_by_status"),
            models.Index(fields=["raised_by", "-raised_at"], name="suggestion_of_raiser"),
            models.Index(fields=["due_on"], name="suggestion_due", condition=Q(status="ADOPTED")),
        ]

    def __str__(self) -> str:
        return self.title


class SuggestionEvent(EventBase):
    """A move of a suggestion."""

    record = models.ForeignKey(Suggestion, on_delete=models.PROTECT, related_name="events")
