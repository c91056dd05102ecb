"""Reads of the books, by subject: balances, statements, what a day holds, and the proof that all adds up."""

from ledger.queries.balances import balance_fen, balance_known_on, balance_on
from ledger.queries.days import (
    LINES_SHOWN,
    DayFigures,
    day_figures,
    days,
    journals_of_voucher,
    unreviewed_before,
    voucher_of,
    vouchers,
    vouchers_on,
)
from ledger.queries.statements import (
    Statement,
    StatementLine,
    TrialRow,
    accounts,
    opening_fen,
    statement,
    statement_entries,
    subject_balance_fen,
    trial_balance,
)
from ledger.queries.verification import Fault, books_hash, guards_off, verify_books

__all__ = [
    "LINES_SHOWN",
    "DayFigures",
    "Fault",
    "Statement",
    "StatementLine",
    "TrialRow",
    "accounts",
    "balance_fen",
    "balance_known_on",
    "balance_on",
    "books_hash",
    "day_figures",
    "days",
    "guards_off",
    "journals_of_voucher",
    "opening_fen",
    "statement",
    "statement_entries",
    "subject_balance_fen",
    "trial_balance",
    "unreviewed_before",
    "verify_books",
    "voucher_of",
    "vouchers",
    "vouchers_on",
]
