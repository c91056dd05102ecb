"""Days by law and days promised: against the official calendar, across Spring Festival and shifted weekends."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from desk.rules import deadlines
from desk.rules.deadlines import Promise
from policy import queries as policy

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Asia/Shanghai")
YEARS = (2024, 2025, 2026)


def reached(day: date, days: int) -> date:
    """The day `days` working days after `day`, counted on the official calendar's own library."""
    while days:
        day += timedelta(days=1)
        days -= chinese_calendar.is_workday(day)
    return day


def starts() -> list[date]:
    """Sixty days around Spring Festival, Labour Day and National Day of three years, drawn once for ever."""
    draw, found = random.Random(44), []
    for year in YEARS:
        for first, span in ((date(year, 1, 10), 60), (date(year, 4, 20), 25), (date(year, 9, 15), 35)):
            found += [first + timedelta(days=draw.randrange(span)) for _ in range(7)]
    return found[:60]


@pytest.mark.parametrize("start", starts())
def test_promises_count_the_working_days_of_the_official_calendar(start: date) -> None:
    calendar = policy.calendar(start, start)
    accepted = datetime(start.year, start.month, start.day, 10, 0, tzinfo=HERE)
    for days in (0, 1, 3, 5, 10):
        found = deadlines.deadlines(accepted, statutory_days=10, promise=Promise(days, None, 70), calendar=calendar)
        assert found.promised_due_at.date() == (reached(start, days) if days else start)
        assert found.statutory_due_on == start + timedelta(days=10)
        assert not found.provisional


def test_a_promise_of_minutes_runs_by_the_clock_and_warns_at_its_share() -> None:
    accepted = datetime(2026, 11, 23, 16, 40, tzinfo=HERE)
    calendar = policy.calendar(accepted.date(), accepted.date())
    found = deadlines.deadlines(accepted, statutory_days=None, promise=Promise(0, 50, 70), calendar=calendar)
    assert found.promised_due_at == accepted + timedelta(minutes=50)
    assert found.warn_at == accepted + timedelta(minutes=35)
    assert found.statutory_due_on is None


def test_a_year_not_published_yet_makes_the_promise_provisional() -> None:
    accepted = datetime(2032, 2, 9, 9, 0, tzinfo=HERE)
    calendar = policy.calendar(accepted.date(), accepted.date())
    found = deadlines.deadlines(accepted, statutory_days=3, promise=Promise(5, None, 70), calendar=calendar)
    assert found.provisional


def test_a_case_is_green_until_the_warning_amber_until_the_promise_then_red() -> None:
    due = datetime(2026, 11, 25, 23, 59, 59, tzinfo=HERE)
    warn = datetime(2026, 11, 24, 12, 0, tzinfo=HERE)
    badges = [
        deadlines.standing(now, warn_at=warn, due_at=due)
        for now in (warn - timedelta(seconds=1), warn, due, due + timedelta(seconds=1))
    ]
    assert badges == ["good", "warn", "warn", "bad"]
