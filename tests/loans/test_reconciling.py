"""Σ principal = 121 + 122, in sum and loan by loan; a difference keeps the day from being closed."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.rules import Verdict
from loans.models import Loan
from loans.queries import reconciling
from tests.loans import world

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 20)


def test_the_point_is_good_while_schedules_and_books_agree(open_day: date) -> None:
    world.loan(card_account="")
    world.loan(principal_fen=120_000_00, months=120, card_account="", disbursed_on=date(2026, 9, 8))
    world.run_days(DUE, date(2026, 10, 21))
    point = reconciling.day_points(date(2026, 10, 21))[0]
    assert (point.verdict, point.words) == (Verdict.GOOD, "620,000.00 元")


def test_a_difference_names_its_loan(open_day: date) -> None:
    loan = world.loan(card_account="")
    Loan.objects.filter(pk=loan.pk).update(planned_fen=499_999_99)
    point = reconciling.day_points(open_day)[0]
    assert point.verdict == Verdict.BAD and loan.number in point.words
    assert reconciling.differences() == [reconciling.Difference(loan.number, 499_999_99, 500_000_00)]
