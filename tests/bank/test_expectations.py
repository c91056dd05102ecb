"""What the apps above ask of the bank: expect, take, cancel, give back, use suspense, claim outcomes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from bank import operations
from bank.models import Expectation, Outcome, Payer, Receipt, Reservation, SuspenseItem
from bank.states import ExpectationStatus, OutcomeKind, ReceiptStatus
from common.errors import WrongState
from ledger.models import Account
from ledger.operations import KeyReused
from tests.bank import money
from tests.conftest import OPEN_DAY
from tests.make import AT

pytestmark = pytest.mark.django_db
PAID = {"remark": "单位10000001"}


def status(expectation: Expectation) -> tuple[str, int]:
    expectation.refresh_from_db()
    return expectation.status, expectation.received_fen


def free() -> list[int]:
    return [item.free_fen for item in SuspenseItem.objects.order_by("id")]


def cancel(key: str = "list-1") -> None:
    with transaction.atomic():
        operations.cancel_expectation(key=key, at=AT)


def use(fen: int, *, key: str = "use-1", on: date = OPEN_DAY) -> Expectation:
    with transaction.atomic():
        return operations.use_suspense(key=key, expectation_key="list-1", fen=fen, on=on, by=None, at=AT)


def claim(source: str = "deposits", limit: int = 10) -> list[Outcome]:
    with transaction.atomic():
        return operations.claim_outcomes(source=source, limit=limit, at=AT)


def test_the_same_key_gives_the_first_expectation_back_and_a_changed_amount_is_refused() -> None:
    employer = money.payer()
    first = money.expectation(employer, 1_000)
    assert money.expectation(employer, 1_000) == first
    with pytest.raises(KeyReused):
        money.expectation(employer, 1_001)
    assert first.events.count() == 1


def test_an_expectation_makes_its_employer_known() -> None:
    money.payer(number="10000001", paying="")
    payer = Payer.objects.get()
    assert payer.payer_index == ""
    money.expectation(payer.employer, 1_000)
    payer.refresh_from_db()
    assert payer.payer_index != ""


def test_an_exact_receipt_covers_and_is_taken_once_with_the_banks_value_date() -> None:
    account = money.account()
    expected = money.expectation(money.payer(), 1_000)
    money.day(date(2026, 10, 12))
    money.take_in(("A1", 1_000, PAID))
    assert status(expected) == (ExpectationStatus.COVERED, 1_000)
    taken = money.take()
    assert (taken.fen, taken.value_on) == (1_000, OPEN_DAY)
    assert [line.fen for line in taken.debits] == [1_000]
    with pytest.raises(WrongState):
        money.take()
    assert Account.objects.get(code="P-1").balance_fen == 1_000
    assert Account.objects.get(code="219-01-10000001").balance_fen == 0
    assert account.ledger_account.entries.count() == 2
    assert money.books_agree()


def test_too_much_leaves_the_rest_free_in_the_employers_suspense() -> None:
    money.account()
    money.expectation(money.payer(), 1_000)
    money.take_in(("A1", 1_300, PAID))
    assert money.take().fen == 1_000
    assert free() == [300]
    assert money.books_agree()


def test_too_little_waits_and_the_last_receipt_gives_the_value_date() -> None:
    money.account()
    expected = money.expectation(money.payer(), 1_000)
    money.day(date(2026, 10, 20))
    money.take_in(("A1", 400, PAID))
    assert status(expected) == (ExpectationStatus.PARTLY, 400)
    with pytest.raises(WrongState):
        money.take()
    money.take_in(("A2", 600, {**PAID, "day": "2026-10-15"}), opening_fen=money.OPENING_FEN + 400)
    taken = money.take()
    assert (taken.fen, taken.value_on) == (1_000, date(2026, 10, 15))
    assert money.books_agree()


def test_a_receipt_after_the_matter_is_covered_goes_to_suspense() -> None:
    money.account()
    money.expectation(money.payer(), 1_000)
    money.take_in(("A1", 1_000, PAID), ("A2", 1_000, PAID))
    assert [receipt.status for receipt in Receipt.objects.order_by("id")] == [
        ReceiptStatus.MATCHED,
        ReceiptStatus.EMPLOYER,
    ]


def test_cancelling_frees_what_was_reserved_and_does_it_once() -> None:
    money.account()
    expected = money.expectation(money.payer(), 1_000)
    money.take_in(("A1", 400, PAID))
    assert free() == [0]
    cancel()
    cancel()
    assert status(expected) == (ExpectationStatus.CANCELLED, 0)
    assert free() == [400]
    with pytest.raises(operations.NoSuchExpectation):
        cancel("nothing")


def test_what_was_taken_cannot_be_cancelled_but_given_back() -> None:
    money.account()
    expected = money.expectation(money.payer(), 1_000)
    money.take_in(("A1", 1_000, PAID))
    money.take()
    with pytest.raises(WrongState):
        cancel()
    money.give_back()
    assert status(expected) == (ExpectationStatus.CANCELLED, 0)
    assert free() == [1_000]
    assert money.books_agree()


def test_suspense_is_used_oldest_first_and_counts_from_the_day_it_is_used() -> None:
    money.account()
    employer = money.payer()
    money.take_in(("A1", 300, PAID), ("A2", 900, PAID))
    expected = money.expectation(employer, 1_000)
    money.day(date(2026, 10, 12))
    use(1_000, on=date(2026, 10, 12))
    use(1_000, on=date(2026, 10, 12))
    assert status(expected) == (ExpectationStatus.COVERED, 1_000)
    assert free() == [0, 200]
    assert Reservation.objects.count() == 2
    assert money.take().value_on == date(2026, 10, 12)
    assert money.books_agree()


@pytest.mark.parametrize("fen", [0, -1, 301, 1_001])
def test_more_suspense_than_there_is_or_than_is_missing_is_refused(fen: int) -> None:
    money.account()
    employer = money.payer()
    money.take_in(("A1", 300, PAID))
    money.expectation(employer, 1_000)
    with pytest.raises(operations.NotEnoughSuspense):
        use(fen)


def test_nobodys_suspense_and_a_covered_matter_take_nothing() -> None:
    money.account()
    expected = money.expectation(None, 1_000, number="")
    with pytest.raises(operations.NotEnoughSuspense):
        use(1)
    assert status(expected) == (ExpectationStatus.OPEN, 0)


def test_outcomes_are_claimed_once_by_their_own_app() -> None:
    money.account()
    money.expectation(money.payer(), 1_000)
    money.take_in(("A1", 400, PAID), ("A2", 600, PAID))
    assert claim("loans") == []
    assert [outcome.kind for outcome in claim(limit=1)] == [OutcomeKind.PARTLY]
    assert [outcome.kind for outcome in claim()] == [OutcomeKind.COVERED]
    assert claim() == []


def test_covered_is_no_news_once_the_matter_is_cancelled() -> None:
    money.account()
    money.expectation(money.payer(), 1_000)
    money.take_in(("A1", 1_000, PAID))
    cancel()
    assert claim() == []
    assert Outcome.objects.filter(claimed_at=None).count() == 0


def test_the_database_keeps_status_and_amount_together() -> None:
    expected = money.expectation(money.payer(), 1_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        Expectation.objects.filter(pk=expected.pk).update(status=ExpectationStatus.COVERED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Expectation.objects.filter(pk=expected.pk).update(received_fen=1_001)
