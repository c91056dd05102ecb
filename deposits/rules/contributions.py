"""Contribution arithmetic: amounts, due dates, arrears, account numbers. No tables, no clock.

Money is fen, rates are percent as Decimal. Each side is rounded half up on its own, once (domain §2.2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from common import identity, money, months
from common.errors import BusinessError

MAX_SEQUENCE_OF_PERSONS = 9_999_999_999
MAX_SEQUENCE_OF_EMPLOYERS = 9_999_999
_RATE_PLACES = 2  # rates are NUMERIC(4,2) in JGJ/T 320


class FigureRefused(BusinessError):
    """A figure does not fit. `field` is the name of the argument it came in."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


class RateOutOfRange(FigureRefused):
    """A contribution rate lies outside the allowed range, or has more than two decimals."""


class BaseOutOfRange(FigureRefused):
    """A contribution base lies below the floor or above the cap."""


@dataclass(frozen=True)
class Contribution:
    """One month's contribution of one person, both sides in fen."""

    employer_fen: int
    employee_fen: int

    @property
    def total_fen(self) -> int:
        """Both sides together: the monthly contribution (月缴存额)."""
        return self.employer_fen + self.employee_fen


@dataclass(frozen=True)
class Calculation:
    """What the calculator answers: the base after floor and cap, and the contribution that follows."""

    base_fen: int
    contribution: Contribution


@dataclass(frozen=True)
class Arrear:
    """One month an employer has not paid, and how many days past its due date it is (0 or less: not yet late)."""

    month: str
    due_on: date
    days_late: int


# Amounts


def part_fen(base_fen: int, rate: Decimal, unit_fen: int) -> int:
    """One side's monthly part: `rate` percent of the base, rounded half up to `unit_fen` (Regulation Art. 16)."""
    return money.percent_of(base_fen, rate, unit_fen)


def part_maker(rate: Decimal, unit_fen: int) -> Callable[[int], int]:
    """`part_fen` for one rate and unit in whole-number arithmetic: the same result, for lists of 50,000."""
    numerator, denominator = rate.as_integer_ratio()
    numerator, denominator = 2 * numerator, 100 * denominator * unit_fen

    def part(base_fen: int) -> int:
        return (base_fen * numerator + denominator) // (2 * denominator) * unit_fen

    return part


def contribution(*, base_fen: int, employer_rate: Decimal, employee_rate: Decimal, unit_fen: int) -> Contribution:
    """The monthly contribution that follows from a base: each side rounded on its own (domain §2.6 example 4)."""
    return Contribution(part_fen(base_fen, employer_rate, unit_fen), part_fen(base_fen, employee_rate, unit_fen))


def clamp_base(wage_fen: int, floor_fen: int, cap_fen: int) -> int:
    """The base that follows from an average monthly wage: never below the floor, never above the cap."""
    return min(cap_fen, max(floor_fen, wage_fen))


def check_base(base_fen: int, floor_fen: int, cap_fen: int) -> int:
    """`base_fen` where it lies in [floor, cap]; else BaseOutOfRange. A declared base is refused, not clamped."""
    if base_fen < floor_fen:
        limits = {"base": money.yuan(base_fen), "limit": money.yuan(floor_fen)}
        raise BaseOutOfRange(_("缴存基数 %(base)s 元低于下限 %(limit)s 元。") % limits, field="base_fen")
    if base_fen > cap_fen:
        limits = {"base": money.yuan(base_fen), "limit": money.yuan(cap_fen)}
        raise BaseOutOfRange(_("缴存基数 %(base)s 元高于上限 %(limit)s 元。") % limits, field="base_fen")
    return base_fen


def check_rate(rate: Decimal, *, least: Decimal, most: Decimal, field: str) -> Decimal:
    """`rate` where it lies in [least, most] percent with at most two decimals; else RateOutOfRange naming `field`.

    Regulation Art. 18: at least 5 % a side; above the national maximum it would be taxable income.
    """
    if not rate.is_finite() or not least <= rate <= most:
        limits = {"least": f"{least.normalize():f}", "most": f"{most.normalize():f}"}
        raise RateOutOfRange(_("缴存比例应在 %(least)s%% 至 %(most)s%% 之间。") % limits, field=field)
    if rate != round(rate, _RATE_PLACES):
        raise RateOutOfRange(_("缴存比例最多两位小数。"), field=field)
    return rate


def calculate(
    *,
    wage_fen: int,
    floor_fen: int,
    cap_fen: int,
    employer_rate: Decimal,
    employee_rate: Decimal,
    unit_fen: int,
    rate_min: Decimal,
    rate_max: Decimal,
) -> Calculation:
    """The public calculator: the wage is clamped to floor and cap. Raises FigureRefused (or RateOutOfRange)."""
    if not 0 <= wage_fen <= money.MAX_FEN:
        raise FigureRefused(_("月工资不能为负数，也不能过大。"), field="wage_fen")
    if floor_fen < 0:
        raise FigureRefused(_("基数下限不能为负数。"), field="floor_fen")
    if not floor_fen <= cap_fen <= money.MAX_FEN:
        raise FigureRefused(_("基数上限不能低于下限。"), field="cap_fen")
    if not 1 <= unit_fen <= 10_000:
        raise FigureRefused(_("取整单位应在 0.01 元至 100 元之间。"), field="unit_fen")
    check_rate(employer_rate, least=rate_min, most=rate_max, field="employer_rate")
    check_rate(employee_rate, least=rate_min, most=rate_max, field="employee_rate")
    base_fen = clamp_base(wage_fen, floor_fen, cap_fen)
    return Calculation(
        base_fen,
        contribution(base_fen=base_fen, employer_rate=employer_rate, employee_rate=employee_rate, unit_fen=unit_fen),
    )


def flexible_split(total_fen: int, unit_fen: int = 100) -> Contribution:
    """A flexible depositor's payment stored half and half, the odd unit to the employee part (domain §2.2)."""
    half = total_fen // (2 * unit_fen) * unit_fen
    return Contribution(employer_fen=half, employee_fen=total_fen - half)


def flexible_contribution(*, base_fen: int, total_rate: Decimal, unit_fen: int) -> Contribution:
    """A flexible depositor's month: the whole rate on the base, rounded once, then split."""
    return flexible_split(part_fen(base_fen, total_rate, unit_fen), unit_fen)


# Dates


def due_date(month: str, payday: int | None, grace_days: int) -> date:
    """Last day to pay for a month: its payday plus the days of grace (Regulation Art. 19).

    A payday the month does not have is its last day; so is an unknown payday.
    """
    return months.day_in(month, payday or 31) + timedelta(days=grace_days)


def next_month_due(paid_through: str) -> str:
    """The month that has to be paid next: months are paid in strict order (domain §2.4 rule 1)."""
    return months.shift(paid_through, 1)


def months_due(month: str, today: date, *, payday: int | None, grace_days: int) -> list[Arrear]:
    """The months from `month` up to today's, each with its due date and how late it is (0 or less: not yet late)."""
    found = []
    for step in range(months.months_between(month, months.month_of(today)) + 1):
        each = months.shift(month, step)
        due_on = due_date(each, payday, grace_days)
        found.append(Arrear(each, due_on, (today - due_on).days))
    return found


def arrears(paid_through: str, today: date, *, payday: int | None, grace_days: int) -> list[Arrear]:
    """The unpaid months whose due date is past, oldest first (domain §2.8). On the due date itself nothing is late."""
    due = months_due(next_month_due(paid_through), today, payday=payday, grace_days=grace_days)
    return [each for each in due if each.days_late > 0]


def age_on(born: date, day: date) -> int:
    """Full years of age on a day. Who is born on 29 February turns a year older on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


# Numbers


def personal_account_number(sequence: int) -> str:
    """A personal account number: "2", ten digits of the sequence, Luhn digit (domain §2.7). ValueError beyond."""
    if not 1 <= sequence <= MAX_SEQUENCE_OF_PERSONS:
        raise ValueError(f"no personal account number for sequence {sequence}")
    first = f"2{sequence:010d}"
    return first + identity.luhn_digit(first)


def is_personal_account_number(text: str) -> bool:
    """Whether `text` is twelve digits beginning with 2 whose last digit proves the others."""
    shaped = len(text) == 12 and text.isascii() and text.isdigit() and text[0] == "2"
    return shaped and identity.luhn_digit(text[:-1]) == text[-1]


def employer_account_number(sequence: int) -> str:
    """An employer account number: "1" and seven digits of the sequence (domain §2.7). ValueError beyond."""
    if not 1 <= sequence <= MAX_SEQUENCE_OF_EMPLOYERS:
        raise ValueError(f"no employer account number for sequence {sequence}")
    return f"1{sequence:07d}"
