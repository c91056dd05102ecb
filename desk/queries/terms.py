"""The terms of service of a day as the rules of the counter need them."""

from __future__ import annotations

from datetime import datetime, timedelta

from desk.rules.working import WorkingTime
from policy import queries as policy

LOOK_BACK = timedelta(days=40)
"""No run of days off is as long: whoever counts working time back finds some."""


def working_time(around: datetime) -> WorkingTime:
    """The office hours and working days around a moment (local), a year ahead."""
    terms = policy.service_on(around.date())
    calendar = policy.calendar((around - LOOK_BACK).date(), around.date())
    return WorkingTime(calendar, terms.office_opens_at, terms.office_closes_at)
