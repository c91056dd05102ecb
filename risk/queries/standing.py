"""Where an application stands with the checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from risk.models import Finding, HouseWatch, Outcome, RiskMatter, Screening
from risk.rules import stored
from risk.rules.facts import Facts
from risk.states.cases import CONFIRMED_CASES, OPEN_CASES
from risk.states.screening import HELD, SCREENING_BADGE, OutcomeKind, ScreeningStatus

PATIENCE = timedelta(seconds=60)
"""How long a screening may wait before the sweep takes it for forgotten."""


@dataclass(frozen=True)
class Standing:
    """What the newest screening of a case says. A case that was never handed over is PENDING."""

    case: str
    status: ScreeningStatus
    findings: tuple[Finding, ...] = ()
    screening_id: int | None = None

    @property
    def label(self) -> str:
        """The status in words."""
        return str(self.status.label)

    @property
    def badge(self) -> str:
        """Its colour."""
        return SCREENING_BADGE[self.status]


def latest(case: str) -> Screening | None:
    """The newest screening of a case: the one that holds."""
    return Screening.objects.filter(case=case).order_by("-number").first()


def standing(case: str) -> Standing:
    """Where a case stands, with the findings of its newest screening, gravest first; two queries."""
    screening = latest(case)
    if screening is None:
        return Standing(case, ScreeningStatus.PENDING)
    found = screening.findings.filter(is_shadow=False).select_related("cleared_by").order_by("-severity", "code", "id")
    return Standing(case, ScreeningStatus(screening.status), tuple(found), screening.pk)


def may_pay(case: str) -> bool:
    """Whether the checks let money leave for this case: not before they ran, and not while they or a risk case hold it.

    A tip or a ring holds what no rule stopped: while somebody looks into it, and for good where fraud is established.
    So does a new entry on a list, until the application has been looked at again.
    """
    screening = latest(case)
    if screening is None or screening.status in HELD or held_by_case(case):
        return False
    return not Outcome.objects.filter(case=case, kind=OutcomeKind.LISTED, claimed_at=None).exists()


def held_by_case(case: str) -> bool:
    """Whether a risk case that is open, or that established fraud, holds an application."""
    held = Q(risk_case__status__in=OPEN_CASES) | Q(is_established=True, risk_case__status__in=CONFIRMED_CASES)
    return RiskMatter.objects.filter(held, case=case).exists()


def screenings_held() -> QuerySet[Screening]:
    """Screenings that wait for a person, newest first. One that a newer has replaced waits for nobody."""
    newer = Screening.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    waiting = [ScreeningStatus.REVIEW, ScreeningStatus.BLOCKED]
    return Screening.objects.filter(~Exists(newer), status__in=waiting).order_by("-id")


def forgotten(at: datetime) -> QuerySet[Screening]:
    """Screenings whose message was lost, oldest first."""
    rows = Screening.objects.filter(status=ScreeningStatus.PENDING, handed_at__lte=at - PATIENCE)
    return rows.order_by("handed_at", "id")


def houses_to_ask(on: date, limit: int = 200) -> list[str]:
    """Cases whose house the register is asked about on this day, the longest due first."""
    rows = HouseWatch.objects.filter(next_on__lte=on).order_by("next_on", "id")
    return list(rows.values_list("case", flat=True)[:limit])


def stored_facts(screening: Screening) -> Facts:
    """The facts that a screening looks at."""
    return stored.from_json(screening.facts.content)
