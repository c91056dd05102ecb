"""One day of the centre's loans as its director sees it: money, ratio, liquidity, what is late, the clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from ledger.queries import turnover
from ledger.queries.turnover import NOTHING, Figure
from loans.models import Contract, StepSpan
from loans.queries import bottleneck, portfolio
from loans.queries.bottleneck import Period, Row
from loans.queries.minutes import clocks_of
from loans.rules import liquidity as rules
from loans.rules import minutes as minute_rules
from loans.rules.liquidity import Week
from loans.states.applying import Lane
from loans.states.contracts import ContractStatus
from policy import queries as policy
from policy.rules import ServiceTerms

WEEKS, USUAL_WEEKS = 6, 12
CASH, DEPOSITS, LOANS, LATE, INTEREST = "101", "201", "121", "122", "401-03"


@dataclass(frozen=True)
class Flow:
    """Money of a span of days, in fen. `cash_in` and `cash_out` are of the bank accounts."""

    cash_in_fen: int
    cash_out_fen: int
    paid_in_fen: int
    taken_out_fen: int
    lent_fen: int
    repaid_fen: int
    interest_fen: int


def flow(since: date, until: date) -> Flow:
    """What moved between two value dates, both included."""
    found = turnover.by_subject(since, until)
    cash, deposits, loans = (_of(found, code) for code in (CASH, DEPOSITS, LOANS))
    late, interest = _of(found, LATE), _of(found, INTEREST)
    return Flow(
        cash_in_fen=cash.debit_fen,
        cash_out_fen=cash.credit_fen,
        paid_in_fen=deposits.credit_fen,
        taken_out_fen=deposits.debit_fen,
        lent_fen=loans.debit_fen,
        repaid_fen=loans.credit_fen + late.credit_fen - late.debit_fen,
        interest_fen=interest.credit_fen - interest.debit_fen,
    )


def _of(found: dict[str, Figure], code: str) -> Figure:
    """A subject with its sub-subjects."""
    rows = [found.get(each, NOTHING) for each in turnover.family(code)]
    return Figure(
        sum(row.opening_fen for row in rows), sum(row.debit_fen for row in rows), sum(row.credit_fen for row in rows)
    )


@dataclass(frozen=True)
class Standing:
    """How the centre stands at the end of a day: balances in fen, ratio in percent, overdue in per mille."""

    loans_fen: int
    deposits_fen: int
    cash_fen: int
    ratio: Decimal
    ratio_badge: str
    late: portfolio.Late
    late_rate: Decimal


def standing(day: date, terms: ServiceTerms) -> Standing:
    """The balances of a day and what they come to."""
    loans_fen = turnover.net_on(LOANS, day) + turnover.net_on(LATE, day)
    deposits_fen, cash_fen = turnover.net_on(DEPOSITS, day), turnover.net_on(CASH, day)
    ratio = rules.loan_ratio(loans_fen, deposits_fen)
    late = portfolio.late(terms.loan_overdue_periods)
    return Standing(
        loans_fen=loans_fen,
        deposits_fen=deposits_fen,
        cash_fen=cash_fen,
        ratio=ratio,
        ratio_badge=rules.colour(ratio, terms.loan_ratio_warn_percent, terms.loan_ratio_stop_percent),
        late=late,
        late_rate=rules.overdue_rate(late.stat_fen, loans_fen),
    )


def weeks_ahead(day: date, cash_fen: int) -> list[Week]:
    """The money of the weeks ahead: instalments by their days, deposits and withdrawals as in the weeks before."""
    coming = [0] * WEEKS
    for due, _count, fen in portfolio.coming(day + timedelta(1), day + timedelta(7 * WEEKS)):
        coming[(due - day).days // 7 if (due - day).days < 7 * WEEKS else WEEKS - 1] += fen
    return rules.weeks_ahead(cash_fen, coming, usual_fen=usual_fen(day), promised_fen=promised_fen())


def usual_fen(day: date) -> int:
    """What a week usually brings to the bank accounts beside loans, by the average of the weeks before, in fen."""
    found = flow(day - timedelta(7 * USUAL_WEEKS - 1), day)
    net = found.cash_in_fen - found.cash_out_fen - (found.repaid_fen + found.interest_fen) + found.lent_fen
    return net // USUAL_WEEKS


def promised_fen() -> int:
    """Contracts drawn up or signed whose money has not left, in fen."""
    rows = Contract.objects.filter(status__in=[ContractStatus.DRAWN_UP, ContractStatus.SIGNED], loan=None)
    return int(rows.aggregate(fen=Sum("principal_fen", default=0))["fen"])


@dataclass(frozen=True)
class Clocks:
    """The fast lane today: what was paid (None: nothing), how many run now, how many of them hurry or are late."""

    paid: Row | None
    running: int
    near: int
    late: int
    stopped: int


def clocks(now: datetime) -> Clocks:
    """The clocks of today."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    terms = policy.service_on(timezone.localdate(now))
    paid = bottleneck.whole(
        Period(midnight, midnight + timedelta(days=1), str(Lane.FAST)), sum(minute_rules.targets(terms).values())
    )
    spans = StepSpan.objects.filter(ended_at=None, application__lane=Lane.FAST).select_related("application")
    running = list(clocks_of([each.application for each in spans], now).values())
    return Clocks(
        paid=paid,
        running=len(running),
        near=sum(each.is_near for each in running),
        late=sum(each.is_late for each in running),
        stopped=sum(bool(each.stopped_for) for each in running),
    )
