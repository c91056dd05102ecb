"""Fen: rounding, splitting, reading and writing. Worked numbers are those of published contribution tables."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import money

FEN = st.integers(min_value=-money.MAX_FEN, max_value=money.MAX_FEN)


@pytest.mark.parametrize(
    ("base_fen", "rate", "unit_fen", "expected"),
    [
        (843756, "12", 100, 101300),  # 1,012.5072 → 1,013
        (3050500, "12", 100, 366100),  # Changchun 2026: 3,660.60 → 3,661
        (223000, "5", 100, 11200),  # 111.50 → 112: half goes up
        (3128700, "12", 100, 375400),  # Daqing 2025: 3,754.44 → 3,754
        (625000, "10", 100, 62500),
        (625000, "8", 100, 50000),
        (651240, "5", 100, 32600),  # back pay: 325.62 → 326
        (843756, "12", 10, 101250),  # a city that rounds to 0.1 yuan
        (843756, "12", 1, 101251),
        (0, "12", 100, 0),
    ],
)
def test_each_side_is_rounded_half_up_once(base_fen: int, rate: str, unit_fen: int, expected: int) -> None:
    assert money.percent_of(base_fen, Decimal(rate), unit_fen) == expected


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        ("0.5", 1, 1),
        ("1.5", 1, 2),
        ("2.5", 1, 3),  # banker's rounding would give 2
        ("2.4999", 1, 2),
        ("-2.5", 1, -3),
        ("250", 100, 300),
        ("-250", 100, -300),
        ("249.99", 100, 200),
        ("-0.4", 1, 0),
    ],
)
def test_half_goes_away_from_zero(amount: str, unit: int, expected: int) -> None:
    assert money.round_fen(Decimal(amount), unit) == expected


@given(FEN, st.sampled_from([1, 10, 100, 1000]))
def test_rounding_lands_on_the_unit_and_no_further_than_half_of_it(fen: int, unit: int) -> None:
    rounded = money.round_fen(Decimal(fen), unit)
    assert rounded % unit == 0
    assert 2 * abs(rounded - fen) <= unit
    assert money.round_fen(Decimal(-fen), unit) == -rounded


@given(FEN, st.lists(st.integers(0, 10**12), min_size=1, max_size=40).filter(any))
def test_split_parts_sum_to_the_whole_and_are_fair(total: int, weights: list[int]) -> None:
    parts = money.split_fen(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)  # less than one fen from the exact share
        assert weight or part == 0


@given(FEN, st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_split_of_a_reversal_mirrors_its_original(total: int, weights: list[int]) -> None:
    assert money.split_fen(-total, weights) == [-part for part in money.split_fen(total, weights)]


def test_the_odd_fen_goes_to_the_largest_remainder_and_to_the_earlier_where_they_tie() -> None:
    assert money.split_fen(100, [1, 1, 1]) == [34, 33, 33]
    assert money.split_fen(101, [1, 1, 1]) == [34, 34, 33]
    assert money.split_fen(10, [1, 2]) == [3, 7]
    assert money.split_fen(5, [0, 3, 0]) == [0, 5, 0]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [-1]])
def test_split_refuses_weights_that_cannot_share(weights: list[int]) -> None:
    with pytest.raises(ValueError):
        money.split_fen(100, weights)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.5", 123450),
        ("￥１２", 1200),
        ("¥ 30,505.00", 3050500),
        ("１，２３４．５６", 123456),
        (30505.0, 3050500),
        (12, 1200),
        (" 0.01 ", 1),
        ("-4,500.00", -450000),
        ("0.10000", 10),
        ("10000000000000", money.MAX_FEN),
    ],
)
def test_yuan_are_read_as_people_and_sheets_write_them(text: object, fen: int) -> None:
    assert money.parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "十元",
        "1.234",
        "0.001",
        "nan",
        "sNaN",
        "inf",
        "-Infinity",
        "1.2.3",
        "--5",
        None,
        True,
        "1e16",
        "1e999999",
    ]
    + ["1e99999999999", "10000000000000.01", "1." + "0" * 40 + "1", "=1+1", "0x10"],
)
def test_what_is_no_amount_is_refused_with_a_value_error(text: object) -> None:
    with pytest.raises(ValueError):
        money.parse_yuan(text)


@given(FEN)
def test_yuan_written_and_read_again_is_the_same(fen: int) -> None:
    assert money.parse_yuan(money.yuan(fen)) == fen
    assert money.parse_yuan(money.yuan_plain(fen)) == fen


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert abs(money.parse_yuan(text)) <= money.MAX_FEN


def test_yuan_is_written_with_groups_and_two_places() -> None:
    assert money.yuan(123456) == "1,234.56"
    assert money.yuan(-5) == "-0.05"
    assert money.yuan(0) == "0.00"
    assert money.yuan_plain(123456789) == "1234567.89"
