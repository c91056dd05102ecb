"""Interest by day against the worked examples of domain §3.3, to the fen, and against a count day by day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import money
from deposits.rules import interest as rules
from deposits.rules.interest import ACT_360, ACT_365, THIRTY_360, Change, Rate, earned

TODAY = [Rate(date(2016, 2, 21), Decimal("1.5"))]


def monthly(day: int, fen: int, first: tuple[int, int], count: int) -> list[Change]:
    """The same sum on the same day of `count` months."""
    year, month = first
    return [
        Change(date(year + (month - 1 + step) // 12, (month - 1 + step) % 12 + 1, day), fen) for step in range(count)
    ]


@pytest.mark.parametrize(("day_basis", "fen"), [(ACT_360, 304_17), (ACT_365, 300_00), (THIRTY_360, 300_00)])
def test_example_1_a_sum_left_for_a_year(day_basis: str, fen: int) -> None:
    found = earned(
        opening_fen=0,
        changes=[Change(date(2024, 7, 1), 20_000_00)],
        rates=TODAY,
        first=date(2024, 7, 1),
        last=date(2025, 6, 30),
        day_basis=day_basis,
    )
    assert found.fen == fen


def test_example_2_monthly_contributions_and_a_withdrawal_span_by_span() -> None:
    changes = [*monthly(15, 1_560_00, (2024, 7), 12), Change(date(2025, 3, 10), -18_000_00)]
    found = earned(opening_fen=36_482_57, changes=changes, rates=TODAY, first=date(2024, 7, 1), last=date(2025, 6, 30))
    products = [
        *(510_755_98, 1_179_319_67, 1_227_679_67, 1_234_877_10, 1_324_399_67, 1_328_477_10, 1_421_119_67),
        *(1_469_479_67, 1_126_139_11, 154_812_85, 1_008_199_67, 1_022_477_10, 1_104_919_67, 595_241_12),
    ]
    assert [span.accumulation_fen_days for span in found.spans] == products
    assert [span.days for span in found.spans] == [14, 31, 31, 30, 31, 30, 31, 31, 23, 5, 31, 30, 31, 16]
    assert (found.accumulation_fen_days, found.fen) == (14_707_898_05, 612_83)
    assert found.spans[-1].balance_fen + found.fen == 37_815_40


def test_example_3_a_new_account_its_first_year_and_its_closing() -> None:
    first = earned(
        opening_fen=0,
        changes=monthly(20, 2_400_00, (2025, 1), 6),
        rates=TODAY,
        first=date(2025, 1, 20),
        last=date(2025, 6, 30),
    )
    assert (first.accumulation_fen_days, first.fen) == (1_250_400_00, 52_10)
    changes = [Change(date(2025, 7, 21), 2_400_00), Change(date(2025, 8, 20), 2_400_00)]
    closing = earned(
        opening_fen=14_452_10, changes=changes, rates=TODAY, first=date(2025, 7, 1), last=date(2025, 9, 17)
    )
    assert sum(span.days for span in closing.spans) == 79
    assert (closing.accumulation_fen_days, closing.fen) == (1_352_915_90, 56_37)


def test_example_4_a_leap_year_has_366_days() -> None:
    found = earned(opening_fen=58_214_36, changes=[], rates=TODAY, first=date(2023, 7, 1), last=date(2024, 6, 30))
    assert (found.accumulation_fen_days, found.fen) == (21_306_455_76, 887_77)


def test_example_5_money_of_one_day_earns_one_day() -> None:
    changes = [Change(date(2025, 8, 5), 50_000_00), Change(date(2025, 8, 6), -50_000_00)]
    found = earned(opening_fen=100_00, changes=changes, rates=TODAY, first=date(2025, 7, 1), last=date(2026, 6, 30))
    assert (found.accumulation_fen_days, found.fen) == (86_500_00, 3_60)


TURN = date(2016, 2, 21)
YEAR_2016 = {"first": date(2015, 7, 1), "last": date(2016, 6, 30)}
APART = {
    "carried_rates": [Rate(date(2015, 7, 1), Decimal("1.10")), Rate(TURN, Decimal("1.5"))],
    "rates": [Rate(date(2015, 7, 1), Decimal("0.35")), Rate(TURN, Decimal("1.5"))],
    **YEAR_2016,
}


def test_example_6_the_old_two_rates_are_two_layers_rounded_once() -> None:
    found = rules.earned_apart(opening_fen=30_000_00, changes=monthly(10, 1_000_00, (2015, 7), 12), **APART)
    carried = [span for span in found.spans if span.percent == Decimal("1.10")]
    current = [span for span in found.spans if span.percent == Decimal("0.35")]
    assert sum(span.accumulation_fen_days for span in carried) == 7_050_000_00
    assert sum(span.accumulation_fen_days for span in current) == 948_000_00
    rest = found.accumulation_fen_days - sum(span.accumulation_fen_days for span in (*carried, *current))
    assert rest == 5_246_000_00
    assert found.fen == 443_22


def test_money_that_goes_takes_of_the_current_year_first() -> None:
    changes = [
        Change(date(2015, 8, 1), 1_000_00),
        Change(date(2015, 9, 1), -1_500_00),
        Change(date(2015, 9, 1), 200_00),
    ]
    assert rules.carried_changes(changes, **YEAR_2016) == [Change(date(2015, 9, 1), -300_00)]
    later = [*changes, Change(date(2015, 10, 1), 400_00), Change(date(2015, 11, 1), -500_00)]
    assert rules.carried_changes(later, **YEAR_2016)[1:] == [Change(date(2015, 11, 1), -100_00)]


def test_a_fund_year_parts_the_days() -> None:
    day = date(2015, 6, 30)
    assert rules.fund_years(day, day) == [(day, day)]
    assert rules.fund_years(day, date(2016, 7, 1)) == [
        (day, day),
        (date(2015, 7, 1), date(2016, 6, 30)),
        (date(2016, 7, 1), date(2016, 7, 1)),
    ]


def test_nothing_is_earned_in_an_empty_period_and_nonsense_is_refused() -> None:
    day = date(2026, 10, 10)
    assert earned(opening_fen=100_00, changes=[], rates=TODAY, first=day, last=day - timedelta(days=1)).fen == 0
    with pytest.raises(ValueError, match="before"):
        earned(opening_fen=0, changes=[Change(date(2026, 10, 9), 1)], rates=TODAY, first=day, last=day)
    with pytest.raises(ValueError, match="no rate"):
        earned(opening_fen=0, changes=[], rates=TODAY, first=date(2016, 2, 20), last=day)
    with pytest.raises(ValueError, match="day basis"):
        earned(opening_fen=0, changes=[], rates=TODAY, first=day, last=day, day_basis="act/366")


DAYS = st.integers(0, 400).map(lambda days: date(2023, 7, 1) + timedelta(days=days))


@given(
    opening=st.integers(0, 10**9),
    changes=st.lists(st.tuples(DAYS, st.integers(0, 10**8)), max_size=12),
    turns=st.lists(st.tuples(DAYS, st.integers(1, 400)), max_size=3, unique_by=lambda turn: turn[0]),
    length=st.integers(1, 400),
)
def test_interest_by_spans_is_interest_by_days(
    opening: int, changes: list[tuple[date, int]], turns: list[tuple[date, int]], length: int
) -> None:
    first = date(2023, 7, 1)
    last = first + timedelta(days=length - 1)
    rates = [*TODAY, *(Rate(day, Decimal(percent) / 100) for day, percent in turns)]
    moves = [Change(day, fen) for day, fen in changes]
    found = earned(opening_fen=opening, changes=moves, rates=rates, first=first, last=last)
    exact = Decimal(0)
    for step in range(length):
        day = first + timedelta(days=step)
        balance = opening + sum(move.fen for move in moves if move.value_on <= day)
        percent = max((rate for rate in rates if rate.since <= day), key=lambda rate: rate.since).percent
        exact += balance * percent
    assert found.fen == money.round_fen(exact / 36_000)
    assert sum(span.days for span in found.spans) == length


def test_weights_are_of_single_days_so_thirty_day_months_have_none() -> None:
    assert rules.weight_divisor(ACT_365) * 360 == rules.weight_divisor(ACT_360) * 365
    with pytest.raises(ValueError, match="30/360"):
        rules.weight_divisor(THIRTY_360)
