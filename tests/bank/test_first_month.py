"""The statement of the first month, at the bank's door."""

from __future__ import annotations

from datetime import date

import pytest

from bank import operations, queries
from bank.models import BankLine, Outcome, Receipt, SuspenseItem
from bank.states import ExpectationStatus, OutcomeKind, ReceiptStatus
from tests import people
from tests.bank import money
from tests.make import AT

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 10, 13)


def import_it() -> operations.ImportResult:
    content = money.STATEMENT.read_bytes()
    return operations.import_statement(name="statement-202610.csv", content=content, by=people.sun_ba(), at=AT)


def test_the_statement_brings_seven_receipts_and_the_repeated_line_changes_nothing() -> None:
    account = money.account()
    result = import_it()
    assert (result.new_count, result.repeated_count) == (7, 1)
    assert result.imports[0].opening_fen == money.OPENING_FEN
    assert result.imports[0].closing_fen == 86_237_982_137
    assert result.imports[0].gap_fen == 0
    assert Receipt.objects.count() == 7
    account.refresh_from_db()
    assert account.statement_balance_fen == 86_237_982_137


def test_lines_of_days_to_come_wait_for_the_business_date() -> None:
    money.account()
    result = import_it()
    assert result.waiting_count == 6
    assert queries.receipts_waiting_by_day() == [
        (date(2026, 10, 11), 2, 51_234_200),
        (date(2026, 10, 12), 1, 9_170_600),
        (date(2026, 10, 13), 3, 42_873_000),
    ]
    money.day(LAST_DAY)
    assert operations.sweep(by=None, at=AT) == 6
    assert operations.sweep(by=None, at=AT) == 0
    assert money.books_agree()


def test_exact_payments_cover_their_lists_whatever_the_remark() -> None:
    money.account()
    expected = money.first_month_expected()
    money.day(LAST_DAY)
    import_it()
    for number, expectation in expected.items():
        expectation.refresh_from_db()
        status = ExpectationStatus.PARTLY if number == money.SHORT else ExpectationStatus.COVERED
        assert expectation.status == status, number
    rules = {receipt.line.counter_name: receipt.rule for receipt in Receipt.objects.select_related("line")}
    assert rules["辽源市第一机械厂"] == 2
    assert rules["辽源矿城物流股份有限公司"] == 3
    assert Outcome.objects.filter(kind=OutcomeKind.COVERED).count() == 5
    assert money.books_agree()


def test_five_hundred_too_much_waits_for_its_employer_and_320_for_anybody() -> None:
    money.account()
    expected = money.first_month_expected()
    money.day(LAST_DAY)
    import_it()
    for number, expectation in expected.items():
        if number != money.SHORT:
            money.take(expectation.key)
    left = {item.account.code: item.free_fen for item in SuspenseItem.objects.filter(left_fen__gt=0)}
    assert left == {"219-01-11000005": 50_000, "219-01-11000006": 0, "219-01-0": 32_000}
    assert expected[money.OVER].employer_id is not None
    assert queries.free_suspense_fen(expected[money.OVER].employer_id) == 50_000
    assert money.books_agree()


def test_1200_more_covers_the_list_that_was_paid_too_little() -> None:
    money.account()
    short = money.first_month_expected()[money.SHORT]
    money.day(LAST_DAY)
    import_it()
    short.refresh_from_db()
    assert short.missing_fen == 120_000
    money.day(date(2026, 10, 15))
    money.take_in(
        ("JH2026101500001", 120_000, {"day": "2026-10-15", "remark": "补缴 11000006"}), opening_fen=86_237_982_137
    )
    short.refresh_from_db()
    assert short.status == ExpectationStatus.COVERED
    taken = money.take(short.key)
    assert (taken.fen, taken.value_on) == (money.TOTALS[money.SHORT], date(2026, 10, 15))


def test_every_day_of_the_statement_reconciles() -> None:
    account = money.account()
    money.first_month_expected()
    money.day(LAST_DAY)
    import_it()
    for day in range(10, 14):
        done = operations.reconcile_day(bank_account_id=account.pk, day=date(2026, 10, day), by=None, at=AT)
        assert done.is_clean, (day, done.difference_fen, done.item_count)
    assert done.statement_fen == 86_237_982_137


def test_the_same_file_again_gives_the_first_import_back() -> None:
    money.account()
    first, again = import_it(), import_it()
    assert again.is_repeat
    assert again.imports == first.imports
    assert again.new_count == 0
    assert BankLine.objects.count() == 7


def test_utf8_with_and_without_bom_and_gbk_are_read_alike() -> None:
    money.account()
    text = money.STATEMENT.read_bytes().decode("gbk")
    names = []
    for encoding in ("gbk", "utf-8", "utf-8-sig"):
        operations.import_statement(name="a.csv", content=text.encode(encoding), by=None, at=AT)
        names.append(BankLine.objects.order_by("id").values_list("counter_name", flat=True)[0])
    assert names == ["辽源市第一机械厂"] * 3
    assert Receipt.objects.count() == 7
    assert Receipt.objects.exclude(status=ReceiptStatus.NEW).count() == 1
