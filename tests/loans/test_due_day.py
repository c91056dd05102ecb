"""The due-day run: instalments fall due, savings are offset, cards are asked, the rest is waited for; never twice."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from bank.models import CollectionOrder, Expectation
from ledger import operations as ledger
from ledger.models import Account, Journal
from loans.models import CardDebit, DueRun, Instalment, Loan, Taking
from loans.operations import collecting, due_day
from loans.rules import schedules
from loans.states.loans import Detail, LoanStatus
from policy import operations as policy
from tests import make
from tests.loans import world

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 20)


def test_an_instalment_falls_due_and_the_card_is_asked(open_day: date) -> None:
    make.bank_account()
    loan = world.loan()
    world.run_days(DUE)
    due = loan.instalments.get()
    assert (due.number, due.due_on, due.principal_fen, due.interest_fen) == (1, DUE, 918_37, 1_083_33)
    loan.refresh_from_db()
    assert (loan.planned_fen, loan.next_number, loan.next_due_on) == (499_081_63, 2, date(2026, 11, 20))
    assert (loan.next_principal_fen, loan.next_interest_fen, loan.months_left) == (920_36, 1_081_34, 359)
    waiting = Expectation.objects.get(key=loan.expectation)
    assert (waiting.reference, waiting.amount_fen) == (loan.number, 2_001_70)
    order = CollectionOrder.objects.get()
    assert (order.amount_fen, order.payer_account, order.reference) == (2_001_70, world.CARD, loan.number)
    assert CardDebit.objects.get().order_id == order.pk


def test_savings_pay_down_to_the_residual_the_borrowers_first(open_day: date) -> None:
    """Domain §5.8: 1,250.44 + 751.26, card 0."""
    make.bank_account()
    make.parameter("minimum_residual_fen", "1000")
    mine, theirs = world.depositor(1, 1_260_44), world.depositor(2, 903_18)
    loan = world.loan(borrower_id=mine.person_id, co_borrower_id=theirs.person_id, is_offset=True)
    world.run_days(DUE)
    due = loan.instalments.get()
    assert (due.status, due.paid_on, due.unpaid_fen) == ("PAID", DUE, 0)
    taken = list(Taking.objects.order_by("id").values_list("account", "fen"))
    assert taken == [(mine.pk, 1_250_44), (theirs.pk, 751_26)]
    assert world.balance(mine) == 10_00 and world.balance(theirs) == 151_92
    line = loan.repayments.get(detail=Detail.OFFSET)
    assert (line.fen, line.balance_fen, line.value_on) == (2_001_70, 499_081_63, DUE)
    assert [(each.part, each.fen) for each in line.parts.order_by("id")] == [
        ("interest", 1_083_33),
        ("principal", 918_37),
    ]
    assert world.owed_fen(loan) == 499_081_63
    assert not CollectionOrder.objects.exists() and not Expectation.objects.exists()
    assert world.books_stand()


def test_what_savings_lack_is_asked_of_the_card(open_day: date) -> None:
    """Domain §5.8: 1,250.44 + 290.00 + card 461.26."""
    make.bank_account()
    make.parameter("minimum_residual_fen", "1000")
    mine, theirs = world.depositor(1, 1_260_44), world.depositor(2, 300_00)
    loan = world.loan(borrower_id=mine.person_id, co_borrower_id=theirs.person_id, is_offset=True)
    world.run_days(DUE)
    assert CollectionOrder.objects.get().amount_fen == 461_26
    due = loan.instalments.get()
    assert (due.paid_interest_fen, due.paid_principal_fen, due.status) == (1_083_33, 457_11, "DUE")
    assert world.owed_fen(loan) == 500_000_00 - 457_11


def test_held_money_is_not_taken(open_day: date) -> None:
    mine = world.depositor(1, 2_000_00)
    with transaction.atomic():
        ledger.hold(key="h", account_id=mine.ledger_account_id, fen=1_500_00, by=None, at=make.AT)
    loan = world.loan(borrower_id=mine.person_id, is_offset=True, card_account="")
    world.run_days(DUE)
    assert world.balance(mine) == 1_500_00
    assert loan.instalments.get().paid_interest_fen == 500_00


def test_an_account_that_pays_for_two_loans_is_never_overdrawn(open_day: date) -> None:
    """The one borrows, and is the co-borrower of the other: what is left for the second is what is there."""
    mine, theirs = world.depositor(1, 3_000_00), world.depositor(2, 0)
    first = world.loan(borrower_id=mine.person_id, is_offset=True, card_account="")
    second = world.loan(borrower_id=theirs.person_id, co_borrower_id=mine.person_id, is_offset=True, card_account="")
    world.run_days(DUE)
    assert world.balance(mine) == 0
    paid = [each.paid_interest_fen + each.paid_principal_fen for each in Instalment.objects.order_by("loan_id")]
    assert paid == [2_001_70, 998_30]
    assert world.owed_fen(first) == 499_081_63 and world.owed_fen(second) == 500_000_00
    assert world.books_stand()


def test_a_second_run_of_the_day_does_nothing(open_day: date) -> None:
    make.bank_account()
    mine = world.depositor(1, 1_000_00)
    world.loan(borrower_id=mine.person_id, is_offset=True)
    world.run_days(DUE)
    before = (Journal.objects.count(), CollectionOrder.objects.count(), Instalment.objects.count())
    assert world.run_due_day()
    assert (Journal.objects.count(), CollectionOrder.objects.count(), Instalment.objects.count()) == before
    assert DueRun.objects.get(on=DUE).done_at is not None


def test_days_without_a_run_are_made_up_for_without_penalty(open_day: date) -> None:
    """The centre was closed on the 20th: nobody is late for it."""
    loan = world.loan(card_account="")
    world.run_days(date(2026, 10, 23))
    due = loan.instalments.get()
    assert (due.due_on, due.asked_on, due.is_overdue) == (DUE, date(2026, 10, 23), False)
    assert world.due_fen(loan) == 2_001_70


def test_two_months_without_a_run_fall_due_both(open_day: date) -> None:
    loan = world.loan(card_account="")
    world.run_days(date(2026, 11, 20))
    assert list(loan.instalments.order_by("number").values_list("due_on", flat=True)) == [DUE, date(2026, 11, 20)]
    assert DueRun.objects.get().done_at is not None


@pytest.mark.parametrize("method", ["equal_instalment", "equal_principal"])
def test_run_by_run_the_loan_goes_as_planned(open_day: date, method: str) -> None:
    """What the statement makes of a loan is what the rules plan, to its last fen; then it is settled."""
    dice = random.Random(method)
    rate = Decimal(dice.randrange(0, 49_000)) / 10_000
    mine = world.depositor(1, 900_000_00)
    facts: dict[str, Any] = {"principal_fen": dice.randrange(10_000_00, 800_000_00), "months": dice.randrange(1, 14)}
    loan = world.loan(
        borrower_id=mine.person_id,
        is_offset=True,
        method=method,
        annual_rate=rate,
        due_day=31,
        disbursed_on=date(2026, 9, 30),
        **facts,
    )
    plan = schedules.Plan(facts["principal_fen"], facts["months"], rate, schedules.Method(method))
    planned = schedules.schedule(plan, disbursed_on=date(2026, 9, 30), due_day=31)
    assert planned[-1].due_on
    world.rates_stand(2027)
    world.run_days(*[each.due_on for each in planned if each.due_on])
    got = Instalment.objects.filter(loan=loan).order_by("number")
    found = [(each.number, each.due_on, each.principal_fen, each.interest_fen, each.balance_fen) for each in got]
    assert found == [(e.number, e.due_on, e.principal_fen, e.interest_fen, e.balance_fen) for e in planned]
    loan.refresh_from_db()
    assert (loan.status, loan.settled_on, world.owed_fen(loan)) == (LoanStatus.SETTLED, planned[-1].due_on, 0)
    assert loan.next_due_on is None and not world.laid_on(mine)
    assert world.books_stand()


def test_a_frozen_account_gives_nothing(open_day: date) -> None:
    mine = world.depositor(1, 5_000_00)
    world.freeze(mine)
    loan = world.loan(borrower_id=mine.person_id, is_offset=True, card_account="")
    world.run_days(DUE)
    assert loan.instalments.get().paid_interest_fen == 0
    assert world.balance(mine) == 5_000_00


def test_a_chunk_that_dies_is_done_again_whole(open_day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill before the commit leaves nothing; the next worker finds the chunk waiting."""
    mine = world.depositor(1, 5_000_00)
    loan = world.loan(borrower_id=mine.person_id, is_offset=True)
    world.move_to(DUE)
    run = due_day.start(on=DUE, at=make.AT)

    class Killed(BaseException):
        pass

    def killed(*_args: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(due_day, "_settle_paid", killed)
        with pytest.raises(Killed):
            due_day.next_chunk(run_id=run.pk, at=make.AT)
    assert not loan.instalments.exists() and world.balance(mine) == 5_000_00
    assert world.run_due_day()
    assert loan.instalments.get().status == "PAID"
    assert world.balance(mine) == 5_000_00 - 2_001_70
    assert Account.objects.get(pk=loan.ledger_account_id).balance_fen == 499_081_63


def test_a_card_that_lacked_money_is_tried_again_but_not_for_ever(open_day: date) -> None:
    make.bank_account()
    make.parameter("loan_debit_tries", "2")
    loan = world.loan()
    for day in range(4):
        world.run_days(DUE + timedelta(days=day))
        world.cards_lack_money()
    tries = CardDebit.objects.filter(loan=loan).order_by("attempt")
    assert [(each.attempt, each.on, each.status) for each in tries] == [
        (1, DUE, "FAILED"),
        (2, DUE + timedelta(days=1), "FAILED"),
    ]
    assert tries[1].fen == 2_001_70 + 22  # a day's penalty


def test_nobody_asks_two_cards_at_a_time(open_day: date) -> None:
    make.bank_account()
    loan = world.loan()
    world.run_days(DUE, DUE + timedelta(days=1))  # the bank has not answered yet
    assert CardDebit.objects.filter(loan=loan).count() == 1


def test_a_loan_without_news_is_not_touched(open_day: date) -> None:
    loan = world.loan()
    with transaction.atomic():
        policy.set_book_date(on=DUE - timedelta(days=1))
    collecting.collect(loan_id=loan.pk, at=make.AT)
    assert not Loan.objects.get().instalments.exists()


def test_nobody_is_late_while_the_bank_fetches_what_was_asked_in_time(open_day: date) -> None:
    make.bank_account()
    loan = world.loan()
    world.run_days(DUE, DUE + timedelta(days=1), DUE + timedelta(days=3))
    loan.refresh_from_db()
    assert loan.status == LoanStatus.NORMAL
    world.run_days(DUE + timedelta(days=4))  # by then it should have come
    loan.refresh_from_db()
    assert loan.status == LoanStatus.OVERDUE
