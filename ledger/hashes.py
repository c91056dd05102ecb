"""Hashes of the books: of a journal's body, and of a day over its entries.

A day's hash goes by journal key and account code, so that two builds of the same books agree. Employers go by id:
their names and codes may be corrected later, and an old day must not change with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

BODY_LINES = """
    string_agg(account_id || ':' || debit_fen || ':' || credit_fen || ':' || coalesce(employer_id::text, ''), E'\\n'
               ORDER BY account_id, debit_fen, credit_fen, employer_id)
"""
"""SQL: a journal's lines as the text that its body hash covers, after `body_head`."""

_DAY = """
    SELECT count(*), coalesce(sum(debit_fen), 0), encode(sha256(convert_to(%(previous)s || E'\\n' || coalesce(
        string_agg(line, E'\\n' ORDER BY line COLLATE "C"), ''), 'UTF8')), 'hex')
    FROM (
        SELECT e.debit_fen, concat_ws('|', j.key, j.reason, j.value_on, j."case", j.memo, a.code, e.debit_fen,
                                      e.credit_fen, e.employer_id) AS line
        FROM ledger_entry e
        JOIN ledger_journal j ON j.id = e.journal_id
        JOIN ledger_account a ON a.id = e.account_id
        WHERE e."on" = %(on)s
    ) AS lines
"""


def body_head(reason: str, value_on: date, case: str, reverses: int | None) -> str:
    """What a journal means beside its lines: the first line of the text that its body hash covers."""
    return f"{reason}|{value_on}|{case}|{reverses or ''}\n"


@dataclass(frozen=True)
class DayHash:
    """What a day's entries come to. `turnover_fen` is the sum of the debits."""

    entry_count: int
    turnover_fen: int
    hash: str


def day_hash(on: date, previous: str) -> DayHash:
    """Count, turnover and chained SHA-256 of the entries booked on a day."""
    with connection.cursor() as cursor:
        cursor.execute(_DAY, {"on": on, "previous": previous})
        count, turnover, digest = cursor.fetchone()
    return DayHash(int(count), int(turnover), digest)
