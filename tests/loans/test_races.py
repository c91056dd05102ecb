"""Two at once: two workers on one due day, money that leaves and is offset at the same moment, two receipts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction

from common.errors import BusinessError
from ledger import operations as ledger
from ledger.states import Reason
from loans.models import CardDebit, Instalment, RateChange, Taking
from loans.operations import collecting, due_day
from policy import queries as policy
from tests import make
from tests.loans import world

pytestmark = pytest.mark.django_db(transaction=True)
DUE = date(2026, 10, 20)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run acts in threads that start together; the refusals there were."""
    gate, refused = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except BusinessError as refusal:
            refused.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several chunks for a handful of loans."""
    monkeypatch.setattr(due_day, "CHUNK_LOANS", 2)


def test_two_workers_take_everything_once(open_day: date) -> None:
    make.bank_account()
    for place in range(6):
        mine = world.depositor(place, 2_000_00 * place)
        world.loan(borrower_id=mine.person_id, is_offset=place % 2 == 0)
    world.move_to(DUE)
    assert at_once(world.run_due_day, world.run_due_day) == []
    assert world.run_due_day()
    assert Instalment.objects.count() == 6 and CardDebit.objects.count() == 4
    assert sum(Taking.objects.values_list("fen", flat=True)) == 2_001_70 * 2
    assert world.books_stand()


def test_savings_that_leave_at_the_same_moment_are_never_taken_twice(open_day: date) -> None:
    mine = world.depositor(1, 2_500_00)
    loan = world.loan(borrower_id=mine.person_id, is_offset=True, card_account="")
    world.move_to(DUE)

    def leave() -> None:
        with transaction.atomic():
            ledger.post(
                key="leaves",
                reason=Reason.WITHDRAWAL,
                on=policy.book_date(),
                value_on=policy.book_date(),
                debits=[ledger.Line(mine.ledger_account_id, 2_000_00)],
                credits=[world.bank_line(2_000_00)],
                by=None,
                at=make.AT,
            )

    at_once(leave, world.run_due_day)
    assert world.run_due_day()
    taken = sum(Taking.objects.values_list("fen", flat=True))
    assert taken in (500_00, 2_001_70)
    assert world.balance(mine) in (0, 2_500_00 - 2_001_70)
    assert loan.instalments.get().unpaid_fen == 2_001_70 - taken
    assert world.books_stand()


def test_one_receipt_is_booked_once_by_two(open_day: date) -> None:
    make.bank_account()
    loan = world.loan(card_account="")
    world.run_days(DUE)
    world.arrive(loan, 2_001_70)
    book = lambda: collecting.book_receipt(at=make.AT)  # noqa: E731
    at_once(book, book)
    world.tasks.book_receipts()
    assert loan.repayments.count() == 2  # paid out, paid back
    assert loan.instalments.get().status == "PAID" and loan.credit_account is None
    assert world.books_stand()


def test_two_workers_change_each_rate_once(open_day: date) -> None:
    for place in range(4):
        world.loan(borrower_id=world.depositor(place, 0).person_id, card_account="")
    world.run_days(DUE, date(2026, 11, 20), date(2026, 12, 20))
    world.move_to(date(2027, 1, 1))
    make.parameter("loan_rate_first_long_percent", "2.35", date(2026, 11, 5))
    change = lambda: world.tasks.change_rates(2027, make.AT)  # noqa: E731
    assert at_once(change, change) == []
    assert RateChange.objects.count() == 4
    assert world.books_stand()
