"""Until when undue money is to be returned, and in which parts."""

from __future__ import annotations

from datetime import date

import pytest

from withdrawals.rules import recovery

TODAY = date(2026, 10, 10)


def test_thirty_days_after_the_demand() -> None:
    """10 October + 30 = 9 November, which still is in time."""
    due = recovery.due_on(TODAY, 30)
    assert due == date(2026, 11, 9)
    assert not recovery.is_missed(due, due)
    assert recovery.is_missed(date(2026, 11, 10), due)


def test_parts_are_monthly_and_sum_to_the_rest() -> None:
    """100.00 in three from 31 October: no drift, odd fen first."""
    parts = recovery.plan(10_000, parts=3, first_on=date(2026, 10, 31))
    assert [(each.due_on, each.fen) for each in parts] == [
        (date(2026, 10, 31), 3_334),
        (date(2026, 11, 30), 3_333),
        (date(2026, 12, 31), 3_333),
    ]


@pytest.mark.parametrize(
    ("rest", "count", "first", "words"),
    [
        (0, 3, date(2026, 11, 1), "全部退回"),
        (10_000, 1, date(2026, 11, 1), "2 至 36"),
        (10_000, 37, date(2026, 11, 1), "2 至 36"),
        (2, 3, date(2026, 11, 1), "太小"),
        (10_000, 3, TODAY, "明天以后"),
        (10_000, 3, date(2026, 12, 12), "两个月"),
    ],
)
def test_a_plan_is_refused_with_its_reason(rest: int, count: int, first: date, words: str) -> None:
    """Each boundary."""
    assert words in recovery.why_not_plan(rest, parts=count, first_on=first, today=TODAY)


def test_a_plan_at_the_boundaries_is_fine() -> None:
    """Tomorrow, and 62 days from now."""
    assert recovery.why_not_plan(10_000, parts=2, first_on=date(2026, 10, 11), today=TODAY) == ""
    assert recovery.why_not_plan(36, parts=36, first_on=date(2026, 12, 11), today=TODAY) == ""
