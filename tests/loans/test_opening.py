"""A loan begins: its account, its first instalment, its rows, once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from deposits.models import Encumbrance
from ledger.queries import verify_books
from loans.models import Loan
from loans.states.loans import Detail
from tests import people
from tests.loans import world

pytestmark = pytest.mark.django_db


def test_a_loan_owes_what_was_paid_out(open_day: date) -> None:
    loan = world.loan()
    assert world.owed_fen(loan) == loan.planned_fen == 500_000_00
    assert (loan.next_due_on, loan.next_principal_fen, loan.next_interest_fen) == (date(2026, 10, 20), 918_37, 1_083_33)
    assert (loan.level_fen, loan.months_left, loan.matures_on) == (2_001_70, 360, date(2056, 9, 20))
    line = loan.repayments.get()
    assert (line.detail, line.fen, line.value_on, line.balance_fen) == (
        Detail.DISBURSED,
        500_000_00,
        date(2026, 9, 20),
        500_000_00,
    )
    assert line.journal.value_on == date(2026, 9, 20)
    assert loan.plans.get().level_fen == 2_001_70
    assert verify_books() == []


def test_a_broken_first_period_goes_by_days(open_day: date) -> None:
    """Domain §5.5: lent on 8 September, due on the 20th: 42 days."""
    loan = world.loan(principal_fen=300_000_00, months=240, disbursed_on=date(2026, 9, 8))
    assert (loan.next_due_on, loan.next_interest_fen, loan.next_principal_fen) == (date(2026, 10, 20), 910_00, 954_36)


def test_the_same_key_gives_the_first_loan_back(open_day: date) -> None:
    first = world.loan(key="pay-1")
    again = world.loan(key="pay-1")
    assert again == first
    assert Loan.objects.count() == 1
    assert world.owed_fen(first) == 500_000_00


def test_it_lies_on_both_borrowers_accounts(open_day: date) -> None:
    loan = world.loan(co_borrower_id=people.qian_qi().person_id)
    laid = Encumbrance.objects.filter(source="loans", lifted_at=None)
    assert {each.person_id for each in laid} == {loan.borrower_id, loan.co_borrower_id}
    assert all(loan.number in each.sentence for each in laid)


def test_a_rate_above_the_table_keeps_its_margin(open_day: date) -> None:
    assert world.loan().rate_margin == 0
    assert world.loan(is_first=False, annual_rate=Decimal("3.2")).rate_margin == Decimal("0.125")
