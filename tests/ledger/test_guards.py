"""The books attacked from below: raw SQL against what the database promises."""

from __future__ import annotations

import io
from datetime import date

import psycopg2
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.utils import InternalError

from ledger.models import Account, Entry, Hold, Journal, Voucher
from tests.conftest import OPEN_DAY
from tests.ledger import books

pytestmark = pytest.mark.django_db
NEXT_DAY = date(2026, 10, 12)


@pytest.fixture(autouse=True)
def day() -> date:
    return books.open_books()


JOURNAL = """INSERT INTO ledger_journal (id, key, body_hash, reason, "on", value_on, "case", memo, at, txid)
    VALUES (%s, %s, 'x', 'OTHER', %s, %s, '', '', now(), 0)"""


def raw_journal(pk: int, key: str = "raw", on: date = OPEN_DAY, value_on: date | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(JOURNAL, [pk, key, on, value_on or on])


def raw_entries(*lines: tuple[int, Account, int, int], on: date = OPEN_DAY, value_on: date | None = None) -> None:
    """Entries (journal id, account, debit, credit) in one statement."""
    values = [(journal, owner.pk, debit, credit, on, value_on or on) for journal, owner, debit, credit in lines]
    marks = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO ledger_entry (journal_id, account_id, debit_fen, credit_fen, "on", value_on) VALUES ' + marks,
            [value for row in values for value in row],
        )


def judge() -> None:
    """What a commit would judge."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


# --- what is written stays


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET debit_fen = debit_fen + 1 WHERE debit_fen > 0",
        "UPDATE ledger_entry SET value_on = value_on - 1",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_journal SET memo = 'changed'",
        "UPDATE ledger_journal SET txid = 0",
        "DELETE FROM ledger_journal",
        "UPDATE ledger_dayseal SET hash = 'x'",
        "DELETE FROM ledger_dayseal",
        "UPDATE ledger_accountsnapshot SET balance_fen = 0",
        "DELETE FROM ledger_accountsnapshot",
        "UPDATE ledger_subjectday SET debit_fen = 0",
        "DELETE FROM ledger_subjectday",
        "DELETE FROM ledger_hold",
        "DELETE FROM ledger_voucher",
        "UPDATE ledger_voucher SET total_fen = 1",
        "DELETE FROM ledger_account",
        """INSERT INTO ledger_entry (id, journal_id, account_id, debit_fen, credit_fen, "on", value_on)
           SELECT id, journal_id, account_id, debit_fen, credit_fen, "on", value_on FROM ledger_entry
           ON CONFLICT (id) DO UPDATE SET value_on = excluded.value_on - 1""",
        """MERGE INTO ledger_entry e USING ledger_account a ON a.id = e.account_id
           WHEN MATCHED THEN UPDATE SET debit_fen = 7""",
    ],
)
def test_nothing_written_is_changed_or_removed(statement: str) -> None:
    books.funded("A", 100)
    books.hold(books.account("A"), 10, "h")
    books.seal(OPEN_DAY, NEXT_DAY)
    with pytest.raises(InternalError):
        books.sql(statement)


@pytest.mark.parametrize(
    "table", ["account", "journal", "entry", "hold", "dayseal", "voucher", "accountsnapshot", "subjectday"]
)
def test_no_table_of_the_books_is_truncated(table: str) -> None:
    with connection.cursor() as cursor, pytest.raises(InternalError, match="never truncated"), transaction.atomic():
        cursor.execute(f"TRUNCATE ledger_{table} CASCADE")


# --- a journal arrives whole and balanced


def test_an_unbalanced_journal_is_refused_by_the_database() -> None:
    first, second = books.account("A"), books.account("B")
    with pytest.raises(InternalError, match="does not balance"), transaction.atomic():
        raw_journal(900)
        raw_entries((900, books.bank(), 100, 0), (900, first, 0, 60), (900, second, 0, 39))


def test_two_unbalanced_journals_do_not_make_up_for_each_other() -> None:
    first = books.account("A")
    with pytest.raises(InternalError, match="does not balance"), transaction.atomic():
        raw_journal(900, "one")
        raw_journal(901, "two")
        raw_entries((900, books.bank(), 100, 0), (901, first, 0, 100))


def test_a_journal_without_entries_is_refused_at_commit() -> None:
    with pytest.raises(InternalError, match="no entries"), transaction.atomic():
        raw_journal(900)
        judge()


def test_entries_in_a_second_statement_are_refused_although_balanced() -> None:
    first = books.account("A")
    with pytest.raises(InternalError, match="written whole"), transaction.atomic():
        raw_journal(900)
        raw_entries((900, books.bank(), 100, 0), (900, first, 0, 100))
        judge()
        raw_entries((900, books.bank(), 5, 0), (900, first, 0, 5))


def test_two_inserts_in_one_statement_are_weighed_together() -> None:
    first = books.account("A")
    insert = """INSERT INTO ledger_entry (journal_id, account_id, debit_fen, credit_fen, "on", value_on)
                VALUES (900, %s, %s, %s, %s, %s) RETURNING 1"""
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        raw_journal(900)
        cursor.execute(
            f"WITH a AS ({insert}), b AS ({insert}) SELECT FROM a, b",
            [books.bank().pk, 100, 0, OPEN_DAY, OPEN_DAY, first.pk, 0, 99, OPEN_DAY, OPEN_DAY],
        )


def test_entries_without_a_journal_are_refused() -> None:
    first = books.account("A")
    with pytest.raises(InternalError, match="does not balance or is closed"), transaction.atomic():
        raw_entries((900, books.bank(), 100, 0), (900, first, 0, 100))


def test_entries_before_their_journal_are_refused() -> None:
    first = books.account("A")
    with pytest.raises(InternalError), transaction.atomic():
        raw_entries((900, books.bank(), 100, 0), (900, first, 0, 60))
        raw_journal(900)


def test_entries_on_an_account_that_is_not_there_yet_are_refused() -> None:
    ghost = Account(pk=999_999)
    with pytest.raises(InternalError, match="does not exist"), transaction.atomic():
        raw_journal(900)
        raw_entries((900, books.bank(), 100, 0), (900, ghost, 0, 100))


def test_copy_passes_the_same_guards() -> None:
    first = books.account("A")
    rows = f"900\t{books.bank().pk}\t100\t0\t{OPEN_DAY}\t{OPEN_DAY}\n900\t{first.pk}\t0\t99\t{OPEN_DAY}\t{OPEN_DAY}\n"
    with pytest.raises(psycopg2.InternalError, match="does not balance"), transaction.atomic():
        raw_journal(900)
        with connection.cursor() as cursor:
            cursor.cursor.copy_expert(
                'COPY ledger_entry (journal_id, account_id, debit_fen, credit_fen, "on", value_on) FROM STDIN',
                io.StringIO(rows),
            )


@pytest.mark.parametrize(("debit", "credit"), [(0, 0), (5, 5), (-5, 0), (0, -5)])
def test_an_entry_has_exactly_one_side_above_zero(debit: int, credit: int) -> None:
    first = books.account("A")
    with pytest.raises(IntegrityError), transaction.atomic():
        raw_journal(900)
        raw_entries((900, books.bank(), debit, credit), (900, first, credit, debit))


def test_entries_keep_the_dates_of_their_journal() -> None:
    first = books.account("A")
    earlier = date(2026, 10, 9)
    for dates in ({"on": earlier}, {"value_on": earlier}):
        with pytest.raises(InternalError), transaction.atomic():
            raw_journal(900)
            raw_entries((900, books.bank(), 100, 0), (900, first, 0, 100), **dates)


def test_a_forged_transaction_id_is_overwritten() -> None:
    first = books.account("A")
    with transaction.atomic():
        raw_journal(900)
        raw_entries((900, books.bank(), 100, 0), (900, first, 0, 100))
        judge()
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid = pg_current_xact_id()::text::bigint FROM ledger_journal WHERE id = 900")
        assert cursor.fetchone() == (True,)


# --- days and accounts


@pytest.mark.parametrize("on", [date(2026, 10, 9), date(2026, 10, 12), date(2027, 1, 1)])
def test_only_the_open_day_takes_journals(on: date) -> None:
    with pytest.raises(InternalError, match="not open"), transaction.atomic():
        raw_journal(900, on=on)


def test_a_sealed_day_stays_shut_even_when_the_business_date_is_turned_back() -> None:
    books.funded("A", 100)
    books.seal(OPEN_DAY, NEXT_DAY)
    books.sql('UPDATE policy_businessdate SET "on" = %s', OPEN_DAY)
    with pytest.raises(InternalError, match="not open"), transaction.atomic():
        raw_journal(900)


def test_a_value_date_after_the_book_date_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        raw_journal(900, value_on=NEXT_DAY)


def test_a_closed_account_takes_no_entries() -> None:
    empty = books.account("A")
    books.sql("UPDATE ledger_account SET closed_on = %s WHERE id = %s", OPEN_DAY, empty.pk)
    with pytest.raises(InternalError, match="closed"), transaction.atomic():
        raw_journal(900)
        raw_entries((900, books.bank(), 100, 0), (900, empty, 0, 100))


@pytest.mark.parametrize(
    "change",
    [
        "balance_fen = balance_fen + 1",
        "held_fen = 0",
        "is_guarded = false, balance_fen = 0, held_fen = 0",
        "is_guarded = false",
        "is_credit = false",
        "subject_id = '219-01'",
        "code = 'B'",
    ],
)
def test_figures_and_nature_of_an_account_are_not_written_by_hand(change: str) -> None:
    owner = books.funded("A", 100)
    books.hold(owner, 10, "h")
    with pytest.raises(DatabaseError):
        books.sql(f"UPDATE ledger_account SET {change} WHERE id = %s", owner.pk)


def test_a_closed_account_is_not_reopened() -> None:
    empty = books.account("A")
    books.sql("UPDATE ledger_account SET closed_on = %s WHERE id = %s", OPEN_DAY, empty.pk)
    with pytest.raises(InternalError):
        books.sql("UPDATE ledger_account SET closed_on = NULL WHERE id = %s", empty.pk)


def test_an_account_with_money_is_not_closed_by_hand() -> None:
    owner = books.funded("A", 100)
    with pytest.raises(IntegrityError):
        books.sql("UPDATE ledger_account SET closed_on = %s WHERE id = %s", OPEN_DAY, owner.pk)


def test_an_account_is_not_born_with_money() -> None:
    with pytest.raises(InternalError, match="starts empty"), transaction.atomic():
        Account.objects.create(
            code="A", name="A", subject_id="201", is_credit=True, is_guarded=True, balance_fen=5, opened_on=OPEN_DAY
        )


# --- holds and vouchers


@pytest.mark.parametrize(
    "change", ["fen = 5", "status = 'RELEASED'", "account_id = (SELECT id FROM ledger_account WHERE code = 'B')"]
)
def test_a_hold_only_ends(change: str) -> None:
    books.account("B")
    books.hold(books.funded("A", 100), 10, "h")
    with pytest.raises(DatabaseError):
        books.sql(f"UPDATE ledger_hold SET {change}")


def test_an_ended_hold_does_not_come_back() -> None:
    owner = books.funded("A", 100)
    books.hold(owner, 10, "h")
    books.release("h")
    with pytest.raises(InternalError, match="only ends"):
        books.sql("UPDATE ledger_hold SET status = 'HELD', ended_at = NULL")
    assert Hold.objects.get().status == "RELEASED"


def test_a_control_account_cannot_be_held() -> None:
    with pytest.raises(InternalError, match="only guarded"):
        books.hold(books.bank(), 10, "h")


def test_a_voucher_is_reviewed_once_and_by_another_person() -> None:
    books.funded("A", 100)
    books.seal(OPEN_DAY, NEXT_DAY)
    voucher = Voucher.objects.get()
    with pytest.raises(DatabaseError):
        books.sql("UPDATE ledger_voucher SET reviewed_at = now() WHERE id = %s", voucher.pk)
    with pytest.raises(InternalError, match="reviewed once"):
        books.sql("UPDATE ledger_voucher SET number = '202610-0002' WHERE id = %s", voucher.pk)


# --- other transactions


@pytest.fixture
def other() -> psycopg2.extensions.connection:
    """A second connection to the same database."""
    found = psycopg2.connect(**{k: v for k, v in connection.get_connection_params().items() if k not in _DJANGO_ONLY})
    with found, found.cursor() as cursor:
        cursor.execute("SET lock_timeout = '3s'")  # what waits where it should have been refused fails
    yield found
    found.close()


_DJANGO_ONLY = ("cursor_factory", "context", "prepare_threshold", "server_side_binding")


def _entries(cursor: object, journal: int, debit: int, credit: int, fen: tuple[int, int]) -> None:
    cursor.execute(  # type: ignore[attr-defined]
        'INSERT INTO ledger_entry (journal_id, account_id, debit_fen, credit_fen, "on", value_on)'
        " VALUES (%s, %s, %s, 0, %s, %s), (%s, %s, 0, %s, %s, %s)",
        [journal, debit, fen[0], OPEN_DAY, OPEN_DAY, journal, credit, fen[1], OPEN_DAY, OPEN_DAY],
    )


@pytest.mark.django_db(transaction=True)
def test_nothing_is_added_to_another_transactions_journal(other: psycopg2.extensions.connection) -> None:
    owner = books.funded("A", 100)
    journal = Journal.objects.get()
    for fen in ((5, 5), (5, 4)):
        with pytest.raises(psycopg2.InternalError), other, other.cursor() as cursor:
            _entries(cursor, journal.pk, books.bank().pk, owner.pk, fen)
    assert Entry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_nothing_is_added_to_a_journal_that_is_not_yet_committed(other: psycopg2.extensions.connection) -> None:
    """Its row is invisible, and the foreign key would be judged only at commit, when it is there."""
    owner, till = books.account("A"), books.bank()
    with transaction.atomic():
        raw_journal(900)
        raw_entries((900, till, 100, 0), (900, owner, 0, 100))
        with pytest.raises(psycopg2.InternalError), other.cursor() as cursor:
            _entries(cursor, 900, till.pk, owner.pk, (7, 3))
        other.rollback()
    books.transfer(owner, till, 100, "out")
    assert books.queries.verify_books()[0].where == "raw"  # its body hash was made up


@pytest.mark.django_db(transaction=True)
def test_an_account_of_another_open_transaction_takes_no_entries(other: psycopg2.extensions.connection) -> None:
    """Its cached balance could not follow."""
    till = books.bank()
    with transaction.atomic():
        ghost = books.account("A")
        with pytest.raises(psycopg2.InternalError, match="does not exist"), other.cursor() as cursor:
            cursor.execute(JOURNAL, [900, "raw", OPEN_DAY, OPEN_DAY])
            _entries(cursor, 900, till.pk, ghost.pk, (7, 7))
        other.rollback()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_a_fixed_snapshot_does_not_slip_into_a_day_sealed_meanwhile(
    other: psycopg2.extensions.connection, level: str
) -> None:
    owner = books.funded("A", 100)
    with other.cursor() as cursor:
        cursor.execute(f"BEGIN ISOLATION LEVEL {level}")
        cursor.execute("SELECT count(*) FROM ledger_journal")
        books.seal(OPEN_DAY, NEXT_DAY)
        with pytest.raises(psycopg2.InternalError, match="READ COMMITTED"):
            cursor.execute(JOURNAL, [900, "late", OPEN_DAY, OPEN_DAY])
    other.rollback()
    assert owner.entries.count() == 1
