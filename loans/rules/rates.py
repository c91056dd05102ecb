"""The rates of standing loans on 1 January (domain §5.2, §5.5): who changes, and what the loan becomes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from functools import lru_cache

from common import money
from loans.rules.schedules import DIGITS, Method

KEPT_MONTHS = 12
"""Loans of up to so many months keep their rate to the end."""


@dataclass(frozen=True, slots=True)
class Before:
    """A loan as the change finds it, everything up to 31 December fallen due; rates in percent a year, money in fen."""

    planned_fen: int
    months_left: int
    annual_rate: Decimal
    method: str
    level_fen: int
    interest_from: date
    next_due_on: date


@dataclass(frozen=True, slots=True)
class Changed:
    """What the loan goes by from 1 January on: its level, and the first instalment after the day."""

    annual_rate: Decimal
    level_fen: int
    principal_fen: int
    interest_fen: int

    @property
    def payment_fen(self) -> int:
        """What is paid on the next due day."""
        return self.principal_fen + self.interest_fen


def changes(months: int, disbursed_on: date, year: int) -> bool:
    """Whether a loan takes part in a year's change: longer than a year, and lent before it."""
    return months > KEPT_MONTHS and disbursed_on < date(year, 1, 1)


@lru_cache(maxsize=4096)
def _factor(annual_rate: Decimal, months: int) -> Decimal:
    """What a fen of principal is paid back with a month: i·(1+i)^n ÷ ((1+i)^n − 1). The costly part, once a pair."""
    with localcontext() as context:
        context.prec = DIGITS
        rate = annual_rate / 1200
        if not rate:
            return Decimal(1) / months
        grown = (1 + rate) ** months
        return rate * grown / (grown - 1)


def payment(planned_fen: int, months: int, annual_rate: Decimal) -> int:
    """The equal instalment, as loans.rules.schedules has it, for very many loans of few rates and terms."""
    with localcontext() as context:
        context.prec = DIGITS
        return money.round_fen(planned_fen * _factor(annual_rate, months))


def whole_month(planned_fen: int, annual_rate: Decimal) -> int:
    """A whole month's interest, in fen."""
    return money.round_fen(Decimal(planned_fen) * annual_rate / 1200)


def change(loan: Before, new_rate: Decimal, year: int) -> Changed:
    """A loan at its new rate from 1 January: the level anew from its balance and months; January's interest by days.

    The legs before and from 1 January are added and rounded once; principal is the new schedule's (domain §5.5,
    `by_days`). Equal principal keeps its parts: a rate changes their interest alone.
    """
    first = date(year, 1, 1)
    before, after = (first - loan.interest_from).days, (loan.next_due_on - first).days
    legs = loan.annual_rate * before + new_rate * after
    interest = money.round_fen(Decimal(loan.planned_fen) * legs / 36000)
    if loan.method == Method.EQUAL_PRINCIPAL:
        level = part = loan.level_fen
    else:
        level = payment(loan.planned_fen, loan.months_left, new_rate)
        part = level - whole_month(loan.planned_fen, new_rate)
    principal = loan.planned_fen if loan.months_left == 1 else max(0, min(loan.planned_fen, part))
    return Changed(new_rate, level, principal, interest)
