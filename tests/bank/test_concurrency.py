"""Many hands on the same money at once: nothing lost, nothing used twice, no deadlock."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from bank import operations
from bank.models import Expectation, PaymentOrder, Receipt, SuspenseItem
from bank.operations import statements
from common.errors import BusinessError
from tests import people
from tests.bank import money
from tests.conftest import OPEN_DAY
from tests.ledger import threads
from tests.make import AT
from tests.torture.measure import SEED, TIMES

pytestmark = pytest.mark.django_db(transaction=True)
PAID = {"remark": "单位10000001"}


def assert_whole() -> None:
    """Every promise is covered by a reservation, every item by its moves, and 219-01 by its items."""
    for expectation in Expectation.objects.all():
        held = sum(each.fen for each in expectation.reservations.exclude(status="RELEASED"))
        assert held == expectation.received_fen
    for item in SuspenseItem.objects.all():
        assert item.reserved_fen == sum(each.fen for each in item.reservations.filter(status="HELD"))
        assert item.left_fen == sum(move.fen for move in item.moves.all())
    assert money.books_agree()


def refused(results: list[Any]) -> list[Any]:
    """What went wrong in another way than by a refusal."""
    return [each for each in results if isinstance(each, Exception) and not isinstance(each, BusinessError)]


def test_money_is_taken_once_by_many() -> None:
    money.account()
    money.expectation(money.payer(), 1_000)
    money.take_in(("A1", 1_000, PAID))
    results = threads.together([money.take] * 5)
    assert sum(isinstance(each, operations.Taken) for each in results) == 1
    assert refused(results) == []
    assert_whole()


def test_an_outcome_is_claimed_by_one() -> None:
    money.account()
    money.expectation(money.payer(), 1_000)
    money.take_in(("A1", 1_000, PAID))

    def claim() -> int:
        with transaction.atomic():
            return len(operations.claim_outcomes(source="deposits", at=AT))

    assert sum(threads.together([claim] * 5)) == 1


def test_the_same_item_is_refunded_once() -> None:
    money.account()
    money.take_in(("A1", 1_000, {"payer": "6217000000005555"}))
    item, by = SuspenseItem.objects.get(), people.sun_ba()

    def refund() -> PaymentOrder:
        return operations.refund_suspense(item_id=item.pk, fen=700, by=by, at=AT)

    results = threads.together([refund] * 5)
    assert sum(isinstance(each, PaymentOrder) for each in results) == 1
    assert refused(results) == []
    assert_whole()


def storm(seed: int, hands: int) -> list[Any]:
    """Matching, cancelling, taking, using, assigning, refunding and reversing, all at once on the same few rows."""
    chance = random.Random(seed)
    money.account()
    employer, by = money.payer(), people.sun_ba()
    for number in range(4):
        money.expectation(employer, 500, key=f"list-{number}", reference=f"HJ000{number}")
    lines = [(f"A{n}", 300, {"remark": f"HJ000{n % 4}", "payer": f"62170000{n}"}) for n in range(8)]
    lines += [(f"R{n}", -300, {"payer": f"62170000{n}", "flag": "1"}) for n in (1, 5)]
    content = money.file(money.running(*lines))
    statements.store_statement(name="s.csv", content=content, by=None, at=AT)
    receipts = list(Receipt.objects.values_list("pk", flat=True))

    def within(step: Callable[..., Any], **options: Any) -> Callable[[], Any]:
        def call() -> Any:
            with transaction.atomic():
                return step(by=None, at=AT, **options)

        return call

    def refund() -> Any:
        item = chance.choice(list(SuspenseItem.objects.order_by("pk")) or [None])
        return item and operations.refund_suspense(item_id=item.pk, fen=100, by=by, at=AT)

    def act(number: int) -> Callable[[], Any]:
        key, receipt = f"list-{number % 4}", chance.choice(receipts)
        assign = {"receipt_id": receipt, "employer_id": employer.pk, "by": by, "at": AT}
        return chance.choice(
            [
                lambda: operations.sweep(by=None, at=AT),
                lambda: operations.match_receipt(receipt_id=receipt, by=None, at=AT),
                lambda: operations.assign_to_employer(**assign, expectation_key=key),
                lambda: money.take(key),
                refund,
                within(operations.cancel_expectation, key=key),
                within(operations.use_suspense, key=f"use-{number}", expectation_key=key, fen=100, on=OPEN_DAY),
            ]
        )

    results = threads.together([lambda: operations.sweep(by=None, at=AT), *map(act, range(hands))])
    operations.sweep(by=None, at=AT)
    return results


@pytest.mark.parametrize("seed", [1, 2])
def test_a_storm_of_everything_leaves_the_books_whole(seed: int) -> None:
    results = storm(seed, hands=14)
    assert refused(results) == []
    assert_whole()


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(SEED * 1000, SEED * 1000 + 10 * TIMES))
def test_a_longer_storm_leaves_the_books_whole(seed: int) -> None:
    results = storm(seed, hands=40)
    assert refused(results) == []
    assert_whole()
