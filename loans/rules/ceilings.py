"""How much can be lent, and for how long (domain §5.3, §5.4): the lowest of four limits, the binding one named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum

from common import money
from loans.rules.schedules import DIGITS


class Limit(StrEnum):
    """The four limits (四限取最低)."""

    CAP = "cap"
    HOUSE = "house"
    CAPACITY = "capacity"
    ACCOUNT = "account"


@dataclass(frozen=True)
class CapTerms:
    """What the centre lends at most: the cap with its boosts in percent, which together stay within `most_boost`."""

    cap_fen: int
    boosts_percent: tuple[Decimal, ...] = ()
    most_boost_percent: Decimal = Decimal(0)
    liquidity_percent: Decimal = Decimal(100)

    @property
    def fen(self) -> int:
        """The cap after boosts and the liquidity factor, in fen."""
        boost = min(sum(self.boosts_percent, Decimal(0)), self.most_boost_percent)
        return money.round_fen(Decimal(self.cap_fen) * (100 + boost) * self.liquidity_percent / 10_000)


def house_limit(price_fen: int, down_payment_percent: Decimal, appraisal_fen: int | None = None) -> int:
    """What a house bears: its price (second-hand: the lower of price and appraisal) less the down payment, in fen."""
    worth = price_fen if appraisal_fen is None else min(price_fen, appraisal_fen)
    return money.round_fen(Decimal(worth) * (100 - down_payment_percent) / 100)


def monthly_capacity(incomes_fen: Sequence[int], ratio_percent: Decimal, other_debt_fen: int) -> int:
    """What a household can pay a month: a share of its income less what it pays elsewhere, never below zero, in fen."""
    return max(0, money.percent_of(sum(incomes_fen), ratio_percent) - other_debt_fen)


def capacity_limit(pay_fen: int, months: int, annual_rate: Decimal) -> int:
    """What a monthly payment pays back: its present value pay × (1 − (1+i)^−n) ÷ i, in fen."""
    with localcontext() as context:
        context.prec = DIGITS
        rate = annual_rate / 1200
        if rate == 0:
            return pay_fen * months
        return money.round_fen(pay_fen * (1 - (1 + rate) ** -months) / rate)


def simple_capacity_limit(pay_fen: int, months: int) -> int:
    """The simple variant: payment × months, in fen."""
    return pay_fen * months


def account_limit(
    balances_fen: Sequence[int], multiple: Decimal, coefficient: Decimal = Decimal(1), least_fen: int = 0
) -> int:
    """What the accounts entitle to: balances × multiple × coefficient of months paid, at least `least_fen`, in fen."""
    return max(least_fen, money.round_fen(Decimal(sum(balances_fen)) * multiple * coefficient))


@dataclass(frozen=True)
class Ceiling:
    """The four limits and what follows: `fen` is rounded down, `binding` the limits that are lowest."""

    limits: dict[Limit, int]
    fen: int

    @property
    def binding(self) -> tuple[Limit, ...]:
        """The limit, or the limits, that nothing else is lower than."""
        least = min(self.limits.values())
        return tuple(limit for limit, fen in self.limits.items() if fen == least)


def ceiling(*, cap_fen: int, house_fen: int, capacity_fen: int, account_fen: int, unit_fen: int = 100_000) -> Ceiling:
    """The lowest of the four, rounded down to a unit (1,000 yuan)."""
    limits = {
        Limit.CAP: cap_fen,
        Limit.HOUSE: house_fen,
        Limit.CAPACITY: capacity_fen,
        Limit.ACCOUNT: account_fen,
    }
    return Ceiling(limits, max(0, min(limits.values())) // unit_fen * unit_fen)


@dataclass(frozen=True)
class Term:
    """How many years a loan may run, and what binds: "most", "age" or "house"."""

    years: int
    binding: str


def term(
    *,
    on: date,
    born_on: date,
    age_limit: int,
    house_years: int | None = None,
    house_limit_years: int = 50,
    most_years: int = 30,
) -> Term:
    """Whole years up to the age limit, the house's (age + term), and the longest term; 0 where there is no whole year.

    `house_years` is the age of a second-hand house, None for a new one.
    """
    limits = {"most": most_years, "age": whole_years(on, _birthday(born_on, age_limit))}
    if house_years is not None:
        limits["house"] = house_limit_years - house_years
    binding = min(limits, key=lambda name: limits[name])
    return Term(max(0, limits[binding]), binding)


def whole_years(since: date, until: date) -> int:
    """Whole years from one day to another; never below zero."""
    years = until.year - since.year - ((until.month, until.day) < (since.month, since.day))
    return max(0, years)


def _birthday(born_on: date, age: int) -> date:
    year = born_on.year + age
    is_leap_day = (born_on.month, born_on.day) == (2, 29)
    return date(year, 2, 28) if is_leap_day and not _is_leap(year) else born_on.replace(year=year)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
