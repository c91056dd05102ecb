"""Reads for pages that compose the apps below."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Branch


def branches() -> QuerySet[Branch]:
    """Where people can go: every branch, in the order of their codes."""
    return Branch.objects.order_by("code", "id")
