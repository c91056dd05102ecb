"""Months behind and months ahead: what a back payment owes, how far an advance may go (domain §2.3). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common import months
from deposits.rules.contributions import Contribution, clamp_base, contribution


@dataclass(frozen=True)
class MonthTerms:
    """The limits of a month's day and the rates its list was declared with. Amounts in fen, rates in percent."""

    month: str
    floor_fen: int
    cap_fen: int
    unit_fen: int
    employer_rate: Decimal
    employee_rate: Decimal


@dataclass(frozen=True)
class MonthOwed:
    """One month of a back payment: the base after that month's limits, what was due, paid, and is short. In fen."""

    terms: MonthTerms
    base_fen: int
    due: Contribution
    paid: Contribution
    short: Contribution

    @property
    def month(self) -> str:
        """The month it is about."""
        return self.terms.month


def owed(terms: MonthTerms, *, base_fen: int, paid: Contribution) -> MonthOwed:
    """`max(0, part − paid)` a side for one month, by that month's own cap, floor, rates and unit (domain §2.3).

    What was paid too much on one side is not set against the other.
    """
    base = clamp_base(base_fen, terms.floor_fen, terms.cap_fen)
    due = contribution(
        base_fen=base, employer_rate=terms.employer_rate, employee_rate=terms.employee_rate, unit_fen=terms.unit_fen
    )
    short = Contribution(max(0, due.employer_fen - paid.employer_fen), max(0, due.employee_fen - paid.employee_fen))
    return MonthOwed(terms, base, due, paid, short)


def last_month_ahead(today: date, *, most_months: int) -> str:
    """The last month that may be paid in advance on `today`: so many months ahead, never past the fund year's end.

    The fund year ends on 30 June: from 1 July on another base holds.
    """
    return min(months.shift(months.month_of(today), most_months), f"{months.fund_year(today)}06")


def months_ahead(upcoming: str, today: date, *, most_months: int) -> list[str]:
    """The months that may be paid now in one advance, beginning with the next to declare.

    None while that one lies in the past: what is owed is paid first.
    """
    if upcoming < months.month_of(today):
        return []
    return months.months_from(upcoming, last_month_ahead(today, most_months=most_months))
