"""Spans of years, half-years and months as the party's rules count them: to the same day of a later month."""

from __future__ import annotations

from datetime import date

from common import months


def after_months(day: date, count: int) -> date:
    """The same day `count` months later, or that month's last day: the day on which the span is full."""
    return months.day_in(months.shift(months.month_of(day), count), day.day)


def after_years(day: date, years: int) -> date:
    """The same day some years later; for 29 February the last day of February (民法典 Art. 202)."""
    return after_months(day, 12 * years)


def age_on(born: date, day: date) -> int:
    """Full years of age."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def quarter_of(day: date) -> int:
    """The calendar quarter, 1 to 4."""
    return (day.month + 2) // 3


def same_day_of_year(day: date, year: int) -> date:
    """The anniversary in `year`: a political birthday (政治生日) on 29 February falls on the 28th in common years."""
    return months.day_in(f"{year:04d}{day.month:02d}", day.day)
