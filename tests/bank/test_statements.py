"""Statements and notices: whole or nothing, each line once, nobody in each other's way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction

from bank import operations, queries
from bank.gateways.base import Notice
from bank.models import BankAccount, BankLine, Receipt, StatementImport, SuspenseItem
from bank.operations import statements
from bank.rules import opening
from bank.rules.tables import BadFile
from bank.states import ReceiptStatus
from ledger.models import Account, Journal
from policy.models import BusinessDate
from tests.bank import money
from tests.ledger import threads
from tests.make import AT

pytestmark = pytest.mark.django_db
PAID = {"remark": "单位10000001"}


def store(lines: list[dict[str, str]]) -> operations.ImportResult:
    return operations.import_statement(name="s.csv", content=money.file(lines), by=None, at=AT)


def test_one_fault_keeps_the_whole_file_out() -> None:
    money.account()
    lines = money.running(("A1", 100, {}), ("A2", 200, {}))
    lines[1]["balance"] = "1.00"
    with pytest.raises(BadFile):
        store(lines)
    assert (BankLine.objects.count(), StatementImport.objects.count(), Receipt.objects.count()) == (0, 0, 0)


def test_a_line_of_a_strange_account_keeps_the_file_out() -> None:
    money.account()
    with pytest.raises(BadFile, match="第 2 行“account”：不是本中心的银行账户"):
        store([money.line("A1", 100, 100, number="999")])


def test_a_known_serial_with_another_amount_keeps_the_file_out() -> None:
    money.account()
    money.take_in(("A1", 100, {}))
    with pytest.raises(BadFile, match="这个流水号已有一笔明细"):
        store([money.line("A1", 101, money.OPENING_FEN + 101)])


def test_a_later_file_that_repeats_older_lines_brings_only_the_new_ones() -> None:
    account = money.account()
    money.take_in(("A1", 100, {}), ("A2", 200, {}))
    result = store(money.running(("A1", 100, {}), ("A2", 200, {}), ("A3", 300, {})))
    assert (result.new_count, result.repeated_count) == (1, 2)
    assert result.imports[0].gap_fen == 0
    account.refresh_from_db()
    assert account.statement_balance_fen == money.OPENING_FEN + 600
    repeat = store(money.running(("A2", 200, {}), opening_fen=money.OPENING_FEN + 100))
    assert repeat.new_count == 0
    account.refresh_from_db()
    assert account.statement_balance_fen == money.OPENING_FEN + 600


def test_a_missing_statement_in_between_is_said() -> None:
    money.account()
    money.take_in(("A1", 100, {}))
    result = money.take_in(("A9", 100, {"day": "2026-10-10"}), opening_fen=money.OPENING_FEN + 5_000)
    assert result.imports[0].gap_fen == 4_900


def test_a_statement_that_goes_on_from_the_last_one_counts_whatever_its_value_dates() -> None:
    account = money.account()
    money.day(date(2026, 10, 13))
    money.take_in(("A1", 100, {"day": "2026-10-13"}))
    money.take_in(("A2", 50, {"day": "2026-10-10"}), opening_fen=money.OPENING_FEN + 100)
    account.refresh_from_db()
    assert (account.statement_balance_fen, account.statement_on) == (money.OPENING_FEN + 150, date(2026, 10, 13))
    done = operations.reconcile_day(bank_account_id=account.pk, day=date(2026, 10, 10), by=None, at=AT)
    assert (done.is_clean, done.statement_fen) == (True, money.OPENING_FEN + 50)


def test_an_older_statement_that_comes_late_leaves_the_declared_balance() -> None:
    account = money.account()
    money.take_in(("A2", 100, {"day": "2026-10-10"}), opening_fen=money.OPENING_FEN + 50)
    money.take_in(("A1", 50, {"day": "2026-10-09"}))
    account.refresh_from_db()
    assert account.statement_balance_fen == money.OPENING_FEN + 150
    done = operations.reconcile_day(bank_account_id=account.pk, day=date(2026, 10, 10), by=None, at=AT)
    assert done.is_clean


def test_a_notice_and_the_statement_after_it_are_one_line() -> None:
    account = money.account()
    first = operations.receive_notice(notice=money.notice("A2", 200, money.OPENING_FEN + 300), at=AT)
    again = operations.receive_notice(notice=money.notice("A2", 200, money.OPENING_FEN + 300), at=AT)
    assert first == again
    result = store(money.running(("A1", 100, {}), ("A2", 200, {}), ("A3", 300, {})))
    assert (result.new_count, result.repeated_count) == (2, 1)
    assert BankLine.objects.count() == 3
    account.refresh_from_db()
    assert account.statement_balance_fen == money.OPENING_FEN + 600


def test_a_notice_after_the_files_end_still_counts() -> None:
    account = money.account()
    money.take_in(("A1", 100, {}))
    operations.receive_notice(notice=money.notice("A3", 300, money.OPENING_FEN + 600), at=AT.replace(hour=2))
    store(money.running(("A1", 100, {}), ("A2", 200, {})))
    account.refresh_from_db()
    assert account.statement_balance_fen == money.OPENING_FEN + 600


def test_a_changed_notice_and_one_for_a_strange_account_are_refused() -> None:
    money.account()
    operations.receive_notice(notice=money.notice("A1", 200, 0), at=AT)
    with pytest.raises(operations.ChangedLine):
        operations.receive_notice(notice=money.notice("A1", 201, 0), at=AT)
    strange = Notice("999", date(2026, 10, 10), AT.time(), "A1", "C", 1, 1)
    with pytest.raises(operations.UnknownBankAccount):
        operations.receive_notice(notice=strange, at=AT)


def test_power_lost_between_store_and_match_leaves_work_for_the_sweep() -> None:
    money.account()
    expected = money.expectation(money.payer(), 100)
    statements.store_statement(name="s.csv", content=money.file(money.running(("A1", 100, PAID))), by=None, at=AT)
    assert Receipt.objects.get().status == ReceiptStatus.NEW
    assert operations.sweep(by=None, at=AT) == 1
    assert operations.sweep(by=None, at=AT) == 0
    expected.refresh_from_db()
    assert expected.received_fen == 100
    assert Journal.objects.filter(key__startswith="bank-receipt").count() == 1


def test_one_receipt_that_cannot_be_booked_does_not_stop_the_others() -> None:
    money.account()
    money.payer()
    shut = money.ledger_account("219-01-10000001", "219-01")
    Account.objects.filter(pk=shut.pk).update(closed_on=date(2026, 10, 9))
    money.take_in(("A1", 100, PAID), ("A2", 100, {"remark": "货款"}))
    statuses = Receipt.objects.order_by("id").values_list("status", flat=True)
    assert list(statuses) == [ReceiptStatus.NEW, ReceiptStatus.UNIDENTIFIED]


def test_bank_lines_are_never_changed_or_deleted() -> None:
    money.account()
    money.take_in(("A1", 100, {}))
    for act in (lambda: BankLine.objects.update(amount_fen=1), lambda: BankLine.objects.all().delete()):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            act()


def test_other_peoples_account_numbers_are_not_readable_in_the_database() -> None:
    from django.db import connection

    money.account()
    money.take_in(("A1", 100, {"payer": "6217000000009999"}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT bank_bankline::text FROM bank_bankline")
        (row,) = cursor.fetchone()
    assert "6217000000009999" not in row
    assert BankLine.objects.get().counter_account == "6217000000009999"
    assert BankLine.objects.get().counter_tail == "9999"


def test_opening_books_bank_accounts_against_what_was_carried_over() -> None:
    money.open_books()
    content = (
        "subject,account,name,bank,channel,debit,credit\n"
        "101,2200,中心,建行,,1000.00,\n102,2201,中心,农行,FILE,50.00,\n121-01,,,,,500.00,\n201,,,,,,1400.00\n"
    ).encode()
    rows = opening.parse(content)
    result = operations.import_opening_balances(rows=rows, debit_fen=155_000, credit_fen=140_000, by=None, at=AT)
    assert (result.bank_fen, result.contra_fen) == (105_000, 15_000)
    codes = set(Account.objects.filter(entries__journal__reason="OPENING").values_list("code", flat=True))
    assert codes == {"101-01", "102-01", "121-01", "201", "321-04"}
    with pytest.raises(operations.AlreadyOpened):
        operations.import_opening_balances(rows=rows, debit_fen=155_000, credit_fen=140_000, by=None, at=AT)


def test_opening_refuses_wrong_totals_and_unknown_subjects_and_takes_a_debit_remainder() -> None:
    money.open_books()
    rows = [opening.OpeningRow(2, "999", "", "", "", "GATEWAY", 5, 0)]
    with pytest.raises(BadFile, match="与控制数不符"):
        operations.import_opening_balances(rows=rows, debit_fen=6, credit_fen=0, by=None, at=AT)
    with pytest.raises(BadFile, match="没有这个科目"):
        operations.import_opening_balances(rows=rows, debit_fen=5, credit_fen=0, by=None, at=AT)
    credit = [opening.OpeningRow(2, "301", "", "", "", "GATEWAY", 0, 5)]
    result = operations.import_opening_balances(rows=credit, debit_fen=0, credit_fen=5, by=None, at=AT)
    assert result.contra_fen == -5


def test_opening_with_nothing_in_the_accounts_books_nothing() -> None:
    money.open_books()
    rows = [opening.OpeningRow(2, "101", "2200", "中心", "建行", "GATEWAY", 0, 0)]
    operations.import_opening_balances(rows=rows, debit_fen=0, credit_fen=0, by=None, at=AT)
    assert BankAccount.objects.count() == 1
    assert Journal.objects.count() == 0


def test_commands_open_the_books_and_take_in_the_statement(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    money.open_books()
    file = tmp_path / "opening.csv"
    file.write_text(
        f"subject,account,name,bank,channel,debit,credit\n101,{money.NUMBER},中心,建行,,861204519.37,\n",
        encoding="utf-8",
    )
    call_command("import_opening_balances", file, debit="861204519.37", credit="0")
    assert "861,204,519.37" in capsys.readouterr().out
    call_command("import_statement", money.STATEMENT)
    assert "新明细 7 笔，重复 1 笔，其中待入账日 6 笔。" in capsys.readouterr().out
    with pytest.raises(CommandError, match="已经建账"):
        call_command("import_opening_balances", file, debit="861204519.37", credit="0")
    with pytest.raises(CommandError, match="控制数"):
        call_command("import_opening_balances", file, debit="1", credit="0")
    with pytest.raises(CommandError):
        call_command("import_opening_balances", tmp_path / "none.csv", debit="1", credit="0")
    with pytest.raises(CommandError):
        call_command("import_statement", tmp_path / "none.csv")
    with pytest.raises(CommandError, match="缺少列"):
        call_command("import_statement", file)
    BusinessDate.objects.all().delete()
    with pytest.raises(CommandError, match="尚未设置会计日期"):
        call_command("import_statement", money.STATEMENT)


@pytest.mark.django_db(transaction=True)
def test_the_same_statement_imported_by_two_at_once_counts_once() -> None:
    money.account()
    content = money.STATEMENT.read_bytes()

    def once() -> operations.ImportResult:
        return operations.import_statement(name="s.csv", content=content, by=None, at=AT)

    results = threads.together([once] * 4)
    assert sorted(result.new_count for result in results) == [0, 0, 0, 7]
    assert (BankLine.objects.count(), Receipt.objects.count()) == (7, 7)
    assert queries.suspense_check().agrees


@pytest.mark.django_db(transaction=True)
def test_two_files_that_overlap_imported_at_once_bring_each_line_once() -> None:
    money.account()
    rows = money.running(("A1", 100, {}), ("A2", 200, {}), ("A3", 300, {}))
    files = [money.file(rows[:2]), money.file(rows), money.file(rows[1:])]
    threads.together(
        [
            lambda content=content: operations.import_statement(name="s.csv", content=content, by=None, at=AT)  # type: ignore[misc]
            for content in files
        ]
    )
    assert BankLine.objects.count() == 3
    assert SuspenseItem.objects.count() == 3
    assert queries.suspense_check().agrees


@pytest.mark.django_db(transaction=True)
def test_many_receipts_for_one_list_matched_at_once_never_reserve_too_much() -> None:
    money.account()
    expected = money.expectation(money.payer(), 1_000)
    statements.store_statement(
        name="s.csv",
        content=money.file(money.running(*[(f"A{n}", 300, PAID) for n in range(6)])),
        by=None,
        at=AT,
    )
    ids = list(Receipt.objects.values_list("pk", flat=True))
    answers = threads.together(
        [
            lambda pk=pk: operations.match_receipt(receipt_id=pk, by=None, at=AT)  # type: ignore[misc]
            for pk in [*ids, *ids]
        ]
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    expected.refresh_from_db()
    assert expected.received_fen == 1_000
    assert sum(item.free_fen for item in SuspenseItem.objects.all()) == 800
    assert queries.suspense_check().agrees
