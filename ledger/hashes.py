"""The hash of a day: over its entries by key and account code, so that two builds of the same books agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

_DAY = """
    SELECT count(*), coalesce(sum(debit_fen), 0), encode(sha256(convert_to(%(previous)s || E'\\n' || coalesce(
        string_agg(line, E'\\n' ORDER BY line COLLATE "C"), ''), 'UTF8')), 'hex')
    FROM (
        SELECT e.debit_fen, concat_ws('|', j.key, j.reason, j.value_on, j."case", a.code, e.debit_fen, e.credit_fen,
                                      emp.social_credit_code) AS line
        FROM ledger_entry e
        JOIN ledger_journal j ON j.id = e.journal_id
        JOIN ledger_account a ON a.id = e.account_id
        LEFT JOIN accounts_employer emp ON emp.id = e.employer_id
        WHERE e."on" = %(on)s
    ) AS lines
"""


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
