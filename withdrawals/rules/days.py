"""Windows of months, counted to the day. Pure."""

from __future__ import annotations

from datetime import date

from common import months


def months_after(day: date, count: int) -> date:
    """The same day `count` months later (earlier where negative), or the month's last day."""
    return months.day_in(months.shift(months.month_of(day), count), day.day)


def is_within(day: date, since: date, count: int) -> bool:
    """Whether `day` lies within `count` months after `since`, the last day included (domain §4.4: inclusive)."""
    return since <= day <= months_after(since, count)


def day_words(day: date) -> str:
    """A day as sentences write it."""
    return f"{day:%Y-%m-%d}"
