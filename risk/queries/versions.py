"""Versions of the rules as those see them who write rules."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from common.money import yuan
from risk.models import Finding, RuleSet
from risk.rules import sentences
from risk.rules.registry import PARAM_LABELS


def rule_sets_visible_to(user: User) -> QuerySet[RuleSet]:
    """All versions, for those who write rules."""
    rows = RuleSet.objects.select_related("made_by__person", "published_by__person")
    return rows if user.may(Permission.RISK_RULES) else rows.none()


def may_publish(rule_set: RuleSet, user: User) -> bool:
    """Whether the user had no hand in a version."""
    drafter = rule_set.made_by.person_id if rule_set.made_by is not None else None
    return user.person_id != drafter and user.person_id not in rule_set.editors


def trial_counts(rule_set: RuleSet) -> list[tuple[str, str, int]]:
    """How often each rule of a version on trial has hit: code, name, times."""
    rows = Finding.objects.filter(rule_set=rule_set, is_shadow=True).order_by("code").values("code")
    return [(row["code"], sentences.label(row["code"]), row["times"]) for row in rows.annotate(times=Count("pk"))]


def params_in_words(params: dict[str, int]) -> list[str]:
    """The numbers of a rule as people read them."""
    return [_in_words(name, value) for name, value in params.items()]


def _in_words(name: str, value: int) -> str:
    if name.endswith("_fen"):
        what = str(PARAM_LABELS[name]).partition("（")[0]
        return _("%(what)s %(amount)s 元") % {"what": what, "amount": yuan(value)}
    return f"{PARAM_LABELS[name]} {value:,}"
