"""What waits for whom: worklists, and how a case's time was spent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from accounts.models import User
from desk.models import Case, CaseEvent, ClockSpan
from desk.queries import cases
from desk.states.cases import OPEN_STATUSES, CaseStatus, Whose


def _bare(rows: QuerySet[Case]) -> QuerySet[Case]:
    """The same cases with their applicants and no more: few joins, since eight tables take longer to plan than to run,
    and nobody's number or phone is decrypted for a list that does not show them."""
    rows = rows.select_related(None).select_related("person", "employer")
    return rows.defer("person__document_number", "person__phone", "employer__contact_phone")


def in_a_list(rows: QuerySet[Case], *, with_owner: bool = True) -> QuerySet[Case]:
    """Bare cases with what a row of a list shows; a version's guide is read once, not with each row."""
    rows = _bare(rows).prefetch_related("version")
    return rows.prefetch_related("owner__person") if with_owner else rows


def mine_now(user: User) -> QuerySet[Case]:
    """Cases in the user's hand whose time is ours now."""
    turn = (CaseStatus.SUBMITTED, CaseStatus.ACCEPTED, CaseStatus.APPROVED)
    return cases.cases_visible_to(user).filter(owner=user, status__in=turn, whose=Whose.OURS)


def free(user: User) -> QuerySet[Case]:
    """Cases that nobody has taken in hand."""
    return cases.cases_visible_to(user).filter(owner=None, status=CaseStatus.SUBMITTED)


def elsewhere(user: User) -> QuerySet[Case]:
    """The user's open cases that wait for somebody else: applicant, other authority, reviewer, bank."""
    waits = Q(whose__in=[Whose.APPLICANT, Whose.OTHER]) | Q(status__in=[CaseStatus.IN_REVIEW, CaseStatus.IN_EXECUTION])
    return cases.cases_visible_to(user).filter(waits, owner=user, status__in=OPEN_STATUSES)


def open_in_hand(user: User) -> QuerySet[Case]:
    """Every open case in somebody's hand, oldest first: what a hand-over gives."""
    rows = Case.objects.filter(owner=user, status__in=OPEN_STATUSES)
    return rows.select_related("version", "person", "employer").order_by("submitted_at", "id")


def time_split(case: Case, now: datetime) -> Mapping[str, int]:
    """Seconds of a case by whose they were, the stretch that runs included."""
    rows = ClockSpan.objects.filter(case=case)
    ended = dict(rows.exclude(seconds=None).values_list("whose").annotate(Sum("seconds")))
    running = rows.filter(ended_at=None).first()
    if running is not None:
        ended[running.whose] = ended.get(running.whose, 0) + int((now - running.began_at).total_seconds())
    return {whose: ended.get(whose, 0) for whose in Whose.values}


def events_of(case: Case) -> QuerySet[CaseEvent]:
    """Everything that happened to a case, newest first."""
    return case.events.select_related("by__person").order_by("-at", "-id")
