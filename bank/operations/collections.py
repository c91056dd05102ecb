"""Money fetched by mandate: ordered by the app above, handed to the bank once, asked about until the bank knows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from bank import queries
from bank.gateways.base import Answer, Gateway, GatewayDown, Result
from bank.models import BankAccount, CollectionOrder
from bank.states import COLLECTION_MOVES, AccountKind, Channel, CollectionStatus
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step, wake
from ledger.operations import KeyReused

if TYPE_CHECKING:
    from accounts.models import User

IN_FLIGHT = (CollectionStatus.SENT, CollectionStatus.UNKNOWN)


class NoCollectingAccount(BusinessError):
    """No bank account in use has a direct line to fetch money by."""


@step
def order_collection(
    *,
    key: str,
    source: str,
    amount_fen: int,
    payer_account: str,
    payer_name: str,
    agreement: str,
    reference: str,
    task: str = "",
    by: User | None,
    at: datetime,
) -> CollectionOrder:
    """Order money to be fetched; the same key gives the first order back, a changed one under it raises KeyReused.

    `reference` is that of an expectation that waits: the bank is told while it lacks as much. `task` is the Celery
    task that is woken when the bank has answered. Raises NoCollectingAccount.
    """
    account = BankAccount.objects.filter(is_active=True, kind=AccountKind.FUND, channel=Channel.GATEWAY)
    into = account.order_by("id").first()
    if into is None:
        raise NoCollectingAccount(_("没有开通银企直联的住房公积金存款专户，不能托收。"))
    order, created = CollectionOrder.objects.get_or_create(
        key=key,
        defaults={
            "source": source,
            "wake": task,
            "bank_account": into,
            "payer_account": payer_account,
            "payer_tail": payer_account[-4:],
            "payer_name": payer_name,
            "agreement": agreement,
            "reference": reference,
            "amount_fen": amount_fen,
            "made_at": at,
        },
    )
    if not created and (order.amount_fen, order.payer_account) != (amount_fen, payer_account):
        raise KeyReused(key)
    if created:
        order.events.create(action="make", after=order.status, by=by, at=at)
        wake("bank.tasks.collect")
    return order


@step
def cancel_collection(*, order_id: int, by: User | None, at: datetime) -> bool:
    """Recall an order that the bank has not heard of; False where it has: then nothing but its answer ends it."""
    order = lock(CollectionOrder, order_id)
    if order.status != CollectionStatus.MADE:
        return order.status == CollectionStatus.CANCELLED
    move(order, "cancel", COLLECTION_MOVES, by=by, at=at)
    return True


def send_collection(*, order_id: int, gateway: Gateway, at: datetime) -> CollectionOrder:
    """Hand an order to the bank, once, and note the answer.

    Not while less is waited for than it would fetch: what came another way meanwhile is heard above first, where the
    rest is ordered anew. It is marked sent and committed before the bank hears of it: whatever dies afterwards, the
    bank is asked instead.
    """
    order = _claim(order_id=order_id, at=at)
    if order is None:
        return CollectionOrder.objects.get(pk=order_id)
    try:
        answer = gateway.collect(queries.collection_of(order))
    except GatewayDown as problem:
        answer = Answer(Result.UNKNOWN, message=str(problem))
    return record_collection(order_id=order_id, answer=answer, at=at)


def ask_about_collection(*, order_id: int, gateway: Gateway, at: datetime) -> CollectionOrder:
    """Ask the bank what became of an order under way, and note the answer."""
    order = CollectionOrder.objects.get(pk=order_id)
    if order.status not in IN_FLIGHT:
        return order
    try:
        answer = gateway.ask(order.number)
    except GatewayDown as problem:
        answer = Answer(Result.UNKNOWN, message=str(problem))
    return record_collection(order_id=order_id, answer=answer, at=at)


@operation
def record_collection(*, order_id: int, answer: Answer, at: datetime) -> CollectionOrder:
    """Note what the bank says of an order under way. What comes after the end changes nothing."""
    order = lock(CollectionOrder, order_id)
    if order.status not in IN_FLIGHT:
        return order
    facts: dict[str, Any] = {"asked_at": at, "message": answer.message[:200]}
    action = ""
    if answer.result == Result.SETTLED and answer.value_date is not None:
        facts |= {"bank_serial": answer.bank_serial, "value_date": answer.value_date}
        action = "settle"
    elif answer.result == Result.RETURNED:
        action = "fail"
    elif answer.result == Result.UNKNOWN and order.status == CollectionStatus.SENT:
        action = "lose"
    if not action:
        CollectionOrder.objects.filter(pk=order.pk).update(**facts)
        return order
    move(order, action, COLLECTION_MOVES, by=None, at=at, note=answer.message, **facts)
    if action != "lose" and order.wake:
        wake(order.wake)
    return order


@step
def claim_collections(*, source: str, limit: int, at: datetime) -> list[CollectionOrder]:
    """Orders of an app that have ended and that nobody has claimed yet; they are claimed by this."""
    ended = CollectionOrder.objects.filter(
        source=source, claimed_at=None, status__in=[CollectionStatus.SETTLED, CollectionStatus.FAILED]
    )
    found = list(ended.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("id")[:limit])
    CollectionOrder.objects.filter(pk__in=[each.pk for each in found]).update(claimed_at=at)
    return found


@operation
def _claim(*, order_id: int, at: datetime) -> CollectionOrder | None:
    order = lock(CollectionOrder, order_id)
    if order.status != CollectionStatus.MADE or queries.fetches_too_much(order):
        return None
    move(order, "send", COLLECTION_MOVES, by=None, at=at, sent_at=at)
    return order
