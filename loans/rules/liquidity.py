"""Whether the money lasts: the loan ratio with its lines, and the weeks ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


def loan_ratio(loans_fen: int, deposits_fen: int) -> Decimal:
    """Personal loans by deposits (个贷率, domain §6.4), in percent with one place; 0 without deposits."""
    if deposits_fen <= 0:
        return Decimal(0)
    return (Decimal(loans_fen) * 100 / deposits_fen).quantize(Decimal("0.1"), ROUND_HALF_UP)


def overdue_rate(overdue_fen: int, loans_fen: int) -> Decimal:
    """Overdue principal by loans (逾期率), in per mille with two places; 0 without loans."""
    if loans_fen <= 0:
        return Decimal(0)
    return (Decimal(overdue_fen) * 1000 / loans_fen).quantize(Decimal("0.01"), ROUND_HALF_UP)


def colour(ratio: Decimal, warn: Decimal, stop: Decimal) -> str:
    """The colour of a loan ratio: good below the warning line, bad from the red line on."""
    if ratio >= stop:
        return "bad"
    return "warn" if ratio >= warn else "good"


@dataclass(frozen=True)
class Week:
    """One week ahead in fen: instalments that fall due, deposits less withdrawals as usual, loans promised."""

    number: int
    instalments_fen: int
    usual_fen: int
    promised_fen: int
    balance_fen: int


def weeks_ahead(balance_fen: int, instalments_fen: Sequence[int], *, usual_fen: int, promised_fen: int) -> list[Week]:
    """The balance at the end of each week. `usual_fen` is what a week usually brings beside loans, below zero where it
    costs; loans promised are taken to leave in the first week: nothing is counted on that may not be there.
    """
    found = []
    for number, due in enumerate(instalments_fen, start=1):
        promised = promised_fen if number == 1 else 0
        balance_fen += due + usual_fen - promised
        found.append(Week(number, due, usual_fen, promised, balance_fen))
    return found
