"""What the queue and the appointments know of people is forgotten when nobody needs it any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from common.transactions import operation
from desk.models import Appointment, Ticket
from desk.states.appointments import SlotKind

TICKETS_KNOW_PEOPLE = timedelta(days=180)
"""Afterwards a ticket is a number and its times, which figures go by. A case keeps its own people."""
APPOINTMENTS_KNOW_DETAILS = timedelta(days=365)
AT_ONCE = 2000


@operation
def forget_people(*, at: datetime) -> int:
    """Take the persons off old tickets, and addresses, questions and answers out of old appointments.

    Returns how many rows were changed, at most so many of each at once: the next run goes on.
    """
    tickets = Ticket.objects.filter(person__isnull=False, taken_at__lt=at - TICKETS_KNOW_PEOPLE)
    count = Ticket.objects.filter(pk__in=list(tickets.values_list("pk", flat=True)[:AT_ONCE])).update(person=None)
    old = Appointment.objects.filter(
        kind__in=[SlotKind.HOME_VISIT, SlotKind.EARLY],
        forgotten_at=None,
        ended_at__lt=at - APPOINTMENTS_KNOW_DETAILS,
    )
    ids = list(old.values_list("pk", flat=True)[:AT_ONCE])
    return count + Appointment.objects.filter(pk__in=ids).update(address="", questions="", answer="", forgotten_at=at)
