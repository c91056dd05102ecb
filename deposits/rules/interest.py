"""Interest on deposits by the accumulation method (积数法), domain §3.2. One function for closing and for the year.

The balance at the end of each day earns that day's rate; the day money comes counts, the day it goes
does not (算头不算尾).
Everything is added up exactly and rounded once, at the end, half up. Money is fen, rates are percent a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from common import money

ACT_360, ACT_365, THIRTY_360 = "act/360", "act/365", "30/360"
YEAR_DAYS = {ACT_360: 360, ACT_365: 365, THIRTY_360: 360}
"""Day bases and the days of their year: the central bank's daily rate is the annual one over 360."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the balance by its value date: above zero in, below zero out, in fen."""

    value_on: date
    fen: int


@dataclass(frozen=True, slots=True)
class Rate:
    """An annual rate and its first day."""

    since: date
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """Days with one balance and one rate, both ends included. `days` are counted by the day basis."""

    first: date
    last: date
    days: int
    balance_fen: int
    percent: Decimal

    @property
    def accumulation_fen_days(self) -> int:
        """The product (积数) of balance and days."""
        return self.balance_fen * self.days

    def since(self, first: date) -> Span:
        """The part of it that begins on `first`, actual days; itself where it begins later."""
        if self.first >= first:
            return self
        return Span(first, self.last, (self.last - first).days + 1, self.balance_fen, self.percent)

    def up_to(self, last: date) -> Span:
        """The part of it that ends on `last`, actual days; itself where it ends before."""
        if self.last <= last:
            return self
        return Span(self.first, last, (last - self.first).days + 1, self.balance_fen, self.percent)


@dataclass(frozen=True)
class Interest:
    """What a balance earned over a period, and how: span by span, added up, rounded once."""

    spans: tuple[Span, ...]
    day_basis: str
    fen: int

    @property
    def accumulation_fen_days(self) -> int:
        """The sum of all products."""
        return sum(span.accumulation_fen_days for span in self.spans)


def spans(
    *,
    opening_fen: int,
    changes: Iterable[Change],
    rates: Sequence[Rate],
    first: date,
    last: date,
    day_basis: str = ACT_360,
) -> list[Span]:
    """The period from `first` to `last`, both included, in spans of one balance and one rate; none where it is empty.

    `opening_fen` is the balance before `first`; changes after `last` do not matter. Raises ValueError for a change
    before `first`, a day without rate, an unknown day basis.
    """
    if day_basis not in YEAR_DAYS:
        raise ValueError(f"unknown day basis {day_basis!r}")
    net = _net_by_day(changes, first, last)
    begins = {first, *net, *(rate.since for rate in rates if first < rate.since <= last)}
    edges = [*sorted(day for day in begins if day <= last), last + timedelta(days=1)]
    found, balance = [], opening_fen
    for begin, after in pairwise(edges):
        balance += net.get(begin, 0)
        found.append(
            Span(begin, after - timedelta(days=1), _days(begin, after, day_basis), balance, _percent(rates, begin))
        )
    return found if first <= last else []


def interest(parts: Iterable[Span], *, day_basis: str = ACT_360) -> Interest:
    """Interest of spans together, rounded once. Spans of several layers (the old two rates) may be added up."""
    kept = tuple(parts)
    exact = sum((span.accumulation_fen_days * span.percent for span in kept), Decimal(0))
    return Interest(kept, day_basis, money.round_fen(exact / (100 * YEAR_DAYS[day_basis])))


def earned(
    *,
    opening_fen: int,
    changes: Iterable[Change],
    rates: Sequence[Rate],
    first: date,
    last: date,
    day_basis: str = ACT_360,
) -> Interest:
    """Interest of one balance from `first` to `last`, both included. Raises as `spans`."""
    found = spans(opening_fen=opening_fen, changes=changes, rates=rates, first=first, last=last, day_basis=day_basis)
    return interest(found, day_basis=day_basis)


def earned_apart(
    *,
    opening_fen: int,
    changes: Sequence[Change],
    rates: Sequence[Rate],
    carried_rates: Sequence[Rate],
    first: date,
    last: date,
    day_basis: str = ACT_360,
) -> Interest:
    """Interest of a fund year, or of its first days, where what was carried over has rates of its own (until 2016).

    `first` is a 1 July: what is there then is carried over. Money that goes takes of the current year's first and of
    the carried-over only what that does not cover. Raises as `spans`.
    """
    carried = carried_changes(changes, first, last)
    current = [*changes, *(Change(each.value_on, -each.fen) for each in carried)]
    layers = [(opening_fen, carried, carried_rates), (0, current, rates)]
    found = [
        spans(opening_fen=fen, changes=moves, rates=layer, first=first, last=last, day_basis=day_basis)
        for fen, moves, layer in layers
    ]
    kept = [span for layer in found for span in layer if span.balance_fen]
    return interest(sorted(kept, key=_begin), day_basis=day_basis)


def carried_changes(changes: Iterable[Change], first: date, last: date) -> list[Change]:
    """What goes of a carried-over balance, by day: what withdrawals take beyond the current year's money."""
    running = lowest = 0
    found = []
    for day, fen in sorted(_net_by_day(changes, first, last).items()):
        running += fen
        if running < lowest:
            found.append(Change(day, running - lowest))
            lowest = running
    return found


def _begin(span: Span) -> date:
    return span.first


class CannotReckon(ValueError):
    """A movement that lies outside the period, or takes more than there is: `field` names what is wrong."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Quote:
    """What a calculator answers: days counted, the sum of products, interest, and the balance with it."""

    days: int
    interest: Interest
    balance_fen: int


def quote(
    *, opening_fen: int, start: date, end: date, movements: Sequence[Change], annual_rate: Decimal, day_basis: str
) -> Quote:
    """Interest from `start` to `end`, the last day that counts, on the same functions as the books.

    Raises CannotReckon for a movement outside the period or one that would leave the balance below zero.
    """
    balance = opening_fen
    for place, move in enumerate(sorted(movements, key=lambda each: (each.value_on, -each.fen))):
        if not start <= move.value_on <= end:
            raise CannotReckon(f"movements.{place}.date", _("日期应在计息期间内。"))
        balance += move.fen
        if balance < 0:
            raise CannotReckon(f"movements.{place}.amount_fen", _("支取不能多于余额。"))
    found = earned(
        opening_fen=opening_fen,
        changes=movements,
        rates=[Rate(start, annual_rate)],
        first=start,
        last=end,
        day_basis=day_basis,
    )
    return Quote(sum(span.days for span in found.spans), found, balance + found.fen)


WEIGHT_SCALE = 10_000
"""Rates have at most four decimals; a weight counts their ten thousandths."""


def weight(rates: Sequence[Rate], since: date, last: date) -> int:
    """What one fen that comes on `since` earns up to `last`: Σ percent × days (actual), in ten thousandths."""
    begins = sorted({since, *(rate.since for rate in rates if since < rate.since <= last)})
    total = sum(
        _percent(rates, begin) * (after - begin).days for begin, after in pairwise([*begins, last + timedelta(days=1)])
    )
    return int(total * WEIGHT_SCALE)


def weight_divisor(day_basis: str = ACT_360) -> int:
    """What fen × weight is divided by to give fen of interest. Raises ValueError where days are not counted one by one.

    Thirty-day months have no weight of a single day, so the books settle by actual days only.
    """
    if day_basis not in (ACT_360, ACT_365):
        raise ValueError(f"no weights by {day_basis!r}")
    return WEIGHT_SCALE * 100 * YEAR_DAYS[day_basis]


def fund_years(first: date, last: date) -> list[tuple[date, date]]:
    """The days from `first` to `last` by fund year: (first, last) of each part."""
    turns = [date(year, 7, 1) for year in range(first.year, last.year + 1)]
    edges = [first, *(turn for turn in turns if first < turn <= last), last + timedelta(days=1)]
    return [(begin, after - timedelta(days=1)) for begin, after in pairwise(edges)]


def _net_by_day(changes: Iterable[Change], first: date, last: date) -> dict[date, int]:
    net: dict[date, int] = {}
    for change in changes:
        if change.value_on < first:
            raise ValueError(f"a change on {change.value_on} lies before {first}")
        if change.value_on <= last:
            net[change.value_on] = net.get(change.value_on, 0) + change.fen
    return {day: fen for day, fen in net.items() if fen}


def _days(begin: date, after: date, day_basis: str) -> int:
    if day_basis != THIRTY_360:
        return (after - begin).days
    months = (after.year - begin.year) * 12 + after.month - begin.month
    return 30 * months + min(after.day, 30) - min(begin.day, 30)


def _percent(rates: Sequence[Rate], day: date) -> Decimal:
    in_force = max((rate for rate in rates if rate.since <= day), key=lambda rate: rate.since, default=None)
    if in_force is None:
        raise ValueError(f"no rate on {day}")
    return in_force.percent
