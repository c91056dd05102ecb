"""A story: a couple pays early, one of them dies, the other goes on paying and settles; the account can be closed."""

from __future__ import annotations

from datetime import date

import pytest

from deposits.models import Encumbrance, PersonalAccount
from desk import operations as desk
from loans.models import Certificate, Loan
from loans.operations import prepaying, requests
from loans.queries import standing
from loans.queries.standing import Wish
from loans.states.early import Change, EarlyMode, EarlySource
from loans.states.loans import LoanStatus
from notifications.models import Message
from policy import queries as policy
from tests import make, people
from tests.deposits import world as fund
from tests.desk import world as desk_world
from tests.loans import world
from withdrawals.queries import closing

pytestmark = pytest.mark.django_db
DUE = date(2026, 10, 20)


@pytest.fixture
def couple(open_day: date) -> tuple[PersonalAccount, PersonalAccount]:
    make.bank_account()
    return world.depositor(1, 60_000_00), world.depositor(2, 9_000_00)


def early(loan: Loan, wish: Wish) -> int:
    """Paid early at the window; what was paid in all, in fen."""
    quote = standing.quote(loan, wish, policy.book_date())
    made = prepaying.pay_early(loan_id=loan.pk, wish=wish, by=people.wang_wu(), at=make.AT, papers_seen=True)
    assert made.repayment is not None and made.repayment.fen == quote.early.total_fen
    loan.refresh_from_db()
    return made.repayment.fen


def test_paid_early_taken_over_and_settled(couple: tuple[PersonalAccount, PersonalAccount]) -> None:
    one, other = couple
    loan = world.loan(
        borrower_id=one.person_id,
        co_borrower_id=other.person_id,
        principal_fen=60_000_00,
        months=60,
        is_offset=True,
    )

    # 10 October, twenty days in: 20,000 early, the payments fall; the next instalment is what was quoted
    early(loan, Wish(EarlyMode.REDUCE, EarlySource.ACCOUNTS, 20_000_00))
    planned = standing.ahead_of(loan)
    assert sum(each.principal_fen for each in planned) == 40_000_00
    world.run_days(DUE)
    paid = loan.instalments.get()
    assert (paid.principal_fen, paid.interest_fen) == (planned[0].principal_fen, planned[0].interest_fen)
    assert paid.status == "PAID"
    loan.refresh_from_db()
    assert standing.ahead_of(loan) == planned[1:]

    # the borrower dies: the account first pays the loan, with all that is on it or what the loan still takes
    assert any("先还这笔贷款" in each for each in closing.why_not_close(one, "death", policy.book_date()))
    early(loan, Wish(EarlyMode.SHORTEN, EarlySource.ACCOUNTS, 15_000_00))

    # the widow owes alone from now on; the dead man's account is free of the loan
    asked = requests.ask(
        loan_id=loan.pk,
        change=Change.BORROWER,
        told={"person_id": other.person_id},
        by=people.wang_wu(),
        at=make.AT,
        papers_seen=True,
    )
    desk.send_to_review(case_id=asked.case_id, by=people.wang_wu(), at=make.AT)
    desk.review(case_id=asked.case_id, decision="APPROVE", by=people.zhao_liu(), at=make.AT)
    head = desk_world.rank(people.han_shiyi(), grade=3)
    desk.review(case_id=asked.case_id, decision="APPROVE", by=head, at=make.AT)
    assert requests.follow_change(at=make.AT)
    loan.refresh_from_db()
    assert (loan.borrower_id, loan.co_borrower_id) == (other.person_id, None)
    assert not Encumbrance.objects.filter(person=one.person_id, lifted_at=None).exists()

    # she settles with her own savings and a transfer that names the loan's number
    world.move_to(date(2026, 10, 26))
    made = prepaying.pay_early(
        loan_id=loan.pk,
        wish=Wish(EarlyMode.FULL, EarlySource.TRANSFER, on=date(2026, 10, 26)),
        by=people.wang_wu(),
        at=make.AT,
        papers_seen=True,
    )
    fund.receive(made.money_fen, remark=made.number)
    assert prepaying.follow_money(at=make.AT)
    loan.refresh_from_db()
    assert (loan.status, loan.settled_on) == (LoanStatus.SETTLED, date(2026, 10, 26))
    assert world.owed_fen(loan) == 0 and Certificate.objects.filter(loan=loan).exists()
    assert not Encumbrance.objects.filter(person=other.person_id, lifted_at=None).exists()
    assert Message.objects.filter(person=other.person_id, template__event="loan_settled").exists()
    assert world.books_stand()
