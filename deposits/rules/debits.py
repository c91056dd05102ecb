"""When money may be fetched by mandate."""

from __future__ import annotations

from datetime import date

from common.months import day_in, month_of


def fetched_from(declared_month: str, signed_on: date, day: int) -> date:
    """From when on a list may be fetched: the mandate's day of the month in which both the list and the mandate stand.

    The business date passes over weekends and ends of months, so the first business day from then on is the list's.
    """
    return day_in(max(declared_month, month_of(signed_on)), day)
