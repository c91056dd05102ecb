"""Months as the field writes them: "YYYYMM" (JGJ/T 320, VARCHAR(6))."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.utils.translation import gettext as _


def is_month(text: str) -> bool:
    """Whether `text` is a real month between 1990 (before the first fund) and 2199."""
    return (
        len(text) == 6
        and text.isascii()
        and text.isdigit()
        and 199001 <= int(text) <= 219912
        and (1 <= int(text[4:]) <= 12)
    )


def month_of(day: date) -> str:
    """The month a date lies in."""
    return f"{day:%Y%m}"


def shift(month: str, months: int) -> str:
    """`month` moved by whole months, forwards or back."""
    count = int(month[:4]) * 12 + int(month[4:]) - 1 + months
    return f"{count // 12:04d}{count % 12 + 1:02d}"


def months_between(first: str, last: str) -> int:
    """How many months lie from `first` to `last`: 0 when equal, negative when `last` is earlier."""
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[4:]) - int(first[4:])


def first_day(month: str) -> date:
    """The first day of the month."""
    return date(int(month[:4]), int(month[4:]), 1)


def last_day(month: str) -> date:
    """The last day of the month."""
    return day_in(month, 31)


def day_in(month: str, day: int) -> date:
    """Day `day` (1–31) of the month, or its last day where the month is shorter."""
    year, number = int(month[:4]), int(month[4:])
    return date(year, number, min(day, monthrange(year, number)[1]))


def fund_year(day: date) -> int:
    """The fund year (1 July – 30 June) a date lies in, named by the calendar year it ends in."""
    return day.year + (day.month >= 7)


def fund_year_of_month(month: str) -> int:
    """The fund year a month lies in."""
    return fund_year(first_day(month))


def months_from(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, both included; none where they run backward."""
    return [shift(first, step) for step in range(months_between(first, last) + 1)]


def month_words(month: str) -> str:
    """A month as pages write it: "2026 年 10 月"."""
    return _("%(year)s 年 %(month)d 月") % {"year": month[:4], "month": int(month[4:])}


def period_words(first: str, last: str) -> str:
    """Months from one to another as pages write them; one month alone is itself, a year is said once."""
    if first == last:
        return month_words(first)
    if first[:4] != last[:4]:
        return _("%(first)s至 %(last)s") % {"first": month_words(first), "last": month_words(last)}
    values = {"year": first[:4], "first": int(first[4:]), "last": int(last[4:])}
    return _("%(year)s 年 %(first)d 月至 %(last)d 月") % values
