"""A spouse who does not borrow along is of the household all the same: its loans and homes count, its bans do not."""

from __future__ import annotations

import pytest
from django.db import transaction

from deposits import operations as deposits
from deposits.states import EncumbranceKind
from desk import registers
from desk.models import RegisterAnswer, Requirement
from loans.models import Application, Loan
from loans.operations import applying
from loans.queries import offering
from loans.rules.telling import Told
from loans.states.loans import LoanStatus
from tests import make, people
from tests.loans import borrowers, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def test_a_loan_that_the_spouse_owes_is_the_households() -> None:
    one, other = borrowers.couple()
    world.loan(other)
    with pytest.raises(applying.NotEligible, match="家庭还有没结清的公积金贷款"):
        borrowers.ask(one)
    assert "past" in {each.code for each in offering.estimate(one.person_id, borrowers.ON).unmet}
    assert not Application.objects.exists()


def test_two_loans_that_the_spouse_paid_back_are_the_households() -> None:
    one, other = borrowers.couple()
    for _place in range(2):
        Loan.objects.filter(pk=world.loan(other).pk).update(
            status=LoanStatus.SETTLED, settled_on=borrowers.ON, planned_fen=0, next_principal_fen=0, next_due_on=None
        )
    with pytest.raises(applying.NotEligible, match="家庭已用过两次公积金贷款"):
        borrowers.ask(one)


def test_a_household_applies_once_at_a_time_each_of_them_alone() -> None:
    one, other = borrowers.couple()
    borrowers.ask(other, asked_fen=30_000_000)
    told = Told(house=borrowers.house(contract_number="LY2026000002", address="辽源市西安区安家街9号1单元102室"))
    with pytest.raises(applying.NotEligible, match="正在申请公积金贷款"):
        borrowers.ask(one, told=told, asked_fen=30_000_000)


def test_the_spouses_homes_are_asked_of_the_register_whoever_borrows() -> None:
    one, _other = borrowers.couple()
    made = borrowers.ask(one, asked_fen=30_000_000)
    codes = set(Requirement.objects.filter(case=made.case_id).values_list("code", flat=True))
    assert {"homes", "homes_spouse", "spouse_consent"} <= codes and "credit_spouse" not in codes
    answer = RegisterAnswer.objects.get(case=made.case_id, requirement__code="homes_spouse")
    assert registers.question_from(answer.register, answer.question).name == "钱七"


def test_a_ban_is_of_those_who_borrow() -> None:
    one, other = borrowers.couple()
    with transaction.atomic():
        deposits.encumber(
            key="ban-1",
            person_id=other.person_id,
            kind=EncumbranceKind.BAN,
            source="risk",
            sentence="因骗提被限制提取和贷款，至 2029-10-09 止。",
            since=borrowers.ON,
            by=people.wang_wu(),
            at=make.AT,
        )
    assert borrowers.ask(one, asked_fen=30_000_000).pk
