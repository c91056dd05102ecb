"""Versions of the rules as the rules take them."""

from __future__ import annotations

from django.db.models import QuerySet

from risk.models import RuleSet
from risk.rules.registry import Setting
from risk.states.rule_sets import RuleSetStatus


def rule_sets() -> QuerySet[RuleSet]:
    """All versions, newest first."""
    return RuleSet.objects.select_related("made_by", "published_by").order_by("-number")


def published() -> RuleSet:
    """The version that decides. There always is one: the first comes with the tables."""
    return RuleSet.objects.get(status=RuleSetStatus.PUBLISHED)


def shadow() -> RuleSet | None:
    """The version on trial."""
    return RuleSet.objects.filter(status=RuleSetStatus.SHADOW).first()


def settings_of(rule_set: RuleSet) -> list[Setting]:
    """The rules of a version."""
    return [
        Setting(each.code, each.severity, each.action, each.params, each.is_on)
        for each in rule_set.settings.order_by("code")
    ]


def days_watched() -> int:
    """How many days after a purchase withdrawal a sale concerns the published rules (F04)."""
    return int(published().settings.get(code="F04").params["days"])


def current_settings() -> list[tuple[RuleSet, list[Setting]]]:
    """The published version, and after it the one on trial if there is one; two queries."""
    rows = RuleSet.objects.filter(status__in=[RuleSetStatus.PUBLISHED, RuleSetStatus.SHADOW])
    found = list(rows.prefetch_related("settings").order_by("status"))
    return [
        (each, [Setting(row.code, row.severity, row.action, row.params, row.is_on) for row in each.settings.all()])
        for each in found
    ]
