"""When a case must be decided by law, when we promised it, and when to warn. Dates and calendar are arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desk.rules.working import END_OF_DAY, WorkingTime
from policy.rules import Calendar


@dataclass(frozen=True)
class Promise:
    """What a kind's version promises: working days (0: on the spot, the same day) or minutes, and when to warn."""

    days: int
    minutes: int | None
    warn_percent: int


@dataclass(frozen=True)
class Deadlines:
    """The three moments of one case. `provisional`: a year on the way is not published yet (暂按推算)."""

    statutory_due_on: date | None
    promised_due_at: datetime
    warn_at: datetime
    provisional: bool


def statutory_due(accepted_on: date, days: int | None) -> date | None:
    """The last day that the law leaves: calendar days after acceptance, which do not roll over holidays (domain §11).

    None where the law sets no limit.
    """
    return None if days is None else accepted_on + timedelta(days=days)


def deadlines(
    accepted_at: datetime, *, statutory_days: int | None, promise: Promise, working: WorkingTime
) -> Deadlines:
    """The moments that follow from acceptance at `accepted_at` (local, aware).

    Promises count working days and warn when their share of the working time is gone; promises of minutes go by the
    clock. On the spot (0 days) is the same day, and on a day off or after hours the next working day.
    """
    accepted_on, calendar = accepted_at.date(), working.calendar
    if promise.minutes is not None:
        span = timedelta(minutes=promise.minutes)
        warn_at = accepted_at + span * promise.warn_percent / 100
        return Deadlines(statutory_due(accepted_on, statutory_days), accepted_at + span, warn_at, provisional=False)
    days = promise.days or int(working.is_over(accepted_at))
    reached = calendar.add_working_days(accepted_on, days)
    due = datetime.combine(reached.day, END_OF_DAY, accepted_at.tzinfo)
    warn_at = working.after(accepted_at, working.between(accepted_at, due) * promise.warn_percent / 100)
    return Deadlines(statutory_due(accepted_on, statutory_days), due, warn_at, reached.provisional)


def put_off(moment: datetime, *, began: datetime, ended: datetime, promise: Promise, working: WorkingTime) -> datetime:
    """A moment of a promise, put off by a stretch that was not ours: by the clock where the promise goes by the clock,
    else by what would have been worked in it. All moments local."""
    if promise.minutes is not None:
        return moment + (ended - began)
    return working.after(moment, working.between(began, ended))


def supply_due(told_on: date, days: int, calendar: Calendar) -> date:
    """By when missing papers should be here: working days after the applicant was told."""
    return calendar.add_working_days(told_on, days).day


def standing(now: datetime, *, warn_at: datetime, due_at: datetime) -> str:
    """Badge of a case against its promise: green until the warning, amber until the promise, then red."""
    if now > due_at:
        return "bad"
    return "warn" if now >= warn_at else "good"
