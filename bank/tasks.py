"""Doors for Celery. Each finds its work in rows and may run twice."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from bank import operations, queries
from bank.gateways.base import GatewayDown, gateway
from bank.models import BankAccount
from common.errors import BusinessError

logger = logging.getLogger(__name__)
ANSWER_AFTER = timedelta(minutes=2)
"""An order sent this long ago without an answer is asked about; one that is unknown is asked as often."""


@shared_task
def sweep(**_kwargs: Any) -> int:
    """Book and match what is due."""
    return operations.sweep(by=None, at=timezone.now())


@shared_task
def send_payments(**_kwargs: Any) -> int:
    """Send authorised orders over the direct line, one by one."""
    at = timezone.now()
    ids = list(queries.orders_to_send().values_list("pk", flat=True)[:200])
    for order_id in ids:
        operations.send_order(order_id=order_id, gateway=gateway(), at=at)
    return len(ids)


@shared_task
def ask_about_payments(**_kwargs: Any) -> int:
    """Ask the bank about orders it has not answered."""
    at = timezone.now()
    late = Q(asked_at=None, sent_at__lt=at - ANSWER_AFTER) | Q(asked_at__lt=at - ANSWER_AFTER)
    ids = list(queries.orders_under_way().filter(late).values_list("pk", flat=True)[:200])
    for order_id in ids:
        operations.ask_bank(order_id=order_id, gateway=gateway(), by=None, at=at)
    return len(ids)


@shared_task
def collect(**_kwargs: Any) -> int:
    """Hand collection orders to the bank, one by one, and ask about those it has not answered."""
    at, line = timezone.now(), gateway()
    new = list(queries.collections_to_send().values_list("pk", flat=True)[:500])
    for order_id in new:
        operations.send_collection(order_id=order_id, gateway=line, at=at)
    late = Q(asked_at=None, sent_at__lt=at - ANSWER_AFTER) | Q(asked_at__lt=at - ANSWER_AFTER)
    asked = list(queries.collections_under_way().filter(late).values_list("pk", flat=True)[:200])
    for order_id in asked:
        operations.ask_about_collection(order_id=order_id, gateway=line, at=at)
    return len(new) + len(asked)


@shared_task
def collect_notices(**_kwargs: Any) -> int:
    """Take in the notices that wait at the bank's door; each line counts once."""
    try:
        notices = gateway().notices()
    except GatewayDown as problem:
        logger.warning("bank not reached for notices: %s", problem)
        return 0
    for notice in notices:
        try:
            operations.receive_notice(notice=notice, at=timezone.now())
        except BusinessError as refusal:
            logger.error("notice %s refused: %s", notice.bank_serial, refusal)
    return len(notices)


@shared_task
def reconcile(**_kwargs: Any) -> int:
    """Reconcile every account for the days that have statement lines and are not clean yet."""
    at = timezone.now()
    work = [
        (account.pk, day)
        for account in BankAccount.objects.order_by("id")
        for day in queries.days_to_reconcile(account)
    ]
    for account_id, day in work:
        operations.reconcile_day(bank_account_id=account_id, day=day, by=None, at=at)
    return len(work)
