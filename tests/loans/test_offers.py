"""How much, for how long (domain §5.3, §5.4): the worked numbers with their sentences, boosts, liquidity, need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from loans.rules import checks, offers
from loans.rules.eligibility import Saver
from loans.rules.offers import Wish
from loans.states.applying import CheckResult
from policy.lending import LendingTerms

ON = date(2026, 10, 10)
TERMS = LendingTerms()
HE = Saver(1, "张三", date(1990, 1, 1), True, steady_months=36, base_fen=820_000, balance_fen=4_230_000)
SHE = Saver(2, "钱七", date(1992, 1, 1), False, steady_months=36, base_fen=650_000, balance_fen=3_165_000)
COUPLE = Wish(
    on=ON,
    product="FUND",
    home="FIRST",
    house_kind="NEW",
    price_fen=95_000_000,
    borrower=HE,
    partner=SHE,
    other_debt_fen=120_000,
    months=360,
)


def rate(months: int) -> Decimal:
    """First home."""
    return Decimal("2.1") if months <= 60 else Decimal("2.6")


def second(months: int) -> Decimal:
    """Second home."""
    return Decimal("2.525") if months <= 60 else Decimal("3.075")


def test_the_first_example_of_the_handbook() -> None:
    found = offers.offer(COUPLE, TERMS, rate)
    assert (found.fen, found.binding, found.annual_rate) == (76_000_000, "house", Decimal("2.6"))
    assert found.because[2].endswith("每月可还 6,150.00 元，最多 1,536,195.34 元。")
    assert found.because[3] == "账户余额：73,950.00 元的 15 倍，最多 1,109,250.00 元。"


def test_the_second_example_of_the_handbook() -> None:
    alone = Saver(1, "张三", date(1990, 1, 1), True, steady_months=36, base_fen=760_000, balance_fen=2_148_035)
    wish = replace(
        COUPLE, home="SECOND", price_fen=62_000_000, borrower=alone, partner=None, other_debt_fen=0, months=240
    )
    found = offers.offer(wish, TERMS, second)
    assert (found.fen, found.binding) == (32_200_000, "account")


def test_the_third_example_of_the_handbook() -> None:
    alone = Saver(1, "张三", date(1990, 1, 1), True, steady_months=36, base_fen=520_000, balance_fen=2_800_000)
    wish = replace(COUPLE, price_fen=70_000_000, borrower=alone, partner=None, other_debt_fen=90_000, months=240)
    found = offers.offer(wish, TERMS, rate)
    assert (found.fen, found.binding) == (31_700_000, "capacity")


def test_a_partner_without_an_account_leaves_the_cap_of_one() -> None:
    found = offers.cap_of(replace(COUPLE, partner=replace(SHE, has_account=False)), TERMS)
    assert found == (50_000_000, "最高额度：单人 500,000.00 元。")


def test_boosts_stop_at_the_most() -> None:
    fen, words = offers.cap_of(replace(COUPLE, is_multi_child=True, is_talent=True), TERMS)
    assert (fen, words) == (104_000_000, "最高额度：双职工家庭 800,000.00 元，上浮 30%，为 1,040,000.00 元。")


@pytest.mark.parametrize(
    ("ratio", "factor"),
    [("84.99", 100), ("85", 90), ("94.99", 90), ("95", 80), ("120", 80)],
)
def test_the_loan_ratio_shrinks_the_cap_from_its_lines_on(ratio: str, factor: int) -> None:
    assert offers.liquidity_percent(Decimal(ratio), TERMS) == factor


def test_little_liquidity_is_said() -> None:
    fen, words = offers.cap_of(replace(COUPLE, ratio_percent=Decimal(96)), TERMS)
    assert fen == 64_000_000 and "流动性调节系数 80%" in words


@pytest.mark.parametrize(("steady", "factor"), [(11, "0.5"), (12, "0.8"), (24, "1"), (36, "1.2"), (60, "1.5")])
def test_the_coefficient_of_months_where_a_city_has_one(steady: int, factor: str) -> None:
    terms = replace(
        TERMS,
        loan_share_from_6_percent=Decimal(50),
        loan_share_from_12_percent=Decimal(80),
        loan_share_from_36_percent=Decimal(120),
        loan_share_from_60_percent=Decimal(150),
    )
    assert offers.coefficient(steady, terms) == Decimal(factor)


def test_a_man_of_46_years_and_7_months_has_21_years() -> None:
    wish = replace(COUPLE, borrower=replace(HE, born_on=date(1980, 3, 10)))
    assert offers.most_months(wish, TERMS) == (252, "最长可贷 21 年：还清时不超过 68 周岁。")


def test_an_old_house_shortens_the_term() -> None:
    wish = replace(COUPLE, house_kind="SECOND_HAND", built_year=1996)
    assert offers.most_months(wish, TERMS) == (240, "最长可贷 20 年：房龄加贷款年限不超过 50 年。")


def test_no_more_than_is_needed() -> None:
    found = offers.offer(replace(COUPLE, need_fen=30_050_000), TERMS, rate)
    assert found.fen == 30_000_000


@pytest.mark.parametrize(
    ("together", "row", "result"), [(0, 0, "GREEN"), (5, 2, "GREEN"), (6, 1, "RED"), (3, 3, "RED")]
)
def test_credit_three_in_a_row_or_six_together(together: int, row: int, result: str) -> None:
    assert checks.credit((checks.Report(together, row),), TERMS).result == CheckResult(result)
