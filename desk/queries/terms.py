"""The terms of service of a day as the rules of the counter need them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from desk.rules.appointments import BookingTerms
from desk.rules.queueing import QueueTerms
from desk.rules.working import WorkingTime
from policy import queries as policy
from policy.rules import ServiceTerms

LOOK_BACK = timedelta(days=40)
"""No run of days off is as long: whoever counts working time back finds some."""


def working_time(around: datetime, terms: ServiceTerms | None = None) -> WorkingTime:
    """The office hours and working days around a moment (local), a year ahead; `terms`: that day's, if at hand."""
    terms = terms or policy.service_on(around.date())
    if terms.office_closes_at <= terms.office_opens_at:  # a slip of the pen: nothing would ever be worked
        terms = ServiceTerms()
    calendar = policy.calendar((around - LOOK_BACK).date(), around.date())
    return WorkingTime(calendar, terms.office_opens_at, terms.office_closes_at)


def queue_terms(day: date) -> QueueTerms:
    """How the centre's queue is called on a day."""
    terms = policy.service_on(day)
    return QueueTerms(
        green_age=terms.green_age_years,
        greens_in_a_row=terms.greens_in_a_row,
        appointment_early=timedelta(minutes=terms.appointment_early_minutes),
        appointment_late=timedelta(minutes=terms.appointment_late_minutes),
        calls_before_no_show=terms.calls_before_no_show,
        return_within=timedelta(minutes=terms.return_within_minutes),
        most_a_minute=terms.tickets_a_minute,
    )


def booking_terms(day: date) -> BookingTerms:
    """How places are booked, changed and missed on a day."""
    terms = policy.service_on(day)
    return BookingTerms(
        days_ahead=terms.booking_ahead_days,
        least_notice=timedelta(minutes=terms.booking_notice_minutes),
        cancel_before=timedelta(minutes=terms.booking_change_minutes),
        no_shows=terms.booking_no_shows,
        no_show_days=terms.booking_no_show_days,
        most_open=terms.booking_most_open,
        hold=timedelta(minutes=terms.booking_hold_minutes),
        late=timedelta(minutes=terms.booking_missed_minutes),
        remind_from=terms.booking_remind_at,
    )
