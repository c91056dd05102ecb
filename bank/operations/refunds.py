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


@step
def finish(order: PaymentOrder, kind: OutcomeKind, *, by: User | None, at: datetime) -> None:
    """The order of a refund has ended: paid, it is booked 219-01 / 101; otherwise the money is free again."""
    item = lock(SuspenseItem, order.item_id)
    if kind != OutcomeKind.SETTLED:
        ledger.release(hold_key=order.key, at=at)
        item.refunding_fen -= order.amount_fen
        item.save(update_fields=["refunding_fen"])
        return
    assert order.value_date is not None
    on = policy.book_date()
    ledger.post_hold(
        hold_key=order.key,
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
