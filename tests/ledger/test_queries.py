"""Reads: balances on any pair of dates, statements, the trial balance, and the proof that finds a tampered row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction

from ledger import queries
from ledger.models import Account, DaySeal
from tests.conftest import OPEN_DAY
from tests.ledger import books

pytestmark = pytest.mark.django_db
D8, D9, D12, D13 = date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 12), date(2026, 10, 13)


@pytest.fixture(autouse=True)
def day() -> date:
    return books.open_books()


@pytest.fixture
def owner() -> Account:
    """1,000 booked on the 10th with the bank's date of the 9th; 200 out on the 12th, found to belong to the 8th."""
    found, till = books.account("A"), books.bank()
    books.transfer(till, found, 1_000, "in", value_on=D9)
    books.seal(OPEN_DAY, D12)
    books.transfer(found, till, 200, "out", on=D12, value_on=D8)
    books.transfer(till, found, 50, "in2", on=D12)
    return found


def test_balances_go_by_value_date(owner: Account) -> None:
    assert [queries.balance_on(owner, day) for day in (D8, D9, OPEN_DAY, D12)] == [-200, 800, 800, 850]
    assert queries.balance_fen(owner) == 850


def test_balances_as_known_on_a_day_leave_out_what_was_booked_later(owner: Account) -> None:
    assert queries.balance_known_on(owner, D9, booked_by=OPEN_DAY) == 1_000
    assert queries.balance_known_on(owner, D9, booked_by=D12) == 800


def test_a_statement_runs_from_opening_to_closing(owner: Account) -> None:
    found = queries.statement(owner, D9, D12)
    assert (found.opening_fen, found.closing_fen) == (-200, 850)
    assert [(line.entry.journal.key, line.change_fen, line.balance_fen) for line in found.lines] == [
        ("in", 1_000, 800),
        ("in2", 50, 850),
    ]


def test_a_statement_as_known_on_a_day(owner: Account) -> None:
    found = queries.statement(owner, D8, D12, booked_by=OPEN_DAY)
    assert [(line.entry.journal.key, line.balance_fen) for line in found.lines] == [("in", 1_000)]


def test_a_statement_of_a_debit_account_counts_debits_as_more(owner: Account) -> None:
    found = queries.statement(books.bank(), D8, D8)
    assert (found.opening_fen, [line.change_fen for line in found.lines], found.closing_fen) == (0, [-200], -200)


def test_a_statement_without_entries_closes_as_it_opens(owner: Account) -> None:
    found = queries.statement(owner, D13, D13)
    assert (found.opening_fen, found.lines, found.closing_fen) == (850, [], 850)


def test_the_trial_balance_joins_sealed_days_and_the_open_one(owner: Account) -> None:
    def rows(since: date, until: date) -> list[tuple[str, int, int, int, int]]:
        return [
            (row.subject.code, row.opening_fen, row.debit_fen, row.credit_fen, row.closing_fen)
            for row in queries.trial_balance(since, until)
        ]

    assert rows(D12, D12) == [("101", 1_000, 50, 200, 850), ("201", 1_000, 200, 50, 850)]
    assert rows(OPEN_DAY, OPEN_DAY) == [("101", 0, 1_000, 0, 1_000), ("201", 0, 0, 1_000, 1_000)]
    before = rows(OPEN_DAY, D12)
    books.seal(D12, D13)
    assert rows(OPEN_DAY, D12) == before == [("101", 0, 1_050, 200, 850), ("201", 0, 200, 1_050, 850)]


def test_a_subject_takes_in_its_sub_subjects() -> None:
    for code in ("219-01", "219-02"):
        books.transfer(books.bank(), books.account(code, code, is_guarded=False), 5, code)
    assert queries.subject_balance_fen("219", OPEN_DAY) == 10
    assert queries.subject_balance_fen("219-01", OPEN_DAY) == 5


def test_accounts_are_found_by_the_beginning_of_code_or_subject(owner: Account) -> None:
    assert [found.code for found in queries.accounts("A")] == ["A"]
    assert [found.code for found in queries.accounts("10")] == ["101"]
    assert [found.code for found in queries.accounts()] == ["101", "A"]


def test_the_figures_of_a_day_are_by_reason(owner: Account) -> None:
    found = queries.day_figures(D12)
    assert [(row.reason, row.journal_count, row.total_fen) for row in found] == [("OTHER", 2, 250)]
    assert [seal.on for seal in queries.days()] == [OPEN_DAY]


# --- the proof


def test_sound_books_have_no_fault_and_their_guards_stand(owner: Account) -> None:
    assert queries.verify_books() == []
    assert queries.guards_off() == []


def tamper(table: str, statement: str) -> None:
    """Change the books as their owner could: with the guards switched off for the moment."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER; SET CONSTRAINTS ALL DEFERRED")


BOTH_SIDES = """UPDATE ledger_entry SET debit_fen = debit_fen + 7 * sign(debit_fen), credit_fen = credit_fen
    + 7 * sign(credit_fen) WHERE journal_id = (SELECT id FROM ledger_journal WHERE key = 'in')"""


@pytest.mark.parametrize(
    ("table", "statement", "found"),
    [
        (
            "ledger_entry",
            "UPDATE ledger_entry SET credit_fen = credit_fen + 1 WHERE credit_fen = 1000",
            {("unbalanced journal", "in"), ("day hash differs from the entries", "2026-10-10")},
        ),
        (
            "ledger_entry",
            BOTH_SIDES,
            {
                ("journal's body differs from its hash", "in"),
                ("cached balance differs from the entries", "A"),
                ("day hash differs from the entries", "2026-10-10"),
                ("snapshot differs from the entries", "101 2026-10-10"),
            },
        ),
        (
            "ledger_entry",
            "UPDATE ledger_entry SET credit_fen = 51 WHERE credit_fen = 50",
            {("unbalanced journal", "in2"), ("journal's body differs from its hash", "in2")},
        ),
        (
            "ledger_entry",
            'UPDATE ledger_entry SET "on" = "on" - 1 WHERE credit_fen = 50',
            {("entry's dates differ from its journal's", "*")},
        ),
        (
            "ledger_entry",
            "DELETE FROM ledger_entry WHERE journal_id = (SELECT id FROM ledger_journal WHERE key = 'in')",
            {("unbalanced journal", "in"), ("day total differs from the entries", "101 2026-10-10")},
        ),
        (
            "ledger_journal",
            "UPDATE ledger_journal SET memo = 'another story' WHERE key = 'in'",
            {("day hash differs from the entries", "2026-10-10")},
        ),
        (
            "ledger_journal",
            "UPDATE ledger_journal SET reason = 'WITHDRAWAL' WHERE key = 'in2'",
            {("journal's body differs from its hash", "in2")},
        ),
        (
            "ledger_account",
            "UPDATE ledger_account SET balance_fen = balance_fen + 1 WHERE code = 'A'",
            {
                ("cached balance differs from the entries", "A"),
                ("depositors' accounts differ from subject 201", "851 / 850"),
            },
        ),
        (
            "ledger_account",
            "UPDATE ledger_account SET held_fen = 1 WHERE code = 'A'",
            {("held figure differs from the holds", "A")},
        ),
        (
            "ledger_account",
            "UPDATE ledger_account SET is_credit = true WHERE code = '101'",
            {("account's side differs from its subject's", "101")},
        ),
        (
            "ledger_account",
            "UPDATE ledger_account SET closed_on = '2026-10-12' WHERE code = '101'",
            {("closed account is not empty", "101")},
        ),
        (
            "ledger_accountsnapshot",
            "UPDATE ledger_accountsnapshot SET balance_fen = 5",
            {("snapshot differs from the entries", "101 2026-10-10")},
        ),
        (
            "ledger_subjectday",
            "UPDATE ledger_subjectday SET debit_fen = 5 WHERE subject_id = '201'",
            {("day total differs from the entries", "201 2026-10-10")},
        ),
        (
            "ledger_voucher",
            "UPDATE ledger_voucher SET number = '202610-0002', total_fen = 5",
            {("voucher differs from its journals", "202610-0002"), ("voucher numbers have a gap", "202610: 1 / 2")},
        ),
        ("ledger_voucher", "DELETE FROM ledger_voucher", {("voucher differs from its journals", "2026-10-10 OTHER")}),
        (
            "ledger_dayseal",
            "UPDATE ledger_dayseal SET previous_hash = 'x'",
            {
                ("chain of day hashes is broken", "2026-10-10"),
                ("day hash differs from the entries", "2026-10-10"),
            },
        ),
        (
            "ledger_dayseal",
            "DELETE FROM ledger_dayseal",
            {("entries on a day that is neither sealed nor open", "2026-10-10")},
        ),
    ],
)
def test_verify_names_what_was_tampered_with(
    owner: Account, table: str, statement: str, found: set[tuple[str, str]]
) -> None:
    with transaction.atomic():
        tamper(table, statement)
        faults = {(fault.check, fault.where) for fault in queries.verify_books()}
        transaction.set_rollback(True)
    starred = {(check, "*") for check, _where in faults}
    assert found <= faults | starred


def test_a_hold_that_paid_less_than_it_held_is_found(owner: Account) -> None:
    books.hold(owner, 100, "h")
    with transaction.atomic(), connection.cursor() as cursor:
        journal = books.transfer(owner, books.bank(), 60, "k", on=D12)
        cursor.execute(
            "UPDATE ledger_hold SET status = 'POSTED', ended_at = now(), journal_id = %s WHERE key = 'h'", [journal.pk]
        )
    assert [(f.check, f.where) for f in queries.verify_books()] == [("posted hold is not what its journal takes", "h")]


def test_a_guard_that_is_switched_off_is_named(owner: Account) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        off = {fault.where for fault in queries.guards_off()}
        transaction.set_rollback(True)
    assert {"ledger_entry: append_only", "ledger_entry: whole_and_balanced"} <= off


def test_the_hash_of_the_books_changes_with_the_open_day_too(owner: Account) -> None:
    before = queries.books_hash()
    assert queries.books_hash() == before
    books.transfer(books.bank(), owner, 1, "k", on=D12)
    after = queries.books_hash()
    assert after != before
    books.seal(D12, D13)
    assert queries.books_hash() == after == DaySeal.objects.get(on=D12).hash


@pytest.mark.parametrize("entries", [1, 200])
def test_reads_cost_the_same_queries_whatever_the_number_of_entries(
    owner: Account, entries: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    for number in range(entries):
        books.transfer(books.bank(), owner, 1, f"k{number}", on=D12)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        queries.balance_fen(owner)
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        [line.entry.journal.key for line in queries.statement(owner, D8, D13).lines]
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        queries.trial_balance(D8, D13)
