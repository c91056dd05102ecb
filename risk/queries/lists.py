"""Lists that applications are held against."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Permission
from risk.models import Ban, ListEntry


def live_entries(kind: str = "") -> QuerySet[ListEntry]:
    """Entries that were not taken off, newest first; of one list, or of all."""
    found = ListEntry.objects.filter(ended_at=None).select_related("added_by").order_by("-id")
    return found.filter(kind=kind) if kind else found


def live_visible_to(user: User) -> QuerySet[ListEntry]:
    """Entries that stand, for investigators."""
    return (
        live_entries().select_related("added_by__person") if user.may(Permission.RISK_WORK) else live_entries().none()
    )


def bans_visible_to(user: User) -> QuerySet[Ban]:
    """Every ban there was, for investigators; never one's own."""
    if not user.may(Permission.RISK_WORK):
        return Ban.objects.none()
    return Ban.objects.select_related("person").exclude(person=user.person_id)
