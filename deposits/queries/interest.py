"""What an account's money earned since it was last settled, from the entries alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from common import months
from deposits.models import InterestRun, PersonalAccount
from deposits.rules import interest as rules
from deposits.rules.interest import Change, Interest, Rate, Span
from deposits.states import RunStatus
from ledger import queries as ledger
from ledger.models import Entry
from ledger.states import Reason
from policy import queries as policy

TODAY, LATER = timedelta(0), {Reason.INTEREST_SETTLED.value: timedelta(days=1)}


def deposit_rates() -> list[Rate]:
    """The rate of deposits by date (银发〔2016〕43号: since 2016-02-21 one for all of it)."""
    return [Rate(since, percent) for since, percent in policy.rates("deposit_rate_percent")]


def carried_rates() -> list[Rate]:
    """The rate of what was carried over by date, for years in which it had one of its own."""
    return [Rate(since, percent) for since, percent in policy.rates("carried_over_rate_percent")]


def rates_apart(last: date) -> bool:
    """Whether the fund year that `last` lies in reckons what was carried over by its own rate (until 2016)."""
    return policy.service_on(last).deposit_rates_apart


def fund_year_days(year: int) -> tuple[date, date]:
    """First and last day of a fund year: 1 July before, 30 June."""
    return date(year - 1, 7, 1), date(year, 6, 30)


def day_basis(last: date) -> str:
    """How days are counted in a period that ends on `last`. Set anew from a 1 July on, it parts whole fund years."""
    return policy.service_on(last).interest_day_basis


def unsettled_since(account: PersonalAccount) -> date | None:
    """The first day whose interest is not yet settled: after the last settlement, else the first entry's.

    A year settled for the whole centre is settled for whoever earned nothing in it, too.
    """
    entries = Entry.objects.filter(account=account.ledger_account_id)
    first = entries.order_by("value_on", "id").values_list("value_on", flat=True).first()
    if first is None:
        return None
    own = entries.filter(journal__reason=Reason.INTEREST_SETTLED).order_by("-value_on", "-id").first()
    run = InterestRun.objects.filter(status=RunStatus.DONE).order_by("-fund_year").first()
    settled = [each for each in (own.value_on if own else None, run.last if run else None) if each is not None]
    return max(first, *(day + timedelta(days=1) for day in settled)) if settled else first


def closing_interest(account: PersonalAccount, on: date) -> Interest:
    """What is still owed when the account is closed on `on`: up to the day before (算头不算尾), domain §3.2."""
    since = unsettled_since(account)
    return owed_between(account, since, on - timedelta(days=1)) if since else Interest((), rules.ACT_360, 0)


def owed_between(account: PersonalAccount, first: date, last: date) -> Interest:
    """What an account earned from `first` to `last`, both included; nothing where the days run backward.

    Interest credited on a day earns from the next one on (domain §3.2: a closing balance does not count it).
    """
    if last < first:
        return Interest((), rules.ACT_360, 0)
    parts = rules.fund_years(first, last)
    apart = [part for part in parts if rates_apart(part[1])]
    if not apart:
        return rules.earned(**_money(account, first, last))
    spans = [span for part in parts for span in _spans(account, *part, is_apart=part in apart)]
    return rules.interest(spans, day_basis=day_basis(last))


def _spans(account: PersonalAccount, first: date, last: date, *, is_apart: bool) -> list[Span]:
    """Part of a fund year, span by span; what was carried over is what was there on its 1 July."""
    if not is_apart:
        return rules.spans(**_money(account, first, last))
    year_first, _year_last = fund_year_days(months.fund_year(first))
    found = rules.earned_apart(**_money(account, year_first, last), carried_rates=carried_rates())
    return [span.since(first) for span in found.spans if span.last >= first]


def _money(account: PersonalAccount, first: date, last: date) -> dict[str, Any]:
    """What the rules are handed of an account's days: opening balance, changes, rates, basis."""
    entries = Entry.objects.filter(account=account.ledger_account_id, value_on__range=(first, last))
    moves = entries.order_by("value_on", "id").values_list("value_on", "credit_fen", "debit_fen", "journal__reason")
    return {
        "opening_fen": ledger.balance_on(account.ledger_account, first - timedelta(days=1)),
        "changes": [Change(day + LATER.get(reason, TODAY), came - went) for day, came, went, reason in moves],
        "rates": deposit_rates(),
        "first": first,
        "last": last,
        "day_basis": day_basis(last),
    }
