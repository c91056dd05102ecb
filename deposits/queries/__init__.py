"""Reads of the deposit business: whose rows a user may see, balances explained, what an employer owes."""

from deposits.queries.accounts import (
    accounts_visible_to,
    employer_accounts_visible_to,
    find_accounts,
    lists_visible_to,
    own_account,
    uploads_visible_to,
)
from deposits.queries.employers import EmployerStanding, MonthDue, employer_totals, months_of, standing
from deposits.queries.explain import Bill, Explained, Why, bill, explained_entries, months_paid, recent_entries

__all__ = [
    "Bill",
    "EmployerStanding",
    "Explained",
    "MonthDue",
    "Why",
    "accounts_visible_to",
    "bill",
    "employer_accounts_visible_to",
    "employer_totals",
    "explained_entries",
    "find_accounts",
    "lists_visible_to",
    "months_of",
    "months_paid",
    "own_account",
    "recent_entries",
    "standing",
    "uploads_visible_to",
]
