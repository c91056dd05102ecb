"""Bank against book: clean days, open items with their age, and what has no item at all."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from bank import operations, queries
from bank.models import BankAccount, DayReconciliation
from ledger import operations as ledger
from ledger.states import Reason
from tests.bank import money
from tests.conftest import OPEN_DAY
from tests.make import AT

pytestmark = pytest.mark.django_db
NEXT = date(2026, 10, 11)


def reconcile(account: BankAccount, day: date = OPEN_DAY) -> DayReconciliation:
    return operations.reconcile_day(bank_account_id=account.pk, day=day, by=None, at=AT)


def book(account: BankAccount, fen: int, key: str, *, on: date = OPEN_DAY, value_on: date = OPEN_DAY) -> None:
    """Something the book knows and the bank does not: interest in, or a fee out."""
    other = money.ledger_account("401-01", "401-01", is_guarded=False)
    debit, credit = (account.ledger_account_id, other.pk) if fen > 0 else (other.pk, account.ledger_account_id)
    with transaction.atomic():
        ledger.post(
            key=key,
            reason=Reason.BANK_INTEREST,
            on=on,
            value_on=value_on,
            debits=[ledger.Line(debit, abs(fen))],
            credits=[ledger.Line(credit, abs(fen))],
            by=None,
            at=AT,
        )


def test_without_a_statement_there_is_only_the_book() -> None:
    done = reconcile(money.account())
    assert (done.statement_fen, done.difference_fen, done.book_fen) == (None, None, money.OPENING_FEN)
    assert not done.is_clean


def test_what_only_one_side_knows_is_listed_with_its_age() -> None:
    account = money.account()
    money.take_in(("A1", 100, {}), ("F1", -30, {"remark": "手续费"}))
    book(account, 70, "interest")
    done = reconcile(account, NEXT)
    assert (done.difference_fen, done.item_count) == (-100, 2)
    by_bank, by_book = done.items.order_by("line_id")
    assert (by_bank.fen, by_bank.signed_fen, by_bank.age_days) == (-30, -30, 1)
    assert (by_book.fen, by_book.signed_fen) == (70, -70)


def test_a_day_is_reconciled_again_and_the_last_run_stands() -> None:
    account = money.account()
    money.take_in(("F1", -30, {}))
    assert reconcile(account).item_count == 1
    book(account, -30, "fee")
    assert reconcile(account).is_clean
    assert DayReconciliation.objects.count() == 1
    assert queries.days_to_reconcile(account) == []


def test_only_what_came_since_the_last_clean_day_is_looked_at() -> None:
    account = money.account()
    money.take_in(("A1", 100, {}))
    assert reconcile(account).is_clean
    money.day(NEXT)
    money.take_in(("F1", -30, {"day": "2026-10-11"}), opening_fen=money.OPENING_FEN + 100)
    assert reconcile(account, NEXT).item_count == 1
    # something is booked behind the clean day: the look goes back to the first line
    book(account, 55, "late", on=NEXT, value_on=OPEN_DAY)
    done = reconcile(account, NEXT)
    assert sorted(item.signed_fen for item in done.items.all()) == [-55, -30]


def test_an_opening_that_differs_shows_as_a_difference_without_items() -> None:
    account = money.account()
    money.take_in(("A1", 100, {}), opening_fen=money.OPENING_FEN + 7)
    done = reconcile(account)
    assert (done.difference_fen, done.item_count, done.is_clean) == (7, 0, False)


def test_suspense_of_an_employer_is_told_to_the_apps_above() -> None:
    money.account()
    employer = money.payer()
    assert not queries.has_suspense(employer.pk)
    money.take_in(("A1", 100, {"remark": "10000001"}))
    assert queries.has_suspense(employer.pk)
    assert queries.free_suspense_fen(employer.pk) == 100
    assert queries.suspense_older_than(NEXT).count() == 1
    assert queries.suspense_older_than(OPEN_DAY).count() == 0
