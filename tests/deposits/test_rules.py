"""Contribution arithmetic: the worked numbers of the field and what lies at their edges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deposits import rules
from deposits.rules import Contribution

FLOOR, CAP = 223_000, 3_050_500


def calculate(wage_fen: int, rate: str, **other: object) -> rules.Calculation:
    facts = {
        "wage_fen": wage_fen,
        "floor_fen": FLOOR,
        "cap_fen": CAP,
        "employer_rate": Decimal(rate),
        "employee_rate": Decimal(rate),
        "unit_fen": 100,
        "rate_min": Decimal(5),
        "rate_max": Decimal(12),
    }
    return rules.calculate(**(facts | other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wage_fen", "rate", "cap_fen", "base_fen", "side_fen", "total_fen"),
    [
        (843_756, "12", CAP, 843_756, 101_300, 202_600),  # 1,012.5072 → 1,013 each
        (3_600_000, "12", CAP, 3_050_500, 366_100, 732_200),  # Changchun 2026: the cap
        (150_000, "5", CAP, 223_000, 11_200, 22_400),  # the floor, 111.50 half up
        (9_999_999, "12", 3_128_700, 3_128_700, 375_400, 750_800),  # Daqing 2025: each side rounded on its own
    ],
)
def test_the_calculator_gives_the_published_numbers(
    wage_fen: int, rate: str, cap_fen: int, base_fen: int, side_fen: int, total_fen: int
) -> None:
    answer = calculate(wage_fen, rate, cap_fen=cap_fen)
    assert answer.base_fen == base_fen
    assert answer.contribution == Contribution(side_fen, side_fen)
    assert answer.contribution.total_fen == total_fen


def test_the_sides_may_have_different_rates() -> None:
    found = rules.contribution(base_fen=625_000, employer_rate=Decimal(10), employee_rate=Decimal(8), unit_fen=100)
    assert (found.employer_fen, found.employee_fen, found.total_fen) == (62_500, 50_000, 112_500)


def test_a_flexible_depositor_pays_both_halves() -> None:
    found = rules.flexible_contribution(base_fen=400_000, total_rate=Decimal(20), unit_fen=100)
    assert found == Contribution(40_000, 40_000)


@pytest.mark.parametrize(
    ("total_fen", "unit_fen", "employer_fen"), [(80_100, 100, 40_000), (100, 100, 0), (80_101, 1, 40_050), (0, 100, 0)]
)
def test_the_odd_yuan_of_a_flexible_depositor_goes_to_the_employee_part(
    total_fen: int, unit_fen: int, employer_fen: int
) -> None:
    found = rules.flexible_split(total_fen, unit_fen)
    assert (found.employer_fen, found.total_fen) == (employer_fen, total_fen)


@pytest.mark.parametrize("base_fen", [FLOOR, FLOOR + 1, CAP])
def test_bases_on_the_limits_are_good(base_fen: int) -> None:
    assert rules.check_base(base_fen, FLOOR, CAP) == base_fen


@pytest.mark.parametrize(
    ("base_fen", "words"),
    [
        (FLOOR - 1, "缴存基数 2,229.99 元低于下限 2,230.00 元。"),
        (CAP + 1, "缴存基数 30,505.01 元高于上限 30,505.00 元。"),
    ],
)
def test_a_declared_base_is_refused_not_clamped(base_fen: int, words: str) -> None:
    with pytest.raises(rules.BaseOutOfRange, match=words):
        rules.check_base(base_fen, FLOOR, CAP)


@pytest.mark.parametrize("rate", ["4.99", "12.01", "-5", "NaN", "Infinity", "5.005"])
@pytest.mark.parametrize("field", ["employer_rate", "employee_rate"])
def test_a_rate_out_of_range_is_refused_and_its_field_named(field: str, rate: str) -> None:
    with pytest.raises(rules.RateOutOfRange) as refusal:
        calculate(500_000, "8", **{field: Decimal(rate)})
    assert refusal.value.field == field


@pytest.mark.parametrize("rate", ["5", "12", "7.5", "8.25"])
def test_rates_up_to_both_limits_are_good(rate: str) -> None:
    assert calculate(500_000, rate).contribution.employer_fen == rules.part_fen(500_000, Decimal(rate), 100)


@pytest.mark.parametrize(
    ("field", "value"),
    [("wage_fen", -1), ("floor_fen", -1), ("cap_fen", FLOOR - 1), ("unit_fen", 0), ("wage_fen", 10**16)],
)
def test_the_calculator_refuses_senseless_figures_and_names_them(field: str, value: int) -> None:
    with pytest.raises(rules.FigureRefused) as refusal:
        calculate(**({"wage_fen": 500_000, "rate": "8"} | {field: value}))  # type: ignore[arg-type]
    assert refusal.value.field == field


@given(
    base_fen=st.integers(0, 10**9),
    rate=st.decimals(0, 24, places=2, allow_nan=False),
    unit_fen=st.sampled_from([1, 10, 100]),
)
def test_the_quick_part_equals_the_exact_one(base_fen: int, rate: Decimal, unit_fen: int) -> None:
    assert rules.part_maker(rate, unit_fen)(base_fen) == rules.part_fen(base_fen, rate, unit_fen)


@pytest.mark.parametrize(
    ("month", "payday", "due"),
    [
        ("202610", 15, date(2026, 10, 20)),
        ("202610", 31, date(2026, 11, 5)),
        ("202602", 30, date(2026, 3, 5)),  # a month without a 30th: its last day
        ("202402", 29, date(2024, 3, 5)),
        ("202610", None, date(2026, 11, 5)),
    ],
)
def test_payment_is_due_days_after_payday(month: str, payday: int | None, due: date) -> None:
    assert rules.due_date(month, payday, 5) == due


def test_nothing_is_late_on_the_due_date_and_one_day_late_after_it() -> None:
    assert rules.arrears("202609", date(2026, 10, 20), payday=15, grace_days=5) == []
    (late,) = rules.arrears("202609", date(2026, 10, 21), payday=15, grace_days=5)
    assert late == rules.Arrear("202610", date(2026, 10, 20), 1)


def test_all_unpaid_months_are_in_arrears_oldest_first() -> None:
    late = rules.arrears("202611", date(2027, 2, 21), payday=15, grace_days=5)
    assert [(line.month, line.days_late) for line in late] == [("202612", 63), ("202701", 32), ("202702", 1)]


def test_who_has_paid_ahead_owes_nothing() -> None:
    assert rules.arrears("202706", date(2026, 10, 21), payday=1, grace_days=5) == []
    assert rules.next_month_due("202612") == "202701"


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2010, 10, 10), date(2026, 10, 10), 16),
        (date(2010, 10, 11), date(2026, 10, 10), 15),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_is_in_full_years(born: date, day: date, age: int) -> None:
    assert rules.age_on(born, day) == age


def test_account_numbers_prove_themselves() -> None:
    number = rules.personal_account_number(1)
    assert (number[:11], len(number)) == ("20000000001", 12)
    assert rules.is_personal_account_number(number)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not any(
        map(rules.is_personal_account_number, [wrong, "", "1" + number[1:], number + "0", "２" + number[1:]])
    )
    assert rules.employer_account_number(1_000_005) == "11000005"


@pytest.mark.parametrize("sequence", [0, -1, 10**10])
def test_sequences_beyond_the_numbers_are_an_error(sequence: int) -> None:
    with pytest.raises(ValueError, match="no personal"):
        rules.personal_account_number(sequence)
    with pytest.raises(ValueError, match="no employer"):
        rules.employer_account_number(sequence)
