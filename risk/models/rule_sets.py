"""Versions of the rules with their parameters; a version that has left the draft does not change."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from risk.states.rule_sets import RuleSetStatus
from risk.states.screening import Action, Severity

_R = RuleSetStatus


class RuleSet(models.Model):
    """A version of all rules: tried beside the published one (shadow) before another person publishes it."""

    number = models.PositiveIntegerField(_("版本"), unique=True)
    status = models.CharField(_("状态"), max_length=10, choices=_R.choices, default=_R.DRAFT)
    purpose = models.CharField(_("修改目的"), max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("起草人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("起草时间"))
    editors = ArrayField(models.BigIntegerField(), verbose_name=_("改过草稿的人"), default=list, editable=False)
    """Ids of the persons whose hand is in it: none of them publishes it."""
    shadowed_at = models.DateTimeField(_("试运行时间"), null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("发布人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("发布时间"), null=True)
    why = models.CharField(_("发布理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("风险规则版本")
        constraints = [
            models.UniqueConstraint(fields=["status"], name="one_published_rule_set", condition=Q(status=_R.PUBLISHED)),
            models.UniqueConstraint(fields=["status"], name="one_shadow_rule_set", condition=Q(status=_R.SHADOW)),
            models.CheckConstraint(name="rule_set_status_known", condition=Q(status__in=_R.values)),
            models.CheckConstraint(
                name="rule_set_published_with_why",
                condition=Q(status__in=[_R.DRAFT, _R.SHADOW]) | (Q(published_at__isnull=False) & ~Q(why="")),
            ),
            models.CheckConstraint(
                name="rule_set_published_by_another",
                condition=Q(published_by=None) | Q(made_by=None) | ~Q(published_by=F("made_by")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="rule_set_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="published_rules_only_retire",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status=_R.RETIRED)
                | (pgtrigger.Q(old__status=_R.PUBLISHED) & ~pgtrigger.Q(new__status=_R.RETIRED)),
            ),
        ]

    def __str__(self) -> str:
        return str(_("第 %(number)s 版") % {"number": self.number})


class RuleSetEvent(EventBase):
    """A move of a version of the rules."""

    record = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="events")


_DRAFT_ONLY = """
    IF EXISTS (
        SELECT 1 FROM risk_ruleset WHERE id IN (
            CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE OLD.rule_set_id END,
            CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE NEW.rule_set_id END
        ) AND status <> 'DRAFT'
    ) THEN
        RAISE EXCEPTION 'pgtrigger: Cannot change rows from % table of rules in use', TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


class RuleSetting(models.Model):
    """One rule in one version: whether it runs, what it asks for, and its parameters (whole numbers by name)."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="settings")
    code = models.CharField(_("规则"), max_length=4)
    is_on = models.BooleanField(_("启用"), default=True)
    severity = models.PositiveSmallIntegerField(_("程度"), choices=Severity.choices)
    action = models.CharField(_("处理"), max_length=6, choices=Action.choices)
    params = models.JSONField(_("参数"), default=dict)

    class Meta:
        verbose_name = verbose_name_plural = _("规则设置")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "code"], name="rule_once_a_version"),
            models.CheckConstraint(name="rule_action_known", condition=Q(action__in=Action.values)),
            models.CheckConstraint(name="rule_severity_known", condition=Q(severity__in=Severity.values)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="rules_in_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_DRAFT_ONLY,
            )
        ]

    def __str__(self) -> str:
        return self.code
