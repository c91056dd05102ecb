"""Late instalments against the worked numbers of domain §5.7."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from loans.rules import overdue
from loans.rules.overdue import Due, Part, Taken

RATE = Decimal("2.6")
THIRD, FOURTH = Due(3, 1_079_35, 922_35, 31), Due(4, 1_077_35, 924_35)


def test_instalment_3_paid_17_days_late() -> None:
    assert overdue.penalty(922_35 + 1_079_35, RATE, 17) == 3_69
    assert overdue.penalty(922_35, RATE, 17) == 1_70


def test_days_before_and_from_1_january_go_by_their_rates_and_are_rounded_once() -> None:
    """2,001.70 due on 22 December, paid on 8 January: 10 days at 2.6 % and 7 at 2.35 %, times 1.5."""
    rates = [(date(2026, 9, 22), RATE), (date(2027, 1, 1), Decimal("2.35"))]
    legs = overdue.legs(rates, date(2026, 12, 22), date(2027, 1, 8))
    assert legs == [(RATE, 10), (Decimal("2.35"), 7)]
    due = Due(3, 1_079_35, 922_35, 17, percent_days=sum((rate * days for rate, days in legs), Decimal(0)))
    assert due.late_fen(Decimal("2.35"), Decimal("1.5")) == 3_54  # 2,001.70 × (26 + 16.45) % × 1.5 ÷ 360 = 3.5405
    assert overdue.legs(rates, date(2026, 12, 22), date(2026, 12, 30)) == [(RATE, 8)]
    assert overdue.legs(rates, date(2027, 1, 2), date(2027, 1, 8)) == [(Decimal("2.35"), 6)]
    assert overdue.legs([], date(2027, 1, 2), date(2027, 1, 8)) == []


def test_a_payment_goes_to_the_oldest_first() -> None:
    found = overdue.take(3_000_00, [FOURTH, THIRD], annual_rate=RATE)
    assert found == [
        Taken(Part.PENALTY, 3, 6_72),
        Taken(Part.INTEREST, 3, 1_079_35),
        Taken(Part.PRINCIPAL, 3, 922_35),
        Taken(Part.INTEREST, 4, 991_58),
    ]
    assert FOURTH.interest_fen - 991_58 == 85_77


def test_fees_come_first_and_the_rest_is_credit() -> None:
    found = overdue.take(5_000_00, [THIRD, FOURTH], annual_rate=RATE, fees_fen=50_00)
    assert found[0] == Taken(Part.FEE, 0, 50_00)
    assert found[-1] == Taken(Part.CREDIT, 0, 5_000_00 - 50_00 - 6_72 - 2_001_70 - 2_001_70)
    assert sum(each.fen for each in found) == 5_000_00
    assert overdue.take(0, [THIRD], annual_rate=RATE) == []


@pytest.mark.parametrize(
    ("days", "code"),
    [(0, "01"), (1, "02"), (90, "02"), (91, "03"), (180, "03"), (181, "04"), (360, "04"), (361, "05")],
)
def test_five_classes_by_days(days: int, code: str) -> None:
    assert overdue.risk_class(days) == code


def test_three_in_a_row_are_overdue() -> None:
    assert [overdue.is_overdue(count) for count in (0, 2, 3)] == [False, False, True]
