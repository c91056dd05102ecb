"""Checks and findings one sees, and those that are overdue."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.permissions import Permission
from partybuilding.models import Check, Finding
from partybuilding.queries import scope
from partybuilding.states.supervision import FindingStatus

if TYPE_CHECKING:
    from accounts.models import User


def checks_visible_to(user: User) -> QuerySet[Check]:
    """Checks of one's organisations, for who keeps their records."""
    return Check.objects.select_related("organisation").filter(organisation__in=scope.organisations_worked_by(user))


def findings_visible_to(user: User) -> QuerySet[Finding]:
    """Findings of those checks, and one's own wherever they were found."""
    rows = Finding.objects.select_related("check_made__organisation", "owner__person")
    mine = Q(owner__person=user.person_id)
    if user.may(Permission.PARTY_WORK):
        mine |= Q(check_made__organisation__in=scope.organisations_worked_by(user))
    return rows.filter(mine)


def overdue(today: date) -> QuerySet[Finding]:
    """Past their day, not corrected and not yet told to the level above."""
    rows = Finding.objects.filter(status=FindingStatus.OPEN, due_on__lt=today, raised_at=None)
    return rows.select_related("check_made__organisation__parent").order_by("due_on", "id")
