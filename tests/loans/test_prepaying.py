"""Paying early as the books get it: from the accounts at once, by transfer when it comes, all of it, never twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bank.models import Expectation
from deposits.models import Encumbrance, PersonalAccount
from desk import operations as desk
from ledger.models import Account
from ledger.queries import verify_books
from loans.models import Certificate, Loan, Prepayment, Repayment
from loans.operations import prepaying
from loans.operations.prepaying import AlreadyWaiting, CannotPayEarly, MoneyUnderWay, NotTheirLoan
from loans.queries import standing as queries
from loans.queries.standing import Wish
from loans.states.early import EarlyMode, EarlySource, EarlyStatus
from loans.states.loans import Detail, LoanStatus, PlanReason
from notifications.models import Message
from tests import make, people
from tests.deposits import world as fund
from tests.loans import world
from tests.loans.test_races import at_once
from tests.withdrawals import pages

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 10)
PART = Wish(EarlyMode.SHORTEN, EarlySource.ACCOUNTS, 2_000_000)


@pytest.fixture
def loan(open_day: date) -> Loan:
    """张三's loan of 500,000, twenty days old, and 42,310.55 on the account."""
    pages.depositor()
    return world.loan()


def balance(account: PersonalAccount) -> int:
    return Account.objects.get(pk=account.ledger_account_id).balance_fen


def early(loan: Loan, wish: Wish) -> Prepayment:
    return prepaying.pay_early(loan_id=loan.pk, wish=wish, by=people.zhang_san(), at=make.AT)


def test_a_part_from_the_account_is_booked_as_quoted(loan: Loan) -> None:
    quote = queries.quote(loan, PART, TODAY)
    assert (quote.early.interest_fen, quote.money_fen) == (72_222, 0)  # 500,000 × 2.6 % ÷ 360 × 20
    made = early(loan, PART)
    loan.refresh_from_db()
    assert quote.early.after is not None
    assert queries.standing_of(loan) == quote.early.after
    assert balance(fund.account_of("张三")) == 4_231_055 - quote.early.total_fen
    assert world.owed_fen(loan) == loan.planned_fen == 48_000_000
    row = Repayment.objects.get(pk=made.repayment_id)
    assert (row.detail, row.fen, row.balance_fen) == (Detail.OFFSET, 2_072_222, 48_000_000)
    assert [(each.part, each.fen, each.days) for each in row.parts.order_by("id")] == [
        ("interest", 72_222, 20),
        ("principal", 2_000_000, 0),
    ]
    assert row.takings.get().fen == 2_072_222
    assert made.case is not None and row.case == made.case.number
    assert loan.plans.order_by("-id")[0].reason == PlanReason.PREPAID
    assert Message.objects.filter(key__contains=f"{made.key}-").exists()
    assert verify_books() == []


def test_two_on_one_day_take_the_interest_once(loan: Loan) -> None:
    early(loan, Wish(EarlyMode.REDUCE, EarlySource.ACCOUNTS, 1_000_000))
    second = early(loan, Wish(EarlyMode.REDUCE, EarlySource.ACCOUNTS, 1_000_000))
    assert Repayment.objects.get(pk=second.repayment_id).fen == 1_000_000
    loan.refresh_from_db()
    assert (loan.planned_fen, loan.next_interest_fen) == (48_000_000, 34_667)  # ten days to the 20th


def test_too_little_and_more_than_there_is_are_refused(loan: Loan) -> None:
    for wish in (
        Wish(EarlyMode.SHORTEN, EarlySource.ACCOUNTS, 999_999),
        Wish(EarlyMode.SHORTEN, EarlySource.ACCOUNTS, 4_200_000),
        Wish(EarlyMode.SHORTEN, EarlySource.TRANSFER, 50_000_001),
        Wish(EarlyMode.FULL, EarlySource.TRANSFER, on=date(2026, 10, 20)),
    ):
        with pytest.raises(CannotPayEarly):
            early(loan, wish)
    assert not Prepayment.objects.exists()


def test_nobody_else_pays_early_through_the_portal(loan: Loan) -> None:
    with pytest.raises(NotTheirLoan):
        prepaying.pay_early(loan_id=loan.pk, wish=PART, by=people.qian_qi(), at=make.AT)


def test_a_loan_that_is_late_is_not_paid_early(loan: Loan) -> None:
    Loan.objects.filter(pk=loan.pk).update(status=LoanStatus.OVERDUE, overdue_since=TODAY)
    with pytest.raises(CannotPayEarly, match="逾期"):
        early(loan, PART)


def test_the_rest_comes_by_transfer_and_the_account_holds_its_share(loan: Loan) -> None:
    made = early(loan, Wish(EarlyMode.REDUCE, EarlySource.TRANSFER, 10_000_000))
    assert (made.status, made.fund_fen, made.money_fen) == (EarlyStatus.WAITING, 4_231_055, 5_841_167)
    book = Account.objects.get(pk=fund.account_of("张三").ledger_account_id)
    assert (book.balance_fen, book.held_fen) == (4_231_055, 4_231_055)
    with pytest.raises(AlreadyWaiting):
        early(loan, PART)
    fund.receive(made.money_fen, remark=made.number, serial="TQ1")
    assert prepaying.follow_money(at=make.AT)
    made.refresh_from_db()
    loan.refresh_from_db()
    assert (made.status, made.principal_fen) == (EarlyStatus.BOOKED, 10_000_000)
    assert made.repayment is not None
    assert (made.repayment.fen, made.repayment.detail) == (10_072_222, Detail.PREPAID)
    assert (loan.planned_fen, balance(fund.account_of("张三"))) == (40_000_000, 0)
    assert not prepaying.follow_money(at=make.AT)
    assert verify_books() == []


def test_all_of_it_settles_the_loan_certifies_it_and_frees_the_account(loan: Loan) -> None:
    made = early(loan, Wish(EarlyMode.FULL, EarlySource.TRANSFER, on=TODAY))
    assert made.fund_fen + made.money_fen == 50_072_222
    fund.receive(made.money_fen, remark=made.number, serial="TQ2")
    assert prepaying.follow_money(at=make.AT)
    loan.refresh_from_db()
    assert (loan.status, loan.settled_on, loan.planned_fen, loan.next_due_on) == (LoanStatus.SETTLED, TODAY, 0, None)
    assert world.owed_fen(loan) == 0
    assert Repayment.objects.filter(loan=loan).order_by("-id")[0].detail == Detail.SETTLED
    assert not Encumbrance.objects.filter(person=loan.borrower_id, lifted_at=None).exists()
    assert Certificate.objects.get(loan=loan).issued_on == TODAY
    assert verify_books() == []


def test_money_for_a_later_day_of_paying_off_waits_for_it(loan: Loan) -> None:
    made = early(loan, Wish(EarlyMode.FULL, EarlySource.TRANSFER, use_fund=False, on=TODAY + timedelta(5)))
    assert made.money_fen == 50_000_000 + 90_278
    fund.receive(made.money_fen, remark=made.number, serial="TQ3")
    assert prepaying.follow_money(at=make.AT)
    made.refresh_from_db()
    assert made.status == EarlyStatus.COVERED
    with pytest.raises(MoneyUnderWay):
        prepaying.cancel(prepayment_id=made.pk, by=people.zhang_san(), at=make.AT)
    prepaying.follow_day(prepayment_id=made.pk, at=make.AT)
    made.refresh_from_db()
    assert made.status == EarlyStatus.COVERED


def test_given_up_it_frees_what_it_held(loan: Loan) -> None:
    made = early(loan, Wish(EarlyMode.REDUCE, EarlySource.TRANSFER, 10_000_000))
    prepaying.cancel(prepayment_id=made.pk, by=people.zhang_san(), at=make.AT)
    made.refresh_from_db()
    assert made.status == EarlyStatus.CANCELLED
    assert Account.objects.get(pk=fund.account_of("张三").ledger_account_id).held_fen == 0
    assert Expectation.objects.get(key=made.key).status == "CANCELLED"
    assert early(loan, PART).status == EarlyStatus.BOOKED


def test_what_does_not_come_in_time_is_let_go(loan: Loan) -> None:
    made = early(loan, Wish(EarlyMode.REDUCE, EarlySource.TRANSFER, 10_000_000))
    Prepayment.objects.filter(pk=made.pk).update(until=TODAY - timedelta(2))
    prepaying.follow_day(prepayment_id=made.pk, at=make.AT)
    made.refresh_from_db()
    assert (made.status, made.note) == (EarlyStatus.CANCELLED, "款项没有在期限内到账")


def test_all_that_lies_on_the_account_is_used_up(loan: Loan) -> None:
    made = early(loan, Wish(EarlyMode.SHORTEN, EarlySource.ACCOUNTS, is_all_fund=True))
    assert (made.principal_fen, made.fund_fen) == (4_231_055 - 72_222, 4_231_055)
    assert balance(fund.account_of("张三")) == 0
    with pytest.raises(CannotPayEarly):
        early(loan, Wish(EarlyMode.SHORTEN, EarlySource.ACCOUNTS, is_all_fund=True))


@pytest.mark.django_db(transaction=True)
def test_two_windows_pay_early_at_once_and_one_waits_for_the_other(open_day: date) -> None:
    pages.depositor()
    loan = world.loan()
    by, wish = people.zhang_san(), Wish(EarlyMode.FULL, EarlySource.TRANSFER, on=TODAY)

    def act() -> None:
        prepaying.pay_early(loan_id=loan.pk, wish=wish, by=by, at=make.AT)

    assert at_once(act, act) == ["AlreadyWaiting"]
    assert Prepayment.objects.count() == 1
    assert Account.objects.get(pk=fund.account_of("张三").ledger_account_id).held_fen == 4_231_055


def test_a_colleague_does_not_act_on_a_loan_of_their_own_or_of_who_is_near(loan: Loan) -> None:
    teller = people.wang_wu()
    joint = world.loan(co_borrower_id=teller.person_id)
    with pytest.raises(desk.TooNear):
        prepaying.pay_early(loan_id=joint.pk, wish=PART, by=teller, at=make.AT, papers_seen=True)
    assert not Prepayment.objects.exists()
