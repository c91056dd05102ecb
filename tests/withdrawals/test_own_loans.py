"""The fund's own loans and withdrawals: reason 06 by our books, offsets counted, overdue first, closing, leaving."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings

from deposits.models import Encumbrance
from deposits.queries import why_not_out
from desk.models import Requirement
from desk.states.cases import RequirementStatus
from loans.models import Loan
from loans.operations import prepaying
from loans.queries.standing import Wish
from loans.states.early import EarlyMode, EarlySource
from loans.states.loans import LoanStatus
from tests import make, people
from tests.deposits import world as fund
from tests.loans import world
from tests.withdrawals import pages
from withdrawals import queries
from withdrawals.operations import applying
from withdrawals.queries import closing, own_loans
from withdrawals.rules.asking import Application, PayTo
from withdrawals.rules.particulars import Loan as ToldLoan
from withdrawals.rules.particulars import Particulars

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 10)


@pytest.fixture
def loan(open_day: date) -> Loan:
    """张三's loan of 500,000 and 42,310.55 on the account; 20,722.22 was paid early from the account."""
    pages.depositor()
    made = world.loan()
    early(made, Wish(EarlyMode.SHORTEN, EarlySource.ACCOUNTS, 2_000_000))
    return made


def early(loan: Loan, wish: Wish) -> None:
    made = prepaying.pay_early(loan_id=loan.pk, wish=wish, by=people.zhang_san(), at=make.AT)
    if made.money_fen:
        fund.receive(made.money_fen, remark=made.number, serial=f"E{made.pk}")
        prepaying.follow_money(at=make.AT)


def repaid(number: str, paid_fen: int = 99_999_999, lender: str = "公积金中心") -> Application:
    """Reason 06 with whatever was typed."""
    told = Particulars(loan=ToldLoan(lender, number, ("张三",), paid_fen, ON))
    return Application("repay", people.zhang_san().person_id, 1_000_000, told)


def test_our_books_say_what_was_paid_and_offsets_use_it_up(loan: Loan) -> None:
    found = queries.allowance(repaid(loan.number), ON)
    assert not found.may  # all that was paid came from the account
    early(loan, Wish(EarlyMode.REDUCE, EarlySource.TRANSFER, 1_500_000, use_fund=False))
    found = queries.allowance(repaid(loan.number), ON)
    assert (found.may, found.most_fen) == (True, 1_500_000)  # interest was taken with the first one


def test_a_loan_that_is_not_ours_is_not_taken_for_ours(loan: Loan) -> None:
    found = queries.allowance(repaid("DK202600999999"), ON)
    assert "没有查到" in found.words
    assert queries.allowance(repaid("JS-1", 500_000, "建设银行"), ON).most_fen == 500_000


def test_somebody_elses_loan_is_nobodys(loan: Loan) -> None:
    other = world.loan(borrower=people.qian_qi())
    assert "没有查到" in queries.allowance(repaid(other.number), ON).words


def test_applied_for_it_bears_the_figures_of_the_books_and_needs_no_paper(loan: Loan) -> None:
    early(loan, Wish(EarlyMode.REDUCE, EarlySource.TRANSFER, 1_500_000, use_fund=False))
    card = pages.card(people.zhang_san())
    asked = repaid(loan.number)
    application = Application(asked.reason, asked.person_id, 1_000_000, asked.particulars, PayTo(card_id=card.pk))
    made = applying.apply(application=application, channel="PORTAL", by=people.zhang_san(), at=make.AT)
    told = made.particulars.loan
    assert told is not None
    assert (told.lender, told.paid_fen, told.contract_number) == (settings.CENTRE_NAME, 3_572_222, loan.number)
    paper = Requirement.objects.get(case=made.case_id, code="repayment")
    assert paper.status == RequirementStatus.CHECKED


def test_an_overdue_own_loan_comes_first(loan: Loan) -> None:
    early(loan, Wish(EarlyMode.REDUCE, EarlySource.TRANSFER, 1_500_000, use_fund=False))
    Loan.objects.filter(pk=loan.pk).update(status=LoanStatus.OVERDUE, overdue_since=ON)
    assert "先用于这笔贷款" in queries.allowance(repaid("JS-1", 500_000, "建设银行"), ON).words
    assert queries.allowance(repaid(loan.number), ON).may


def test_an_outstanding_loan_forbids_closing_and_leaving_until_it_is_settled(loan: Loan) -> None:
    account = fund.account_of("张三")
    whys = closing.why_not_close(account, "left", ON)
    assert any(loan.number in each for each in whys)
    assert why_not_out(account, case_id=0)
    early(loan, Wish(EarlyMode.FULL, EarlySource.TRANSFER))
    assert not any(loan.number in each for each in closing.why_not_close(account, "left", ON))
    assert not Encumbrance.objects.filter(person=account.person_id, lifted_at=None).exists()


def test_who_retires_pays_the_loan_first(loan: Loan) -> None:
    account = fund.account_of("张三")
    whys = closing.why_not_close(account, "retire", ON)
    assert any("先还这笔贷款" in each for each in whys)


def test_a_settled_loan_ends_an_agreement_about_it(loan: Loan) -> None:
    early(loan, Wish(EarlyMode.FULL, EarlySource.TRANSFER))
    loans = own_loans.own_loans({people.zhang_san().person_id}, ON)
    told = own_loans.booked(repaid(loan.number).particulars, loans).loan
    assert told is not None and told.payoff_on == ON
