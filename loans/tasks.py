"""Celery's doors to loans. Each finds its work in rows and may run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable

from celery import shared_task
from django.utils import timezone

from ledger.operations import DayClosed
from loans.operations import following, minutes
from loans.queries import minutes as clocks

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 500


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


@shared_task(name="loans.tasks.follow_cases")
def follow_cases() -> int:
    """Draw up the contracts of what was granted, end what was not."""
    return _all(following.follow_case)


@shared_task(name="loans.tasks.follow_payments")
def follow_payments() -> int:
    """Hear what the bank says of loans' payments."""
    return _all(following.follow_payment)


def _all(act: Callable[..., bool]) -> int:
    """One piece of news after another until there is none; while the day is closed, none."""
    done = 0
    try:
        while done < MOST_AT_ONCE and act(at=timezone.now()):
            done += 1
    except DayClosed as why:
        logger.info("loans wait for the day to open: %s", why)
    return done
