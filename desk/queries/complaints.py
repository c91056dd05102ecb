"""Complaints as somebody may see them: never by whom they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from accounts.models import Door, User
from accounts.permissions import Permission, Role
from desk.models import Case, Complaint
from desk.queries.ratings import span_of
from desk.rules import complaints as rules
from desk.rules.ratings import percent
from desk.states.cases import CaseStatus
from desk.states.complaints import VOICE_OPEN, VOICE_OURS, VoiceKind, VoiceStatus


def complaints_visible_to(user: User) -> QuerySet[Complaint]:
    """Handlers see all but what is about themselves; window staff what they wrote down; others what they said."""
    rows = Complaint.objects.select_related("branch", "case", "person", "owner__person", "about__person")
    if user.door != Door.STAFF:
        return rows.filter(person=user.person_id)
    others = rows.exclude(about_person=user.person_id)
    if user.may(Permission.COMPLAINT_HANDLE):
        return others.exclude(person=user.person_id)
    return others.filter(made_by=user)


def complaints_waiting(user: User) -> QuerySet[Complaint]:
    """What waits for a word of ours: the user's own, what nobody has yet, and for the head what was objected to."""
    rows = complaints_visible_to(user).filter(status__in=VOICE_OURS)
    if not user.may(Permission.COMPLAINT_HANDLE):
        return rows.none()
    mine = Q(owner=user) | Q(status=VoiceStatus.RECEIVED)
    if is_head(user):
        mine |= Q(status=VoiceStatus.APPEALED)
    return rows.filter(mine).order_by("answer_due_on", "id")


def complaints_late(user: User, today: date) -> QuerySet[Complaint]:
    """Open and past a day that was due: not answered in time, or not closed in time."""
    late = Q(status__in=VOICE_OURS, answer_due_on__lt=today) | Q(close_due_on__lt=today)
    rows = complaints_visible_to(user).filter(late, status__in=VOICE_OPEN)
    return rows.order_by("answer_due_on", "id")


def is_head(user: User) -> bool:
    """Whether the user leads the centre: objections go to them."""
    return Role.DIRECTOR in user.roles


def complaint_by_code(typed: str) -> Complaint | None:
    """What a code shows, for whoever holds it."""
    code = rules.clean_code(typed)
    return Complaint.objects.select_related("branch").filter(code=code).first() if code else None


def complaints_silent(before: datetime) -> QuerySet[Complaint]:
    """Answered before a moment, and not a word since."""
    rows = Complaint.objects.filter(status=VoiceStatus.ANSWERED, answered_at__lt=before)
    return rows.order_by("answered_at", "id")


@dataclass(frozen=True)
class ComplaintFigures:
    """Complaints and suggestions of a span, and the cases done in it."""

    complaints: int
    suggestions: int
    answered: int
    in_time: int
    founded: int
    done_cases: int

    @property
    def rate(self) -> Decimal | None:
        """Complaints for each hundred cases done, as the national guide on services defines it."""
        return percent(self.complaints, self.done_cases)

    @property
    def in_time_percent(self) -> Decimal | None:
        """Answered in time among the answered."""
        return percent(self.in_time, self.answered)


def complaint_figures(since: date, until: date) -> ComplaintFigures:
    """What people had to say in a span, and how it was answered."""
    span = span_of(since, until)
    counted = Complaint.objects.filter(made_at__range=span).exclude(status=VoiceStatus.WITHDRAWN)
    found = counted.aggregate(
        complaints=Count("pk", filter=Q(kind=VoiceKind.COMPLAINT)),
        suggestions=Count("pk", filter=Q(kind=VoiceKind.SUGGESTION)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        in_time=Count("pk", filter=Q(first_answer_in_time=True)),
        founded=Count("pk", filter=Q(kind=VoiceKind.COMPLAINT, finding__in=["TRUE", "PARTLY"])),
    )
    done = Case.objects.filter(closed_at__range=span, status=CaseStatus.DONE).count()
    return ComplaintFigures(done_cases=done, **found)
