"""Two hundred thousand loans, straight into the tables, every fifth offset from savings, the rest from cards.

Triggers rest while it loads (`session_replication_role`), so cached balances are set along. All are the worked loan of
500,000 over 360 months at 2.6 %, due on 20 October 2026.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction

AT = datetime(2026, 10, 20, 1, tzinfo=UTC)
DUE = date(2026, 10, 20)
CARD = "6217000012345678903"

_STATEMENTS = (
    """INSERT INTO ledger_account (code, name, subject_id, is_credit, is_guarded, balance_fen, held_fen, opened_on)
       SELECT '121-01-DK' || lpad(id::text, 12, '0'), '贷款', '121-01', false, true, 50000000, 0, '2026-09-20'
       FROM accounts_person ORDER BY id LIMIT %(loans)s""",
    """INSERT INTO loans_loan
           (number, borrower_id, co_borrower_id, branch_id, ledger_account_id, principal_fen, months, method,
            annual_rate, penalty_factor, is_first, rate_margin, due_day, disbursed_on, matures_on, card_account,
            card_tail, is_offset, expectation, planned_fen, level_fen, months_left, next_number, next_due_on,
            interest_from, next_principal_fen, next_interest_fen, status, risk_class)
       SELECT 'DK' || lpad(p.id::text, 12, '0'), p.id, CASE WHEN p.id %% 5 = 0 THEN p.id + 1 END,
              (SELECT min(id) FROM accounts_branch), a.id, 50000000, 360, 'equal_instalment', 2.6, 1.5, true, 0, 20,
              '2026-09-20', '2056-09-20', %(card)s, '8903', p.id %% 5 = 0, '', 50000000, 200170, 360, 1, '2026-10-20',
              '2026-09-20', 91837, 108333, '2', '01'
       FROM ledger_account a JOIN accounts_person p ON a.code = '121-01-DK' || lpad(p.id::text, 12, '0')
       WHERE EXISTS (SELECT FROM accounts_person q WHERE q.id = p.id + 1) ORDER BY a.id""",
)


def fill(loans: int) -> None:
    """So many loans with their borrowers, in an empty database; the business day is their due day."""
    from bank.models import BankAccount
    from benchmarks import crowd
    from common.crypto import encrypt
    from policy import operations as policy
    from tests import make, people

    with transaction.atomic():
        policy.set_book_date(on=DUE)
    make.city()
    people.branch()
    make.bank_account()
    assert BankAccount.objects.exists()
    crowd.fill(loans, max(10, loans // 100))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in _STATEMENTS:
            cursor.execute(statement, {"loans": loans, "card": encrypt(CARD, where="loan.card_account")})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def keep(tables: Sequence[str], since: dict[str, int], prefix: str) -> None:
    """Copy what a run has written: rows of these tables after the ids that stood before."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"CREATE TABLE {prefix}_{table} AS SELECT * FROM {table} WHERE id > %s", [since[table]])


def newest(tables: Sequence[str]) -> dict[str, int]:
    """The highest id of each table."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def undo(tables: Sequence[str], since: dict[str, int], more: Sequence[str]) -> None:
    """Take a run back, triggers resting: its rows go, loans and balances are as they were."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in more:
            cursor.execute(statement)
        for table in reversed(tables):
            cursor.execute(f"DELETE FROM {table} WHERE id > %s", [since[table]])
    with connection.cursor() as cursor:
        for table in (*tables, "loans_loan", "ledger_account"):
            cursor.execute(f"VACUUM ANALYZE {table}")
        cursor.execute("CHECKPOINT")  # each of the measured begins with nothing left to write


def write_back(tables: Sequence[str], loans_set: str, prefix: str) -> float:
    """Seconds of bare statements that write the same rows into the same tables, triggers and all."""
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {prefix}_{table} ORDER BY id")
        cursor.execute(f"UPDATE loans_loan l SET {loans_set} FROM {prefix}_loans AS n WHERE n.id = l.id")
    return time.perf_counter() - start


def rows(statement: str) -> Any:
    """The first row of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()
