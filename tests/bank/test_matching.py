"""What a person does with receipts, and what the bank takes back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from accounts.models import Employer
from bank import operations
from bank.models import Expectation, Outcome, PaymentOrder, Receipt, Reversal, SuspenseItem
from bank.states import ExpectationStatus, OrderStatus, OutcomeKind, ReceiptStatus, ReversalStatus
from common.errors import WrongState
from ledger.models import Account
from tests import people
from tests.bank import money
from tests.make import AT

pytestmark = pytest.mark.django_db
PAID = {"remark": "单位10000001", "payer": "0880000000000001"}
OTHER_CODE = "91350211M000100Y46"


def receipt(serial: str = "A1") -> Receipt:
    return Receipt.objects.get(line__bank_serial=serial)


def proposed() -> tuple[Employer, Expectation]:
    money.account()
    employer = money.payer(paying="")
    expected = money.expectation(employer, 1_000, paying="")
    money.take_in(("A1", 1_000, {"name": f" {employer.name}"}))
    assert receipt().status == ReceiptStatus.PROPOSED
    return employer, expected


def assign(employer: Employer, key: str = "", serial: str = "A1") -> Receipt:
    return operations.assign_to_employer(
        receipt_id=receipt(serial).pk, employer_id=employer.pk, expectation_key=key, by=people.sun_ba(), at=AT
    )


def test_rule_four_only_proposes_and_a_person_confirms() -> None:
    _employer, expected = proposed()
    expected.refresh_from_db()
    assert expected.status == ExpectationStatus.OPEN
    operations.confirm_proposal(receipt_id=receipt().pk, by=people.sun_ba(), at=AT)
    expected.refresh_from_db()
    assert expected.status == ExpectationStatus.COVERED
    with pytest.raises(WrongState):
        operations.confirm_proposal(receipt_id=receipt().pk, by=people.sun_ba(), at=AT)


def test_a_proposal_whose_matter_has_ended_cannot_be_confirmed() -> None:
    proposed()
    with transaction.atomic():
        operations.cancel_expectation(key="list-1", at=AT)
    with pytest.raises(operations.AlreadyUsed):
        operations.confirm_proposal(receipt_id=receipt().pk, by=people.sun_ba(), at=AT)
    assert receipt().status == ReceiptStatus.PROPOSED
    operations.decline_proposal(receipt_id=receipt().pk, by=people.sun_ba(), at=AT, note="不是")
    assert (receipt().status, receipt().expectation) == (ReceiptStatus.EMPLOYER, None)


def test_a_match_is_not_made_twice() -> None:
    money.account()
    money.take_in(("A1", 1_000, {}))
    again = operations.match_receipt(receipt_id=receipt().pk, by=None, at=AT)
    assert again.status == ReceiptStatus.UNIDENTIFIED
    assert SuspenseItem.objects.count() == 1


def test_a_receipt_of_tomorrow_is_not_booked_today() -> None:
    money.account()
    money.take_in(("A1", 1_000, {"day": "2026-10-11"}))
    assert operations.match_receipt(receipt_id=receipt().pk, by=None, at=AT).status == ReceiptStatus.NEW


def test_a_receipt_whose_day_has_not_come_cannot_be_assigned() -> None:
    money.account()
    employer = money.payer()
    money.take_in(("A1", 1_000, {"day": "2026-10-11"}))
    with pytest.raises(operations.NotBooked):
        assign(employer)


def test_assigning_moves_the_money_to_the_employers_suspense() -> None:
    money.account()
    employer = money.payer()
    money.take_in(("A1", 1_000, {"name": "某人"}))
    assign(employer)
    assert receipt().status == ReceiptStatus.EMPLOYER
    assert Account.objects.get(code="219-01-10000001").balance_fen == 1_000
    assert Account.objects.get(code="219-01-0").balance_fen == 0
    assign(employer)  # to the same employer again: nothing to move
    assert money.books_agree()


def test_assigning_to_the_wrong_matter_or_after_use_is_refused() -> None:
    money.account()
    employer = money.payer()
    other = people.employer("另一家公司", OTHER_CODE)
    money.expectation(other, 1_000, key="other", number="10000002", paying="", reference="HJ9")
    money.take_in(("A1", 1_000, {"name": "某人"}))
    with pytest.raises(operations.AlreadyUsed):
        assign(employer, "other")
    with pytest.raises(operations.NoSuchExpectation):
        assign(employer, "nothing")
    money.expectation(employer, 1_000)
    assign(employer, "list-1")
    with pytest.raises(operations.AlreadyUsed):
        assign(employer)
    money.take()
    with pytest.raises(operations.AlreadyUsed):
        assign(employer)


def reversal(serial: str = "R1") -> Reversal:
    return Reversal.objects.get(line__bank_serial=serial)


REVERSED = {"payer": "0880000000000001", "flag": "冲"}


def test_a_reversal_undoes_a_receipt_nobody_used() -> None:
    account = money.account()
    money.take_in(("A1", 1_000, {"payer": "0880000000000001"}), ("R1", -1_000, REVERSED))
    assert receipt().status == ReceiptStatus.REVERSED
    assert (reversal().status, reversal().original) == (ReversalStatus.DONE, receipt().line)
    assert SuspenseItem.objects.get().left_fen == 0
    done = operations.reconcile_day(bank_account_id=account.pk, day=date(2026, 10, 10), by=None, at=AT)
    assert done.is_clean
    assert money.books_agree()


def test_a_negative_line_of_the_same_direction_is_a_reversal_too() -> None:
    money.account()
    lines = money.running(("A1", 1_000, {"payer": "0880000000000001"}))
    lines.append(money.line("R1", -1_000, money.OPENING_FEN, payer="0880000000000001", flag="1"))
    operations.import_statement(name="s.csv", content=money.file(lines), by=None, at=AT)
    assert receipt().status == ReceiptStatus.REVERSED
    assert money.books_agree()


def test_a_reversal_takes_reserved_money_away_from_what_waits() -> None:
    money.account()
    expected = money.expectation(money.payer(), 1_000)
    money.take_in(("A1", 600, PAID), ("A2", 400, {**PAID}))
    money.take_in(("R1", -400, REVERSED), opening_fen=money.OPENING_FEN + 1_000)
    expected.refresh_from_db()
    assert (expected.status, expected.received_fen) == (ExpectationStatus.PARTLY, 600)
    money.take_in(("R2", -600, REVERSED), opening_fen=money.OPENING_FEN + 600)
    expected.refresh_from_db()
    assert (expected.status, expected.received_fen) == (ExpectationStatus.OPEN, 0)
    assert Outcome.objects.filter(kind=OutcomeKind.UNCOVERED).count() == 1
    with transaction.atomic():
        kinds = [outcome.kind for outcome in operations.claim_outcomes(source="deposits", at=AT)]
    assert OutcomeKind.COVERED not in kinds
    assert money.books_agree()


def test_a_reversal_of_allocated_money_waits_for_a_person_and_is_booked_once_that_is_undone() -> None:
    account = money.account()
    money.expectation(money.payer(), 1_000)
    money.take_in(("A1", 1_000, PAID))
    money.take()
    money.take_in(("R1", -1_000, REVERSED), opening_fen=money.OPENING_FEN + 1_000)
    assert reversal().status == ReversalStatus.PERSON
    day = date(2026, 10, 10)
    done = operations.reconcile_day(bank_account_id=account.pk, day=day, by=None, at=AT)
    assert (done.difference_fen, done.item_count) == (-1_000, 1)
    with pytest.raises(operations.StillUsed):
        operations.book_reversal(reversal_id=reversal().pk, by=people.sun_ba(), at=AT)
    money.give_back()
    operations.book_reversal(reversal_id=reversal().pk, by=people.sun_ba(), at=AT)
    assert reversal().status == ReversalStatus.DONE
    assert operations.reconcile_day(bank_account_id=account.pk, day=day, by=None, at=AT).is_clean
    assert money.books_agree()


def test_a_reversal_waits_for_its_day_and_for_its_original() -> None:
    money.account()
    money.take_in(("A1", 1_000, {**PAID, "day": "2026-10-11"}), ("R1", -1_000, {**REVERSED, "day": "2026-10-12"}))
    assert reversal().status == ReversalStatus.NEW
    assert operations.apply_reversal(reversal_id=reversal().pk, by=None, at=AT).status == ReversalStatus.NEW
    money.day(date(2026, 10, 12))
    applied = operations.apply_reversal(reversal_id=reversal().pk, by=None, at=AT)
    assert applied.status == ReversalStatus.NEW  # its original is not booked yet
    operations.sweep(by=None, at=AT)
    assert receipt().status == ReceiptStatus.REVERSED
    assert money.books_agree()


def test_a_reversal_names_its_original_among_several_or_a_person_does() -> None:
    money.account()
    money.take_in(("AA0001", 1_000, {}), ("AA0002", 1_000, {}), ("R1", -1_000, {"flag": "1", "remark": "冲AA0002"}))
    assert receipt("AA0002").status == ReceiptStatus.REVERSED
    money.take_in(("R2", -700, {"flag": "1"}), opening_fen=money.OPENING_FEN + 1_000)
    assert reversal("R2").status == ReversalStatus.PERSON
    with pytest.raises(operations.StillUsed):
        operations.book_reversal(reversal_id=reversal("R2").pk, by=people.sun_ba(), at=AT)
    with pytest.raises(operations.StillUsed):
        operations.name_original(reversal_id=reversal("R2").pk, bank_serial="AA0001", by=people.sun_ba(), at=AT)


def test_a_paid_order_that_the_bank_reverses_is_returned_late() -> None:
    money.account()
    order = money.authorised(1_000)
    money.settle(order, serial="P1")
    money.take_in(("P1", -1_000, {"payer": "6217000000000001"}))
    money.take_in(("R1", 1_000, {"payer": "6217000000000001", "flag": "1"}), opening_fen=money.OPENING_FEN - 1_000)
    order.refresh_from_db()
    assert order.status == OrderStatus.RETURNED
    kinds = list(Outcome.objects.filter(order=order).order_by("id").values_list("kind", flat=True))
    assert kinds == [OutcomeKind.SETTLED, OutcomeKind.RETURNED_LATE]
    assert reversal().status == ReversalStatus.DONE


def test_a_refund_is_held_paid_booked_and_comes_back_late() -> None:
    account = money.account()
    money.payer()
    money.take_in(("A1", 1_000, {**PAID, "name": "某公司"}))
    item = SuspenseItem.objects.get()
    order = operations.refund_suspense(item_id=item.pk, fen=400, by=people.sun_ba(), at=AT)
    item.refresh_from_db()
    assert (item.free_fen, item.account.available_fen) == (600, 600)
    with pytest.raises(operations.NothingToRefund):
        operations.refund_suspense(item_id=item.pk, fen=1, by=people.sun_ba(), at=AT)
    money.agree(order)
    money.settle(order, serial="P1")
    item.refresh_from_db()
    assert (item.left_fen, item.refunding_fen) == (600, 0)
    assert money.books_agree()
    money.take_in(("P1", -400, {**PAID}), opening_fen=money.OPENING_FEN + 1_000)
    day = date(2026, 10, 10)
    assert operations.reconcile_day(bank_account_id=account.pk, day=day, by=None, at=AT).is_clean
    money.take_in(("R1", 400, {**REVERSED}), opening_fen=money.OPENING_FEN + 600)
    item.refresh_from_db()
    assert item.left_fen == 1_000
    assert operations.reconcile_day(bank_account_id=account.pk, day=day, by=None, at=AT).is_clean
    assert money.books_agree()


@pytest.mark.parametrize("ending", ["9001", "reject"])
def test_a_refund_that_is_not_paid_is_free_again(ending: str) -> None:
    money.account()
    money.take_in(("A1", 1_000, {"payer": f"621700000000{ending}" if ending != "reject" else "62170000"}))
    item = SuspenseItem.objects.get()
    order = operations.refund_suspense(item_id=item.pk, fen=1_000, by=people.sun_ba(), at=AT)
    if ending == "reject":
        operations.reject_order(order_id=order.pk, by=people.zhou_jiu(), at=AT, note="不退")
    else:
        money.agree(order)
        money.send(order)
    item.refresh_from_db()
    assert (item.free_fen, item.account.held_fen) == (1_000, 0)
    again = operations.refund_suspense(item_id=item.pk, fen=1_000, by=people.sun_ba(), at=AT)
    assert again.key == f"bank-refund-{item.pk}-2"
    assert PaymentOrder.objects.count() == 2
    assert money.books_agree()


@pytest.mark.parametrize(("fen", "payer"), [(1_001, "62170000"), (0, "62170000"), (1_000, "")])
def test_a_refund_of_too_much_or_to_nobody_is_refused(fen: int, payer: str) -> None:
    money.account()
    money.take_in(("A1", 1_000, {"payer": payer}))
    with pytest.raises(operations.NothingToRefund):
        operations.refund_suspense(item_id=SuspenseItem.objects.get().pk, fen=fen, by=people.sun_ba(), at=AT)
