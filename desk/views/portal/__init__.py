"""The depositor's pages of the kernel, by subject."""

from desk.views.portal.appointments import (
    appointment,
    appointments,
    book,
    cancel_appointment,
    change_appointment,
    take_offer,
    wish,
    withdraw_wish,
)
from desk.views.portal.complaints import complain, complaint, complaints
from desk.views.portal.enquiries import enquiries
from desk.views.portal.ratings import rate, rate_again, ratings

__all__ = [
    "appointment",
    "appointments",
    "book",
    "cancel_appointment",
    "change_appointment",
    "complain",
    "complaint",
    "complaints",
    "enquiries",
    "rate",
    "rate_again",
    "ratings",
    "take_offer",
    "wish",
    "withdraw_wish",
]
