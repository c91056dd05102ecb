"""The centre's own money on the bank's lines: fees the bank takes and interest it pays (domain §6.2)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from bank.models import BankAccount, BankLine, PaymentOrder, Receipt, SuspenseItem
from bank.operations import expectations
from bank.states import RECEIPT_MOVES, AccountKind, Direction, FeeKind, OrderStatus, SuspenseMoveKind
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation
from ledger import operations as ledger
from ledger.models import Journal
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

INTEREST_SUBJECTS = {AccountKind.FUND: "401-01", AccountKind.SURPLUS: "401-02"}
"""Which income the interest is, by the money that lies on the account."""


class NoFee(BusinessError):
    """The line is no fee: money came in, a payment or a reversal is behind it, or its day has not come."""


class FeeKnown(BusinessError):
    """The fee is in the books."""


class NoInterest(BusinessError):
    """The receipt's money is promised or used."""


@operation
def book_fee(*, line_id: int, kind: FeeKind, by: User, at: datetime) -> Journal:
    """Book a debit line as the bank's fee: 411-02, -03 or -04 / 101 or 102, with the bank's date.

    Like every booking by hand it is reviewed with its voucher, by somebody else. Raises NoFee, FeeKnown.
    """
    line = BankLine.objects.select_related("bank_account").get(pk=line_id)
    account = lock(BankAccount, line.bank_account_id)
    on = policy.book_date()
    if line.direction != Direction.DEBIT or line.is_reversal or line.value_date > on or _has_other_use(line):
        raise NoFee(_("这笔流水不是可以入账的手续费：它是收款、冲正、付款或尚未到起息日。"))
    if Journal.objects.filter(key=fee_key(line.pk)).exists():
        raise FeeKnown(_("这笔手续费已经入账。"))
    return ledger.post(
        key=fee_key(line.pk),
        reason=Reason.FEE_PAID,
        on=on,
        value_on=line.value_date,
        debits=[ledger.Line(ledger.subject_account(subject=kind, on=on).pk, line.amount_fen)],
        credits=[ledger.Line(account.ledger_account_id, line.amount_fen)],
        memo=line.bank_serial,
        by=by,
        at=at,
    )


@operation
def book_interest(*, receipt_id: int, by: User, at: datetime) -> Receipt:
    """Nobody paid this receipt: it is the bank's interest. 219-01 / 401-01 or 401-02. Raises WrongState, NoInterest."""
    receipt = lock(Receipt, receipt_id)
    move(receipt, "book_interest", RECEIPT_MOVES, by=by, at=at)
    item = lock(SuspenseItem, receipt.suspense.pk)
    if item.free_fen != item.amount_fen:
        raise NoInterest(_("这笔收款已预留、已使用或正在退款，不能转为利息。"))
    on = policy.book_date()
    subject = INTEREST_SUBJECTS[AccountKind(receipt.line.bank_account.kind)]
    income = ledger.subject_account(subject=subject, on=on)
    ledger.post(
        key=_interest_key(item),
        reason=Reason.BANK_INTEREST,
        on=on,
        value_on=min(receipt.value_date, on),
        debits=[ledger.Line(item.account_id, item.amount_fen)],
        credits=[ledger.Line(income.pk, item.amount_fen)],
        memo=receipt.line.bank_serial,
        by=by,
        at=at,
    )
    expectations.change_item(item, SuspenseMoveKind.INTEREST, -item.amount_fen, by=by, at=at)
    return receipt


@operation
def take_back_interest(*, receipt_id: int, by: User, at: datetime) -> Receipt:
    """It was no interest after all: reverse the booking, the money waits in suspense again. Raises WrongState."""
    receipt = lock(Receipt, receipt_id)
    move(receipt, "take_back_interest", RECEIPT_MOVES, by=by, at=at)
    item = lock(SuspenseItem, receipt.suspense.pk)
    booked = Journal.objects.filter(key__startswith=f"bank-interest-{item.pk}-").order_by("-id")[0]
    on = policy.book_date()
    ledger.reverse(journal_id=booked.pk, key=f"{booked.key}-back", on=on, value_on=booked.value_on, by=by, at=at)
    expectations.change_item(item, SuspenseMoveKind.INTEREST_BACK, item.amount_fen, by=by, at=at)
    return receipt


def fee_key(line_id: int) -> str:
    """Under this key a line's fee stands in the books."""
    return f"bank-fee-{line_id}"


def _interest_key(item: SuspenseItem) -> str:
    return f"bank-interest-{item.pk}-{item.moves.count()}"


def _has_other_use(line: BankLine) -> bool:
    """Whether the line is a payment of ours, may be one that has no answer yet, or was taken back."""
    known = Q(bank_serial=line.bank_serial, value_date=line.value_date)
    perhaps = Q(status__in=[OrderStatus.SENT, OrderStatus.UNKNOWN], amount_fen=line.amount_fen)
    paid = PaymentOrder.objects.filter(known | perhaps, bank_account_id=line.bank_account_id)
    return paid.exists() or hasattr(line, "reversed_by")
