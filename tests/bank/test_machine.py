"""Random sequences of everything that moves suspense: 219-01 is always the sum of its items."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bank import operations
from bank.models import Expectation, PaymentOrder, Receipt, Reversal, SuspenseItem
from bank.states import ExpectationStatus
from common.errors import BusinessError
from tests import people
from tests.bank import money
from tests.conftest import OPEN_DAY
from tests.make import AT

pytestmark = pytest.mark.django_db

VERBS = ["receipt", "stray", "expect", "take", "cancel", "back", "use", "assign", "refund", "end", "reverse"]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(VERBS),
        st.integers(1, 4),
        st.integers(0, 3),
    ),
    min_size=4,
    max_size=20,
)


NUMBERS = count(1)


class Centre:
    """A small centre: one employer, one account, and acts that may be refused."""

    def __init__(self) -> None:
        self.account = money.account()
        self.employer = money.payer()
        self.account.refresh_from_db()
        # Examples of one test share the books: each goes on where the last one stopped.
        self.balance = self.account.statement_balance_fen or money.OPENING_FEN

    def line(self, fen: int, **rest: str) -> None:
        number = next(NUMBERS)
        money.take_in((f"S{number:05d}", fen, rest), opening_fen=self.balance)
        self.balance += fen

    def receipt(self, fen: int, _pick: int) -> None:
        self.line(fen * 100, remark="10000001", payer=f"payer{next(NUMBERS)}")

    def stray(self, fen: int, _pick: int) -> None:
        self.line(fen * 100, remark="货款", payer=f"payer{next(NUMBERS)}")

    def expect(self, fen: int, pick: int) -> None:
        number = next(NUMBERS)
        money.expectation(self.employer, (fen + pick) * 100, key=f"list-{number}", reference=f"HJ{number:06d}")

    def chosen(self, rows: Any, pick: int) -> Any:
        found = list(rows.order_by("id"))
        return found[pick % len(found)] if found else None

    def take(self, _fen: int, pick: int) -> None:
        found = self.chosen(Expectation.objects.filter(status=ExpectationStatus.COVERED), pick)
        if found:
            money.take(found.key)

    def cancel(self, _fen: int, pick: int) -> None:
        found = self.chosen(Expectation.objects.all(), pick)
        if found:
            with transaction.atomic():
                operations.cancel_expectation(key=found.key, at=AT)

    def back(self, _fen: int, pick: int) -> None:
        found = self.chosen(Expectation.objects.filter(status=ExpectationStatus.DONE), pick)
        if found:
            money.give_back(found.key)

    def use(self, fen: int, pick: int) -> None:
        found = self.chosen(Expectation.objects.all(), pick)
        if found:
            number = next(NUMBERS)
            with transaction.atomic():
                operations.use_suspense(
                    key=f"use-{number}", expectation_key=found.key, fen=fen * 100, on=OPEN_DAY, by=None, at=AT
                )

    def assign(self, _fen: int, pick: int) -> None:
        found = self.chosen(Receipt.objects.all(), pick)
        if found:
            operations.assign_to_employer(receipt_id=found.pk, employer_id=self.employer.pk, by=people.sun_ba(), at=AT)

    def refund(self, fen: int, pick: int) -> None:
        found = self.chosen(SuspenseItem.objects.all(), pick)
        if found:
            operations.refund_suspense(item_id=found.pk, fen=fen * 50, by=people.sun_ba(), at=AT)

    def end(self, fen: int, pick: int) -> None:
        found = self.chosen(PaymentOrder.objects.filter(status="MADE"), pick)
        if found is None:
            return
        if fen % 2:
            operations.reject_order(order_id=found.pk, by=people.zhou_jiu(), at=AT, note="否")
            return
        money.agree(found)
        number = next(NUMBERS)
        money.settle(found, serial=f"P{number:05d}")

    def reverse(self, _fen: int, pick: int) -> None:
        found = self.chosen(Receipt.objects.filter(line__reversed_by=None), pick)
        if found:
            self.line(-found.amount_fen, payer=found.line.counter_account, flag="1")
            waiting = self.chosen(Reversal.objects.filter(status="PERSON"), pick)
            if waiting:
                operations.book_reversal(reversal_id=waiting.pk, by=people.sun_ba(), at=AT)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(acts=ACTS)
def test_219_01_is_always_the_sum_of_its_items(acts: list[tuple[str, int, int]]) -> None:
    centre = Centre()
    for name, fen, pick in acts:
        with suppress(BusinessError):
            getattr(centre, name)(fen, pick)
        assert money.books_agree(), (name, fen, pick)
    for expectation in Expectation.objects.all():
        held = sum(each.fen for each in expectation.reservations.exclude(status="RELEASED"))
        assert held == expectation.received_fen
    for item in SuspenseItem.objects.all():
        assert sum(move.fen for move in item.moves.all()) == item.left_fen
