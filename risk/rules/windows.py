"""Windows that count back from the acceptance date and include their boundary day (domain §4.4)."""

from __future__ import annotations

from datetime import date, timedelta

from common import months


def add_months(day: date, count: int) -> date:
    """`day` moved by whole months, forwards or back; the month's last day where it has no such day."""
    return months.day_in(months.shift(months.month_of(day), count), day.day)


def within_months(day: date, *, before: date, count: int, until: date | None = None) -> bool:
    """Whether `day` lies in the `count` months up to `before`, both ends included; 0 months: whenever before.

    A window that stays open beyond `before` ends with `until`.
    """
    return day <= (until or before) and (count == 0 or day >= add_months(before, -count))


def within_days(day: date, *, before: date, count: int, until: date | None = None) -> bool:
    """Whether `day` lies in the `count` days up to `before`, or beyond it up to `until`; both ends included."""
    return before - timedelta(days=count) <= day <= (until or before)


def last_day_of_years(since: date, years: int) -> date:
    """The last day of a term of whole years from `since`: the day before the anniversary.

    Where the last year has no such day (29 February), the month's last day is the last one (民法典 Art. 202).
    """
    month = months.shift(months.month_of(since), 12 * years)
    anniversary = months.day_in(month, since.day)
    return anniversary - timedelta(days=1) if anniversary.day == since.day else anniversary
