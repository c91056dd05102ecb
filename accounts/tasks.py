"""Timed work of the accounts."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts import operations as accounts


@shared_task
def tidy() -> None:
    """Remove what has done its work; nightly."""
    accounts.tidy(at=timezone.now())
