"""What somebody pays who pays for themselves: limits, months, numbers. No tables, no clock."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from common import identity, months
from common.errors import BusinessError
from deposits.rules.contributions import Contribution, check_base, check_rate, clamp_base, flexible_contribution
from deposits.states import Schedule

NEVER = "219912"
"""First month of a collective employer account: it owes no list, its people pay for themselves."""
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Missed:
    """What a missed month costs: its base in fen after the month's limits, and both parts."""

    base_fen: int
    parts: Contribution


class BadMonths(BusinessError):
    """A number of months that the schedule, or the fund year, does not allow."""


def monthly(
    base_fen: int,
    total_rate: Decimal,
    *,
    floor_fen: int,
    cap_fen: int,
    rate_min: Decimal,
    rate_max: Decimal,
    unit_fen: int,
) -> Contribution:
    """A month's payment: the whole rate on the base, half and half (domain §2.2; 2.6 ex. 6).

    The whole rate is that of both sides together, 10 to 24 %. Raises FigureRefused.
    """
    check_base(base_fen, floor_fen, cap_fen)
    check_rate(total_rate, least=2 * rate_min, most=2 * rate_max, field="total_rate")
    return flexible_contribution(base_fen=base_fen, total_rate=total_rate, unit_fen=unit_fen)


def next_month(paid_through: str, today: date) -> str:
    """The first month a payment is for: the one after the last paid, and none that is over: gaps stay gaps."""
    now = months.month_of(today)
    return months.shift(paid_through, 1) if paid_through >= now else now


def missed_months(agreed_on: date, today: date, *, most_months: int, paid: Container[str]) -> list[str]:
    """The months that are over, since somebody agreed to pay and not too long ago, for which nothing was paid."""
    now = months.month_of(today)
    first = max(months.month_of(agreed_on), months.shift(now, -most_months))
    return [month for month in months.months_from(first, months.shift(now, -1)) if month not in paid]


def back_month(base_fen: int, total_rate: Decimal, *, floor_fen: int, cap_fen: int, unit_fen: int) -> Missed:
    """A missed month by its own limits: the agreement's base drawn to them, the agreement's rate (domain §2.3)."""
    base = clamp_base(base_fen, floor_fen, cap_fen)
    return Missed(base, flexible_contribution(base_fen=base, total_rate=total_rate, unit_fen=unit_fen))


def fetched_from(signed_on: date, day: int) -> date:
    """From when on money may be fetched: the mandate's next day after it was signed, or the very day of signing."""
    month = months.month_of(signed_on)
    this = months.day_in(month, day)
    return this if signed_on <= this else months.day_in(months.shift(month, 1), day)


def is_day_to_fetch(today: date, next_day: date, *, signed_on: date, day: int) -> bool:
    """Whether the mandate's day of this month has come, or would only come once no business is done this month."""
    month = months.month_of(today)
    if months.month_of(fetched_from(signed_on, day)) > month:
        return False
    return today.day >= day or months.month_of(next_day) > month


def months_to_pay(schedule: str, first: str, asked: int | None) -> int:
    """How many months a payment is for: one, up to the end of the fund year, or as many as asked. Raises BadMonths."""
    ends = f"{months.fund_year_of_month(first)}06"
    left = months.months_between(first, ends) + 1
    if schedule == Schedule.MONTHLY:
        return 1
    if schedule == Schedule.YEARLY:
        return left
    if asked is None or not 1 <= asked <= MOST_MONTHS:
        raise BadMonths(_("请填写 1 至 %(most)d 个月。") % {"most": MOST_MONTHS})
    if asked > left:
        raise BadMonths(_("缴存基数按年度核定，最多缴到本年度六月，还有 %(left)d 个月。") % {"left": left})
    return asked


def collective_code(place: int) -> str:
    """A code, valid by its check digits, for the collective employer of branch `place`: it is no legal entity's."""
    own = f"LH{place:06d}"
    first = f"Y1100000{own}{identity.organisation_check_digit(own)}"
    for last in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        try:
            return identity.check_social_credit_code(first + last)
        except identity.InvalidNumber:
            continue
    raise ValueError(place)
