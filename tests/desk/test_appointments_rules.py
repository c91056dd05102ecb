"""When places are offered, and until when one may change one's mind: on paper."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.rules import appointments as rules
from desk.rules.appointments import Plan
from desk.states.appointments import SlotKind
from policy.rules import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
# National Day 2026 with the two weekends worked for it.
CALENDAR = Calendar(
    published=frozenset({2026}),
    working={date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True, date(2026, 9, 20): True},
)
NOW = datetime(2026, 10, 12, 8, 0, tzinfo=SHANGHAI)


def plan(kind: str = SlotKind.ORDINARY, **more: object) -> Plan:
    fields = {
        "pk": 1,
        "kind": kind,
        "weekdays": EVERY_DAY,
        "opens": time(9),
        "closes": time(10),
        "minutes": 30,
        "capacity": 2,
        "valid_from": date(2026, 1, 1),
    }
    return Plan(**{**fields, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "ordinary", "sunday"),
    [
        (date(2026, 10, 12), True, False),  # a Monday
        (date(2026, 10, 10), True, False),  # a Saturday worked for the holiday
        (date(2026, 10, 11), False, True),  # a Sunday
        (date(2026, 9, 20), True, False),  # a Sunday worked for the holiday
        (date(2026, 10, 1), False, False),  # National Day, a Thursday
        (date(2026, 10, 4), False, False),  # a Sunday inside the holiday
        (date(2026, 10, 17), False, False),  # a Saturday
    ],
)
def test_the_working_day_calendar_decides(day: date, ordinary: bool, sunday: bool) -> None:
    assert rules.is_open(plan(), day, CALENDAR, ()) is ordinary
    assert rules.is_open(plan(SlotKind.SUNDAY), day, CALENDAR, ()) is sunday


def test_a_plan_keeps_to_its_weekdays_and_its_term() -> None:
    monday = date(2026, 10, 12)
    assert not rules.is_open(plan(weekdays=(2, 3)), monday, CALENDAR, ())
    assert not rules.is_open(plan(valid_from=monday + timedelta(days=1)), monday, CALENDAR, ())
    assert rules.is_open(plan(valid_until=monday), monday, CALENDAR, ())
    assert not rules.is_open(plan(valid_until=monday - timedelta(days=1)), monday, CALENDAR, ())


def test_a_closed_day_has_no_places() -> None:
    assert not rules.is_open(plan(), date(2026, 10, 12), CALENDAR, {date(2026, 10, 12)})


def test_a_rest_that_is_too_short_is_no_slot() -> None:
    found = rules.times(plan(closes=time(10, 20)), date(2026, 10, 12), SHANGHAI)
    assert [(f"{a:%H:%M}", f"{b:%H:%M}") for a, b in found] == [("09:00", "09:30"), ("09:30", "10:00")]


def offered(
    now: datetime = NOW, taken: dict[tuple[int, datetime], tuple[int, int]] | None = None
) -> list[tuple[str, int]]:
    places = rules.places([plan()], [date(2026, 10, 12)], calendar=CALENDAR, closed=(), taken=taken or {}, now=now)
    return [(each.key, each.free) for each in places]


def test_places_say_how_many_are_left_and_are_never_below_none() -> None:
    nine = datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI)
    assert offered() == [("1-202610120900", 2), ("1-202610120930", 2)]
    assert offered(taken={(1, nine): (2, 3)})[0] == ("1-202610120900", 1)
    assert offered(taken={(1, nine): (5, 3)})[0] == ("1-202610120900", 0)


@pytest.mark.parametrize(("minute", "count"), [(30, 2), (31, 1)])
def test_what_begins_too_soon_is_not_offered(minute: int, count: int) -> None:
    assert len(offered(now=NOW.replace(hour=8, minute=minute))) == count


def test_two_weeks_can_be_booked() -> None:
    days = rules.bookable_days(date(2026, 10, 12))
    assert (days[0], days[-1]) == (date(2026, 10, 12), date(2026, 10, 26))


def test_two_hours_before_one_may_still_change() -> None:
    starts_at = NOW + timedelta(hours=2)
    assert rules.may_change(starts_at, NOW)
    assert not rules.may_change(starts_at, NOW + timedelta(seconds=1))


@pytest.mark.parametrize(("times", "must"), [(0, False), (2, False), (3, True)])
def test_who_missed_three_comes_to_the_counter(times: int, must: bool) -> None:
    assert rules.must_come_to_the_counter(times) is must


def test_a_place_is_held_two_hours_but_not_into_the_slot() -> None:
    assert rules.hold_until(NOW, NOW + timedelta(days=1)) == NOW + timedelta(hours=2)
    assert rules.hold_until(NOW, NOW + timedelta(hours=1)) == NOW + timedelta(minutes=30)


def test_reminders_go_out_from_nine_the_day_before() -> None:
    assert rules.remind_on(NOW) is None
    assert rules.remind_on(NOW.replace(hour=9)) == date(2026, 10, 13)


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        ({}, True),
        ({"opens": time(10), "closes": time(11)}, False),
        ({"opens": time(9, 30), "closes": time(11)}, True),
        ({"kind": SlotKind.EARLY}, False),
        ({"weekdays": (7,)}, True),
        ({"valid_until": date(2025, 12, 31), "valid_from": date(2025, 1, 1)}, False),
        ({"line_ids": frozenset({3})}, True),
    ],
)
def test_plans_of_the_same_hours_clash(other: dict[str, object], clashes: bool) -> None:
    assert (rules.clash(plan(), [plan(**other)]) is not None) is clashes


def test_plans_of_different_lines_do_not_clash() -> None:
    assert rules.clash(plan(line_ids=frozenset({1})), [plan(line_ids=frozenset({2}))]) is None
