"""The books in beancount's text format, so that a program nobody here wrote can judge them.

One unit of the commodity FEN is one fen, so amounts stay whole numbers. Names follow beancount's rule (roots
Assets, Liabilities, Equity, Income, Expenses; parts of letters, digits and dashes): `Liabilities:S201:A-<code>`,
with what is no letter or digit written as -<code point in hex>-. Chinese names go into metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection

_ROOTS = {"1": "Assets", "2": "Liabilities", "3": "Equity", "401": "Income", "411": "Expenses"}

_ACCOUNTS = """
    SELECT a.code, a.name, a.subject_id, s.name AS subject,
           least(a.opened_on, (SELECT min(value_on) FROM ledger_entry e WHERE e.account_id = a.id)) AS since
    FROM ledger_account a JOIN ledger_subject s ON s.code = a.subject_id ORDER BY since, a.id
"""
_ENTRIES = """
    SELECT j.value_on, j.key, j.reason, j."on", j."case", j.memo, a.subject_id, a.code, e.debit_fen - e.credit_fen
    FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id JOIN ledger_account a ON a.id = e.account_id
    WHERE j."on" <= %s ORDER BY j.value_on, j.id, e.id
"""


def account_name(subject: str, code: str) -> str:
    """A ledger account's name in beancount: `account_name("219-01", "S 1")` → "Liabilities:S219-01:A-S-20-1"."""
    root = _ROOTS.get(subject[:3]) or _ROOTS[subject[0]]
    plain = re.sub(r"[^A-Za-z0-9]", lambda found: f"-{ord(found[0]):x}-", code)
    return f"{root}:S{subject}:A-{plain}"


def lines(until: date) -> Iterator[str]:
    """The file, line by line, of everything booked up to the end of book date `until`. Dates are value dates.

    Runs within the caller's transaction, which fixes the moment.
    """
    yield 'option "title" "住房公积金账簿"'
    yield 'option "operating_currency" "FEN"'
    for code, name, subject, subject_name, since in _stream("accounts", _ACCOUNTS, []):
        yield f"{since} open {account_name(subject, code)} FEN"
        yield f"  code: {_quoted(code)}"
        yield f"  name: {_quoted(name)}"
        yield f"  subject: {_quoted(subject_name)}"
    for (value_on, key, reason, on, case, memo), rows in groupby(_stream("entries", _ENTRIES, [until]), _HEAD):
        yield f"{value_on} * {_quoted(memo)}"
        yield f"  key: {_quoted(key)}"
        yield f"  reason: {_quoted(reason)}"
        yield f"  booked: {on}"
        if case:
            yield f"  case: {_quoted(case)}"
        for *_head, subject, code, fen in rows:
            yield f"  {account_name(subject, code)}  {fen} FEN"


_HEAD = itemgetter(0, 1, 2, 3, 4, 5)


def _stream(name: str, statement: str, values: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Rows through a cursor of the server, so that the books need not fit into memory; within a transaction."""
    with connection.connection.cursor(name=f"beancount_{name}") as cursor:
        cursor.itersize = 5_000
        cursor.execute(statement, values)
        yield from cursor


def _quoted(text: str) -> str:
    cleaned = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{cleaned}"'
