"""Arithmetic of the books: how a year's surplus is distributed, what money placed at interest earns, what a day needs.

Pure: figures and dates are arguments. Amounts are fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from common import money, months
from common.errors import BusinessError


class SurplusTooSmall(BusinessError):
    """The year has no surplus, or not enough for the reserve and the fee."""


class NoMethod(BusinessError):
    """The committee has not fixed how the reserve is formed."""


class ReserveMethod(StrEnum):
    """How the loan risk reserve (贷款风险准备金) is formed; fixed by the committee."""

    INCOME = "income_60"
    BALANCE = "balance_1pct"


@dataclass(frozen=True, slots=True)
class Distribution:
    """A year's surplus in its three parts, in fen."""

    reserve_fen: int
    fee_fen: int
    supplement_fen: int


def distribute(
    method: str,
    *,
    surplus_fen: int,
    loans_fen: int,
    reserve_so_far_fen: int,
    fee_fen: int,
    income_percent: Decimal = Decimal(60),
    balance_percent: Decimal = Decimal(1),
) -> Distribution:
    """A year's surplus: the reserve first, then the management fee the treasury approved, the rest to housing.

    `income_60` puts `income_percent` of the surplus into the reserve, `balance_1pct` tops the reserve up to
    `balance_percent` of the year-end loans, never beyond the surplus (Regulation Art. 29; 财综字〔1999〕149号; domain
    §6.3, §11). Raises NoMethod, SurplusTooSmall.
    """
    if method not in list(ReserveMethod):
        raise NoMethod(_("管委会还没有确定风险准备金的提取方法，请先在政策参数里登记依据文件。"))
    if surplus_fen <= 0:
        raise SurplusTooSmall(_("当年没有增值收益可以分配。"))
    if method == ReserveMethod.INCOME:
        reserve = money.percent_of(surplus_fen, income_percent)
    else:
        wanted = money.percent_of(loans_fen, balance_percent) - reserve_so_far_fen
        reserve = min(max(wanted, 0), surplus_fen)
    if fee_fen < 0 or reserve + fee_fen > surplus_fen:
        most = money.yuan(surplus_fen - reserve)
        raise SurplusTooSmall(_("提取风险准备金后只剩 %(most)s 元，管理费用不能超过它。") % {"most": most})
    return Distribution(reserve, fee_fen, surplus_fen - reserve - fee_fen)


def simple_interest(amount_fen: int, percent: Decimal, since: date, until: date) -> int:
    """What money placed from `since` until `until` (not counted) earns at `percent` a year.

    Whole months count a twelfth of a year each, the days left over a 360th (对年对月对日, 银发〔2005〕129号).
    One rounding, half up.
    """
    whole, rest = _months_and_days(since, until)
    return money.round_fen(Decimal(amount_fen) * percent * (30 * whole + rest) / 36_000)


def _months_and_days(since: date, until: date) -> tuple[int, int]:
    """Whole months from `since` to the last like-numbered day not after `until`, and the days left over."""
    if until <= since:
        return 0, 0
    whole = months.months_between(months.month_of(since), months.month_of(until))
    if months.day_in(months.shift(months.month_of(since), whole), since.day) > until:
        whole -= 1
    mark = months.day_in(months.shift(months.month_of(since), whole), since.day)
    return whole, (until - mark).days


class Verdict(StrEnum):
    """What a point of the checklist says."""

    GOOD = "good"
    NOTE = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the day-close checklist (日结检查单): what must be true, whether it is, and the
    page (the name of its address, and what to ask it) where to look.

    BAD keeps the day from being closed; NOTE is shown and does not.
    """

    label: str
    verdict: Verdict
    words: str
    page: str = ""
    query: str = ""
