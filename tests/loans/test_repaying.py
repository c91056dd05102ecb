"""Money for a loan: the order of §5.7, penalties to the fen, credit, late and in order again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from bank.models import Expectation
from deposits.states import EncumbranceKind
from ledger.models import Account
from loans.models import CardDebit, Loan
from loans.operations import collecting, repaying
from loans.operations.repaying import Money
from loans.states.loans import Detail, LoanStatus
from policy import queries as policy
from tests import make
from tests.loans import world

pytestmark = pytest.mark.django_db
DUE, LATER, NEXT = date(2026, 10, 20), date(2026, 10, 21), date(2026, 11, 20)


def cash(loan: Loan, fen: int, key: str = "cash") -> None:
    """Money at hand on the open day."""
    on = policy.book_date()
    with transaction.atomic():
        money = Money([world.bank_line(fen)], on, "测试")
        repaying.pay_in(repaying.lock_loan(loan.pk), key=key, money=money, on=on, by=None, at=make.AT)
    loan.refresh_from_db()


def test_penalty_of_a_late_instalment(open_day: date) -> None:
    """Domain §5.7: 2,001.70 paid 17 days late costs 3.69."""
    loan = world.loan(card_account="")
    world.run_days(DUE, LATER)
    world.move_to(DUE + timedelta(days=17))
    assert world.due_fen(loan) == 2_001_70 + 3_69 - 0
    cash(loan, 2_001_70 + 3_69)
    due = loan.instalments.get()
    assert (due.penalty_fen, due.status, due.paid_on) == (3_69, "PAID", DUE + timedelta(days=17))
    line = loan.repayments.order_by("-id")[0]
    assert line.detail == Detail.OVERDUE_REPAID
    parts = [(each.part, each.number, each.fen, each.base_fen, each.days) for each in line.parts.order_by("id")]
    assert parts == [
        ("penalty", 1, 3_69, 2_001_70, 17),
        ("interest", 1, 1_083_33, 0, 0),
        ("principal", 1, 918_37, 0, 0),
    ]


def test_the_order_of_payment(open_day: date) -> None:
    """Domain §5.7, with the first two instalments: penalty, the old one whole, then interest of the new one."""
    loan = world.loan(card_account="")
    world.run_days(DUE, LATER, NEXT)
    cash(loan, 3_000_00)
    first, second = loan.instalments.order_by("number")
    assert (first.status, first.penalty_fen) == ("PAID", 6_72)
    assert second.paid_interest_fen == 3_000_00 - 6_72 - 2_001_70
    assert second.paid_principal_fen == 0
    assert world.due_fen(loan) == 2_001_70 - second.paid_interest_fen
    assert loan.status == LoanStatus.NORMAL
    assert world.books_stand()


def test_a_late_loan_moves_to_122_and_back_in_order_when_paid(open_day: date) -> None:
    mine = world.depositor(1, 0)
    loan = world.loan(borrower_id=mine.person_id, card_account="")
    world.run_days(DUE)
    loan.refresh_from_db()
    assert loan.status == LoanStatus.NORMAL
    world.run_days(LATER)
    loan.refresh_from_db()
    assert (loan.status, loan.overdue_since, loan.risk_class) == (LoanStatus.OVERDUE, DUE, "02")
    assert loan.overdue_account and loan.overdue_account.balance_fen == 918_37
    assert Account.objects.get(pk=loan.ledger_account_id).balance_fen == 499_081_63
    assert [each.source for each in world.laid_on(mine)] == ["loans", "loans.overdue"]
    assert all(each.kind == EncumbranceKind.LOAN for each in world.laid_on(mine))
    assert world.books_stand()
    cash(loan, world.due_fen(loan))
    assert (loan.status, loan.overdue_since, loan.risk_class) == (LoanStatus.NORMAL, None, "01")
    assert Account.objects.get(pk=loan.overdue_account_id).balance_fen == 0
    assert [each.source for each in world.laid_on(mine)] == ["loans"]
    assert world.books_stand()


@pytest.mark.parametrize(("days", "code"), [(1, "02"), (90, "02"), (91, "03"), (180, "03"), (181, "04"), (361, "05")])
def test_the_class_goes_by_days_past_due(open_day: date, days: int, code: str) -> None:
    loan = world.loan(card_account="", months=1)
    world.run_days(DUE, LATER)
    world.rates_stand(2027)
    if days > 1:
        world.run_days(DUE + timedelta(days=days))
    loan.refresh_from_db()
    assert loan.risk_class == code


def test_a_payment_in_part_takes_penalty_first_and_the_rest_runs_on(open_day: date) -> None:
    loan = world.loan(card_account="")
    world.run_days(DUE, LATER)
    world.move_to(DUE + timedelta(days=10))
    assert world.due_fen(loan) == 2_001_70 + 2_17
    cash(loan, 1_00, "one")  # not even the penalty
    due = loan.instalments.get()
    assert (due.penalty_fen, due.owed_penalty_fen, due.penalised_to) == (1_00, 1_17, DUE + timedelta(days=10))
    assert world.due_fen(loan) == 2_001_70 + 1_17
    world.move_to(DUE + timedelta(days=20))
    assert world.due_fen(loan) == 2_001_70 + 1_17 + 2_17
    cash(loan, 2_001_70 + 1_17 + 2_17, "two")
    due.refresh_from_db()
    assert (due.status, due.penalty_fen, due.owed_penalty_fen) == ("PAID", 4_34, 0)


def test_grace_days(open_day: date) -> None:
    make.parameter("loan_grace_days", "3")
    loan = world.loan(card_account="")
    world.run_days(*[DUE + timedelta(days=day) for day in range(4)])
    loan.refresh_from_db()
    assert loan.status == LoanStatus.NORMAL and world.due_fen(loan) != 0
    world.run_days(DUE + timedelta(days=4))
    loan.refresh_from_db()
    assert loan.status == LoanStatus.OVERDUE


def test_what_is_above_is_held_and_pays_the_next_instalment(open_day: date) -> None:
    loan = world.loan(card_account="")
    world.run_days(DUE)
    cash(loan, 3_000_00)
    assert loan.credit_account and loan.credit_account.balance_fen == 998_30
    world.run_days(NEXT)
    second = loan.instalments.get(number=2)
    assert second.unpaid_fen == 2_001_70 - 998_30
    assert Account.objects.get(pk=loan.credit_account_id).balance_fen == 0
    assert world.books_stand()


def test_the_same_key_pays_once(open_day: date) -> None:
    loan = world.loan(card_account="")
    world.run_days(DUE)
    cash(loan, 1_000_00)
    cash(loan, 1_000_00)
    assert loan.instalments.get().unpaid_fen == 1_001_70


# --- by transfer: a receipt that names the loan


def test_a_transfer_that_names_the_loan_pays_it(open_day: date) -> None:
    make.bank_account()
    loan = world.loan()
    world.run_days(DUE)
    world.pay(loan, 2_001_70)
    assert loan.instalments.get().status == "PAID"
    assert loan.expectation == ""
    assert CardDebit.objects.get().status == "RECALLED"  # the bank had not heard of it
    assert world.books_stand()


def test_a_transfer_of_a_part_is_booked_and_the_rest_is_waited_for(open_day: date) -> None:
    make.bank_account()
    loan = world.loan(card_account="")
    world.run_days(DUE)
    world.pay(loan, 1_500_00)
    due = loan.instalments.get()
    assert (due.paid_interest_fen, due.paid_principal_fen) == (1_083_33, 416_67)
    waiting = Expectation.objects.get(key=loan.expectation)
    assert (waiting.status, waiting.amount_fen) == ("OPEN", 501_70)
    world.pay(loan, 501_70, "JH2")
    assert loan.instalments.get().status == "PAID"


def test_a_transfer_of_too_much_is_held_as_credit(open_day: date) -> None:
    make.bank_account()
    loan = world.loan(card_account="")
    world.run_days(DUE)
    world.pay(loan, 2_500_00)
    assert loan.instalments.get().status == "PAID"
    assert Account.objects.get(pk=loan.credit_account_id).balance_fen == 498_30
    assert world.books_stand()


def test_money_that_came_before_the_due_day_is_found(open_day: date) -> None:
    make.bank_account()
    loan = world.loan(card_account="")
    world.pay(loan, 2_001_70)
    assert not loan.instalments.exists()
    world.run_days(DUE)
    world.tasks.book_receipts()
    assert loan.instalments.get().status == "PAID"


def test_a_late_loans_savings_pay_without_an_agreement(open_day: date) -> None:
    """The contract's clause: overdue, the balances of borrower and co-borrower are taken (§5.7)."""
    mine = world.depositor(1, 5_000_00)
    loan = world.loan(borrower_id=mine.person_id, card_account="")
    world.run_days(DUE)
    assert world.balance(mine) == 5_000_00
    world.run_days(LATER)
    assert loan.instalments.get().status == "PAID"
    assert world.balance(mine) == 5_000_00 - 2_001_70 - 22
    loan.refresh_from_db()
    assert loan.status == LoanStatus.NORMAL


def test_the_last_payment_settles_the_loan(open_day: date) -> None:
    mine = world.depositor(1, 0)
    loan = world.loan(borrower_id=mine.person_id, card_account="", months=1, principal_fen=10_000_00)
    world.run_days(DUE)
    cash(loan, world.due_fen(loan))
    assert (loan.status, loan.settled_on, world.owed_fen(loan)) == (LoanStatus.SETTLED, DUE, 0)
    assert world.laid_on(mine) == []
    collecting.collect(loan_id=loan.pk, at=make.AT)
    assert world.books_stand()
