"""The centre's own money on the bank's lines: fees the bank takes and interest it pays (domain §6.2),
and its own money that reaches one account from another."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from bank.models import BankAccount, BankLine, PaymentOrder, Receipt, SuspenseItem
from bank.operations import expectations
from bank.states import RECEIPT_MOVES, AccountKind, Direction, FeeKind, OrderStatus, SuspenseMoveKind
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step
from ledger import operations as ledger
from ledger import queries as ledger_queries
from ledger.models import Journal
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

IN_TRANSIT = "119"
"""Where the centre's own money is between leaving one account and reaching another."""
INTEREST_SUBJECTS = {AccountKind.FUND: "401-01", AccountKind.SURPLUS: "401-02"}
"""Which income the interest is, by the money that lies on the account."""


class NoFee(BusinessError):
    """The line is no fee: money came in, a payment or a reversal is behind it, or its day has not come."""


class FeeKnown(BusinessError):
    """The fee is in the books."""


class NoInterest(BusinessError):
    """The receipt's money is promised or used."""


class NothingInTransit(BusinessError):
    """No slip says that so much of the centre's money is on its way."""


@operation
def book_fee(*, line_id: int, kind: FeeKind, by: User, at: datetime) -> Journal:
    """Book a debit line as the bank's fee: 411-02, -03 or -04 / 101 or 102, with the bank's date in an open month.

    Like every booking by hand it is reviewed with its voucher, by somebody else. Raises NoFee, FeeKnown.
    """
    line = BankLine.objects.select_related("bank_account").get(pk=line_id)
    account = lock(BankAccount, line.bank_account_id)
    on = policy.book_date()
    if line.direction != Direction.DEBIT or line.is_reversal or line.value_date > on or _has_other_use(line):
        raise NoFee(_("这笔流水不是可以入账的手续费：它是收款、冲正、付款或尚未到起息日。"))
    if Journal.objects.filter(key=fee_key(line.pk)).exists():
        raise FeeKnown(_("这笔手续费已经入账。"))
    value_on, memo = _dated(line, line.value_date)
    return ledger.post(
        key=fee_key(line.pk),
        reason=Reason.FEE_PAID,
        on=on,
        value_on=value_on,
        debits=[ledger.Line(ledger.subject_account(subject=kind, on=on).pk, line.amount_fen)],
        credits=[ledger.Line(account.ledger_account_id, line.amount_fen)],
        memo=memo,
        by=by,
        at=at,
    )


@operation
def book_interest(*, receipt_id: int, by: User, at: datetime) -> Receipt:
    """Nobody paid this receipt: it is the bank's interest. 219-01 / 401-01 or 401-02. Raises WrongState, NoInterest."""
    receipt, item = _own(receipt_id, "book_interest", by, at)
    subject = INTEREST_SUBJECTS[AccountKind(receipt.line.bank_account.kind)]
    _book(receipt, item, subject, _interest_key(item), Reason.BANK_INTEREST, by, at)
    expectations.change_item(item, SuspenseMoveKind.INTEREST, -item.amount_fen, by=by, at=at)
    return receipt


@operation
def take_back_interest(*, receipt_id: int, by: User, at: datetime) -> Receipt:
    """It was no interest after all: reverse the booking, the money waits in suspense again. Raises WrongState."""
    return _take_back(receipt_id, "take_back_interest", "bank-interest", SuspenseMoveKind.INTEREST_BACK, by, at)


@operation
def book_transfer(*, receipt_id: int, by: User, at: datetime) -> Receipt:
    """Nobody paid this receipt: it is the centre's own money on its way between accounts. 219-01 / 119.

    A slip has put it there when it left the other account, or when a term deposit came home. Raises WrongState,
    NoInterest, NothingInTransit.
    """
    receipt, item = _own(receipt_id, "book_transfer", by, at)
    with connection.cursor() as cursor:  # two receipts for the same money
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('money in transit'))")
    transit = ledger.subject_account(subject=IN_TRANSIT, on=policy.book_date())
    if ledger_queries.balance_fen(transit) < item.amount_fen:
        raise NothingInTransit(_("科目 119 上没有这么多在途资金，请先用记账单记付出的一方。"))
    _book(receipt, item, IN_TRANSIT, f"bank-own-{item.pk}-{item.moves.count()}", Reason.BANK_TRANSFER, by, at)
    expectations.change_item(item, SuspenseMoveKind.OWN, -item.amount_fen, by=by, at=at)
    return receipt


@operation
def take_back_transfer(*, receipt_id: int, by: User, at: datetime) -> Receipt:
    """It was somebody's payment after all: reverse the booking. Raises WrongState."""
    return _take_back(receipt_id, "take_back_transfer", "bank-own", SuspenseMoveKind.OWN_BACK, by, at)


@step
def _own(receipt_id: int, action: str, by: User, at: datetime) -> tuple[Receipt, SuspenseItem]:
    """A receipt that nobody else uses, moved, and its item. Raises WrongState, NoInterest."""
    receipt = lock(Receipt, receipt_id)
    move(receipt, action, RECEIPT_MOVES, by=by, at=at)
    item = lock(SuspenseItem, receipt.suspense.pk)
    if item.free_fen != item.amount_fen:
        raise NoInterest(_("这笔收款已预留、已使用或正在退款，不能转为利息。"))
    return receipt, item


def _book(receipt: Receipt, item: SuspenseItem, subject: str, key: str, reason: Reason, by: User, at: datetime) -> None:
    """219-01 / the subject, with the bank's date."""
    on = policy.book_date()
    value_on, memo = _dated(receipt.line, min(receipt.value_date, on))
    ledger.post(
        key=key,
        reason=reason,
        on=on,
        value_on=value_on,
        debits=[ledger.Line(item.account_id, item.amount_fen)],
        credits=[ledger.Line(ledger.subject_account(subject=subject, on=on).pk, item.amount_fen)],
        memo=memo,
        by=by,
        at=at,
    )


@step
def _dated(line: BankLine, day: date) -> tuple[date, str]:
    """Value date and memo: what comes for a month that is closed is booked into the first open one, and says so."""
    value_on = ledger.in_open_month(day)
    if value_on == day:
        return day, line.bank_serial
    said = _("%(serial)s，银行日期 %(day)s，所属月份已结账")
    return value_on, said % {"serial": line.bank_serial, "day": f"{day:%Y-%m-%d}"}


@step
def _take_back(receipt_id: int, action: str, prefix: str, kind: SuspenseMoveKind, by: User, at: datetime) -> Receipt:
    receipt = lock(Receipt, receipt_id)
    move(receipt, action, RECEIPT_MOVES, by=by, at=at)
    item = lock(SuspenseItem, receipt.suspense.pk)
    booked = Journal.objects.filter(key__startswith=f"{prefix}-{item.pk}-").order_by("-id")[0]
    on, value_on = policy.book_date(), ledger.in_open_month(booked.value_on)
    ledger.reverse(journal_id=booked.pk, key=f"{booked.key}-back", on=on, value_on=value_on, by=by, at=at)
    expectations.change_item(item, kind, item.amount_fen, by=by, at=at)
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
