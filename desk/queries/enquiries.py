"""Questions as somebody may see them: my open ones, what was handed to me, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.models import Door, User
from accounts.permissions import Permission
from desk.models import Enquiry
from desk.queries.ratings import span_of
from desk.states.enquiries import ENQUIRY_OPEN, EnquiryStatus


def enquiries_visible_to(user: User) -> QuerySet[Enquiry]:
    """Leaders see all, window staff what they were asked, have or answered; a person their own."""
    rows = Enquiry.objects.select_related("branch", "person", "first_asked__person", "owner__person", "taker__person")
    if user.door != Door.STAFF:
        return rows.filter(person=user.person_id)
    if user.may(Permission.HALL_LEAD) or user.may(Permission.CASE_FIGURES):
        return rows
    return rows.filter(Q(owner=user) | Q(taker=user) | Q(first_asked=user) | Q(answered_by=user))


def my_open_enquiries(user: User) -> QuerySet[Enquiry]:
    """Questions the user still owes an answer, the most urgent first."""
    rows = Enquiry.objects.filter(owner=user, status__in=ENQUIRY_OPEN)
    return rows.select_related("person", "first_asked__person", "taker__person").order_by("due_on", "id")


def enquiries_handed_to(user: User) -> QuerySet[Enquiry]:
    """Questions a colleague wants to give the user."""
    rows = Enquiry.objects.filter(taker=user).select_related("owner__person", "first_asked__person", "person")
    return rows.order_by("id")


def enquiries_late(today: date) -> QuerySet[Enquiry]:
    """Open questions past their day, the oldest first."""
    rows = Enquiry.objects.filter(status__in=ENQUIRY_OPEN, due_on__lt=today)
    return rows.select_related("owner__person", "first_asked__person", "branch").order_by("due_on", "id")


@dataclass(frozen=True)
class EnquiryFigures:
    """Questions of a span."""

    asked: int
    answered: int
    open: int


def enquiry_figures(since: date, until: date) -> EnquiryFigures:
    """How many were asked, answered, and are still open."""
    found = Enquiry.objects.filter(asked_at__range=span_of(since, until)).aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(status=EnquiryStatus.ANSWERED)),
        open=Count("pk", filter=Q(status__in=ENQUIRY_OPEN)),
    )
    return EnquiryFigures(**found)
