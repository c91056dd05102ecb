"""Celery's doors to the deposit business. Each finds its work in rows and may run twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from common.errors import BusinessError
from deposits import operations

logger = logging.getLogger(__name__)


@shared_task(name="deposits.tasks.allocate_covered")
def allocate_covered() -> int:
    """Follow the bank's news until there is none: lists that are covered are allocated. Returns how many were."""
    done = 0
    try:
        while operations.follow_bank(at=timezone.now()):
            done += 1
    except BusinessError as refusal:
        # The news stays unclaimed and is tried again: the day may be closed just now.
        logger.warning("allocation waits: %s", refusal)
    return done


@shared_task(name="deposits.tasks.drop_old_contents")
def drop_old_contents() -> int:
    """Drop the bytes of old uploads (personal data is kept no longer than needed)."""
    return operations.drop_old_contents(at=timezone.now())
