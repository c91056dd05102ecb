"""Shifts of the duty manager, by when an escalated matter is settled, and whose turn it is to host. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.states.hall import Part
from policy.rules import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = time(12)
LAST_CALL, DAY_ENDS, NEXT_NOON = time(17), time(17, 30), time(12)
"""What is raised by five o'clock is settled the same day (兜底办理: 当天事当天了); later, by the next working noon."""


def part_of(clock: time) -> Part:
    """The shift that a time of day falls into; the afternoon's goes on into extended hours."""
    return Part.MORNING if clock < NOON else Part.AFTERNOON


def due_at(at: datetime, calendar: Calendar) -> datetime:
    """By when a matter raised `at` is settled: the day's end, or noon of the next working day."""
    local = at.astimezone(SHANGHAI)
    if calendar.is_working_day(local.date()) and local.time() < LAST_CALL:
        return datetime.combine(local.date(), DAY_ENDS, tzinfo=SHANGHAI)
    return datetime.combine(calendar.add_working_days(local.date(), 1).day, NEXT_NOON, tzinfo=SHANGHAI)


def week_of(day: date) -> list[date]:
    """Monday to Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=shift) for shift in range(7)]


def hosts_in_turn(staff: Sequence[int], last_hosted: Mapping[int, date], count: int) -> list[int]:
    """Who hosts the next `count` mornings: whoever has waited longest, in the order of `staff` where nobody did yet."""
    queue = sorted(staff, key=lambda each: (last_hosted.get(each, date.min), staff.index(each)))
    return [queue[place % len(queue)] for place in range(count)] if queue else []
