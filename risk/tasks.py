"""Celery's doors to the fraud checks. Each finds its work in rows and may run twice."""

from __future__ import annotations

import logging
from datetime import date, datetime

from celery import shared_task
from django.utils import timezone

from risk import operations, queries
from risk.operations import backtest, cases, insiders, patterns
from risk.queries import backtest as backtest_queries
from risk.queries import cases as case_queries

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


@shared_task(name="risk.tasks.open_cases")
def open_cases() -> int:
    """Open or join the case of every blocked screening that has none. Returns how many."""
    count = 0
    for pk in case_queries.screenings_without_case():
        try:
            count += cases.open_found(screening_id=pk, at=timezone.now()) is not None
        except Exception:
            # One that cannot be opened does not keep the rest from being looked into.
            logger.exception("no case opened for screening %s", pk)
    return count


@shared_task(name="risk.tasks.run_backtests")
def run_backtests() -> int:
    """Reckon running backtests to their end, portion by portion. Returns how many portions there were."""
    count = 0
    for pk in backtest_queries.running():
        while backtest.run_portion(backtest_id=pk, at=timezone.now()):
            count += 1
    return count


@shared_task(name="risk.tasks.look_at_night")
def look_at_night() -> int:
    """Look for rings among new links and at what the staff did. Returns how much stood out."""
    count = 0
    for look in (_look_for_rings, insiders.look_at_staff):
        try:
            count += look(today=timezone.localdate(), at=timezone.now())
        except Exception:
            # An error among the rings does not keep the staff from being looked at.
            logger.exception("a look at night failed")
    return count


def _look_for_rings(*, today: date, at: datetime) -> int:
    count = 0
    while (found := patterns.look_for_rings(today=today, at=at)) is not None:
        count += found
    return count
