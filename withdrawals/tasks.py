"""Celery's doors to withdrawals. Each finds its work in rows and may run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from common.errors import BusinessError
from ledger.operations import DayClosed
from policy import queries as policy
from withdrawals import operations, queries
from withdrawals.operations import closing_payments, silence, standing
from withdrawals.queries import closing
from withdrawals.queries import recovery as recoveries
from withdrawals.queries import silence as silent
from withdrawals.queries import standing as agreements

logger = logging.getLogger(__name__)
MOST_AT_ONCE, MOST_PERIODS = 500, 24


def _all(act: Callable[..., bool]) -> int:
    """One piece of news after another until there is none; while the day is closed, none."""
    done = 0
    try:
        while done < MOST_AT_ONCE and act(at=timezone.now()):
            done += 1
    except DayClosed as why:
        logger.info("withdrawals wait for the day to open: %s", why)
    return done


@shared_task(name="withdrawals.tasks.screen")
def screen(withdrawal_id: int) -> None:
    """Screen one withdrawal, and carry out at once what was approved on the spot."""
    operations.screen(withdrawal_id=withdrawal_id, at=timezone.now())


@shared_task(name="withdrawals.tasks.screen_waiting")
def screen_waiting() -> int:
    """Screen what a lost message or a register that was down has left behind."""
    ids = list(queries.to_screen().values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(_screened(each, timezone.now()) for each in ids)


def _screened(withdrawal_id: int, at: datetime) -> bool:
    """One that cannot be screened does not keep the rest waiting, whatever is wrong with it."""
    try:
        operations.screen(withdrawal_id=withdrawal_id, at=at)
    except BusinessError as why:
        logger.warning("withdrawal %s not screened: %s", withdrawal_id, why)
        return False
    except Exception:
        logger.exception("withdrawal %s not screened", withdrawal_id)
        return False
    return True


@shared_task(name="withdrawals.tasks.follow_cases")
def follow_cases() -> int:
    """Carry out what was granted, free what was not."""
    return _all(operations.follow_case)


@shared_task(name="withdrawals.tasks.follow_payments")
def follow_payments() -> int:
    """Hear what the bank says, and order what waited to be paid again."""
    done = _all(operations.follow_payment)
    for withdrawal_id in list(queries.to_order().values_list("pk", flat=True)[:MOST_AT_ONCE]):
        _ordered(operations.order_waiting, withdrawal_id=withdrawal_id)
    for share_id in list(closing.shares_to_order().values_list("pk", flat=True)[:MOST_AT_ONCE]):
        _ordered(closing_payments.order_waiting_share, share_id=share_id)
    return done


def _ordered(act: Callable[..., object], **which: int) -> None:
    """One payment that still waits, or cannot be made at all, does not keep the rest waiting."""
    try:
        act(**which, at=timezone.now())
    except BusinessError as why:
        logger.info("%s still waits: %s", which, why)
    except Exception:
        logger.exception("%s could not be ordered", which)


@shared_task(name="withdrawals.tasks.follow_risk")
def follow_risk() -> int:
    """Hear what the fraud checks say."""
    return _all(operations.follow_risk)


@shared_task(name="withdrawals.tasks.stamp_messages")
def stamp_messages() -> int:
    """Note when arrivals were told."""
    return operations.stamp_messages(at=timezone.now())


@shared_task(name="withdrawals.tasks.run_agreements")
def run_agreements() -> int:
    """Carry out what standing withdrawals come to today, and end those whose account was sealed or closed."""
    today = policy.book_date()
    ids = dict.fromkeys([*agreements.agreements_to_end(today), *agreements.agreements_due(today)])
    return sum(_run(each) for each in ids)


def _run(agreement_id: int) -> int:
    """All periods of one agreement that have come; one that cannot be carried out does not keep the rest waiting."""
    done = 0
    try:
        while done < MOST_PERIODS and standing.run_agreement(agreement_id=agreement_id, at=timezone.now()) is not None:
            done += 1
    except BusinessError as why:
        logger.warning("agreement %s waits: %s", agreement_id, why)
    return done


@shared_task(name="withdrawals.tasks.follow_recoveries")
def follow_recoveries() -> int:
    """Book what came back, and note what did not come in time."""
    done = _all(operations.recovery.follow_recovered)
    for recovery_id in recoveries.recoveries_missed(policy.book_date()):
        done += operations.recovery.miss_recovery(recovery_id=recovery_id, at=timezone.now())
    return done


@shared_task(name="withdrawals.tasks.follow_silence")
def follow_silence() -> int:
    """Warn whom papers are wanted from, and end what they never came for. Returns how many were warned or ended."""
    ids = list(silent.to_warn_or_end().values_list("pk", flat=True))
    return sum(_heard_nothing(each) for each in ids)


def _heard_nothing(withdrawal_id: int) -> bool:
    """One that cannot be ended does not keep the rest waiting."""
    try:
        return silence.follow_silence(withdrawal_id=withdrawal_id, at=timezone.now())
    except BusinessError as why:
        logger.warning("withdrawal %s without papers: %s", withdrawal_id, why)
    except Exception:
        logger.exception("withdrawal %s without papers", withdrawal_id)
    return False
