"""Payments that leave on the system's authority, within limits: money that was granted arrives at any hour."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from bank.models import AutomaticDay, PaymentOrder
from bank.states import ORDER_MOVES, Channel
from common.states import lock, move
from common.transactions import step, wake
from policy import queries as policy


@step
def authorise(order: PaymentOrder, warrant: str, *, at: datetime) -> bool:
    """Authorise a new order by its warrant where amount and day allow it, and have it sent; whether it was.

    All automatic payments of a day pass its one row, so that together they never exceed the day's limit.
    """
    day = timezone.localdate(at)
    terms = policy.service_on(day)
    if order.amount_fen > terms.automatic_payment_limit_fen:
        return False
    today = _locked(day)
    if today.total_fen + order.amount_fen > terms.automatic_payment_day_limit_fen:
        return False
    today.order_count += 1
    today.total_fen += order.amount_fen
    today.save(update_fields=["order_count", "total_fen"])
    facts: dict[str, Any] = {"warrant": warrant, "made_by": None, "made_by_person_id": None, "authorised_at": at}
    move(order, "warrant", ORDER_MOVES, by=None, at=at, note=warrant, **facts)
    if order.bank_account.channel == Channel.GATEWAY:
        wake("bank.tasks.send_payments")
    return True


@step
def _locked(day: date) -> AutomaticDay:
    made, _created = AutomaticDay.objects.get_or_create(day=day)
    return lock(AutomaticDay, made.pk)
