"""When the issues of a periodical are expected: evenly over the year."""

from __future__ import annotations

from datetime import date, timedelta


def expected(year: int, issues_a_year: int) -> list[tuple[int, date]]:
    """Each issue of a year with the day it is expected on.

    Up to twelve issues come on the first of their months; more are spread over the days.
    """
    if 12 % issues_a_year == 0:
        step = 12 // issues_a_year
        return [(number + 1, date(year, 1 + number * step, 1)) for number in range(issues_a_year)]
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    return [(number + 1, first + timedelta(days=number * days // issues_a_year)) for number in range(issues_a_year)]
