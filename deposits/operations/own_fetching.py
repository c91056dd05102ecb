"""Money on its way from somebody's own card: ordered once, recalled, made to fit, never fetched twice.

Locks: the payment's agreement with its accounts first, as in `flexible`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bank import operations as bank
from bank import queries as bank_queries
from bank.models import CollectionOrder
from common.states import lock, move
from common.transactions import step
from deposits.models import FlexibleMember, OwnMandate, OwnPayment
from deposits.operations.debits import BeingFetched
from deposits.queries import flexible as found
from deposits.states import MANDATE_MOVES, DebitStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

SOURCE = "deposits.own"
FOLLOW = "deposits.tasks.follow_debits"


@step
def order(mandate: OwnMandate, payment: OwnPayment, key: str, fen: int, at: datetime) -> CollectionOrder:
    """Order money of a payment from its owner's card. Raises bank.NoCollectingAccount."""
    return bank.order_collection(
        key=key,
        source=SOURCE,
        amount_fen=fen,
        payer_account=mandate.payer_account,
        payer_name=mandate.member.account.person.name,
        agreement=mandate.number,
        reference=payment.number,
        task=FOLLOW,
        by=None,
        at=at,
    )


@step
def fit(payment: OwnPayment, *, at: datetime) -> None:
    """Part came another way: an order the bank has not heard of is replaced by one for the rest, as the same try."""
    missing = bank_queries.missing_fen(payment.key)
    for tried in payment.debits.filter(status=DebitStatus.UNDER_WAY).select_related("collection", "mandate"):
        old = tried.collection
        if missing not in (0, old.amount_fen) and bank.cancel_collection(order_id=old.pk, by=None, at=at):
            key = f"own-debit-{payment.number}-{tried.number}-{old.pk}"
            tried.collection = order(tried.mandate, payment, key, missing, at)
            tried.save(update_fields=["collection"])


@step
def recall(payment: OwnPayment, *, by: User | None, at: datetime) -> None:
    """A payment needs no money any more: take its order back where the bank has not heard of it."""
    for tried in payment.debits.filter(status=DebitStatus.UNDER_WAY):
        if bank.cancel_collection(order_id=tried.collection_id, by=by, at=at):
            tried.status = DebitStatus.RECALLED
            tried.save(update_fields=["status"])


@step
def refuse_fetching(payment: OwnPayment, *, by: User | None, at: datetime) -> None:
    """Recall the order of a payment that is to be cancelled, or raise BeingFetched."""
    recall(payment, by=by, at=at)
    last = found.last_try(payment)
    if last is None or last.status in (DebitStatus.FAILED, DebitStatus.RECALLED):
        return
    if last.status == DebitStatus.UNDER_WAY or not bank_queries.has_arrived(last.collection):
        raise BeingFetched(_("银行正在扣这张缴款书的款，扣款没有成功或款项到账以后才能取消。"))


@step
def end_mandates(member: FlexibleMember, why: str, *, by: User | None, at: datetime) -> None:
    """End the mandate of an agreement that is over, or that has no amount of its own any more."""
    mandate = found.mandate_of(member)
    if mandate is not None:
        mandate = lock(OwnMandate, mandate.pk)
        move(mandate, "end", MANDATE_MOVES, by=by, at=at, note=why, ended_on=policy.book_date())
