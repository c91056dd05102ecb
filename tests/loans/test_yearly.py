"""The yearly offset: agreed upon, run on its day with all that lies on both accounts, skipped with a note, ended."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.models import Account
from ledger.queries import verify_books
from loans.models import Loan, Prepayment, YearlyOffset
from loans.operations import prepaying, yearly
from loans.operations.yearly import CannotAgree
from loans.queries.standing import Wish
from loans.states.early import EarlyMode, EarlySource, EarlyStatus
from loans.states.loans import LoanStatus
from tests import make, people
from tests.deposits import world as fund
from tests.loans import world
from tests.withdrawals import pages

pytestmark = pytest.mark.django_db
TODAY, TOMORROW = date(2026, 10, 10), date(2026, 10, 11)


@pytest.fixture
def loan(open_day: date) -> Loan:
    """张三's loan with 42,310.55 on the account; the spouse has 8,000.00."""
    pages.depositor()
    spouse = world.depositor(1, 800_000)
    return world.loan(co_borrower_id=spouse.person_id)


def agreed(loan: Loan, on: date = TODAY) -> YearlyOffset:
    made = yearly.agree(loan_id=loan.pk, mode=EarlyMode.SHORTEN, first_on=TOMORROW, by=people.wang_wu(), at=make.AT)
    YearlyOffset.objects.filter(pk=made.pk).update(next_on=on)
    return made


def test_all_of_both_accounts_pays_early(loan: Loan) -> None:
    made = agreed(loan)
    assert yearly.due(TODAY) == [made.pk]
    assert yearly.run(yearly_id=made.pk, at=make.AT)
    loan.refresh_from_db()
    made.refresh_from_db()
    paid = Prepayment.objects.get()
    assert (paid.is_yearly, paid.status, paid.case) == (True, EarlyStatus.BOOKED, None)
    assert loan.planned_fen == 50_000_000 - (4_231_055 + 800_000 - 72_222)
    assert Account.objects.get(pk=fund.account_of("张三").ledger_account_id).balance_fen == 0
    assert (made.next_on, made.note) == (date(2027, 10, 10), "")
    assert not yearly.run(yearly_id=made.pk, at=make.AT)
    assert verify_books() == []


def test_no_more_than_the_loan_is_taken(loan: Loan) -> None:
    small = world.loan(principal_fen=1_000_000, months=12)
    made = agreed(small)
    assert yearly.run(yearly_id=made.pk, at=make.AT)
    small.refresh_from_db()
    assert small.status == LoanStatus.SETTLED
    assert Account.objects.get(pk=fund.account_of("张三").ledger_account_id).balance_fen == 4_231_055 - 1_001_444


def test_while_money_is_waited_for_it_is_tried_again(loan: Loan) -> None:
    wish = Wish(EarlyMode.REDUCE, EarlySource.TRANSFER, 10_000_000, use_fund=False)
    prepaying.pay_early(loan_id=loan.pk, wish=wish, by=people.zhang_san(), at=make.AT)
    made = agreed(loan)
    assert not yearly.run(yearly_id=made.pk, at=make.AT)
    made.refresh_from_db()
    assert (made.next_on, made.note) == (TODAY, "有一笔提前还款正在办理")


def test_it_is_agreed_upon_once_by_a_borrower_within_a_year(loan: Loan) -> None:
    for change in ({"mode": EarlyMode.FULL}, {"first_on": TODAY}, {"first_on": date(2027, 10, 11)}):
        told = {"mode": EarlyMode.SHORTEN, "first_on": TOMORROW, **change}
        with pytest.raises(CannotAgree):
            yearly.agree(loan_id=loan.pk, by=people.wang_wu(), at=make.AT, **told)
    with pytest.raises(prepaying.NotTheirLoan):
        yearly.agree(loan_id=loan.pk, mode=EarlyMode.SHORTEN, first_on=TOMORROW, by=people.qian_qi(), at=make.AT)
    agreed(loan)
    with pytest.raises(CannotAgree):
        agreed(loan)
    yearly.end(loan_id=loan.pk, by=people.zhang_san(), at=make.AT)
    assert yearly.due(TODAY) == []
