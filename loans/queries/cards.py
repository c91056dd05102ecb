"""Whose card a loan is paid back from: a bank's order names the holder, and nobody else disposes of the card."""

from __future__ import annotations

from collections.abc import Iterable

from accounts import rules as accounts
from accounts.models import BankCard
from loans.models import Loan


def own_cards(pairs: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of these pairs of person and card number are that person's card, bound now or before: one query."""
    wanted = {(person_id, accounts.card_index(number)): (person_id, number) for person_id, number in pairs}
    if not wanted:
        return set()
    rows = BankCard.objects.filter(person__in={person_id for person_id, _index in wanted})
    return {wanted[each] for each in rows.values_list("person_id", "number_index") if each in wanted}


def holder_of(loan: Loan) -> int:
    """Whose card it is: the co-borrower's where they have bound it, else the borrower's."""
    partner = loan.co_borrower_id
    if partner is not None and loan.card_account and own_cards([(partner, loan.card_account)]):
        return partner
    return loan.borrower_id


def holder_name(loan: Loan) -> str:
    """In whose name the card is."""
    holder = loan.borrower if loan.co_borrower is None or holder_of(loan) == loan.borrower_id else loan.co_borrower
    return holder.name
