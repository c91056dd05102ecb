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
from desk.views.portal.cases import case, cases, recall_case, receipt, submitted
from desk.views.portal.complaints import complain, complaint, complaints
from desk.views.portal.enquiries import enquiries
from desk.views.portal.papers import (
    discard_paper,
    notice_paper,
    paper,
    paper_file,
    paper_picture,
    papers,
    reuse_paper,
    tasks,
    tick_ready,
    upload_paper,
    withdraw_paper,
)
from desk.views.portal.ratings import rate, rate_again, ratings

__all__ = [
    "appointment",
    "appointments",
    "book",
    "cancel_appointment",
    "case",
    "cases",
    "change_appointment",
    "complain",
    "complaint",
    "complaints",
    "discard_paper",
    "enquiries",
    "notice_paper",
    "paper",
    "paper_file",
    "paper_picture",
    "papers",
    "rate",
    "rate_again",
    "ratings",
    "recall_case",
    "receipt",
    "reuse_paper",
    "take_offer",
    "tasks",
    "tick_ready",
    "upload_paper",
    "wish",
    "withdraw_paper",
    "withdraw_wish",
    "submitted",
]
