"""Months "YYYYMM" and the fund year from 1 July."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import months

MONTH = st.builds(lambda year, month: f"{year}{month:02d}", st.integers(1990, 2199), st.integers(1, 12))


@pytest.mark.parametrize("text", ["202610", "199001", "219912"])
def test_real_months_are_known(text: str) -> None:
    assert months.is_month(text)


@pytest.mark.parametrize(
    "text", ["", "2026", "202600", "202613", "198912", "220001", "2026-1", "２０２６１０", "2026100", "20261²"]
)
def test_what_is_no_month_is_known_too(text: str) -> None:
    assert not months.is_month(text)


def test_shift_crosses_years_both_ways() -> None:
    assert months.shift("202612", 1) == "202701"
    assert months.shift("202601", -1) == "202512"
    assert months.shift("202610", 0) == "202610"
    assert months.shift("202610", -24) == "202410"


@given(MONTH, st.integers(-200, 200))
def test_shift_and_months_between_agree(month: str, count: int) -> None:
    assert months.months_between(month, months.shift(month, count)) == count
    assert months.shift(months.shift(month, count), -count) == month


@given(MONTH)
def test_a_month_begins_and_ends_inside_itself(month: str) -> None:
    assert months.month_of(months.first_day(month)) == month == months.month_of(months.last_day(month))
    assert months.first_day(months.shift(month, 1)).toordinal() == months.last_day(month).toordinal() + 1


def test_a_day_the_month_does_not_have_is_its_last() -> None:
    assert months.day_in("202602", 31) == date(2026, 2, 28)
    assert months.day_in("202402", 30) == date(2024, 2, 29)
    assert months.day_in("202610", 15) == date(2026, 10, 15)


def test_the_fund_year_turns_on_the_first_of_july() -> None:
    assert months.fund_year(date(2026, 6, 30)) == 2026
    assert months.fund_year(date(2026, 7, 1)) == 2027
    assert months.fund_year_of_month("202606") == 2026
    assert months.fund_year_of_month("202607") == 2027
