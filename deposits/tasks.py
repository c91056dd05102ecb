"""Celery's doors to the deposit business. Each finds its work in rows and may run twice."""

from __future__ import annotations

import logging
from contextlib import suppress

from celery import shared_task
from django.utils import timezone

from common.errors import BusinessError, WrongState
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


@shared_task(name="deposits.tasks.follow_cases")
def follow_cases() -> int:
    """Carry out what the counter approved and hear what the bank says of it. Returns how many steps were made."""
    done = 0
    for step in (operations.follow_case, operations.follow_payment):
        try:
            while step(at=timezone.now()):
                done += 1
        except BusinessError as refusal:
            logger.warning("a case waits: %s", refusal)
    return done


@shared_task(name="deposits.tasks.remind_late_employers")
def remind_late_employers() -> int:
    """Tell the clerks of employers whose contributions are late."""
    return operations.remind_late_employers(at=timezone.now())


@shared_task(name="deposits.tasks.void_stale_lists")
def void_stale_lists() -> int:
    """Make lists void that no money came for. Returns how many."""
    voided = 0
    for list_id in operations.stale_lists():
        with suppress(WrongState):  # money came, or somebody was quicker
            operations.void_stale_list(list_id=list_id, at=timezone.now())
            voided += 1
    return voided
