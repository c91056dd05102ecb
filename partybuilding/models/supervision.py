"""Checks and findings, each finding with its owner, its day and what was done about it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from partybuilding.models.organisation import Member, Organisation, user_key
from partybuilding.states.supervision import CheckKind, FindingStatus


class Check(models.Model):
    """One check of an organisation; `decision` is the meeting or paper that decided on it."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("组织"), on_delete=models.PROTECT, related_name="checks"
    )
    kind = models.CharField(_("方式"), max_length=8, choices=CheckKind.choices)
    title = models.CharField(_("督查事项"), max_length=80)
    decision = models.CharField(_("依据"), max_length=120, blank=True)
    on = models.DateField(_("督查日期"))
    by = user_key(_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("督查")
        indexes = [models.Index(fields=["organisation", "-on", "-id"], name="party_checks_of")]

    def __str__(self) -> str:
        return self.title


class Finding(models.Model):
    """Something found. What was corrected is looked at again by somebody else; overdue, it goes up one level."""

    check_made = models.ForeignKey(Check, verbose_name=_("督查"), on_delete=models.PROTECT, related_name="findings")
    text = models.CharField(_("问题"), max_length=300)
    owner = models.ForeignKey(Member, verbose_name=_("责任人"), on_delete=models.PROTECT, related_name="findings")
    due_on = models.DateField(_("整改期限"))
    status = models.CharField(_("状态"), max_length=10, choices=FindingStatus.choices, default=FindingStatus.OPEN)
    evidence = models.TextField(_("整改情况"), blank=True)
    corrected_by = user_key(_("整改人"), null=True)
    closed_by = user_key(_("销号人"), null=True)
    raised_at = models.DateTimeField(_("上报时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("督查问题")
        constraints = [
            models.CheckConstraint(
                name="party_finding_corrected",
                condition=Q(status="OPEN") | ~Q(evidence="") & ~Q(corrected_by=None),
            ),
            models.CheckConstraint(
                name="party_finding_closed_by_another",
                condition=Q(status="CLOSED", closed_by__isnull=False) & ~Q(closed_by=F("corrected_by"))
                | ~Q(status="CLOSED") & Q(closed_by=None),
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="party_findings_open", condition=~Q(status="CLOSED"))]

    def __str__(self) -> str:
        return self.text


class FindingEvent(EventBase):
    """What happened to a finding."""

    record = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="events")
