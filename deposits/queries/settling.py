"""A year's interest of many accounts in one statement, and what the books know of it.

The accumulation method turned round: a fen that comes on a day earns that day's rate and every later one's up to the
end, so each day has a weight, and an account's interest is Σ movement × weight of its day. `rules.interest` says the
same span by span; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Min, QuerySet, Sum

from accounts.models import User
from accounts.permissions import Permission
from common import months
from deposits.models import InterestChunk, InterestClosing, InterestDifference, InterestRun, PersonalAccount
from deposits.queries.interest import (
    carried_rates,
    day_basis,
    deposit_rates,
    fund_year_days,
    owed_between,
    rates_apart,
)
from deposits.rules import interest as rules
from deposits.rules.interest import Interest
from deposits.states import RUN_ALIVE, RunStatus
from ledger import queries as ledger
from ledger.models import Entry, Journal
from ledger.states import Reason
from policy import queries as policy

# Where what was carried over into a fund year has a rate of its own (until 2016): what it earns beyond the other rate.
# It falls where the running sum of the year's movements reaches a new lowest below zero (rules.carried_changes). Where
# the rates are one, as they have been since, the condition is a constant and the planner leaves the whole join out.
CARRIED = """
    SELECT account_id, sum(fen)::numeric AS later, sum((lowest - before) * weight) AS weighed
    FROM (
        SELECT account_id, fen, weight, lowest,
               coalesce(lag(lowest) OVER (PARTITION BY account_id ORDER BY day), 0) AS before
        FROM (
            SELECT account_id, day, fen, weight,
                   least(0, min(running) OVER (PARTITION BY account_id ORDER BY day)) AS lowest
            FROM (
                SELECT account_id, day, fen, weight, sum(fen) OVER (PARTITION BY account_id ORDER BY day) AS running
                FROM (
                    SELECT e.account_id, d.day, sum(e.credit_fen - e.debit_fen) AS fen,
                           min(CASE WHEN d.day < %(first)s THEN %(extra)s ELSE coalesce(w.weight, 0) END) AS weight
                    FROM ledger_entry e
                    JOIN ledger_journal j ON j.id = e.journal_id
                    CROSS JOIN LATERAL (
                        SELECT e.value_on + (j.reason = 'INTEREST_SETTLED')::int AS day
                    ) AS d
                    LEFT JOIN unnest(%(days)s::date[], %(extras)s::bigint[]) AS w (day, weight) ON w.day = d.day
                    WHERE %(is_apart)s AND e.account_id BETWEEN %(first_account)s AND %(last_account)s
                      AND e.value_on >= %(year_first)s
                    GROUP BY e.account_id, d.day
                ) AS by_day
            ) AS summed
        ) AS lowered
    ) AS fallen
    GROUP BY account_id
"""

# With balance = opening + Σ later, interest is balance × W(first day) + Σ later × (W(its day) − W(first day)): one look
# at each account's row and at its entries since the first day. What came after the last day weighs nothing. Interest
# settled within the period is given already, and earns from the day after its value date.
EARNED = f"""
    SELECT a.id AS account_id, holder.employer_id,
           round((a.balance_fen::numeric * %(whole)s + coalesce(moved.weighed, 0) - coalesce(closing.early, 0)
               + (a.balance_fen::numeric - coalesce(carried.later, 0)) * %(extra)s + coalesce(carried.weighed, 0))
               / %(divisor)s)::bigint - coalesce(closing.fen, 0) AS fen
    FROM ledger_account a
    JOIN deposits_personalaccount p ON p.ledger_account_id = a.id AND p.closed_on IS NULL
        AND p.ledger_account_id BETWEEN %(first_account)s AND %(last_account)s
    JOIN deposits_employeraccount holder ON holder.id = p.employer_account_id
    LEFT JOIN (
        SELECT e.account_id,
               sum((e.credit_fen - e.debit_fen) * (coalesce(w.weight, 0) - %(whole)s)) AS weighed
        FROM ledger_entry e
        LEFT JOIN unnest(%(days)s::date[], %(weights)s::bigint[]) AS w (day, weight) ON w.day = e.value_on
        WHERE e.account_id BETWEEN %(first_account)s AND %(last_account)s AND e.value_on >= %(first)s
        GROUP BY e.account_id
    ) AS moved ON moved.account_id = a.id
    LEFT JOIN (
        SELECT c.account_id, sum(c.fen - CASE WHEN %(is_accrual)s THEN c.accrued_fen ELSE 0 END)::bigint AS fen,
               sum(c.fen * (w.weight - coalesce(morrow.weight, 0))) AS early
        FROM deposits_interestclosing c
        JOIN unnest(%(days)s::date[], %(weights)s::bigint[]) AS w (day, weight) ON w.day = c.value_on
        LEFT JOIN unnest(%(days)s::date[], %(weights)s::bigint[]) AS morrow (day, weight)
            ON morrow.day = c.value_on + 1
        GROUP BY c.account_id
    ) AS closing ON closing.account_id = p.id
    LEFT JOIN ({CARRIED}) AS carried ON carried.account_id = a.id
    WHERE a.id BETWEEN %(first_account)s AND %(last_account)s
"""

# Debit what was accrued, credit every account of the chunk.
SETTLE_LINES = f"""
    WITH earned AS MATERIALIZED ({EARNED})
    SELECT %(payable)s::bigint, sum(fen)::bigint, 0::bigint, NULL::bigint FROM earned WHERE fen > 0 HAVING sum(fen) > 0
    UNION ALL
    SELECT account_id, 0::bigint, fen, employer_id FROM earned WHERE fen > 0
"""

_COUNT = f"""
    WITH earned AS MATERIALIZED ({EARNED}), before AS MATERIALIZED (
        SELECT e.account_id, sum(e.credit_fen)::bigint AS fen
        FROM deposits_interestrun r
        JOIN deposits_interestchunk c ON c.run_id = r.id
        JOIN ledger_entry e ON e.journal_id = c.journal_id AND e.credit_fen > 0
        WHERE r.fund_year = %(year_before)s AND r.status = 'DONE'
        GROUP BY e.account_id
    )
    SELECT count(*) FILTER (WHERE earned.fen > 0), coalesce(sum(earned.fen) FILTER (WHERE earned.fen > 0), 0)::bigint,
           coalesce((SELECT sum(fen) FROM before), 0)::bigint,
           array(SELECT ARRAY[e.account_id, e.fen, coalesce(b.fen, 0)] FROM earned e
                 LEFT JOIN before b ON b.account_id = e.account_id
                 ORDER BY abs(e.fen - coalesce(b.fen, 0)) DESC, e.account_id LIMIT %(shown)s)
    FROM earned
"""

LARGEST_SHOWN = 10
ALL_ACCOUNTS = (0, 2**62)


@dataclass(frozen=True)
class Counted:
    """A trial: how many accounts would get how much, what last year gave, and the largest changes.

    A change is (ledger account id, this year's fen, last year's fen).
    """

    people: int
    fen: int
    last_year_fen: int
    largest: list[tuple[int, int, int]]


def weights(first: date, last: date, accounts: tuple[int, int]) -> dict[str, Any]:
    """Parameters of EARNED: each day's weight, the whole period's, and what divides, for a range of ledger accounts.

    A weight is percent × days in ten thousandths, so that fen × weight stays an exact whole number.
    """
    rates, is_apart = deposit_rates(), rates_apart(last)
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    weighed = [rules.weight(rates, day, last) for day in days]
    carried = [rules.weight(carried_rates(), day, last) for day in days] if is_apart else weighed
    extras = [more - less for more, less in zip(carried, weighed, strict=True)]
    return {
        "first": first,
        "days": days,
        "weights": weighed,
        "whole": weighed[0],
        "divisor": rules.weight_divisor(day_basis(last)),
        "first_account": accounts[0],
        "last_account": accounts[1],
        "is_accrual": False,
        "is_apart": is_apart,
        "year_first": fund_year_days(months.fund_year(last))[0],
        "extras": extras,
        "extra": extras[0],
    }


def count_interest(run: InterestRun) -> Counted:
    """The trial of a run over every account, nothing written."""
    values = {
        **weights(run.first, run.last, ALL_ACCOUNTS),
        "year_before": run.fund_year - 1,
        "shown": LARGEST_SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        people, fen, before, largest = cursor.fetchone()
    return Counted(people, fen, before, [(account, now, then) for account, now, then in largest])


def earned_in(first: date, last: date) -> int:
    """What all open accounts earned from `first` to `last`, each rounded, in fen: an accrual.

    Of interest settled in between because money left, only what an earlier accrual did not hold is out of it.
    """
    values = {**weights(first, last, ALL_ACCOUNTS), "is_accrual": True}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(sum(fen), 0)::bigint FROM ({EARNED}) AS e", values)
        found: int = cursor.fetchone()[0]
    return found


def accrual_waits(last: date) -> bool:
    """Whether interest of the quarter that ended on `last` is not all in the books: earned and neither accrued nor
    settled, or a settlement over that day is not through."""
    runs = InterestRun.objects.filter(last__gte=last)
    if runs.filter(status=RunStatus.POSTING).exists():
        return True
    if runs.filter(status=RunStatus.DONE).exists() or Journal.objects.filter(key=accrual_key(last)).exists():
        return False
    return earned_in(months.first_day(months.shift(months.month_of(last), -2)), last) != 0


def accrual_key(last: date) -> str:
    """Under this key the accrual of the quarter that ended on `last` stands in the books."""
    return f"interest-accrued-{last:%Y%m}"


def runs_visible_to(user: User) -> QuerySet[InterestRun]:
    """Settlements, newest first, for whoever may see the books."""
    rows = InterestRun.objects.select_related("prepared_by__person", "started_by__person")
    rows = rows if user.may(Permission.BOOKS_VIEW) else rows.none()
    return rows.order_by("-fund_year", "-id")


def runs_to_count() -> list[int]:
    """Runs whose trial nobody has counted yet."""
    return list(InterestRun.objects.filter(status=RunStatus.COUNTING).order_by("id").values_list("pk", flat=True))


def runs_to_post() -> list[int]:
    """Runs that somebody has begun and that are not through."""
    return list(InterestRun.objects.filter(status=RunStatus.POSTING).order_by("id").values_list("pk", flat=True))


def settled_runs() -> list[InterestRun]:
    """Runs that are through, oldest first."""
    return list(InterestRun.objects.filter(status=RunStatus.DONE).order_by("fund_year"))


@dataclass(frozen=True)
class Progress:
    """How far a run is: chunks and money posted."""

    chunks: int
    done: int
    people: int
    fen: int

    @property
    def percent(self) -> int:
        """Share of chunks done."""
        return 100 * self.done // self.chunks if self.chunks else 0


def progress(run: InterestRun) -> Progress:
    """How far the posting of a run is."""
    chunks = InterestChunk.objects.filter(run=run)
    done = chunks.exclude(done_at=None)
    totals = done.aggregate(people=Sum("people"), fen=Sum("fen"))
    return Progress(chunks.count(), done.count(), totals["people"] or 0, totals["fen"] or 0)


@dataclass(frozen=True)
class Year:
    """One fund year's interest of an account, explained: what it earned span by span, and what the books gave.

    `settled_fen` is what was credited on its last day, `differences` what was put right later; without a settlement
    yet the spans end at the last sealed day and are an estimate.
    """

    fund_year: int
    account: PersonalAccount
    interest: Interest
    opening_fen: int
    closing_fen: int
    settled_fen: int | None
    settled_on: date | None
    differences: Sequence[InterestDifference]

    @property
    def is_settled(self) -> bool:
        """Whether the year was settled for this account."""
        return self.settled_fen is not None


def year_as_json(found: Year) -> dict[str, Any]:
    """A year explained, for programs: fen, days, percent a year as text."""
    return {
        "account": found.account.number,
        "fund_year": found.fund_year,
        "opening_fen": found.opening_fen,
        "day_basis": found.interest.day_basis,
        "spans": [
            {
                "first": span.first.isoformat(),
                "last": span.last.isoformat(),
                "days": span.days,
                "balance_fen": span.balance_fen,
                "annual_rate": f"{span.percent.normalize():f}",
                "accumulation_fen_days": span.accumulation_fen_days,
            }
            for span in found.interest.spans
        ],
        "accumulation_fen_days": found.interest.accumulation_fen_days,
        "interest_fen": found.interest.fen,
        "settled_fen": found.settled_fen,
        "settled_on": found.settled_on.isoformat() if found.settled_on else None,
        "differences": [{"fen": each.fen, "on": each.journal.value_on.isoformat()} for each in found.differences],
    }


def year_of(account: PersonalAccount, year: int) -> Year:
    """The interest of a fund year, from the entries alone. An account closed within ends the day before."""
    first, last = fund_year_days(year)
    run = InterestRun.objects.filter(fund_year=year, status=RunStatus.DONE).first()
    is_over = run is not None or account.closed_on is not None and account.closed_on <= last
    if account.closed_on is not None:
        last = min(last, account.closed_on - timedelta(days=1))
    if not is_over:
        last = min(last, policy.book_date() - timedelta(days=1))
    found = owed_between(account, first, last)
    credits = _settled_entries(account, first, last) if is_over else []
    return Year(
        fund_year=year,
        account=account,
        interest=found,
        opening_fen=ledger.balance_on(account.ledger_account, first - timedelta(days=1)),
        closing_fen=found.spans[-1].balance_fen if found.spans else 0,
        settled_fen=sum(fen for _day, fen in credits) if is_over else None,
        settled_on=credits[-1][0] if credits else last if is_over else None,
        differences=list(
            InterestDifference.objects.filter(account=account, run=run).select_related("journal").order_by("id")
        ),
    )


def years_of(account: PersonalAccount) -> list[int]:
    """Fund years in which an account had money, newest first."""
    bounds = Entry.objects.filter(account=account.ledger_account_id).order_by("value_on", "id")
    first = bounds.values_list("value_on", flat=True).first()
    if first is None:
        return []
    until = account.closed_on - timedelta(days=1) if account.closed_on else policy.book_date()
    return list(range(months.fund_year(until), months.fund_year(first) - 1, -1))


def closed_fen(account: PersonalAccount, first: date, last: date) -> int:
    """What was settled within a period because the money was to leave, in fen."""
    rows = InterestClosing.objects.filter(account=account, value_on__range=(first, last))
    return rows.aggregate(fen=Sum("fen"))["fen"] or 0


def _settled_entries(account: PersonalAccount, first: date, last: date) -> list[tuple[date, int]]:
    """Interest credited for days of a period: value date and fen, in order."""
    rows = Entry.objects.filter(account=account.ledger_account_id, value_on__range=(first, last), credit_fen__gt=0)
    rows = rows.filter(journal__reason=Reason.INTEREST_SETTLED).order_by("value_on", "id")
    return list(rows.values_list("value_on", "credit_fen"))


def next_year_to_settle() -> int | None:
    """The first fund year that is over and has no settlement; None while there is none."""
    on = policy.book_date()
    known = InterestRun.objects.filter(status__in=RUN_ALIVE).order_by("-fund_year").first()
    if known is not None:
        year = known.fund_year + 1
    else:
        first = Entry.objects.filter(account__subject="201").aggregate(first=Min("value_on"))["first"]
        if first is None:
            return None
        year = months.fund_year(first)
    return year if fund_year_days(year)[1] <= on else None


@dataclass(frozen=True)
class Largest:
    """One of the largest changes of a trial."""

    account: PersonalAccount
    fen: int
    before_fen: int

    @property
    def change_fen(self) -> int:
        """How much more than last year."""
        return self.fen - self.before_fen


def largest_changes(run: InterestRun) -> list[Largest]:
    """The largest changes against last year that the trial found, largest first."""
    ids = [row[0] for row in run.largest]
    found = PersonalAccount.objects.filter(ledger_account__in=ids).select_related("person")
    accounts = {account.ledger_account_id: account for account in found}
    return [Largest(accounts[pk], fen, before) for pk, fen, before in run.largest if pk in accounts]


def differences_of(run: InterestRun) -> list[InterestDifference]:
    """What was put right of a settlement, newest first; the last two hundred."""
    return list(run.differences.select_related("account__person", "journal").order_by("-id")[:200])
