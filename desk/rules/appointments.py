"""When places are offered, until when one may change one's mind, and who has to book at the counter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from desk.states.appointments import SlotKind
from policy.rules import Calendar

SUNDAY = 7
SATURDAY = 5


@dataclass(frozen=True)
class BookingTerms:
    """What a centre may set differently."""

    days_ahead: int = 14
    least_notice: timedelta = timedelta(minutes=30)
    cancel_before: timedelta = timedelta(hours=2)
    no_shows: int = 3
    no_show_days: int = 90
    most_open: int = 3
    hold: timedelta = timedelta(hours=2)
    late: timedelta = timedelta(minutes=30)
    remind_from: time = time(9, 0)


TERMS = BookingTerms()


@dataclass(frozen=True)
class Plan:
    """A plan as the rule needs it; no line ids: for any business."""

    pk: int
    kind: str
    weekdays: Collection[int]
    opens: time
    closes: time
    minutes: int
    capacity: int
    valid_from: date
    valid_until: date | None = None
    line_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Place:
    """A slot as it is offered: its plan, its time, and how many places are left."""

    plan: Plan
    starts_at: datetime
    ends_at: datetime
    free: int

    @property
    def key(self) -> str:
        """How an address names it: "7-202610120900"."""
        return f"{self.plan.pk}-{self.starts_at:%Y%m%d%H%M}"


def is_open(plan: Plan, day: date, calendar: Calendar, closed: Collection[date]) -> bool:
    """Whether a plan offers places on a day.

    Working days are the calendar's: a holiday Monday has none, a shifted Saturday has those of plans for Saturdays.
    Sunday service is on Sundays that are not working days and no statutory holidays.
    """
    if day in closed or day < plan.valid_from or (plan.valid_until is not None and day > plan.valid_until):
        return False
    if plan.kind == SlotKind.SUNDAY:
        return day.isoweekday() == SUNDAY and not calendar.is_working_day(day) and not is_holiday(day, calendar)
    return day.isoweekday() in plan.weekdays and calendar.is_working_day(day)


def is_holiday(day: date, calendar: Calendar) -> bool:
    """Whether a day off belongs to a holiday, not just to a weekend: some day of its run of days off is one.

    The calendar notes the weekdays that are off; a Sunday between them is off anyway.
    """
    if calendar.is_working_day(day):
        return False
    for step in (-1, 1):
        each = day
        while not calendar.is_working_day(each):
            if each.weekday() < SATURDAY or calendar.working.get(each) is False:
                return True
            each += timedelta(days=step)
    return False


def times(plan: Plan, day: date, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """The slots of a plan on a day; what is left at the end and too short is none."""
    found, span = [], timedelta(minutes=plan.minutes)
    starts_at, closes_at = datetime.combine(day, plan.opens, zone), datetime.combine(day, plan.closes, zone)
    while starts_at + span <= closes_at:
        found.append((starts_at, starts_at + span))
        starts_at += span
    return found


def places(
    plans: Iterable[Plan],
    days: Iterable[date],
    *,
    calendar: Calendar,
    closed: Collection[date],
    taken: dict[tuple[int, datetime], tuple[int, int]],
    now: datetime,
    terms: BookingTerms = TERMS,
) -> list[Place]:
    """Every slot of the days that can still be booked or is full, by time. `taken`: (plan, start) → (taken, capacity).

    `now` is aware and in the centre's own time zone. Slots that begin too soon are left out.
    """
    assert now.tzinfo is not None
    found = []
    for plan in plans:
        for day in days:
            if not is_open(plan, day, calendar, closed):
                continue
            for starts_at, ends_at in times(plan, day, now.tzinfo):
                if starts_at < now + terms.least_notice:
                    continue
                used, capacity = taken.get((plan.pk, starts_at), (0, plan.capacity))
                found.append(Place(plan, starts_at, ends_at, max(capacity - used, 0)))
    return sorted(found, key=lambda each: (each.starts_at, each.plan.pk))


def bookable_days(today: date, terms: BookingTerms = TERMS) -> list[date]:
    """Today and the days that can be booked ahead."""
    return [today + timedelta(days=shift) for shift in range(terms.days_ahead + 1)]


def may_change(starts_at: datetime, now: datetime, terms: BookingTerms = TERMS) -> bool:
    """Whether one may still cancel or change by oneself."""
    return now <= starts_at - terms.cancel_before


def must_come_to_the_counter(no_shows: int, terms: BookingTerms = TERMS) -> bool:
    """Whether somebody who did not come too often has to book at the counter; counted over `no_show_days`."""
    return no_shows >= terms.no_shows


def hold_until(now: datetime, starts_at: datetime, terms: BookingTerms = TERMS) -> datetime:
    """Until when a place that became free is held for somebody on the waiting list."""
    return min(now + terms.hold, starts_at - terms.least_notice)


def is_missed(ends_at: datetime, now: datetime, terms: BookingTerms = TERMS) -> bool:
    """Whether somebody who has not come by now will not come."""
    return now > ends_at + terms.late


def remind_on(now: datetime, terms: BookingTerms = TERMS) -> date | None:
    """The day whose appointments are reminded of now (local time): tomorrow, from the morning on."""
    return now.date() + timedelta(days=1) if now.time() >= terms.remind_from else None


def clash(plan: Plan, others: Sequence[Plan]) -> Plan | None:
    """Another plan of the same kind that offers the same weekday's hours at the same time, or nothing."""
    for other in others:
        same_days = set(plan.weekdays) & set(other.weekdays)
        same_lines = not plan.line_ids or not other.line_ids or plan.line_ids & other.line_ids
        apart = plan.closes <= other.opens or other.closes <= plan.opens
        after = other.valid_until is not None and other.valid_until < plan.valid_from
        before = plan.valid_until is not None and plan.valid_until < other.valid_from
        if plan.kind == other.kind and same_days and same_lines and not (apart or after or before):
            return other
    return None
