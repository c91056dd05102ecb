"""When a case must be decided by law, when we promised it, and when to warn. Dates and calendar are arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from policy.rules import Calendar

END_OF_DAY = time(23, 59, 59)
"""A promise of days is kept until the day is over."""


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


def deadlines(accepted_at: datetime, *, statutory_days: int | None, promise: Promise, calendar: Calendar) -> Deadlines:
    """The moments that follow from acceptance at `accepted_at` (local, aware). Promises count working days."""
    accepted_on = accepted_at.date()
    provisional = False
    if promise.minutes is not None:
        due = accepted_at + timedelta(minutes=promise.minutes)
    else:
        reached = calendar.add_working_days(accepted_on, promise.days)
        due = datetime.combine(reached.day, END_OF_DAY, accepted_at.tzinfo)
        provisional = reached.provisional
    warn_at = accepted_at + (due - accepted_at) * promise.warn_percent / 100
    return Deadlines(statutory_due(accepted_on, statutory_days), due, warn_at, provisional)


def supply_due(told_on: date, days: int, calendar: Calendar) -> date:
    """By when missing papers should be here: working days after the applicant was told."""
    return calendar.add_working_days(told_on, days).day


def standing(now: datetime, *, warn_at: datetime, due_at: datetime) -> str:
    """Badge of a case against its promise: green until the warning, amber until the promise, then red."""
    if now > due_at:
        return "bad"
    return "warn" if now >= warn_at else "good"
