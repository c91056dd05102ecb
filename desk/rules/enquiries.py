"""By when a question is answered. Pure."""

from __future__ import annotations

from datetime import date

from policy.rules import Calendar

ANSWER_DAYS = 1
"""Working days until a question is answered: today or the next one (首问负责)."""


def enquiry_due(asked_on: date, calendar: Calendar) -> date:
    """The day by which the owner has answered."""
    return calendar.add_working_days(asked_on, ANSWER_DAYS).day
