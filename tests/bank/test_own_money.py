"""Fees the bank takes and interest it pays: booked by one person, reviewed by another, taken back by reversal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from bank import operations, queries
from bank.gateways.base import Answer, Result
from bank.models import BankLine, DayReconciliation, Receipt
from bank.states import FeeKind, ReceiptStatus
from common.errors import WrongState
from ledger import operations as ledger
from ledger import queries as books
from ledger.models import Journal, Voucher
from tests import people
from tests.bank import money
from tests.conftest import OPEN_DAY
from tests.ledger import books as ledger_books
from tests.make import AT

pytestmark = pytest.mark.django_db


def fee_line() -> BankLine:
    """A line by which the bank took a fee."""
    money.account()
    money.take_in(("F1", -30_00, {"remark": "手续费"}))
    return BankLine.objects.get(bank_serial="F1")


def book_fee(line: BankLine, kind: FeeKind = FeeKind.COLLECTION) -> Journal:
    return operations.book_fee(line_id=line.pk, kind=kind, by=people.sun_ba(), at=AT)


def interest() -> Receipt:
    """A receipt that nobody is known to have paid."""
    money.account()
    money.take_in(("I1", 3_000_00, {"name": "建设银行", "remark": "结息"}))
    return Receipt.objects.get()


def reconciled() -> DayReconciliation:
    return operations.reconcile_day(bank_account_id=money.account().pk, day=OPEN_DAY, by=None, at=AT)


def fen(subject: str) -> int:
    return books.subject_balance_fen(subject, OPEN_DAY)


@pytest.mark.parametrize("kind", list(FeeKind))
def test_a_fee_is_booked_on_its_subject_and_the_day_is_clean(kind: FeeKind) -> None:
    line = fee_line()
    assert reconciled().item_count == 1 and queries.fees_to_book([line]) == {line.pk}
    journal = book_fee(line, kind)
    assert (journal.reason, journal.value_on, journal.memo) == ("FEE_PAID", line.value_date, "F1")
    assert fen(kind.value) == 30_00
    assert reconciled().is_clean and queries.fees_to_book([line]) == set()
    assert books.verify_books() == []


def test_a_fee_is_booked_once() -> None:
    line = fee_line()
    book_fee(line)
    with pytest.raises(operations.FeeKnown):
        book_fee(line, FeeKind.OTHER)
    assert Journal.objects.filter(reason="FEE_PAID").count() == 1


def test_what_came_in_is_no_fee() -> None:
    with pytest.raises(operations.NoFee):
        book_fee(interest().line)


def test_a_payment_that_may_be_behind_the_line_keeps_it_from_being_a_fee() -> None:
    money.account()
    order = money.authorised(30_00)
    operations.send_order(order_id=order.pk, gateway=money.Fixed(Answer(Result.UNKNOWN)), at=AT)
    with pytest.raises(operations.NoFee):
        book_fee(fee_line())


def test_a_line_of_a_later_day_waits_for_its_day() -> None:
    money.account()
    money.take_in(("F1", -30_00, {"day": "2026-10-12"}))
    line = BankLine.objects.get()
    assert queries.fees_to_book([line]) == set()
    with pytest.raises(operations.NoFee):
        book_fee(line)


def test_interest_leaves_suspense_for_income_and_comes_back_by_reversal() -> None:
    receipt = interest()
    operations.book_interest(receipt_id=receipt.pk, by=people.sun_ba(), at=AT)
    receipt = Receipt.objects.get()
    assert receipt.status == ReceiptStatus.INTEREST
    assert (fen("401-01"), receipt.suspense.left_fen) == (3_000_00, 0)
    assert queries.suspense_check().agrees and reconciled().is_clean
    with pytest.raises(WrongState):
        operations.book_interest(receipt_id=receipt.pk, by=people.sun_ba(), at=AT)
    operations.take_back_interest(receipt_id=receipt.pk, by=people.zhou_jiu(), at=AT)
    assert fen("401-01") == 0 and queries.suspense_check().agrees
    operations.book_interest(receipt_id=receipt.pk, by=people.sun_ba(), at=AT)
    operations.take_back_interest(receipt_id=receipt.pk, by=people.zhou_jiu(), at=AT)
    receipt = Receipt.objects.get()
    assert receipt.status == ReceiptStatus.UNIDENTIFIED and receipt.suspense.left_fen == 3_000_00
    assert books.verify_books() == []


def test_money_of_an_employer_is_no_interest() -> None:
    receipt, payer = interest(), money.payer()
    operations.assign_to_employer(
        receipt_id=receipt.pk, employer_id=payer.pk, expectation_key="", note="", by=people.sun_ba(), at=AT
    )
    with pytest.raises(WrongState):
        operations.book_interest(receipt_id=receipt.pk, by=people.sun_ba(), at=AT)


def test_money_on_its_way_back_is_no_interest() -> None:
    money.account()
    money.take_in(("I1", 3_000_00, {"payer": "6222000000000001", "name": "某人"}))
    receipt = Receipt.objects.get()
    operations.refund_suspense(item_id=receipt.suspense.pk, fen=100, by=people.sun_ba(), at=AT)
    with pytest.raises(operations.NoInterest):
        operations.book_interest(receipt_id=receipt.pk, by=people.sun_ba(), at=AT)
    assert Receipt.objects.get().status == ReceiptStatus.UNIDENTIFIED


def test_who_booked_by_hand_does_not_review_the_voucher() -> None:
    line = fee_line()
    operations.book_fee(line_id=line.pk, kind=FeeKind.COLLECTION, by=people.zhou_jiu(), at=AT)
    ledger.close_day(on=OPEN_DAY, next_on=OPEN_DAY + timedelta(days=2), by=people.sun_ba(), at=AT)
    voucher = Voucher.objects.get(reason="FEE_PAID")
    with pytest.raises(ledger.SameReviewer):
        ledger.review_voucher(voucher_id=voucher.pk, by=people.zhou_jiu(), at=AT)
    assert ledger.review_voucher(voucher_id=voucher.pk, by=people.feng_er(), at=AT).reviewed_by == people.feng_er()


def test_the_pages_offer_both_to_accountants_and_to_nobody_else() -> None:
    money.account()
    money.take_in(("F1", -30_00, {}), ("I1", 3_000_00, {}))
    line, receipt, done = BankLine.objects.get(bank_serial="F1"), Receipt.objects.get(), reconciled()
    day = reverse("bank:office_reconciliation", args=[done.pk])
    one = reverse("bank:office_receipt", args=[receipt.pk])
    auditor, accountant = people.browser(people.wu_shi()), people.browser(people.sun_ba())
    assert "作为手续费入账" not in auditor.get(day).content.decode()
    assert "这是银行利息" not in auditor.get(one).content.decode()
    assert "作为手续费入账" in accountant.get(day).content.decode()
    assert "这是银行利息" in accountant.get(one).content.decode()
    address = reverse("bank:office_fee", args=[done.pk])
    assert auditor.post(address, {"line": line.pk, "kind": "411-02"}).status_code == 403
    accountant.post(address, {"line": line.pk, "kind": "999"})
    assert not Journal.objects.filter(reason="FEE_PAID").exists()
    page = accountant.post(address, {"line": line.pk, "kind": "411-02"}, follow=True).content.decode()
    assert "手续费已入账" in page and "作为手续费入账" not in page
    assert "已经入账" in accountant.post(address, {"line": line.pk, "kind": "411-02"}, follow=True).content.decode()
    page = accountant.post(one + "interest/", follow=True).content.decode()
    assert "财务人员认定为银行付的利息" in page and "不是利息，改回暂收" in page
    assert "回到暂收款" in accountant.post(one + "interest/back/", follow=True).content.decode()


# --- months that are closed


def october_closed() -> None:
    """The business date is in November, and October is in the books."""
    ledger_books.seal(OPEN_DAY, date(2026, 11, 2))
    slip = ledger.prepare_month_end(month="202610", by=people.sun_ba(), at=AT)
    ledger.confirm_slip(slip_id=slip.pk, by=people.zhou_jiu(), at=AT)


def test_what_comes_for_a_closed_month_is_booked_into_the_first_open_one_and_says_so() -> None:
    line, receipt = fee_line(), interest()
    october_closed()
    fee = book_fee(line)
    operations.book_interest(receipt_id=receipt.pk, by=people.sun_ba(), at=AT)
    income = Journal.objects.get(reason="BANK_INTEREST")
    for journal, serial in ((fee, "F1"), (income, "I1")):
        assert journal.value_on == date(2026, 11, 1)
        assert journal.memo == f"{serial}，银行日期 2026-10-10，所属月份已结账"
    ended = date(2026, 10, 31)
    assert [books.net_on(subject, ended) for subject in ("401", "411")] == [0, 0]
    assert books.verify_books() == []


def test_interest_of_a_closed_month_is_taken_back_in_the_open_one() -> None:
    receipt = interest()
    operations.book_interest(receipt_id=receipt.pk, by=people.sun_ba(), at=AT)
    october_closed()
    operations.take_back_interest(receipt_id=receipt.pk, by=people.zhou_jiu(), at=AT)
    assert Journal.objects.get(reverses__reason="BANK_INTEREST").value_on == date(2026, 11, 1)
    assert books.net_on("401", date(2026, 10, 31)) == 0 and queries.suspense_check().agrees


# --- the centre's own money between its accounts


def in_transit(fen_: int) -> None:
    """A slip of two persons put money on its way from the surplus account."""
    with transaction.atomic():
        ledger.open_account(code="102-01", name="增值收益专户", subject="102", on=OPEN_DAY, is_guarded=False)
    lines = [("119", fen_, 0), ("102-01", 0, fen_)]
    slip = ledger.prepare_slip(lines=lines, value_on=OPEN_DAY, memo="划转", by=people.sun_ba(), at=AT)
    ledger.confirm_slip(slip_id=slip.pk, by=people.zhou_jiu(), at=AT)


def test_own_money_arrives_from_in_transit_and_the_day_is_clean() -> None:
    receipt = interest()
    with pytest.raises(operations.NothingInTransit):
        operations.book_transfer(receipt_id=receipt.pk, by=people.sun_ba(), at=AT)
    in_transit(3_000_00)
    done = operations.book_transfer(receipt_id=receipt.pk, by=people.sun_ba(), at=AT)
    assert done.status == ReceiptStatus.OWN
    assert [fen(subject) for subject in ("119", "219-01", "401-01")] == [0, 0, 0]
    assert reconciled().is_clean and queries.suspense_check().book_fen == 0
    with pytest.raises(WrongState):
        operations.book_transfer(receipt_id=receipt.pk, by=people.sun_ba(), at=AT)
    operations.take_back_transfer(receipt_id=receipt.pk, by=people.zhou_jiu(), at=AT)
    assert [fen(subject) for subject in ("119", "219-01")] == [3_000_00, 3_000_00]
    operations.book_interest(receipt_id=receipt.pk, by=people.sun_ba(), at=AT)
    assert books.verify_books() == []


def test_own_money_is_named_on_the_page_of_its_receipt() -> None:
    receipt = interest()
    client, one = people.browser(people.sun_ba()), reverse("bank:office_receipt", args=[receipt.pk])
    assert "这是自有资金划转或到期本息" in client.get(one).content.decode()
    assert "没有这么多在途资金" in client.post(one + "transfer/", follow=True).content.decode()
    in_transit(3_000_00)
    assert "已记为自有资金划转" in client.post(one + "transfer/", follow=True).content.decode()
    assert "划转分录已冲销" in client.post(one + "transfer/back/", follow=True).content.decode()
