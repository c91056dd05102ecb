"""Past applications with what became of them, for trying a version of the rules."""

from __future__ import annotations

from django.db.models import Max, QuerySet

from accounts.models import User
from accounts.permissions import Permission
from risk.models import Backtest, RiskMatter, RuleSet, Screening
from risk.rules.backtest import CLEARED, CONFIRMED, UNKNOWN
from risk.states.backtest import BacktestStatus
from risk.states.cases import CONFIRMED_CASES, RiskCaseStatus
from risk.states.screening import ScreeningStatus


def backtests_visible_to(user: User) -> QuerySet[Backtest]:
    """Backtests, for those who write rules; newest first."""
    if not user.may(Permission.RISK_RULES):
        return Backtest.objects.none()
    return Backtest.objects.select_related("by__person", "rule_set", "against").order_by("-id")


def last_screening() -> int:
    """The newest screening there is."""
    return int(Screening.objects.aggregate(last=Max("pk"))["last"] or 0)


def portion(after: int, until: int, size: int) -> list[Screening]:
    """The next screenings in the order they were made, with their facts; PENDING ones are not past yet."""
    rows = Screening.objects.filter(pk__gt=after, pk__lte=until).exclude(status=ScreeningStatus.PENDING)
    return list(rows.select_related("facts").order_by("id")[:size])


def is_newest(screenings: list[Screening]) -> set[int]:
    """Of these, the newest of each application: an application counts once."""
    newest = Screening.objects.filter(case__in={each.case for each in screenings}).order_by("case", "-number")
    return set(newest.distinct("case").values_list("pk", flat=True))


def labels_of(screenings: list[Screening]) -> dict[str, str]:
    """What became of each application: confirmed by a decision, cleared by a person, or unknown."""
    found = {each.case: CLEARED if each.status == ScreeningStatus.CLEARED else UNKNOWN for each in screenings}
    matters = RiskMatter.objects.filter(case__in=found).values_list("case", "is_established", "risk_case__status")
    for case, established, status in matters.order_by("id"):
        if status in CONFIRMED_CASES:
            found[case] = CONFIRMED if established else CLEARED
        elif status == RiskCaseStatus.DISMISSED and found[case] == UNKNOWN:
            found[case] = CLEARED
    return found


def done_for(rule_set: RuleSet, fingerprint: str, against: RuleSet) -> Backtest | None:
    """The newest finished backtest of exactly these settings against the version in use."""
    found = Backtest.objects.filter(rule_set=rule_set, fingerprint=fingerprint, against=against)
    return found.filter(status=BacktestStatus.DONE).order_by("-id").first()


def running() -> list[int]:
    """Backtests that are being reckoned, oldest first."""
    rows = Backtest.objects.filter(status=BacktestStatus.RUNNING)
    return list(rows.order_by("id").values_list("pk", flat=True))
