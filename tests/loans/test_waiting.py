"""What waits for its day, for money on its way or for news, and what does not keep the rest waiting."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from bank.models import CollectionOrder, Receipt
from fundcenter.celery import TIMED_JOBS
from ledger.models import Account, Journal
from ledger.states import Reason
from loans import tasks
from loans.models import CardDebit, Instalment, Loan, Prepayment
from loans.operations import asking, prepaying
from loans.queries.standing import Wish
from loans.states.early import Change, EarlyMode, EarlySource, EarlyStatus
from loans.states.loans import LoanStatus
from tests import make, people
from tests.deposits import world as fund
from tests.loans import test_changing as changes
from tests.loans import world
from tests.withdrawals import pages

pytestmark = pytest.mark.django_db
TODAY, DUE = date(2026, 10, 10), date(2026, 10, 20)


def clock(day: date) -> datetime:
    """The morning of a day."""
    return make.AT + (day - TODAY)


# --- the due day


def test_the_due_day_waits_for_its_morning(open_day: date, time_machine: Any) -> None:
    """The day before is closed in the evening, which opens the next at once: nobody pays before their day."""
    loan = world.loan(card_account="")
    world.move_to(DUE)
    time_machine.move_to(clock(DUE - timedelta(1)), tick=False)
    assert not tasks.run_due_day()
    assert not loan.instalments.exists()
    time_machine.move_to(clock(DUE), tick=False)
    assert tasks.run_due_day()
    assert loan.instalments.get().asked_on == DUE


def test_who_paid_on_the_due_date_in_the_evening_is_not_late(open_day: date) -> None:
    make.bank_account()
    loan = world.loan(card_account="")
    world.run_days(DUE)
    world.arrive(loan, 2_001_70)
    world.run_days(DUE + timedelta(1))
    due = loan.instalments.get()
    assert (due.status, due.paid_on, due.penalty_fen) == ("PAID", DUE, 0)
    assert not Journal.objects.filter(reason=Reason.LOAN_OVERDUE).exists()
    assert world.books_stand()


def test_who_paid_a_part_in_the_evening_is_late_with_the_rest(open_day: date) -> None:
    make.bank_account()
    loan = world.loan(card_account="")
    world.run_days(DUE)
    world.arrive(loan, 2_000_00)
    world.run_days(DUE + timedelta(1))
    loan.refresh_from_db()
    assert (loan.status, world.due_fen(loan)) == (LoanStatus.OVERDUE, 1_70)
    assert loan.expectation
    world.pay(loan, 1_70, serial="JH2")
    assert loan.status == LoanStatus.NORMAL
    assert world.books_stand()


def test_what_was_fetched_before_a_long_holiday_is_on_its_way_after_it(open_day: date) -> None:
    make.bank_account()
    loan = world.loan()
    world.run_days(DUE)
    CardDebit.objects.update(status="DONE")
    world.run_days(DUE + timedelta(8))
    loan.refresh_from_db()
    assert loan.status == LoanStatus.NORMAL
    world.run_days(DUE + timedelta(9))
    loan.refresh_from_db()
    assert loan.status == LoanStatus.OVERDUE  # by now somebody asks where it is
    assert CardDebit.objects.count() == 1  # and the card does not pay twice


# --- receipts


def test_a_receipt_that_breaks_does_not_keep_the_rest_waiting(open_day: date) -> None:
    make.bank_account()
    first, second = world.loan(card_account=""), world.loan(card_account="")
    world.run_days(DUE)
    Instalment.objects.filter(loan=first).update(is_overdue=True)  # without its account: a broken row
    world.arrive(first, 2_001_70, serial="JH1")
    world.arrive(second, 2_001_70, serial="JH2")
    tasks.book_receipts()
    assert (first.instalments.get().status, second.instalments.get().status) == ("DUE", "PAID")
    Instalment.objects.filter(loan=first).update(is_overdue=False)
    tasks.book_receipts()
    assert first.instalments.get().status == "PAID"


def test_money_for_a_loan_written_off_stays_unidentified(open_day: date) -> None:
    pages.depositor()
    loan = world.loan()
    changes.late(loan)
    with transaction.atomic():
        asking.ask_many({loan.pk: 2_001_70}, on=TODAY, at=make.AT)
    changes.reserve(60_000_000)
    told = {"resolution": "辽公积金管委〔2026〕3号", "why": "法院终结执行，无可供执行财产"}
    changes.decided(changes.asked(loan, Change.WRITE_OFF, **told))
    loan.refresh_from_db()
    assert (loan.status, loan.expectation) == (LoanStatus.WRITTEN_OFF, "")
    assert CardDebit.objects.get().status == "RECALLED"
    lines = loan.repayments.count()
    world.pay(loan, 2_001_70, serial="DK1")
    assert Receipt.objects.get(line__bank_serial="DK1").status == "UNIDENTIFIED"
    assert (loan.status, loan.repayments.count(), loan.credit_account) == (LoanStatus.WRITTEN_OFF, lines, None)


def test_a_loan_that_has_ended_takes_no_more_and_waits_no_more(open_day: date) -> None:
    """One that ended while it was waited for, before writing off ended the waiting as well."""
    make.bank_account()
    loan = world.loan(card_account="")
    world.run_days(DUE)
    Instalment.objects.update(status="WRITTEN_OFF")
    nothing = {"planned_fen": 0, "next_principal_fen": 0, "next_interest_fen": 0, "months_left": 0, "next_due_on": None}
    Loan.objects.update(status=LoanStatus.WRITTEN_OFF, **nothing)
    world.pay(loan, 2_001_70)
    assert (loan.expectation, loan.repayments.count(), loan.credit_account) == ("", 1, None)
    assert not tasks.book_receipts()


# --- paid early


@pytest.fixture
def loan(open_day: date) -> Loan:
    """张三's loan, with 42,310.55 on the account."""
    pages.depositor()
    return world.loan()


def early(loan: Loan, source: str = EarlySource.TRANSFER) -> Prepayment:
    """10,000,000 fen waited for, the account's share held."""
    wish = Wish(EarlyMode.REDUCE, source, 10_000_000)
    return prepaying.pay_early(loan_id=loan.pk, wish=wish, by=people.zhang_san(), at=make.AT)


def status(made: Prepayment, day: date, until: date) -> str:
    """Where it stands after it was looked at on a day."""
    Prepayment.objects.filter(pk=made.pk).update(until=until)
    prepaying.follow_day(prepayment_id=made.pk, at=clock(day))
    made.refresh_from_db()
    return str(made.status)


def test_money_that_a_card_gave_is_waited_for_some_days(loan: Loan) -> None:
    made = early(loan, EarlySource.CARD)
    CollectionOrder.objects.update(status="SETTLED", sent_at=make.AT, value_date=TODAY)
    for day, expected in ((13, EarlyStatus.WAITING), (14, EarlyStatus.CANCELLED)):
        world.move_to(date(2026, 10, day))
        assert status(made, date(2026, 10, day), TODAY) == expected


def test_the_last_day_of_waiting_is_not_over_because_the_next_business_day_is_open(loan: Loan) -> None:
    made, sunday, monday = early(loan), date(2026, 10, 11), date(2026, 10, 12)
    world.move_to(monday)
    assert status(made, TODAY, sunday) == EarlyStatus.WAITING
    assert prepaying.to_look_at(at=clock(TODAY)) == []
    assert status(made, monday, sunday) == EarlyStatus.WAITING  # Sunday's money is heard of on Monday
    world.move_to(monday + timedelta(1))
    assert prepaying.to_look_at(at=clock(monday + timedelta(1))) == [made.pk]
    assert status(made, monday + timedelta(1), sunday) == EarlyStatus.CANCELLED


def test_money_for_more_than_is_left_by_then_is_let_go(loan: Loan) -> None:
    made = early(loan)
    Loan.objects.update(planned_fen=5_000_000)
    fund.receive(made.money_fen, remark=made.number, serial="TQ1")
    assert prepaying.follow_money(at=make.AT)
    made.refresh_from_db()
    assert (made.status, made.note) == (EarlyStatus.CANCELLED, "到账时贷款余额已有变化，款项多于剩余本息。")
    assert Account.objects.get(pk=fund.account_of("张三").ledger_account_id).held_fen == 0
    assert not prepaying.follow_money(at=make.AT)


# --- swept


def test_whatever_finds_its_work_in_rows_is_swept() -> None:
    """A message that is lost delays, and loses nothing; `check` is done again by `check_waiting`."""
    swept = {task for task, _every in TIMED_JOBS.values()}
    own = {each.name for each in vars(tasks).values() if hasattr(each, "delay")}
    assert {each for each in own if each.startswith("loans.")} - swept == {"loans.tasks.check"}
