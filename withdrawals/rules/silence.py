"""Applications whose papers never come: when their applicant is warned, and when they end (issue 5; domain §7.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policy.rules import Calendar


@dataclass(frozen=True)
class Waiting:
    """An application that waits for papers of its applicant and for nothing of ours.

    `told_due_on`: by when a one-time notice wants the papers; None where nobody has written one yet.
    `warned_due_on`: the last day that a warning has named, where one went out.
    """

    submitted_on: date
    told_due_on: date | None = None
    warned_due_on: date | None = None


def warn_until(waiting: Waiting, *, on: date, warn_days: int, supply_days: int, calendar: Calendar) -> date | None:
    """The last day that a warning of `on` names; None where none is due.

    Who was told by a notice is reminded `warn_days` working days before its day; where that was missed they have as
    many from now. Whom nobody has told is told by the warning itself, `warn_days` after the request, and has the whole
    term from there.
    """
    told = waiting.told_due_on
    if told is None:
        if waiting.warned_due_on is not None or on < calendar.add_working_days(waiting.submitted_on, warn_days).day:
            return None
        return calendar.add_working_days(on, max(supply_days, warn_days)).day
    least = calendar.add_working_days(on, warn_days).day
    if (waiting.warned_due_on is not None and waiting.warned_due_on >= told) or told > least:
        return None
    return least


def is_over(waiting: Waiting, *, on: date) -> bool:
    """Whether the day that the last warning named has passed, and no later notice gives more time."""
    last = waiting.warned_due_on
    return last is not None and on > last and (waiting.told_due_on is None or waiting.told_due_on <= last)
