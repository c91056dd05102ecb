"""The arithmetic of the books: the document's distribution both ways, interest of money placed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger import rules

DOCUMENT = {
    "surplus_fen": 1_200_000_000,
    "loans_fen": 98_000_000_000,
    "reserve_so_far_fen": 910_000_000,
    "fee_fen": 315_000_000,
}


def test_the_surplus_of_the_document_by_income() -> None:
    shared = rules.distribute("income_60", **DOCUMENT)
    assert (shared.reserve_fen, shared.fee_fen, shared.supplement_fen) == (720_000_000, 315_000_000, 165_000_000)


def test_the_surplus_of_the_document_by_balance() -> None:
    shared = rules.distribute("balance_1pct", **DOCUMENT)
    assert (shared.reserve_fen, shared.fee_fen, shared.supplement_fen) == (70_000_000, 315_000_000, 815_000_000)


def test_a_reserve_that_is_full_takes_nothing_and_one_that_is_empty_never_more_than_there_is() -> None:
    full = rules.distribute("balance_1pct", **{**DOCUMENT, "reserve_so_far_fen": 990_000_000})
    assert (full.reserve_fen, full.supplement_fen) == (0, 885_000_000)
    scarce = rules.distribute("balance_1pct", surplus_fen=100, loans_fen=10**12, reserve_so_far_fen=0, fee_fen=0)
    assert (scarce.reserve_fen, scarce.fee_fen, scarce.supplement_fen) == (100, 0, 0)


@pytest.mark.parametrize("surplus_fen", [0, -1])
def test_without_surplus_nothing_is_shared(surplus_fen: int) -> None:
    with pytest.raises(rules.SurplusTooSmall, match="没有增值收益"):
        rules.distribute("income_60", **{**DOCUMENT, "surplus_fen": surplus_fen})


def test_a_fee_beyond_what_is_left_is_refused_with_the_most_there_is() -> None:
    with pytest.raises(rules.SurplusTooSmall, match="4,800,000.00"):
        rules.distribute("income_60", **{**DOCUMENT, "fee_fen": 480_000_001})
    most = rules.distribute("income_60", **{**DOCUMENT, "fee_fen": 480_000_000})
    assert most.supplement_fen == 0
    with pytest.raises(rules.SurplusTooSmall):
        rules.distribute("income_60", **{**DOCUMENT, "fee_fen": -1})


def test_without_the_committees_method_nothing_is_shared() -> None:
    with pytest.raises(rules.NoMethod, match="管委会"):
        rules.distribute("", **DOCUMENT)


@pytest.mark.parametrize(
    ("since", "until", "fen"),
    [
        (date(2026, 1, 15), date(2027, 1, 15), 150_000),  # a year
        (date(2026, 1, 15), date(2026, 4, 15), 37_500),  # three months
        (date(2026, 1, 31), date(2026, 2, 28), 12_500),  # the last day stands for the 31st
        (date(2026, 1, 15), date(2026, 1, 25), 4_167),  # ten days: 416.666…, rounded once
        (date(2026, 1, 15), date(2026, 2, 14), 12_500),  # thirty days that are no month
        (date(2026, 1, 15), date(2026, 2, 25), 16_667),  # a month and ten days
        (date(2026, 1, 15), date(2026, 1, 15), 0),
        (date(2026, 1, 15), date(2026, 1, 14), 0),
    ],
)
def test_money_placed_earns_by_whole_months_and_days(since: date, until: date, fen: int) -> None:
    assert rules.simple_interest(10_000_000, Decimal("1.5"), since, until) == fen
