"""The annual report's formulas on figures that cities have published (domain §9.2), and what is left out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from deposits.rules import report as rules
from deposits.rules.report import INDICATOR

MILLION = 100_000_000
"""Fen in a million yuan: the published rows are hundreds of millions with two decimals."""

BALANCES = {  # city: total collected, total withdrawn, balance (millions of yuan)
    "滨州": (43_224, 24_499, 18_725),
    "东莞": (201_866, 128_612, 73_254),
    "湛江": (88_383, 62_002, 26_381),
    "珠海": (123_567, 101_175, 22_392),
}
LOANS = {  # city: balance of deposits, balance of loans, loan ratio
    "滨州": (18_725, 12_827, "68.50"),
    "东莞": (73_254, 53_211, "72.64"),
    "湛江": (26_381, 15_736, "59.65"),
    "通化": (9_039, 4_362, "48.26"),
    "临沂": (41_774, 34_113, "81.66"),
}
WITHDRAWALS = {"滨州": (4_061, 5_979, "67.92")}
SHARES = {"东莞": (15_564, "67.14"), "湛江": (6_913, "74.99"), "珠海": (10_253, "75.62"), "通化": (1_300, "76.54")}
RECOVERED = {"滨州": (26_918, 12_827, 14_091), "东莞": (89_291, 53_211, 36_080), "通化": (12_667, 4_362, 8_305)}


@pytest.mark.parametrize("city", BALANCES)
def test_what_came_less_what_went_is_the_balance(city: str) -> None:
    collected, withdrawn, balance = BALANCES[city]
    assert rules.deposit_balance(collected * MILLION, withdrawn * MILLION) == balance * MILLION


@pytest.mark.parametrize("city", LOANS)
def test_the_loan_ratio_is_what_the_city_published(city: str) -> None:
    balance, loans, published = LOANS[city]
    figures = {"deposit_balance_fen": balance * MILLION, "loan_balance_fen": loans * MILLION}
    assert rules.worked_out(INDICATOR["loan_ratio"], figures) == Decimal(published)


@pytest.mark.parametrize("city", WITHDRAWALS)
def test_the_withdrawal_rate_is_what_the_city_published(city: str) -> None:
    withdrawn, collected, published = WITHDRAWALS[city]
    figures = {"withdrawn_fen": withdrawn * MILLION, "collected_fen": collected * MILLION}
    assert rules.worked_out(INDICATOR["withdrawal_rate"], figures) == Decimal(published)


@pytest.mark.parametrize("city", SHARES)
def test_a_published_rate_gives_back_the_year_that_was_collected(city: str) -> None:
    """Where only the withdrawals and their share are published, what was collected follows, and the rate from it."""
    withdrawn, published = SHARES[city]
    collected = int((Decimal(withdrawn * MILLION) * 100 / Decimal(published)).to_integral_value())
    figures = {"withdrawn_fen": withdrawn * MILLION, "collected_fen": collected}
    assert rules.worked_out(INDICATOR["withdrawal_rate"], figures) == Decimal(published)


@pytest.mark.parametrize("city", RECOVERED)
def test_loans_less_their_balance_is_what_came_back(city: str) -> None:
    total, balance, recovered = RECOVERED[city]
    assert rules.recovered_since_inception(total, balance) == recovered


def test_binzhous_loans_grew_as_published() -> None:
    assert rules.growth(14_101, 12_827) == Decimal("9.93")


def test_the_nations_interest_on_its_average_balance() -> None:
    """159.729 bn on about 10.5 tn is near 1.5 % × 365 ÷ 360 (domain §9.2)."""
    assert rules.ratio(159_729, 10_500_000) == Decimal("1.52")


ALL = {
    "withdrawn_fen": 300,
    "collected_fen": 400,
    "paid_of_due_fen": 99,
    "due_fen": 100,
    "depositors_active": 230_000,
    "urban_employees": 250_000,
    "housing_withdrawn_fen": 240,
    "loan_balance_fen": 800,
    "deposit_balance_fen": 1_000,
    "project_loans_fen": 50,
    "bonds_fen": 30,
    "total_withdrawn_fen": 500,
    "total_collected_fen": 1_500,
    "home_loans_fen": 4_000,
    "surplus_fen": 15,
    "average_balance_fen": 950,
    "overdue_fen": 1,
    "reserve_fen": 20,
}
WORKED = {
    "withdrawal_rate": "75.00",
    "collection_rate": "99.00",
    "coverage": "92.00",
    "housing_share": "80.00",
    "loan_ratio": "80.00",
    "utilisation": "88.00",
    "use_ratio": "88.67",
    "market_share": "20.00",
    "surplus_rate": "1.58",
    "overdue_ratio": "1.2500",
    "reserve_ratio": "2.50",
    "overdue_to_reserve": "5.00",
}


def test_every_indicator_has_a_worked_example() -> None:
    assert {each.name: str(rules.worked_out(each, ALL)) for each in rules.INDICATORS} == WORKED


@pytest.mark.parametrize("name", WORKED)
def test_an_indicator_without_one_of_its_figures_is_left_out(name: str) -> None:
    indicator = INDICATOR[name]
    for missing in (*indicator.over, *indicator.under):
        known = {key: value for key, value in ALL.items() if key != missing}
        assert rules.worked_out(indicator, known) is None, missing
    assert rules.worked_out(indicator, {**ALL, **dict.fromkeys(indicator.under, 0)}) is None


def test_every_figure_an_indicator_needs_has_a_label() -> None:
    needed = {name for each in rules.INDICATORS for name in (*each.over, *each.under)}
    assert needed <= set(rules.FIGURE)
    assert all(name.endswith("_fen") == (each.kind == rules.MONEY) for name, each in rules.FIGURE.items())


def test_what_nobody_declared_is_not_said_to_be_due() -> None:
    rate = INDICATOR["collection_rate"]
    assert "已申报" in str(rate.formula)
    assert all("已申报" in str(rules.FIGURE[name].label) for name in (*rate.over, *rate.under))


@pytest.mark.parametrize(
    ("over", "under", "digits", "value"),
    [(1, 3, 2, "33.33"), (2, 3, 2, "66.67"), (1, 800, 2, "0.13"), (-1, 800, 2, "-0.13"), (0, 7, 4, "0.0000")],
)
def test_a_ratio_is_rounded_once_half_away_from_zero(over: int, under: int, digits: int, value: str) -> None:
    assert str(rules.ratio(over, under, digits=digits)) == value


def test_the_average_is_of_the_ends_of_months() -> None:
    assert rules.average_balance([100, 101]) == 101
    assert rules.average_balance([]) == 0
    assert rules.growth(5, 0) is None
