"""What changes between one act and the next: rates, instalments, persons, frozen accounts, money that comes back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse

from bank.models import PaymentOrder
from bank.operations import payments
from common.states import lock
from deposits.models import Encumbrance
from ledger.models import Account
from ledger.queries import verify_books
from loans.models import Loan
from loans.operations import disbursing, prepaying
from loans.queries.standing import Wish
from loans.states.early import Change, ChangeStatus, EarlyMode, EarlySource, EarlyStatus
from loans.states.loans import LoanStatus
from tests import make, people
from tests.deposits import world as fund
from tests.loans import granted, world
from tests.loans.granted import later
from tests.loans.test_changing import asked, decided, late
from tests.withdrawals import pages

pytestmark = pytest.mark.django_db
TODAY, DUE = date(2026, 10, 10), date(2026, 10, 20)


@pytest.fixture
def loan(open_day: date) -> Loan:
    pages.depositor()
    return world.loan(card_account="")


# --- the rate


@pytest.mark.usefixtures("open_day")
def test_a_rate_cut_between_authorising_and_the_banks_day_is_no_margin() -> None:
    """The contract was drawn up at the table's rate: the next 1 January brings the new one."""
    granted.ordered()
    make.parameter("loan_rate_first_long_percent", "2.35", valid_from=granted.ON)
    granted.follow(later(7))
    begun = Loan.objects.get()
    assert (begun.annual_rate, begun.rate_margin) == (Decimal("2.6"), 0)


# --- what is agreed to later


def test_months_told_when_asked_are_counted_less_what_has_fallen_due_since(loan: Loan) -> None:
    request = asked(loan, Change.TERM, months_left=300, method="equal_instalment")
    world.run_days(DUE)
    world.pay(loan, 2_001_70)
    assert decided(request).status == ChangeStatus.DONE
    loan.refresh_from_db()
    assert (loan.next_number, loan.months_left, loan.matures_on) == (2, 299, date(2051, 9, 20))


def test_another_method_is_agreed_to_though_an_instalment_fell_due(loan: Loan) -> None:
    request = asked(loan, Change.METHOD, months_left=360, method="equal_principal")
    world.run_days(DUE)
    world.pay(loan, 2_001_70)
    assert decided(request).status == ChangeStatus.DONE
    loan.refresh_from_db()
    assert (loan.method, loan.months_left) == ("equal_principal", 359)


@pytest.mark.parametrize("status", [LoanStatus.SETTLED, LoanStatus.WRITTEN_OFF])
def test_nobody_comes_to_owe_a_loan_that_has_ended_meanwhile(loan: Loan, status: str) -> None:
    newcomer = world.depositor(1, 800_000)
    request = asked(loan, Change.CO_BORROWER, person_id=newcomer.person_id)
    Loan.objects.filter(pk=loan.pk).update(status=status, settled_on=TODAY)
    assert decided(request).status == ChangeStatus.DROPPED
    assert world.laid_on(newcomer) == []
    assert "不能办理" in request.events.order_by("-id")[0].note


def test_who_comes_to_owe_a_late_loan_bears_it_until_it_is_in_order(loan: Loan) -> None:
    late(loan)
    newcomer = world.depositor(1, 0)
    assert decided(asked(loan, Change.CO_BORROWER, person_id=newcomer.person_id)).status == ChangeStatus.DONE
    assert {each.source for each in world.laid_on(newcomer)} == {"loans", "loans.overdue"}
    loan.refresh_from_db()
    assert decided(asked(loan, Change.CO_BORROWER, person_id=None)).status == ChangeStatus.DONE
    assert world.laid_on(newcomer) == []
    loan.refresh_from_db()
    assert decided(asked(loan, Change.CO_BORROWER, person_id=newcomer.person_id)).status == ChangeStatus.DONE
    assert {each.source for each in world.laid_on(newcomer)} == {"loans", "loans.overdue"}


# --- an account that was free


def test_a_share_of_an_account_frozen_meanwhile_does_not_pay(loan: Loan) -> None:
    wish = Wish(EarlyMode.REDUCE, EarlySource.TRANSFER, 10_000_000)
    made = prepaying.pay_early(loan_id=loan.pk, wish=wish, by=people.zhang_san(), at=make.AT)
    account = fund.account_of("张三")
    world.freeze(account)
    fund.receive(made.money_fen, remark=made.number, serial="TQ1")
    assert prepaying.follow_money(at=make.AT)
    made.refresh_from_db()
    loan.refresh_from_db()
    assert (made.status, made.note) == (EarlyStatus.CANCELLED, "账户已被冻结")
    assert (loan.planned_fen, world.balance(account)) == (50_000_000, 4_231_055)
    assert Account.objects.get(pk=account.ledger_account_id).held_fen == 0
    assert verify_books() == []


# --- money that comes back


@pytest.mark.usefixtures("open_day")
def test_money_that_comes_back_after_an_instalment_is_seen_by_somebody() -> None:
    made = granted.paid()
    begun = Loan.objects.get()
    teller = people.browser(people.wang_wu())
    page = reverse("loans:counter_loan", args=[begun.pk])
    assert "银行已将放款退回" not in teller.get(page).content.decode()
    with transaction.atomic():
        payments.return_late(
            lock(PaymentOrder, PaymentOrder.objects.get().pk),
            value_on=granted.ON,
            on=granted.ON,
            by=None,
            at=later(60),
        )
    begun.instalments.create(
        number=1,
        due_on=date(2026, 11, 20),
        asked_on=date(2026, 11, 20),
        principal_fen=91_837,
        interest_fen=108_333,
        balance_fen=49_908_163,
    )
    granted.follow(later(61))
    granted.follow(later(62))
    begun.refresh_from_db()
    assert begun.status == LoanStatus.NORMAL
    notes = made.contract.application.case.events.filter(action="returned_late")
    assert ["财务人工处理" in each.note for each in notes] == [True]
    assert "银行已将放款退回" in teller.get(page).content.decode()
    assert Encumbrance.objects.filter(source="loans", lifted_at=None).exists()
    assert disbursing.Disbursement.objects.get().status == "PAID"
