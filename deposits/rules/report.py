"""The annual report (年度报告): its figures by name, its indicators with their formulas (domain §6.4).

An indicator is a sum of figures over a sum of figures. It is told only where every figure is known: a line that
rests on nothing is left out rather than shown as zero. Ratios do not care for the unit of the figures they divide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

Figures = Mapping[str, int]
"""Figures that are known, by name: money in fen, the rest counted."""

MONEY, COUNT = "money", "count"


@dataclass(frozen=True)
class Figure:
    """One figure of the report: its label, how it is written, and the chapter it stands in."""

    name: str
    label: Any
    kind: str
    chapter: str


@dataclass(frozen=True)
class Indicator:
    """A ratio of figures: `over` the ones above the line, `under` those below; `per` 100 for %, 1000 for ‰."""

    name: str
    label: Any
    formula: Any
    over: tuple[str, ...]
    under: tuple[str, ...]
    per: int = 100
    digits: int = 2


DEPOSITS, LOANS, MONEY_MADE, RISK, OUTSIDE = "deposits", "loans", "money", "risk", "outside"
CHAPTERS = {
    DEPOSITS: _("缴存和提取"),
    LOANS: _("贷款"),
    MONEY_MADE: _("业务收支和增值收益"),
    RISK: _("资产风险"),
    OUTSIDE: _("对照数据"),
}

FIGURES = (
    Figure("employers_active", _("实缴单位（家）"), COUNT, DEPOSITS),
    Figure("employers_new", _("新开户单位（家）"), COUNT, DEPOSITS),
    Figure("depositors_active", _("实缴职工（人）"), COUNT, DEPOSITS),
    Figure("accounts_new", _("新开户职工（人）"), COUNT, DEPOSITS),
    Figure("accounts_open", _("年末个人账户（户）"), COUNT, DEPOSITS),
    Figure("due_fen", _("已申报应缴额"), MONEY, DEPOSITS),
    Figure("paid_of_due_fen", _("已申报应缴额中已缴"), MONEY, DEPOSITS),
    Figure("collected_fen", _("缴存额"), MONEY, DEPOSITS),
    Figure("withdrawn_fen", _("提取额"), MONEY, DEPOSITS),
    Figure("total_collected_fen", _("缴存总额"), MONEY, DEPOSITS),
    Figure("total_withdrawn_fen", _("提取总额"), MONEY, DEPOSITS),
    Figure("deposit_balance_fen", _("缴存余额"), MONEY, DEPOSITS),
    Figure("average_balance_fen", _("月均缴存余额"), MONEY, DEPOSITS),
    Figure("withdrawers", _("提取职工（人）"), COUNT, DEPOSITS),
    Figure("housing_withdrawn_fen", _("住房消费类提取额"), MONEY, DEPOSITS),
    Figure("loans_granted", _("发放贷款（笔）"), COUNT, LOANS),
    Figure("loans_granted_fen", _("发放贷款额"), MONEY, LOANS),
    Figure("loans_recovered_fen", _("回收贷款额"), MONEY, LOANS),
    Figure("loans_total_fen", _("贷款总额"), MONEY, LOANS),
    Figure("loan_balance_fen", _("个人住房贷款余额"), MONEY, LOANS),
    Figure("project_loans_fen", _("项目贷款余额"), MONEY, LOANS),
    Figure("bonds_fen", _("国债余额"), MONEY, LOANS),
    Figure("income_fen", _("业务收入"), MONEY, MONEY_MADE),
    Figure("expense_fen", _("业务支出"), MONEY, MONEY_MADE),
    Figure("interest_fen", _("其中：职工住房公积金利息支出"), MONEY, MONEY_MADE),
    Figure("surplus_fen", _("增值收益"), MONEY, MONEY_MADE),
    Figure("overdue_fen", _("逾期贷款额"), MONEY, RISK),
    Figure("reserve_fen", _("贷款风险准备金余额"), MONEY, RISK),
    Figure("urban_employees", _("城镇在岗职工（人）"), COUNT, OUTSIDE),
    Figure("home_loans_fen", _("全市个人住房贷款余额"), MONEY, OUTSIDE),
)
OUTSIDE_FIGURES = tuple(each for each in FIGURES if each.chapter == OUTSIDE)
FIGURE = {each.name: each for each in FIGURES}

INDICATORS = (
    Indicator("withdrawal_rate", _("提取率"), _("当年提取额 ÷ 当年缴存额"), ("withdrawn_fen",), ("collected_fen",)),
    Indicator("collection_rate", _("归集率"), _("已申报中已缴额 ÷ 已申报应缴额"), ("paid_of_due_fen",), ("due_fen",)),
    Indicator(
        "coverage", _("覆盖率"), _("实缴职工人数 ÷ 城镇在岗职工人数"), ("depositors_active",), ("urban_employees",)
    ),
    Indicator(
        "housing_share",
        _("住房消费提取占比"),
        _("住房消费类提取额 ÷ 当年提取额"),
        ("housing_withdrawn_fen",),
        ("withdrawn_fen",),
    ),
    Indicator(
        "loan_ratio",
        _("个贷率"),
        _("个人住房贷款余额 ÷ 缴存余额"),
        ("loan_balance_fen",),
        ("deposit_balance_fen",),
    ),
    Indicator(
        "utilisation",
        _("资金运用率"),
        _("（个人住房贷款余额 + 项目贷款余额 + 国债余额）÷ 缴存余额"),
        ("loan_balance_fen", "project_loans_fen", "bonds_fen"),
        ("deposit_balance_fen",),
    ),
    Indicator(
        "use_ratio",
        _("使用率"),
        _("（提取总额 + 个人住房贷款余额 + 国债余额）÷ 缴存总额"),
        ("total_withdrawn_fen", "loan_balance_fen", "bonds_fen"),
        ("total_collected_fen",),
    ),
    Indicator(
        "market_share",
        _("市场占有率"),
        _("公积金个人住房贷款余额 ÷ 全市个人住房贷款余额"),
        ("loan_balance_fen",),
        ("home_loans_fen",),
    ),
    Indicator(
        "surplus_rate",
        _("增值收益率"),
        _("增值收益 ÷ 月均缴存余额"),
        ("surplus_fen",),
        ("average_balance_fen",),
    ),
    Indicator(
        "overdue_ratio",
        _("逾期率"),
        _("逾期贷款额 ÷ 个人住房贷款余额"),
        ("overdue_fen",),
        ("loan_balance_fen",),
        per=1000,
        digits=4,
    ),
    Indicator(
        "reserve_ratio",
        _("风险准备金充足率"),
        _("贷款风险准备金余额 ÷ 个人住房贷款余额"),
        ("reserve_fen",),
        ("loan_balance_fen",),
    ),
    Indicator(
        "overdue_to_reserve",
        _("逾期额与准备金之比"),
        _("逾期贷款额 ÷ 贷款风险准备金余额"),
        ("overdue_fen",),
        ("reserve_fen",),
    ),
)
INDICATOR = {each.name: each for each in INDICATORS}


def worked_out(indicator: Indicator, figures: Figures) -> Decimal | None:
    """The indicator's value, rounded once, half up; None where a figure is missing or nothing stands below the line."""
    if any(name not in figures for name in (*indicator.over, *indicator.under)):
        return None
    over = sum(figures[name] for name in indicator.over)
    under = sum(figures[name] for name in indicator.under)
    return ratio(over, under, per=indicator.per, digits=indicator.digits)


def ratio(over: int, under: int, *, per: int = 100, digits: int = 2) -> Decimal | None:
    """`over` ÷ `under` in percent (or per mille), half up to `digits`; None where `under` is not above zero."""
    if under <= 0:
        return None
    return (Decimal(over) * per / under).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def growth(now: int, before: int) -> Decimal | None:
    """How much more than a year ago, in percent; None where there was nothing."""
    return ratio(now - before, before)


def deposit_balance(total_collected: int, total_withdrawn: int) -> int:
    """缴存余额 = 缴存总额 − 提取总额."""
    return total_collected - total_withdrawn


def recovered_since_inception(loans_total: int, loan_balance: int) -> int:
    """What borrowers have paid back since the first loan: 贷款总额 − 贷款余额."""
    return loans_total - loan_balance


def average_balance(month_ends: Sequence[int]) -> int:
    """The mean of the balances at the ends of months, half up to the fen."""
    if not month_ends:
        return 0
    return int((Decimal(sum(month_ends)) / len(month_ends)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
