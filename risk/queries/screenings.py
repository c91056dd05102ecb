"""Screenings as investigators see them."""

from __future__ import annotations

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.permissions import Permission
from risk.models import Finding, Link, RiskMatter, Screening
from risk.queries.standing import screenings_held
from risk.states.cases import OPEN_CASES
from risk.states.screening import LinkKind, ScreeningStatus


def screenings_visible_to(user: User) -> QuerySet[Screening]:
    """All, for investigators; never one's own application."""
    if not user.may(Permission.RISK_WORK):
        return Screening.objects.none()
    rows = Screening.objects.select_related("facts", "rule_set", "cleared_by__person")
    return rows.exclude(facts__person_id=user.person_id)


def waiting_visible_to(user: User) -> QuerySet[Screening]:
    """Those with findings that wait for a person, with the codes of the rules that hit."""
    codes = (
        Finding.objects.filter(screening=OuterRef("pk"), is_shadow=False, cleared_at=None)
        .order_by()
        .values("screening")
        .annotate(codes=ArrayAgg("code", order_by="code"))
        .values("codes")
    )
    rows = screenings_held().filter(pk__in=screenings_visible_to(user).values("pk"))
    return rows.select_related("facts").annotate(codes=Coalesce(Subquery(codes), []))


def findings_of(screening: Screening) -> list[Finding]:
    """What the rules in force found, the gravest first."""
    found = screening.findings.filter(is_shadow=False).select_related("cleared_by__person")
    return list(found.order_by("-severity", "code", "id"))


def trial_findings_of(screening: Screening, user: User) -> list[Finding]:
    """What the rules on trial found, for those who write rules."""
    if not user.may(Permission.RISK_RULES):
        return []
    return list(screening.findings.filter(is_shadow=True).order_by("-severity", "code", "id"))


def link_of(screening: Screening) -> Link | None:
    """Where its picture begins: the house, else the applicant."""
    links = Link.objects.filter(case=screening.case)
    house = links.filter(kind=LinkKind.HOUSE).order_by("id").first()
    return house or links.filter(kind=LinkKind.PERSON).order_by("id").first()


def may_clear(screening: Screening, user: User) -> bool:
    """Whether the user's word lets an application go that no case holds: what stops it needs a decider's."""
    if RiskMatter.objects.filter(case=screening.case, risk_case__status__in=OPEN_CASES).exists():
        return False
    return screening.status == ScreeningStatus.REVIEW or user.may(Permission.RISK_DECIDE)
