"""Attacks on the bank's money: proposals whose money has gone, lines that name several payments, wrong originals."""

from __future__ import annotations

import pytest

from bank import operations
from bank.gateways.base import Answer, Result
from bank.models import PaymentOrder, Receipt, Reversal, SuspenseItem
from bank.states import Direction, OrderStatus, ReceiptStatus
from common.errors import BusinessError
from ledger import queries as books
from tests import people
from tests.bank import money
from tests.make import AT

pytestmark = pytest.mark.django_db(transaction=True)


def proposal() -> Receipt:
    """A receipt that rule 4 only proposes: payer's name and amount fit, nothing else."""
    money.account()
    money.expectation(money.payer(), 1_000)
    money.take_in(("A1", 1_000, {"payer": "6228480000000001", "name": "辽源市测试有限公司"}))
    receipt = Receipt.objects.get()
    assert receipt.status == ReceiptStatus.PROPOSED
    return receipt


def test_a_proposal_whose_money_is_going_back_is_refused_in_words() -> None:
    receipt = proposal()
    operations.refund_suspense(item_id=receipt.suspense.pk, fen=1_000, by=people.sun_ba(), at=AT)
    with pytest.raises(BusinessError):
        operations.confirm_proposal(receipt_id=receipt.pk, by=people.sun_ba(), at=AT)
    receipt.refresh_from_db()
    assert receipt.status == ReceiptStatus.PROPOSED
    page = people.browser(people.sun_ba()).post(f"/counter/bank/receipts/{receipt.pk}/confirm/")
    assert page.status_code in (302, 404)


def test_one_line_of_the_bank_settles_one_payment() -> None:
    money.account()
    orders = [money.authorised(500_000, key=f"pay-{place}") for place in (1, 2)]
    unknown = money.Fixed(Answer(Result.UNKNOWN))
    for order in orders:
        operations.send_order(order_id=order.pk, gateway=unknown, at=AT)
    named = " ".join(order.number for order in orders)
    money.take_in(("P1", -500_000, {"payer": "6217000000000001", "remark": named}))
    settled = PaymentOrder.objects.filter(status=OrderStatus.SETTLED)
    assert settled.count() <= 1


def test_a_line_that_settled_one_payment_does_not_settle_another_by_its_summary() -> None:
    money.account()
    first, second = (money.authorised(500_000, key=f"pay-{place}") for place in (1, 2))
    operations.send_order(order_id=second.pk, gateway=money.Fixed(Answer(Result.UNKNOWN)), at=AT)
    # The bank has paid the first and told its serial; the first one's summary names the second.
    money.settle(first, serial="P1")
    money.take_in(("P1", -500_000, {"payer": "6217000000000001", "remark": f"{first.number} {second.number}"}))
    second.refresh_from_db()
    assert second.status == OrderStatus.UNKNOWN


def test_the_original_of_a_reversal_lies_on_the_side_it_takes_back() -> None:
    money.account()
    money.payer()
    money.take_in(("A1", 1_000, {"payer": "6228480000000001"}))
    # The bank gives back a payment: money comes in, so a receipt cannot be what is taken back.
    money.take_in(("R1", 1_000, {"payer": "6228480000000009", "flag": "1"}), opening_fen=money.OPENING_FEN + 1_000)
    reversal = Reversal.objects.get()
    assert reversal.line.direction == Direction.CREDIT and reversal.original is None
    with pytest.raises(BusinessError):
        operations.name_original(reversal_id=reversal.pk, bank_serial="A1", by=people.sun_ba(), at=AT)
        operations.book_reversal(reversal_id=reversal.pk, by=people.sun_ba(), at=AT)
    assert SuspenseItem.objects.get().left_fen == 1_000
    assert books.verify_books() == [] and money.books_agree()


def test_a_serial_that_stands_twice_in_a_file_for_different_money_is_refused() -> None:
    money.account()
    lines = money.running(("A1", 1_000, {}), ("A2", 2_000, {}))
    lines[1]["bank_serial"] = "A1"
    with pytest.raises(BusinessError):
        operations.import_statement(name="a.csv", content=money.file(lines), by=None, at=AT)
    assert not Receipt.objects.exists()


def test_a_receipt_of_the_far_past_or_future_books_on_an_open_day() -> None:
    money.account()
    for serial, day in (("A1", "0001-01-01"), ("A2", "9999-12-31")):
        content = money.file([money.line(serial, 1_000, money.OPENING_FEN + 1_000, day=day)])
        try:
            operations.import_statement(name="a.csv", content=content, by=None, at=AT)
        except BusinessError:
            continue
    assert books.verify_books() == [] and money.books_agree()
    for address in ("/counter/bank/", "/counter/bank/receipts/", "/counter/bank/suspense/"):
        assert people.browser(people.sun_ba()).get(address).status_code == 200
