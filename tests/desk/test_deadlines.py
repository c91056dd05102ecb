"""Days by law and days promised: against the official calendar, across Spring Festival and shifted weekends."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from desk.queries.terms import working_time
from desk.rules import deadlines
from desk.rules.deadlines import Promise
from tests import make

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("Asia/Shanghai")
YEARS = (2024, 2025, 2026)


def reached(day: date, days: int) -> date:
    """The day `days` working days after `day`, counted on the official calendar's own library."""
    while days:
        day += timedelta(days=1)
        days -= chinese_calendar.is_workday(day)
    return day


def on_the_spot(day: date) -> date:
    """The day itself, or the next working day."""
    return day if chinese_calendar.is_workday(day) else reached(day, 1)


def starts() -> list[date]:
    """Sixty days around Spring Festival, Labour Day and National Day of three years, drawn once for ever."""
    draw, found = random.Random(44), []
    for year in YEARS:
        for first, span in ((date(year, 1, 10), 60), (date(year, 4, 20), 25), (date(year, 9, 15), 35)):
            found += [first + timedelta(days=draw.randrange(span)) for _ in range(7)]
    return found[:60]


@pytest.mark.parametrize("start", starts())
def test_promises_count_the_working_days_of_the_official_calendar(start: date) -> None:
    accepted = datetime(start.year, start.month, start.day, 10, 0, tzinfo=HERE)
    working = working_time(accepted)
    for days in (0, 1, 3, 5, 10):
        found = deadlines.deadlines(accepted, statutory_days=10, promise=Promise(days, None, 70), working=working)
        assert found.promised_due_at.date() == (reached(start, days) if days else on_the_spot(start))
        assert accepted < found.warn_at <= found.promised_due_at
        assert found.statutory_due_on == start + timedelta(days=10)
        assert not found.provisional


def test_a_promise_of_minutes_runs_by_the_clock_and_warns_at_its_share() -> None:
    accepted = datetime(2026, 11, 23, 16, 40, tzinfo=HERE)
    found = deadlines.deadlines(
        accepted, statutory_days=None, promise=Promise(0, 50, 70), working=working_time(accepted)
    )
    assert found.promised_due_at == accepted + timedelta(minutes=50)
    assert found.warn_at == accepted + timedelta(minutes=35)
    assert found.statutory_due_on is None


def test_a_year_not_published_yet_makes_the_promise_provisional() -> None:
    accepted = datetime(2032, 2, 9, 9, 0, tzinfo=HERE)
    found = deadlines.deadlines(
        accepted, statutory_days=3, promise=Promise(5, None, 70), working=working_time(accepted)
    )
    assert found.provisional


def test_a_case_is_green_until_the_warning_amber_until_the_promise_then_red() -> None:
    due = datetime(2026, 11, 25, 23, 59, 59, tzinfo=HERE)
    warn = datetime(2026, 11, 24, 12, 0, tzinfo=HERE)
    badges = [
        deadlines.standing(now, warn_at=warn, due_at=due)
        for now in (warn - timedelta(seconds=1), warn, due, due + timedelta(seconds=1))
    ]
    assert badges == ["good", "warn", "warn", "bad"]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026: the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=HERE)


END = timedelta(hours=23, minutes=59, seconds=59)


@pytest.mark.parametrize(
    ("accepted", "due_on"),
    [(at(27, 16, 59), 27), (at(27, 17), 30), (at(28, 10), 30), (at(29, 9), 30), (at(27, 7), 27)],
)
def test_on_the_spot_is_the_next_working_day_after_hours_and_on_days_off(accepted: datetime, due_on: int) -> None:
    found = deadlines.deadlines(
        accepted, statutory_days=None, promise=Promise(0, None, 70), working=working_time(accepted)
    )
    assert found.promised_due_at == at(due_on, 0) + END


@pytest.mark.parametrize(
    ("began", "ended", "due"),
    [
        (at(27, 18), at(30, 8), at(25, 0) + END),  # the week-end costs us nothing
        (at(24, 10), at(24, 12), at(26, 10, 30)),  # two hours of work
        (at(24, 10), at(25, 10), at(26, 0) + END),  # a whole day of work
        (at(27, 16), at(30, 9, 30), at(26, 10, 30)),  # an hour on Friday, another on Monday
    ],
)
def test_what_was_not_ours_puts_a_promise_off_in_working_time(began: datetime, ended: datetime, due: datetime) -> None:
    moved = deadlines.put_off(
        at(25, 0) + END, began=began, ended=ended, promise=Promise(2, None, 70), working=working_time(began)
    )
    assert moved == due


def test_a_promise_of_minutes_is_put_off_by_the_clock() -> None:
    terms = {"began": at(24, 16, 50), "ended": at(25, 9), "promise": Promise(0, 50, 70)}
    moved = deadlines.put_off(at(24, 17), working=working_time(at(24, 10)), **terms)
    assert moved == at(25, 9, 10)


def test_working_time_counted_back_skips_the_week_end() -> None:
    working = working_time(at(30, 9, 0))
    assert working.before(at(30, 9, 0), timedelta(hours=2)) == at(27, 15, 30)
    assert working.before(at(29, 12), timedelta(hours=2)) == at(27, 15)


def test_hours_that_end_before_they_begin_do_not_stop_the_clock_for_ever() -> None:
    make.parameter("office_closes_at", "08:00")
    assert working_time(at(24, 10)).after(at(24, 10), timedelta(hours=1)) == at(24, 11)
