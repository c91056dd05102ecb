"""Replay: every balance, total, voucher and statement built again from the journals alone, beside the books.

The journals are posted a second time, day by day, into empty copies of the tables in a schema of their own, under the
same triggers and through the same day close; then both are compared. The schema is gone when the transaction ends.
Days cannot be closed meanwhile: a large centre replays a restored copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pgtrigger.registry
from django.db import connection, models, transaction

from ledger import queries
from ledger.models import (
    Account,
    AccountSnapshot,
    DaySeal,
    DayTurnover,
    Entry,
    Journal,
    SubjectDay,
    Voucher,
)
from ledger.operations import closing
from policy.models import BusinessDate

REBUILT = (Account, Journal, Entry, AccountSnapshot, SubjectDay, DayTurnover, Voucher, DaySeal)
SCHEMA = "replay"

# What must come out alike: columns of the books beside those of the replay.
_ALIKE = {
    "ledger_dayseal": '"on", entry_count, turnover_fen, previous_hash, hash',
    "ledger_voucher": 'number, "on", reason, branch_id, journal_count, total_fen',
    "ledger_accountsnapshot": 'account_id, "on", balance_fen',
    "ledger_subjectday": 'subject_id, "on", debit_fen, credit_fen',
    "ledger_dayturnover": 'subject_id, account_id, "on", value_on, reason, debit_fen, credit_fen',
}

# The open day is not replayed: its entries stand between the replayed balance and the cached one.
_BALANCES = f"""
    SELECT a.code FROM public.ledger_account a
    JOIN {SCHEMA}.ledger_account r ON r.id = a.id
    LEFT JOIN (
        SELECT account_id, sum(credit_fen - debit_fen) AS net FROM public.ledger_entry
        WHERE "on" > coalesce((SELECT max("on") FROM {SCHEMA}.ledger_dayseal), '0001-01-01') GROUP BY account_id
    ) AS since ON since.account_id = a.id
    WHERE a.is_guarded
      AND a.balance_fen <> r.balance_fen + (CASE WHEN a.is_credit THEN 1 ELSE -1 END) * coalesce(since.net, 0)
    ORDER BY a.code LIMIT 20
"""


@dataclass(frozen=True)
class Replay:
    """What a replay came to: days posted again, the last hash of each side, and what differs (nothing, if sound)."""

    days: int
    entries: int
    hash: str
    replayed_hash: str
    differences: list[str]


def replay() -> Replay:
    """Post all sealed days again and compare; nothing of it stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        _judge(cursor)  # what the caller has pending is judged before names lead to the copies
        _build(cursor)
        cursor.execute('SELECT "on", at FROM public.ledger_dayseal ORDER BY "on"')
        seals = cursor.fetchall()
        previous, entries = "", 0
        for on, at in seals:
            seal = _post_again(cursor, on, previous, at)
            previous, entries = seal.hash, entries + seal.entry_count
        differences = _differences(cursor, seals[-1][0] if seals else None)
        cursor.execute('SELECT hash FROM public.ledger_dayseal ORDER BY "on" DESC LIMIT 1')
        found = cursor.fetchone()
        transaction.set_rollback(True)
    return Replay(len(seals), entries, found[0] if found else "", previous, differences)


def _build(cursor: Any) -> None:
    """Empty copies of the tables with their constraints and triggers; accounts as they began."""
    cursor.execute(f"CREATE SCHEMA {SCHEMA}")
    for model in (*REBUILT, BusinessDate):
        table = model._meta.db_table
        cursor.execute(f"CREATE TABLE {SCHEMA}.{table} (LIKE public.{table} INCLUDING ALL)")
    cursor.execute(f"SET LOCAL search_path = {SCHEMA}, public")
    watched: Any
    for watched, trigger in pgtrigger.registry.registered():
        if watched in REBUILT:
            cursor.execute(trigger.compile(watched).install_sql)
    cursor.execute(
        "INSERT INTO ledger_account"
        " (id, code, name, subject_id, is_credit, is_guarded, balance_fen, held_fen, opened_on)"
        " SELECT id, code, name, subject_id, is_credit, is_guarded, 0, 0, opened_on FROM public.ledger_account"
    )
    cursor.execute('INSERT INTO policy_businessdate (id, "on") SELECT id, "on" FROM public.policy_businessdate')


def _post_again(cursor: Any, on: date, previous: str, at: Any) -> DaySeal:
    cursor.execute('UPDATE policy_businessdate SET "on" = %s', [on])
    for model in (Journal, Entry):
        table, columns = model._meta.db_table, _columns(model)
        cursor.execute(
            f"INSERT INTO {SCHEMA}.{table} ({columns})"
            f' SELECT {columns} FROM public.{table} WHERE "on" = %s ORDER BY id',
            [on],
        )
    _judge(cursor)
    return closing.write_day(on=on, previous=previous, by=None, at=at)


def _judge(cursor: Any) -> None:
    """Let deferred triggers speak now, as a commit would."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _columns(model: type[models.Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def _differences(cursor: Any, last: date | None) -> list[str]:
    """Each row, balance and statement that the replay has otherwise than the books."""
    found = []
    for table, columns in _ALIKE.items():
        ours, theirs = (f"SELECT {columns} FROM {schema}.{table}" for schema in ("public", SCHEMA))
        cursor.execute(f"({ours} EXCEPT {theirs}) UNION ALL ({theirs} EXCEPT {ours}) LIMIT 20")
        found += [f"{table}: {' '.join(map(str, row))}" for row in cursor.fetchall()]
    cursor.execute(_BALANCES)
    found += [f"ledger_account: {code}" for (code,) in cursor.fetchall()]
    if last is not None:
        again = _statements(last)
        cursor.execute("SET LOCAL search_path = public")
        before = _statements(last)
        found += [report for report in before if before[report] != again[report]]
    return found


def _statements(last: date) -> dict[str, Any]:
    """The statements as of the last sealed day."""
    first = last.replace(month=1, day=1)
    return {
        "balance sheet": queries.balance_sheet(last, known_on=last).rows,
        "surplus statement": queries.surplus(first, last, known_on=last).rows,
        "cash by bank account": queries.cash(first, last, known_on=last).rows,
        "trial balance": queries.trial_balance(first, last),
    }
