"""Repayment schedules (domain §5.5): every instalment to the fen, and what changes them (§5.5, §5.6).

Money is fen, rates are percent a year. A month's interest is balance × rate ÷ 12, a broken period's by days ÷ 360; each
is rounded half up once. The last instalment clears the balance, so that the principals always sum to the loan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal, localcontext
from enum import StrEnum

from django.utils.translation import gettext as _

from common import money, months

DIGITS = 60
"""Digits of the powers: 30 years of compounding leave far more than the fen exact."""


class Method(StrEnum):
    """How a loan is paid back (JGJ/T 320 HKFS 01 and 02)."""

    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"


class Mode(StrEnum):
    """What a part paid early changes: the payment, or how long it goes on."""

    REDUCE_PAYMENT = "reduce_payment"
    SHORTEN_TERM = "shorten_term"


class CannotPlan(ValueError):
    """What was asked cannot be planned: `field` names what is wrong, the text is fit for the screen."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment: what is due of principal and interest, and what is left of the principal afterwards."""

    number: int
    due_on: date | None
    payment_fen: int
    principal_fen: int
    interest_fen: int
    balance_fen: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a schedule goes by from now on: a principal, so many months, a rate, a method."""

    principal_fen: int
    months: int
    annual_rate: Decimal
    method: Method = Method.EQUAL_INSTALMENT

    @property
    def level_fen(self) -> int:
        """What stays the same from month to month: the payment, or with equal principal its principal part."""
        if self.method == Method.EQUAL_PRINCIPAL:
            return money.round_fen(Decimal(self.principal_fen) / self.months)
        return level_payment(self.principal_fen, self.months, self.annual_rate)


def level_payment(principal_fen: int, count: int, annual_rate: Decimal) -> int:
    """The equal instalment A = P·i·(1+i)^n ÷ ((1+i)^n − 1), in fen; without interest P ÷ n."""
    with localcontext() as context:
        context.prec = DIGITS
        rate = annual_rate / 1200
        if rate == 0:
            return money.round_fen(Decimal(principal_fen) / count)
        grown = (1 + rate) ** count
        return money.round_fen(principal_fen * rate * grown / (grown - 1))


def month_interest(balance_fen: int, annual_rate: Decimal) -> int:
    """Interest of a whole month, in fen."""
    return money.round_fen(Decimal(balance_fen) * annual_rate / 1200)


def days_interest(balance_fen: int, annual_rate: Decimal, days: int) -> int:
    """Interest of so many days, a year of 360 of them, in fen."""
    return money.round_fen(Decimal(balance_fen) * annual_rate * days / 36000)


def schedule(plan: Plan, *, disbursed_on: date | None = None, due_day: int | None = None) -> list[Instalment]:
    """Every instalment of a new loan, with its due date where the day of disbursement is known.

    `due_day` is the day of the month that payments fall due on, the day of disbursement where none is fixed; a shorter
    month has its last day. A first period that is no whole month runs to the due day of the following month and its
    interest goes by days.
    """
    found = list(run(plan))
    if disbursed_on is None:
        return found
    day = due_day or disbursed_on.day
    dates = due_dates(disbursed_on, day, len(found))
    if disbursed_on.day != months.day_in(months.month_of(disbursed_on), day).day:
        interest = days_interest(plan.principal_fen, plan.annual_rate, (dates[0] - disbursed_on).days)
        first = found[0]
        found[0] = Instalment(1, None, first.principal_fen + interest, first.principal_fen, interest, first.balance_fen)
    return [
        Instalment(each.number, due_on, each.payment_fen, each.principal_fen, each.interest_fen, each.balance_fen)
        for each, due_on in zip(found, dates, strict=True)
    ]


def run(plan: Plan, *, level_fen: int | None = None, first_number: int = 1) -> Iterator[Instalment]:
    """The instalments of a plan, whole months, without dates; `level_fen` where the level is kept from before."""
    level = plan.level_fen if level_fen is None else level_fen
    balance = plan.principal_fen
    for place in range(plan.months):
        interest = month_interest(balance, plan.annual_rate)
        part = level if plan.method == Method.EQUAL_PRINCIPAL else level - interest
        principal = balance if place == plan.months - 1 else max(0, min(balance, part))
        balance -= principal
        yield Instalment(first_number + place, None, principal + interest, principal, interest, balance)


def due_dates(disbursed_on: date, due_day: int, count: int) -> list[date]:
    """The due dates from the month after disbursement on; each by itself, so that a short month makes no drift."""
    first = months.month_of(disbursed_on)
    return [months.day_in(months.shift(first, place), due_day) for place in range(1, count + 1)]


def total_interest(instalments: Sequence[Instalment]) -> int:
    """The sum of all interest, in fen."""
    return sum(each.interest_fen for each in instalments)


# --- paid early (domain §5.6)


@dataclass(frozen=True)
class Prepayment:
    """What a part paid early on a due date makes of a loan, and what it saves against going on as planned."""

    balance_before_fen: int
    instalments: tuple[Instalment, ...]
    level_fen: int
    interest_before_fen: int

    @property
    def balance_after_fen(self) -> int:
        """The principal that is left."""
        return sum(each.principal_fen for each in self.instalments)

    @property
    def payment_fen(self) -> int:
        """The next payment; the one that stays the same, where it does."""
        return self.instalments[0].payment_fen if self.instalments else 0

    @property
    def last_payment_fen(self) -> int:
        """The last payment, which clears the balance."""
        return self.instalments[-1].payment_fen if self.instalments else 0

    @property
    def remaining_interest_fen(self) -> int:
        """The interest still to be paid."""
        return total_interest(self.instalments)

    @property
    def interest_saved_fen(self) -> int:
        """The interest that is not paid because of it."""
        return self.interest_before_fen - self.remaining_interest_fen


def prepay(plan: Plan, *, after_instalment: int, amount_fen: int, mode: Mode) -> Prepayment:
    """A part of the principal paid on a due date, after so many instalments were paid. Raises CannotPlan.

    `reduce_payment` keeps the months and works the level out anew, `shorten_term` keeps the level.
    """
    found = list(run(plan))
    balance = balance_after(found, plan.principal_fen, after_instalment)
    if not 0 < amount_fen <= balance:
        raise CannotPlan("amount_fen", _("提前还款应大于零，最多 %(most)s 元。") % {"most": money.yuan(balance)})
    rest, left = balance - amount_fen, plan.months - after_instalment
    interest_before = total_interest(found[after_instalment:])
    kept = Plan(rest, left, plan.annual_rate, plan.method)
    if rest == 0:
        return Prepayment(balance, (), 0, interest_before)
    level = kept.level_fen
    if mode == Mode.SHORTEN_TERM:
        level = plan.level_fen
        kept = Plan(
            rest, months_to_clear(rest, level, plan.annual_rate, plan.method, left), plan.annual_rate, plan.method
        )
    return Prepayment(
        balance, tuple(run(kept, level_fen=level, first_number=after_instalment + 1)), level, interest_before
    )


def months_to_clear(rest_fen: int, level_fen: int, annual_rate: Decimal, method: Method, most: int) -> int:
    """How many months a kept level takes to clear what is left: ceil(ln(A ÷ (A − B·i)) ÷ ln(1 + i)), at most `most`."""
    with localcontext() as context:
        context.prec = DIGITS
        rate = annual_rate / 1200
        if method == Method.EQUAL_PRINCIPAL or rate == 0:
            exact = Decimal(rest_fen) / max(level_fen, 1)
        else:
            falls = level_fen - rest_fen * rate
            if falls <= 0:
                return most
            exact = (level_fen / falls).ln() / (1 + rate).ln()
        # Powers and logarithms leave a dust that would make a month of its own.
        count = int(exact.quantize(Decimal("1e-30")).to_integral_value(ROUND_CEILING))
    return max(1, min(most, count))


def balance_after(instalments: Sequence[Instalment], principal_fen: int, number: int) -> int:
    """The principal left after instalment `number`; 0 is before the first. Raises CannotPlan beyond the last."""
    if not 0 <= number < len(instalments):
        raise CannotPlan("after_instalment", _("期数应在 0 到 %(most)d 之间。") % {"most": len(instalments) - 1})
    return instalments[number - 1].balance_fen if number else principal_fen


@dataclass(frozen=True)
class Payoff:
    """Everything paid at once: the principal left and its interest since the last due date."""

    balance_fen: int
    interest_fen: int

    @property
    def total_fen(self) -> int:
        """What is to be paid."""
        return self.balance_fen + self.interest_fen


def pay_off(plan: Plan, *, after_instalment: int, days: int) -> Payoff:
    """The whole rest, `days` after the due date of instalment `after_instalment`. Raises CannotPlan."""
    balance = balance_after(list(run(plan)), plan.principal_fen, after_instalment)
    return Payoff(balance, days_interest(balance, plan.annual_rate, days))


# --- the rate changes on 1 January (domain §5.5)


@dataclass(frozen=True)
class RateChange:
    """The first instalment after a rate change, and the level of those that follow."""

    level_fen: int
    first: Instalment


def change_rate(rest: Plan, *, old_rate: Decimal, days_before: int, days_after: int, number: int = 1) -> RateChange:
    """What is left of a loan at a new rate from 1 January on; January's interest by days of both rates, rounded once.

    `rest` is the balance after December's instalment, the months left, the new rate. With `days_before` 0 and
    `days_after` 0 January goes wholly at the new rate.
    """
    level = rest.level_fen
    planned = next(run(rest, level_fen=level, first_number=number))
    if not days_before and not days_after:
        return RateChange(level, planned)
    legs = old_rate * days_before + rest.annual_rate * days_after
    interest = money.round_fen(Decimal(rest.principal_fen) * legs / 36000)
    return RateChange(
        level,
        Instalment(
            number, None, planned.principal_fen + interest, planned.principal_fen, interest, planned.balance_fen
        ),
    )
