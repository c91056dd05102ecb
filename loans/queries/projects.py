"""Reads of the register of projects."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.permissions import Permission
from loans.models import Project
from loans.states.projects import ProjectStatus

if TYPE_CHECKING:
    from accounts.models import User


def projects_visible_to(user: User) -> QuerySet[Project]:
    """The whole register for whoever may see loans."""
    rows = Project.objects.all() if user.may(Permission.LOAN_VIEW) else Project.objects.none()
    return rows.order_by("-id")


def projects_on(on: date) -> QuerySet[Project]:
    """Projects whose buyers may borrow on a day, by name."""
    running = Project.objects.filter(status=ProjectStatus.ACTIVE, since__lte=on)
    return running.filter(Q(until=None) | Q(until__gte=on)).order_by("name", "id")


def is_in_force(project: Project, on: date) -> bool:
    """Whether money may go to a project on a day."""
    ends = project.until is None or project.until >= on
    return project.status == ProjectStatus.ACTIVE and project.since <= on and ends
