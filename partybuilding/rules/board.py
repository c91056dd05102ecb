"""What meetings are due, done and late: kind × period × what took place (三会一课; party-and-library §1.2).

支部党员大会 at least quarterly, 支部委员会 and 党小组会 monthly, 党课 quarterly, 主题党日 monthly
(中国共产党支部工作条例 Art. 11–16); 组织生活会 and 民主评议党员 yearly (Art. 16–17).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from common import months

EVERY_MONTHS: dict[str, int] = {
    "BRANCH": 3,
    "COMMITTEE": 1,
    "GROUP": 1,
    "LECTURE": 3,
    "THEME_DAY": 1,
    "LIFE": 12,
    "APPRAISAL": 12,
}
"""At least once in so many months; kinds that are not named are held as planned."""


class Mark(StrEnum):
    """One field of the board."""

    DONE = "done"
    DUE = "due"
    LATE = "late"
    AHEAD = "ahead"
    NONE = "none"


@dataclass(frozen=True)
class Period:
    """A month, quarter or year: its first and last day and its name ("2026-10", "2026Q4", "2026")."""

    name: str
    first: date
    last: date

    @property
    def words(self) -> str:
        """The period as pages write it: "2026 年 10 月至 12 月"."""
        return months.period_words(months.month_of(self.first), months.month_of(self.last))


@dataclass(frozen=True)
class Square:
    """What a period of one kind comes to: the mark, and how many meetings took place."""

    period: Period
    mark: Mark
    count: int


def period_of(kind: str, day: date) -> Period:
    """The period of the kind that the day lies in. Kinds as planned have years."""
    return _period(day.year, (day.month - 1) // _every(kind), _every(kind))


def periods(kind: str, year: int) -> list[Period]:
    """All periods of the kind in a year."""
    every = _every(kind)
    return [_period(year, place, every) for place in range(12 // every)]


def _every(kind: str) -> int:
    return EVERY_MONTHS.get(kind, 12)


def _period(year: int, place: int, every: int) -> Period:
    first = f"{year:04d}{place * every + 1:02d}"
    name = {1: f"{first[:4]}-{first[4:]}", 3: f"{year}Q{place + 1}", 12: str(year)}[every]
    return Period(name, months.first_day(first), months.last_day(months.shift(first, every - 1)))


def square(kind: str, period: Period, held: Collection[date], *, since: date, today: date) -> Square:
    """Done where a meeting lies in the period; late once the period is over; due while it runs.

    Nothing is due of a period that was over before the organisation stood (`since`), and what the rules leave to the
    plan is never late.
    """
    count = sum(period.first <= day <= period.last for day in held)
    if count:
        return Square(period, Mark.DONE, count)
    if period.last < since or kind not in EVERY_MONTHS:
        return Square(period, Mark.NONE, 0)
    if today > period.last:
        return Square(period, Mark.LATE, 0)
    return Square(period, Mark.DUE if today >= period.first else Mark.AHEAD, 0)


def row(kind: str, year: int, held: Iterable[date], *, since: date, today: date) -> list[Square]:
    """A year of one kind, period by period."""
    days = tuple(held)
    return [square(kind, each, days, since=since, today=today) for each in periods(kind, year)]
