"""Small books to attack: a day, a chart, some accounts, and journals between them."""

from __future__ import annotations

from datetime import date
from importlib import import_module

from django.db import connection, transaction

from ledger import operations as ledger
from ledger import queries
from ledger.models import Account, Hold, Journal, Subject
from ledger.states import Reason
from policy import operations as policy
from tests import people
from tests.conftest import OPEN_DAY
from tests.make import AT


def open_books(on: date = OPEN_DAY) -> date:
    """Chart and open day; a transactional test before may have flushed the chart that the migration loaded."""
    with transaction.atomic():
        for code, name, side, parent in import_module("ledger.migrations.0002_chart").CHART:
            Subject.objects.get_or_create(code=code, defaults={"name": name, "side": side, "parent_id": parent})
        policy.set_book_date(on=on)
    return on


def account(code: str, subject: str = "201", *, is_guarded: bool = True) -> Account:
    """A ledger account: guarded as a depositor's, or a control account."""
    with transaction.atomic():
        return ledger.open_account(code=code, name=f"户{code}", subject=subject, on=OPEN_DAY, is_guarded=is_guarded)


def bank() -> Account:
    """The control account 101."""
    return account("101", "101", is_guarded=False)


def transfer(
    debit: Account,
    credit: Account,
    fen: int,
    key: str,
    *,
    on: date = OPEN_DAY,
    value_on: date | None = None,
    reason: Reason = Reason.OTHER,
    case: str = "",
) -> Journal:
    """One journal of two lines, in a transaction of its own."""
    with transaction.atomic():
        return ledger.post(
            key=key,
            reason=reason,
            on=on,
            value_on=value_on or on,
            debits=[ledger.Line(debit.pk, fen)],
            credits=[ledger.Line(credit.pk, fen)],
            by=None,
            at=AT,
            case=case,
        )


def funded(code: str, fen: int) -> Account:
    """A depositor's account with money on it."""
    found = account(code)
    transfer(bank(), found, fen, f"fund:{code}", reason=Reason.RECEIPT_ALLOCATED)
    return found


def hold(owner: Account, fen: int, key: str) -> Hold:
    """A hold, in a transaction of its own."""
    with transaction.atomic():
        return ledger.hold(key=key, account_id=owner.pk, fen=fen, by=None, at=AT)


def post_hold(hold_key: str, credit: Account, fen: int, key: str, *, on: date = OPEN_DAY) -> Journal:
    """A hold paid out, in a transaction of its own."""
    with transaction.atomic():
        return ledger.post_hold(
            hold_key=hold_key,
            key=key,
            reason=Reason.WITHDRAWAL,
            on=on,
            value_on=on,
            credits=[ledger.Line(credit.pk, fen)],
            by=None,
            at=AT,
        )


def release(hold_key: str) -> Hold:
    """A hold given up, in a transaction of its own."""
    with transaction.atomic():
        return ledger.release(hold_key=hold_key, at=AT)


def reverse(journal: Journal, key: str, *, on: date = OPEN_DAY) -> Journal:
    """The mirror of a journal, in a transaction of its own."""
    with transaction.atomic():
        return ledger.reverse(journal_id=journal.pk, key=key, on=on, value_on=on, by=None, at=AT)


def seal(on: date, next_on: date) -> None:
    """Close a day, in a transaction of its own."""
    with transaction.atomic():
        ledger.seal_day(on=on, next_on=next_on, by=None, at=AT)


def sql(statement: str, *values: object) -> None:
    """Raw SQL in a savepoint, deferred constraints judged at once: what a commit would say."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def close_day(on: date, next_on: date) -> None:
    """Close a day as the centre does, its vouchers reviewed at once so that the next can be closed."""
    ledger.close_day(on=on, next_on=next_on, by=None, at=AT)
    for voucher in queries.vouchers_on(on):
        ledger.review_voucher(voucher_id=voucher.pk, by=people.zhou_jiu(), at=AT)


def assert_books_balance() -> None:
    """Everything adds up, or the faults are named."""
    assert queries.verify_books() == []
