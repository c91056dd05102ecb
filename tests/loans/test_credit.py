"""What was paid too much: it pays what is due, and where nothing will fall due any more it is given back."""

from __future__ import annotations

from datetime import date

import pytest

from bank.models import SuspenseItem
from ledger.models import Account
from ledger.rules import Verdict
from loans.models import Loan, Prepayment
from loans.operations import yearly
from loans.queries import reconciling, standing
from loans.states.early import EarlyMode
from loans.states.loans import LoanStatus
from tests import make, people
from tests.loans import world
from tests.loans.test_repaying import cash
from tests.loans.test_yearly import agreed
from tests.withdrawals import pages

pytestmark = pytest.mark.django_db
DUE, NEXT = date(2026, 10, 20), date(2026, 11, 20)


def test_of_the_last_instalment_no_more_is_taken_than_is_due(open_day: date) -> None:
    """The rest lies free in suspense, from where it is sent back."""
    make.bank_account()
    loan = world.loan(card_account="", months=1, principal_fen=10_000_00)
    world.run_days(DUE)
    due = world.due_fen(loan)
    world.pay(loan, due + 99_16)
    assert (loan.status, loan.settled_on) == (LoanStatus.SETTLED, DUE)
    assert loan.credit_account is None
    item = SuspenseItem.objects.get()
    assert (item.left_fen, item.free_fen, item.reserved_fen) == (99_16, 99_16, 0)
    assert loan.repayments.order_by("-id")[0].fen == due
    assert world.books_stand()


def test_of_two_receipts_for_the_last_instalment_the_second_gives_what_is_missing(open_day: date) -> None:
    make.bank_account()
    loan = world.loan(card_account="", months=1, principal_fen=10_000_00)
    world.run_days(DUE)
    due = world.due_fen(loan)
    world.arrive(loan, 4_000_00, "JH1")
    world.arrive(loan, due, "JH2")
    world.tasks.book_receipts()
    loan.refresh_from_db()
    assert loan.status == LoanStatus.SETTLED
    assert sum(each.free_fen for each in SuspenseItem.objects.all()) == 4_000_00
    assert sum(each.reserved_fen for each in SuspenseItem.objects.all()) == 0
    assert world.books_stand()


def test_a_credit_pays_the_last_instalment_before_new_money(open_day: date) -> None:
    make.bank_account()
    loan = world.loan(card_account="", months=2, principal_fen=10_000_00)
    world.run_days(DUE)
    cash(loan, world.due_fen(loan) + 50_00)
    world.arrive(loan, 6_000_00, "JH1")
    world.run_days(NEXT)
    world.tasks.book_receipts()
    loan.refresh_from_db()
    assert loan.status == LoanStatus.SETTLED
    assert Account.objects.get(pk=loan.credit_account_id).balance_fen == 0
    assert world.books_stand()


def test_the_yearly_offset_that_pays_off_uses_the_credit_first(open_day: date) -> None:
    pages.depositor()
    loan = world.loan(card_account="", principal_fen=10_000_00, months=12)
    made = agreed(loan, DUE)
    world.run_days(DUE)
    cash(loan, world.due_fen(loan) + 50_00)
    assert yearly.run(yearly_id=made.pk, at=make.AT)
    loan.refresh_from_db()
    paid = Prepayment.objects.get()
    assert (loan.status, standing.credit_of(loan), paid.mode) == (LoanStatus.SETTLED, 0, EarlyMode.FULL)
    assert paid.fund_fen == sum(fen for _account, fen in paid.shares) + 50_00
    assert world.books_stand()


def test_the_yearly_offset_of_a_part_leaves_the_credit_to_the_next_instalment(open_day: date) -> None:
    pages.depositor()
    loan = world.loan(card_account="")
    made = agreed(loan, DUE)
    world.run_days(DUE)
    cash(loan, world.due_fen(loan) + 50_00)
    assert yearly.run(yearly_id=made.pk, at=make.AT)
    loan.refresh_from_db()
    assert standing.credit_of(loan) == 50_00
    assert Prepayment.objects.get().fund_fen == 4_231_055


def test_a_loan_that_ended_with_credit_is_named_and_keeps_no_day_open(open_day: date) -> None:
    people.zhang_san()
    loan = world.loan(card_account="", months=1, principal_fen=10_000_00)
    world.run_days(DUE)
    assert len(reconciling.day_points(DUE)) == 2
    cash(loan, world.due_fen(loan) + 10_00)
    assert Loan.objects.get().status == LoanStatus.SETTLED
    point = reconciling.day_points(DUE)[-1]
    assert point.verdict == Verdict.NOTE and loan.number in point.words
    assert reconciling.credits_left() == [reconciling.Difference(loan.number, 0, 10_00)]
    assert reconciling.differences() == []
