"""Lists that applications are held against."""

from __future__ import annotations

from django.db.models import QuerySet

from risk.models import ListEntry


def live_entries(kind: str = "") -> QuerySet[ListEntry]:
    """Entries that were not taken off, newest first; of one list, or of all."""
    found = ListEntry.objects.filter(ended_at=None).select_related("added_by").order_by("-id")
    return found.filter(kind=kind) if kind else found
