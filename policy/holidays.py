"""The statutory days off of a year, as far as they can be reckoned before the calendar is published. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

_LUNAR: dict[int, tuple[tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    2024: ((2, 10), (6, 10), (9, 17)),
    2025: ((1, 29), (5, 31), (10, 6)),
    2026: ((2, 17), (6, 19), (9, 25)),
    2027: ((2, 6), (6, 9), (9, 15)),
    2028: ((1, 26), (5, 28), (10, 3)),
    2029: ((2, 13), (6, 16), (9, 22)),
    2030: ((2, 3), (6, 5), (9, 12)),
    2031: ((1, 23), (6, 24), (10, 1)),
    2032: ((2, 11), (6, 12), (9, 19)),
    2033: ((1, 31), (6, 1), (9, 8)),
    2034: ((2, 19), (6, 20), (9, 27)),
    2035: ((2, 8), (6, 10), (9, 16)),
}
"""Year → (month, day) of 正月初一, 端午 and 中秋: the moon's holidays, good until 2035."""


def qingming(year: int) -> date:
    """Tomb-sweeping Day: the fourth or fifth of April, by the usual formula for the twenty-first century."""
    short = year % 100
    return date(year, 4, (short * 2422 + 48100) // 10000 - short // 4)


@lru_cache(maxsize=64)
def statutory_holidays(year: int) -> Mapping[date, str]:
    """The 13 statutory days off of a year (全国年节及纪念日放假办法, 2024 text), as far as they can be reckoned.

    Years outside the table of the moon have only the days fixed by the sun; nothing is raised.
    """
    days = {date(year, 1, 1): "元旦", qingming(year): "清明节"}
    days |= {date(year, 5, day): "劳动节" for day in (1, 2)}
    days |= {date(year, 10, day): "国庆节" for day in (1, 2, 3)}
    if year in _LUNAR:
        spring, dragon_boat, mid_autumn = (date(year, *pair) for pair in _LUNAR[year])
        days |= {spring + timedelta(days=shift): "春节" for shift in (-1, 0, 1, 2)}
        days |= {dragon_boat: "端午节"}
        days.setdefault(mid_autumn, "中秋节")
    return days
