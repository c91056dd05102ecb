"""Today at the windows: what one has done and what the branch has, counted from the rows and kept nowhere by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.utils import timezone

from accounts.models import Branch, User
from desk.models import Case, Draft, Rating, Ticket
from desk.queries.worklists import mine_now
from desk.rules.ratings import SATISFIED_LEVEL
from desk.states.cases import OPEN_STATUSES, CaseStatus, Whose
from desk.states.queueing import TicketStatus

FEWEST_SHOWN = 5
"""Ratings below which no share is shown: of two, one would know who said what."""


class _Median(Aggregate):
    """The middle of a span, as PostgreSQL reckons it."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class DayFigures:
    """One day of one person, or of a branch. Times are the median in whole minutes, None where nothing was done.

    `called` and `visit` are of tickets; `accepted`, `done` and `took` of cases; `due` is promised for today and still
    open on our side, `late` is past its promise.
    """

    called: int
    visit: int | None
    accepted: int
    done: int
    took: int | None
    due: int
    late: int
    ratings: int
    satisfied: int | None


@dataclass(frozen=True)
class Today:
    """A window's day beside its branch's, what waits now, and the user's own unfinished drafts."""

    own: DayFigures
    branch: DayFigures
    tickets_waiting: int
    cases_waiting: int
    cases_free: int
    drafts: int


def today_of(user: User, branch: Branch, now: datetime) -> Today:
    """The figures since midnight, in six statements (and one for the right) whatever happened."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    tickets, ended, opened = _tickets(user, branch, midnight), _ended(user, branch, midnight), _open(user, branch, now)
    ratings = _ratings(user, branch, midnight)

    def figures(whose: str) -> DayFigures:
        rated = ratings[f"{whose}_rated"]
        return DayFigures(
            called=tickets[f"{whose}_called"],
            visit=_minutes(tickets[f"{whose}_visit"]),
            # What was accepted today is either open still, or ended today.
            accepted=opened[f"{whose}_accepted"] + ended[f"{whose}_accepted"],
            done=ended[f"{whose}_done"],
            took=_minutes(ended[f"{whose}_took"]),
            due=opened[f"{whose}_due"],
            late=opened[f"{whose}_late"],
            ratings=rated,
            satisfied=ratings[f"{whose}_satisfied"] if rated >= FEWEST_SHOWN else None,
        )

    return Today(
        own=figures("own"),
        branch=figures("all"),
        tickets_waiting=tickets["waiting"],
        cases_waiting=mine_now(user).order_by().count(),
        cases_free=opened["free"],
        drafts=Draft.objects.filter(holder=user, case=None).count(),
    )


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds() / 60)


def _tickets(user: User, branch: Branch, midnight: datetime) -> dict[str, Any]:
    served = Q(status=TicketStatus.DONE, started_at__isnull=False)
    visit = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
    own, called = Q(called_by=user), Q(first_called_at__isnull=False)
    return Ticket.objects.filter(branch=branch, day=midnight.date()).aggregate(
        own_called=Count("pk", filter=called & own),
        all_called=Count("pk", filter=called),
        own_visit=_Median(visit, filter=served & own),
        all_visit=_Median(visit, filter=served),
        waiting=Count("pk", filter=Q(status=TicketStatus.WAITING)),
    )


def _ended(user: User, branch: Branch, midnight: datetime) -> dict[str, Any]:
    """Cases that ended today."""
    done, own, accepted = Q(status=CaseStatus.DONE), Q(owner=user), Q(accepted_at__gte=midnight)
    took = ExpressionWrapper(F("closed_at") - F("accepted_at"), output_field=DurationField())
    return Case.objects.filter(closed_at__gte=midnight, branch=branch).aggregate(
        own_accepted=Count("pk", filter=accepted & own),
        all_accepted=Count("pk", filter=accepted),
        own_done=Count("pk", filter=done & own),
        all_done=Count("pk", filter=done),
        own_took=_Median(took, filter=done & own),
        all_took=_Median(took, filter=done),
    )


def _open(user: User, branch: Branch, now: datetime) -> dict[str, Any]:
    """Cases that are open now."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    own, accepted = Q(owner=user), Q(accepted_at__gte=midnight)
    due = Q(promised_due_at__gte=now, promised_due_at__lt=midnight + timedelta(days=1), whose=Whose.OURS)
    late = Q(promised_due_at__lt=now, whose=Whose.OURS)
    return Case.objects.filter(status__in=OPEN_STATUSES, branch=branch).aggregate(
        own_accepted=Count("pk", filter=accepted & own),
        all_accepted=Count("pk", filter=accepted),
        own_due=Count("pk", filter=due & own),
        all_due=Count("pk", filter=due),
        own_late=Count("pk", filter=late & own),
        all_late=Count("pk", filter=late),
        free=Count("pk", filter=Q(owner=None, status=CaseStatus.SUBMITTED)),
    )


def _ratings(user: User, branch: Branch, midnight: datetime) -> dict[str, Any]:
    own, satisfied = Q(clerk=user), Q(level__gte=SATISFIED_LEVEL)
    return Rating.objects.filter(rated_at__gte=midnight, branch=branch).aggregate(
        own_rated=Count("pk", filter=own),
        all_rated=Count("pk"),
        own_satisfied=Count("pk", filter=own & satisfied),
        all_satisfied=Count("pk", filter=satisfied),
    )
