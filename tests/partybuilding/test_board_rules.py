"""What is due, done and late: kind × period."""

from __future__ import annotations

from datetime import date

import pytest

from partybuilding.rules import board, days
from partybuilding.rules.board import Mark

SINCE = date(2017, 3, 1)


@pytest.mark.parametrize(
    ("kind", "count", "names"),
    [
        ("COMMITTEE", 12, ("2026-01", "2026-12")),
        ("BRANCH", 4, ("2026Q1", "2026Q4")),
        ("LECTURE", 4, ("2026Q1", "2026Q4")),
        ("LIFE", 1, ("2026", "2026")),
        ("LEADING", 1, ("2026", "2026")),
    ],
)
def test_a_year_has_its_periods(kind: str, count: int, names: tuple[str, str]) -> None:
    found = board.periods(kind, 2026)
    assert (len(found), found[0].name, found[-1].name) == (count, *names)
    assert (found[0].first, found[-1].last) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("kind", "today", "held", "mark"),
    [
        ("COMMITTEE", date(2026, 10, 31), [], Mark.DUE),
        ("COMMITTEE", date(2026, 11, 1), [], Mark.LATE),
        ("COMMITTEE", date(2026, 9, 30), [], Mark.AHEAD),
        ("COMMITTEE", date(2026, 11, 1), [date(2026, 10, 31)], Mark.DONE),
        ("COMMITTEE", date(2026, 11, 1), [date(2026, 9, 30), date(2026, 11, 1)], Mark.LATE),
        ("BRANCH", date(2026, 12, 31), [], Mark.DUE),
        ("BRANCH", date(2026, 10, 1), [date(2026, 12, 31)], Mark.DONE),
        ("LEADING", date(2027, 1, 1), [], Mark.NONE),
    ],
)
def test_the_square_of_october(kind: str, today: date, held: list[date], mark: Mark) -> None:
    period = board.period_of(kind, date(2026, 10, 15))
    assert board.square(kind, period, held, since=SINCE, today=today).mark == mark


def test_nothing_was_due_before_the_branch_stood() -> None:
    period = board.period_of("COMMITTEE", date(2017, 2, 28))
    assert board.square("COMMITTEE", period, [], since=SINCE, today=date(2026, 10, 12)).mark == Mark.NONE
    period = board.period_of("BRANCH", date(2017, 2, 28))
    assert board.square("BRANCH", period, [], since=SINCE, today=date(2026, 10, 12)).mark == Mark.LATE


def test_years_end_on_the_same_day() -> None:
    assert days.after_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert days.after_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert days.same_day_of_year(date(2008, 2, 29), 2026) == date(2026, 2, 28)
    assert days.age_on(date(2008, 1, 2), date(2026, 1, 1)) == 17
    assert days.age_on(date(2008, 1, 1), date(2026, 1, 1)) == 18
