"""What somebody pays who pays for themselves: limits, months, numbers. No tables, no clock."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from common import identity, months
from common.errors import BusinessError
from deposits.rules.contributions import Contribution, check_base, check_rate, flexible_contribution
from deposits.states import Schedule

NEVER = "219912"
"""First month of a collective employer account: it owes no list, its people pay for themselves."""
MOST_MONTHS = 12


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
