"""Celery's doors to the fraud checks. Each finds its work in rows and may run twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from risk import operations, queries

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 500


@shared_task(name="risk.tasks.screen_forgotten")
def screen_forgotten() -> int:
    """Run screenings whose message was lost. Returns how many; one that fails does not keep the rest waiting."""
    now, count = timezone.now(), 0
    for pk in queries.forgotten(now).values_list("pk", flat=True)[:MOST_AT_ONCE]:
        try:
            operations.run_forgotten(screening_id=pk, at=now)
            count += 1
        except Exception:
            # Money waits while it is pending; the next sweep tries again.
            logger.exception("screening %s failed", pk)
    return count
