"""Celery's doors to loans. Each finds its work in rows and may run twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from loans.operations import minutes
from loans.queries import minutes as clocks

logger = logging.getLogger(__name__)


@shared_task(name="loans.tasks.follow_minutes")
def follow_minutes() -> int:
    """Read the clocks of the counter, and tell whose minutes run out. One that fails does not stop the rest."""
    done = 0
    for application_id in clocks.to_follow():
        try:
            done += minutes.follow(application_id=application_id)
        except Exception:
            logger.exception("minutes of application %s", application_id)
    now = timezone.now()
    for span, _clock in clocks.near_the_end(list(clocks.running_fast()), now):
        try:
            done += minutes.warn(application_id=span.application_id, at=now)
        except Exception:
            logger.exception("warning of application %s", span.application_id)
    return done
