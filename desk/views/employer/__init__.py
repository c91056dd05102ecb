"""Pages of the kernel for employers' clerks, by subject."""

from desk.views.employer.appointments import appointment, appointments, book, cancel_appointment
from desk.views.employer.cases import case, cases, recall_case, receipt, submitted
from desk.views.employer.papers import (
    notice_paper,
    paper,
    paper_picture,
    reuse_paper,
    tasks,
    tick_ready,
    upload_paper,
    withdraw_paper,
)
from desk.views.employer.ratings import rate, rate_again, ratings

__all__ = [
    "appointment",
    "appointments",
    "book",
    "cancel_appointment",
    "case",
    "cases",
    "notice_paper",
    "paper",
    "paper_picture",
    "rate",
    "rate_again",
    "ratings",
    "recall_case",
    "receipt",
    "reuse_paper",
    "tasks",
    "tick_ready",
    "upload_paper",
    "withdraw_paper",
    "submitted",
]
