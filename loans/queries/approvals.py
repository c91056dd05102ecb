"""What waits for its reviewers and approvers: the fast lane first, then whoever has least time left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import LoginSession, User
from accounts.permissions import Permission
from desk import queries as desk
from desk.queries.colleagues import staff_who_may
from desk.states.cases import CaseStatus
from loans.models import Application
from loans.queries.minutes import clocks_of
from loans.rules.minutes import Clock
from loans.states.applying import Lane

MOST_SHOWN = 200
ONLINE = timedelta(minutes=15)
"""Whoever has used a page so recently is on line."""


@dataclass(frozen=True)
class Waiting:
    """A case before its reviewers. `mine`: the user may take it, or has it; `clock` None: its minutes not yet read."""

    application: Application
    clock: Clock | None
    mine: bool

    @property
    def left(self) -> int:
        """Seconds left of the step's target; below zero: late, or (without a target) how long it has taken."""
        step = self.clock.now if self.clock is not None else None
        return step.target - step.seconds if step is not None else 0


def approvals(user: User, now: datetime) -> list[Waiting]:
    """Applications before their reviewers, of those the user may see: at most MOST_SHOWN, in the order of urgency."""
    if not user.may(Permission.CASE_VIEW):
        return []
    rows = Application.objects.filter(case__status=CaseStatus.IN_REVIEW)
    rows = rows.select_related("case__version", "case__branch", "case__reviewing__person", "borrower")
    found = list(rows.order_by("case__submitted_at", "id")[:MOST_SHOWN])
    clocks = clocks_of(found, now)
    mine = _mine(user, found)
    waiting = [Waiting(each, clocks.get(each.pk), each.case_id in mine) for each in found]
    return sorted(waiting, key=lambda each: (each.application.lane != Lane.FAST, each.left, each.application.pk))


def _mine(user: User, found: list[Application]) -> set[int]:
    """Cases of these that the user may judge, and nobody else has in hand."""
    rows = desk.to_review(user).filter(pk__in=[each.case_id for each in found])
    free = rows.filter(reviewing=None) | rows.filter(reviewing=user)
    return set(free.order_by().values_list("pk", flat=True)) if user.may(Permission.CASE_REVIEW) else set()


def approvers_online(now: datetime) -> QuerySet[User]:
    """Who may review and has used a page within the last minutes, by number."""
    rows = staff_who_may(Permission.CASE_REVIEW, timezone.localdate(now))
    seen = LoginSession.objects.filter(seen_at__gte=now - ONLINE, ended_at=None)
    return rows.filter(pk__in=seen.values("user"))
