"""Pages of the kernel for everybody, by subject."""

from desk.views.public.complaints import complain, complaint, complaint_status
from desk.views.public.guides import guide, guides
from desk.views.public.knowledge import answers
from desk.views.public.papers import notice, receipt
from desk.views.public.queueing import bind, board, halls, kiosk, kiosk_appointment, kiosk_ticket, leave_ticket, ticket
from desk.views.public.ratings import device, rate, rates
from desk.views.public.special import special_services

__all__ = [
    "answers",
    "bind",
    "board",
    "complain",
    "complaint",
    "complaint_status",
    "device",
    "guide",
    "guides",
    "halls",
    "kiosk",
    "kiosk_appointment",
    "kiosk_ticket",
    "leave_ticket",
    "notice",
    "rate",
    "rates",
    "receipt",
    "special_services",
    "ticket",
]
