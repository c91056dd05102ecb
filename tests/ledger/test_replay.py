"""Everything derived can be built again from the journals, and what was tampered with shows."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ledger import operations as ledger
from ledger.models import DaySeal
from ledger.replay import replay
from tests import people
from tests.conftest import OPEN_DAY
from tests.ledger import books
from tests.make import AT
from tests.stories.test_trial_balance import live_the_period

pytestmark = pytest.mark.django_db
NEXT_DAY, THIRD_DAY = date(2026, 10, 12), date(2026, 10, 13)


@pytest.fixture
def lived() -> None:
    """Two closed days with every kind of entry, a closed account and a hold, and an open day."""
    live_the_period()
    owner, till = books.funded("A", 1_000), books.bank()
    books.hold(owner, 200, "h")
    empty = books.funded("B", 50)
    books.seal(OPEN_DAY, NEXT_DAY)
    books.transfer(empty, till, 50, "out", on=NEXT_DAY, value_on=OPEN_DAY)
    books.sql("UPDATE ledger_account SET closed_on = %s WHERE code = 'B'", NEXT_DAY)
    books.seal(NEXT_DAY, THIRD_DAY)
    books.transfer(owner, till, 300, "today", on=THIRD_DAY)


def test_a_replay_agrees_with_sound_books_and_leaves_nothing_behind(
    lived: None, capsys: pytest.CaptureFixture[str]
) -> None:
    found = replay()
    assert (found.days, found.differences, found.hash) == (2, [], found.replayed_hash)
    assert found.replayed_hash == DaySeal.objects.get(on=NEXT_DAY).hash
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'replay'")
        assert cursor.fetchone() == (0,)
    books.assert_books_balance()
    call_command("replay")
    assert "agrees with the books" in capsys.readouterr().out


def test_books_without_a_closed_day_have_nothing_to_replay() -> None:
    books.open_books()
    found = replay()
    assert (found.days, found.entries, found.differences) == (0, 0, [])


def tamper(statement: str, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE ledger_account SET balance_fen = balance_fen + 1 WHERE code = 'A'", "ledger_account"),
        ("UPDATE ledger_accountsnapshot SET balance_fen = balance_fen + 1", "ledger_accountsnapshot"),
        ("UPDATE ledger_subjectday SET debit_fen = debit_fen + 1", "ledger_subjectday"),
        ("UPDATE ledger_dayturnover SET credit_fen = credit_fen + 1", "ledger_dayturnover"),
        ("UPDATE ledger_voucher SET total_fen = total_fen + 1", "ledger_voucher"),
        ("UPDATE ledger_dayseal SET hash = repeat('0', 64)", "ledger_dayseal"),
    ],
)
def test_what_was_tampered_with_differs_from_the_replay(lived: None, statement: str, table: str) -> None:
    tamper(statement, table)
    assert any(difference.startswith(table) for difference in replay().differences)
    with pytest.raises(CommandError, match="difference"):
        call_command("replay")


def test_books_with_a_month_end_replay(lived: None) -> None:
    books.seal(THIRD_DAY, date(2026, 11, 2))
    slip = ledger.prepare_month_end(month="202610", by=people.sun_ba(), at=AT)
    ledger.confirm_slip(slip_id=slip.pk, by=people.zhou_jiu(), at=AT)
    books.seal(date(2026, 11, 2), date(2026, 11, 3))
    assert replay().differences == []
