"""Money in suspense that goes back to the account it came from: held at once, booked when the bank has paid."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from bank.models import PaymentOrder, SuspenseItem
from bank.operations import expectations
from bank.states import OutcomeKind, SuspenseMoveKind
from common.states import lock
from common.transactions import step
from ledger import operations as ledger
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

OWN = "bank"
"""Source of the refunds that the accountants order themselves; all others are some app's, which holds the money."""


@step
def finish(order: PaymentOrder, kind: OutcomeKind, *, by: User | None, at: datetime) -> None:
    """The order of a refund has ended: paid, it is booked 219-01 / 101; otherwise the money is free again.

    Where an app asked for the refund, unpaid money stays held until that app frees it or orders once more.
    """
    item = lock(SuspenseItem, order.item_id)
    if kind != OutcomeKind.SETTLED:
        if order.source == OWN:
            free_refund(item_id=item.pk, key=order.hold_key, fen=order.amount_fen, at=at)
        return
    assert order.value_date is not None
    on = policy.book_date()
    ledger.post_hold(
        hold_key=order.hold_key,
        key=order.key,
        reason=Reason.SUSPENSE_REFUNDED,
        on=on,
        value_on=min(order.value_date, on),
        credits=[ledger.Line(order.bank_account.ledger_account_id, order.amount_fen)],
        memo=order.number,
        by=by,
        at=at,
    )
    expectations.change_item(
        item,
        SuspenseMoveKind.REFUNDED,
        -order.amount_fen,
        by=by,
        at=at,
        note=order.number,
        refunding_fen=-order.amount_fen,
    )


@step
def free_refund(*, item_id: int, key: str, fen: int, at: datetime) -> SuspenseItem:
    """Let go of money that was held for a refund: it may be used or refunded again."""
    item = lock(SuspenseItem, item_id)
    ledger.release(hold_key=key, at=at)
    item.refunding_fen -= fen
    item.save(update_fields=["refunding_fen"])
    return item


@step
def take_back(order: PaymentOrder, *, value_on: date, on: date, by: User | None, at: datetime) -> None:
    """A paid refund came back: 101 / 219-01, and the money lies in suspense again."""
    item = lock(SuspenseItem, order.item_id)
    ledger.post(
        key=f"{order.key}-returned",
        reason=Reason.PAYMENT_RETURNED,
        on=on,
        value_on=value_on,
        debits=[ledger.Line(order.bank_account.ledger_account_id, order.amount_fen)],
        credits=[ledger.Line(item.account_id, order.amount_fen)],
        memo=order.number,
        by=by,
        at=at,
    )
    expectations.change_item(item, SuspenseMoveKind.REFUND_RETURNED, order.amount_fen, by=by, at=at, note=order.number)
