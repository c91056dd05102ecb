"""Screenings, what they found, and the news of it."""

from __future__ import annotations

import json
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from risk.models.facts import StoredFacts
from risk.models.rule_sets import RuleSet
from risk.rules import sentences
from risk.states.screening import Action, OutcomeKind, ScreeningStatus, Severity

_S = ScreeningStatus


class Screening(models.Model):
    """One look at an application by the published rules. The newest of a case is what holds.

    `cause` says why a case was looked at again (empty: handed over). `wake` names the task of the business app.
    """

    facts = models.ForeignKey(StoredFacts, on_delete=models.PROTECT, related_name="screenings")
    case = models.CharField(_("业务编号"), max_length=20)
    number = models.PositiveSmallIntegerField(_("次序"))
    status = models.CharField(_("状态"), max_length=10, choices=_S.choices, default=_S.PENDING)
    rule_set = models.ForeignKey(
        RuleSet, verbose_name=_("规则版本"), null=True, on_delete=models.PROTECT, related_name="screenings"
    )
    source = models.CharField(_("业务模块"), max_length=20)
    wake = models.CharField(_("结果通知任务"), max_length=100, blank=True)
    cause = models.CharField(_("再次筛查原因"), max_length=100, blank=True)
    handed_at = models.DateTimeField(_("移交时间"))
    ran_at = models.DateTimeField(_("筛查时间"), null=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("放行人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    cleared_at = models.DateTimeField(_("放行时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("筛查")
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="screening_number_once"),
            models.CheckConstraint(name="screening_status_known", condition=Q(status__in=_S.values)),
            models.CheckConstraint(
                name="screening_ran_by_rules",
                condition=Q(status=_S.PENDING, ran_at=None, rule_set=None)
                | (~Q(status=_S.PENDING) & Q(ran_at__isnull=False, rule_set__isnull=False)),
            ),
            models.CheckConstraint(
                name="screening_cleared_at_a_time", condition=~Q(status=_S.CLEARED) | Q(cleared_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["handed_at", "id"], name="screening_pending", condition=Q(status=_S.PENDING)),
            models.Index(
                fields=["status", "-id"], name="screening_held", condition=Q(status__in=[_S.REVIEW, _S.BLOCKED])
            ),
        ]

    def __str__(self) -> str:
        return self.case


class ScreeningEvent(EventBase):
    """A move of a screening."""

    record = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="events")


class Finding(models.Model):
    """A rule that hit, with what it rests on. A shadow finding decides nothing. What was found never changes; that a
    person has cleared it is added."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="findings")
    rule_set = models.ForeignKey(RuleSet, verbose_name=_("规则版本"), on_delete=models.PROTECT, related_name="+")
    is_shadow = models.BooleanField(_("试运行"), default=False)
    code = models.CharField(_("规则"), max_length=4)
    severity = models.PositiveSmallIntegerField(_("程度"), choices=Severity.choices)
    action = models.CharField(_("处理"), max_length=6, choices=Action.choices)
    content = EncryptedField(where="finding.content")
    """Sealed JSON: the values of its sentence and the lines of its evidence."""
    cases = ArrayField(models.CharField(max_length=20), verbose_name=_("相关业务"), default=list)
    digest = models.CharField(max_length=32)
    """What it rests on: the same hit on the same grounds need not be cleared twice."""
    at = models.DateTimeField(_("时间"))
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("排除人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    cleared_at = models.DateTimeField(_("排除时间"), null=True)
    clear_reason = models.CharField(_("排除理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("筛查发现")
        ordering = ["-severity", "code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["screening", "rule_set", "code"], name="finding_once"),
            models.CheckConstraint(name="finding_action_known", condition=Q(action__in=Action.values)),
            models.CheckConstraint(
                name="finding_cleared_with_reason",
                condition=Q(cleared_at=None, cleared_by=None, clear_reason="")
                | (Q(cleared_at__isnull=False, cleared_by__isnull=False) & ~Q(clear_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["rule_set", "code", "id"], name="finding_of_rule")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_cleared_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__cleared_at__isnull=False),
            ),
            pgtrigger.ReadOnly(
                name="found_is_final",
                fields=[
                    "screening",
                    "rule_set",
                    "is_shadow",
                    "code",
                    "severity",
                    "action",
                    "content",
                    "cases",
                    "digest",
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def sentence(self) -> str:
        """What a clerk can read to the applicant."""
        return sentences.say(self.code, self._content()["values"])

    @property
    def label(self) -> str:
        """The rule's name."""
        return sentences.label(self.code)

    @property
    def evidence(self) -> list[str]:
        """The facts it rests on, for those who look into it."""
        return [sentences.evidence(*line) for line in self._content()["evidence"]]

    def _content(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.content)
        return found


class Outcome(models.Model):
    """News that the business app named `source` claims: a screening finished, a case was decided, a ban was laid."""

    source = models.CharField(_("业务模块"), max_length=20)
    kind = models.CharField(_("结果"), max_length=12, choices=OutcomeKind.choices)
    case = models.CharField(_("业务编号"), max_length=20, blank=True)
    screening = models.ForeignKey(Screening, null=True, on_delete=models.PROTECT, related_name="outcomes")
    ban = models.ForeignKey("risk.Ban", null=True, on_delete=models.PROTECT, related_name="outcomes")
    person = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField(_("责令退回金额（分）"), null=True)
    due_on = models.DateField(_("退回期限"), null=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))
    claimed_at = models.DateTimeField(_("领取时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("筛查结果")
        constraints = [
            models.CheckConstraint(name="risk_outcome_kind_known", condition=Q(kind__in=OutcomeKind.values)),
            models.CheckConstraint(
                name="risk_outcome_of_a_matter",
                condition=Q(screening__isnull=False) | Q(ban__isnull=False) | ~Q(case=""),
            ),
        ]
        indexes = [models.Index(fields=["source", "id"], name="risk_outcome_waiting", condition=Q(claimed_at=None))]
