"""Months behind and ahead as arithmetic: the worked number of the field and what lies at its edges."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.months import month_words, months_from, period_words
from deposits.rules import Contribution, back
from deposits.rules.back import MonthTerms

FLOOR, CAP = 223_000, 3_050_500


def terms(month: str = "202601", **other: Any) -> MonthTerms:
    facts = {
        "floor_fen": FLOOR,
        "cap_fen": CAP,
        "unit_fen": 100,
        "employer_rate": Decimal(5),
        "employee_rate": Decimal(5),
    }
    return MonthTerms(month, **(facts | other))


def test_nine_months_of_an_under_declared_base_come_to_2268() -> None:
    paid = Contribution(20_000, 20_000)
    found = [back.owed(terms(f"2026{month:02d}"), base_fen=651_240, paid=paid) for month in range(1, 10)]
    assert {month.short for month in found} == {Contribution(12_600, 12_600)}
    assert sum(month.short.total_fen for month in found) == 226_800


def test_a_side_paid_too_much_is_nothing_and_is_not_set_against_the_other() -> None:
    assert back.owed(terms(), base_fen=651_240, paid=Contribution(32_600, 99_900)).short == Contribution(0, 0)
    assert back.owed(terms(), base_fen=651_240, paid=Contribution(40_000, 0)).short == Contribution(0, 32_600)


def test_each_month_goes_by_its_own_limits() -> None:
    paid = Contribution(20_000, 20_000)
    capped = back.owed(terms(cap_fen=500_000), base_fen=651_240, paid=paid)
    raised = back.owed(terms(floor_fen=450_000), base_fen=1, paid=paid)
    assert (capped.base_fen, capped.short.employer_fen) == (500_000, 5_000)
    assert (raised.base_fen, raised.short.employer_fen) == (450_000, 2_500)


@given(st.integers(1, 10**8), st.integers(0, 10**7), st.integers(0, 10**7))
def test_paid_and_short_together_are_never_below_what_was_due(base: int, own: int, theirs: int) -> None:
    found = back.owed(terms(), base_fen=base, paid=Contribution(own, theirs))
    assert found.short.employer_fen + own >= found.due.employer_fen
    assert found.short.employee_fen == max(0, found.due.employee_fen - theirs)


@pytest.mark.parametrize(
    ("upcoming", "today", "most", "found"),
    [
        ("202611", date(2026, 10, 10), 12, ("202611", "202706")),
        ("202611", date(2026, 10, 10), 3, ("202611", "202701")),
        ("202706", date(2027, 6, 30), 12, ("202706", "202706")),
        ("202707", date(2027, 6, 30), 12, None),
        ("202707", date(2027, 7, 1), 12, ("202707", "202806")),
        ("202609", date(2026, 10, 10), 12, None),
    ],
)
def test_an_advance_ends_with_the_fund_year_and_begins_once_nothing_is_owed(
    upcoming: str, today: date, most: int, found: tuple[str, str] | None
) -> None:
    ahead = back.months_ahead(upcoming, today, most_months=most)
    assert ((ahead[0], ahead[-1]) if ahead else None) == found


def test_months_are_said_as_people_say_them() -> None:
    assert months_from("202611", "202702") == ["202611", "202612", "202701", "202702"]
    assert months_from("202702", "202701") == []
    assert month_words("202603") == period_words("202603", "202603") == "2026 年 3 月"
    assert period_words("202603", "202605") == "2026 年 3 月至 5 月"
    assert period_words("202612", "202701") == "2026 年 12 月至 2027 年 1 月"
