"""What the bank takes back (冲正): a receipt not yet used is undone, one that is used waits for a person."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bank import rules
from bank.models import BankLine, Expectation, PaymentOrder, Receipt, Reservation, Reversal, SuspenseItem
from bank.operations import expectations, payments
from bank.states import (
    RECEIPT_MOVES,
    REVERSAL_MOVES,
    Direction,
    OrderStatus,
    ReceiptStatus,
    ReservationStatus,
    ReversalStatus,
    SuspenseMoveKind,
)
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step
from ledger import operations as ledger
from ledger.models import Journal
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)


class StillUsed(BusinessError):
    """The reversed receipt's money is in use: what used it has to be undone first."""


def apply_new_reversals(*, by: User | None, at: datetime, limit: int | None = None) -> int:
    """Handle each reversal whose day has come; how many. Each is an act of its own."""
    due = Reversal.objects.filter(status=ReversalStatus.NEW, value_date__lte=policy.book_date())
    ids = list(due.order_by("value_date", "id").values_list("pk", flat=True)[:limit])
    done = 0
    for reversal_id in ids:
        try:
            apply_reversal(reversal_id=reversal_id, by=by, at=at)
            done += 1
        except BusinessError as refusal:
            logger.error("reversal %s not handled: %s", reversal_id, refusal)
    return done


@operation
def apply_reversal(*, reversal_id: int, by: User | None, at: datetime) -> Reversal:
    """Undo the receipt (219-01 / 101) or the payment a reversal takes back, or hand it to a person.

    It goes to a person where its original was not found or the money was used. It waits while its day, or the
    booking of its original, has not come.
    """
    reversal = lock(Reversal, reversal_id)
    on = policy.book_date()
    if reversal.status != ReversalStatus.NEW or reversal.value_date > on:
        return reversal
    receipt, order = _original(reversal)
    if receipt is not None and receipt.status == ReceiptStatus.NEW:
        return reversal
    item, reservations = _lock_unused(receipt)
    if receipt is not None and item is not None:
        journal = _undo_receipt(receipt, item, reservations, reversal, on=on, by=by, at=at)
        move(reversal, "book", REVERSAL_MOVES, by=by, at=at, journal=journal)
    elif order is not None and order.status == OrderStatus.SETTLED:
        payments.return_late(order, value_on=min(reversal.value_date, on), on=on, by=by, at=at)
        move(reversal, "book", REVERSAL_MOVES, by=by, at=at)
    else:
        move(reversal, "hand_over", REVERSAL_MOVES, by=by, at=at)
    return reversal


@operation
def book_reversal(*, reversal_id: int, by: User, at: datetime) -> Reversal:
    """A person finishes a reversal after what had used the money was undone (a month reversed, a refund ended).

    Raises StillUsed while that is not so or no receipt is known, WrongState.
    """
    reversal = lock(Reversal, reversal_id)
    receipt, _order = _original(reversal)
    item, reservations = _lock_unused(receipt)
    if receipt is None or item is None:
        raise StillUsed(_("原收款已被使用，请先冲回使用它的业务，再处理这笔冲正。"))
    journal = _undo_receipt(receipt, item, reservations, reversal, on=policy.book_date(), by=by, at=at)
    move(reversal, "book", REVERSAL_MOVES, by=by, at=at, journal=journal)
    return reversal


@operation
def name_original(*, reversal_id: int, bank_serial: str, by: User, at: datetime) -> Reversal:
    """A person names the line a reversal takes back, where the system found none. Raises StillUsed."""
    reversal = lock(Reversal, reversal_id)
    line = BankLine.objects.filter(
        bank_account_id=reversal.line.bank_account_id,
        bank_serial=bank_serial,
        direction=_original_direction(reversal.line),
        amount_fen=abs(reversal.line.amount_fen),
        reversed_by=None,
        is_reversal=False,
    ).first()
    if reversal.status != ReversalStatus.PERSON or reversal.original_id is not None or line is None:
        raise StillUsed(_("没有找到同账户、同金额且未被冲正的这笔流水，请核对银行流水号。"))
    reversal.original = line
    reversal.save(update_fields=["original"])
    reversal.events.create(
        action="name_original", before=reversal.status, after=reversal.status, by=by, at=at, note=bank_serial
    )
    return reversal


@step
def find_original(line: BankLine) -> BankLine | None:
    """The one earlier line that a reversal line can mean: same account, counterpart and amount, not yet reversed.

    A reversal is either a line of the other direction or a negative line of the same direction. Where several fit,
    none is taken: a person decides.
    """
    found = BankLine.objects.filter(
        bank_account_id=line.bank_account_id,
        direction=_original_direction(line),
        amount_fen=abs(line.amount_fen),
        value_date__lte=line.value_date,
        is_reversal=False,
        reversed_by=None,
    ).order_by("id")
    if line.counter_index:
        found = found.filter(counter_index=line.counter_index)
    named = found.filter(bank_serial__in=rules.tokens(line.remark, line.summary))
    for candidates in (named[:2], found[:2]):
        if len(candidates) == 1:
            return candidates[0]
    return None


def _original_direction(line: BankLine) -> str:
    """The side a reversal line takes back: its own where its amount is below zero, else the other."""
    if line.amount_fen < 0:
        return line.direction
    return Direction.DEBIT if line.direction == Direction.CREDIT else Direction.CREDIT


def _original(reversal: Reversal) -> tuple[Receipt | None, PaymentOrder | None]:
    """The locked receipt or payment order behind the reversed line."""
    if reversal.original is None:
        return None, None
    if reversal.original.direction == Direction.CREDIT:
        return lock(Receipt, reversal.original.receipt.pk), None
    order = PaymentOrder.objects.select_for_update(of=("self",), no_key=True).filter(
        bank_account_id=reversal.original.bank_account_id, bank_serial=reversal.original.bank_serial
    )
    return None, order.first()


def _lock_unused(receipt: Receipt | None) -> tuple[SuspenseItem | None, list[Reservation]]:
    """The receipt's whole item and its held reservations, all locked; no item where any of it went on."""
    if receipt is None or receipt.status in (ReceiptStatus.NEW, ReceiptStatus.REVERSED):
        return None, []
    held = Reservation.objects.filter(item__receipt=receipt, status=ReservationStatus.HELD)
    waiting = {pk: lock(Expectation, pk) for pk in sorted(held.values_list("expectation_id", flat=True).distinct())}
    item = lock(SuspenseItem, receipt.suspense.pk)
    reservations = list(held.order_by("expectation_id", "pk"))
    # Looked at again under the locks: another act may have reserved or taken the money in between.
    if (
        item.left_fen < item.amount_fen
        or item.refunding_fen
        or {r.expectation_id for r in reservations} != set(waiting)
    ):
        return None, []
    for reservation in reservations:
        reservation.expectation, reservation.item = waiting[reservation.expectation_id], item
    return item, reservations


def _undo_receipt(
    receipt: Receipt,
    item: SuspenseItem,
    reservations: list[Reservation],
    reversal: Reversal,
    *,
    on: date,
    by: User | None,
    at: datetime,
) -> Journal:
    """Take the receipt's money out of suspense again, and away from what it was reserved for."""
    for reservation in reservations:
        expectations.unreserve(reservation, by=by, at=at, receipt=receipt)
    expectations.change_item(item, SuspenseMoveKind.REVERSED, -item.left_fen, by=by, at=at)
    move(receipt, "reverse", RECEIPT_MOVES, by=by, at=at)
    return ledger.post(
        key=f"bank-reversal-{reversal.pk}",
        reason=Reason.REVERSAL,
        on=on,
        value_on=min(reversal.value_date, on),
        debits=[ledger.Line(item.account_id, receipt.amount_fen)],
        credits=[ledger.Line(receipt.line.bank_account.ledger_account_id, receipt.amount_fen)],
        memo=reversal.line.bank_serial,
        by=by,
        at=at,
    )
