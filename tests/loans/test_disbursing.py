"""The money of a loan, and every way to get at it that must not work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Person
from bank.models import PaymentOrder
from bank.operations import payments
from bank.states import OrderStatus
from common.errors import WrongState
from common.states import lock
from deposits.models import Encumbrance
from desk import operations as desk
from desk.states.cases import CaseStatus
from ledger.models import Account, Entry
from loans.models import Contract, Disbursement, Loan
from loans.operations import checking, contracting, disbursing, guarantees
from loans.queries.contracts import Payee
from loans.states.contracts import DisbursementStatus
from loans.states.loans import LoanStatus
from notifications.models import Message
from risk.models import Outcome as RiskNews
from tests import make, people
from tests.loans import granted
from tests.loans.granted import later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def prepare(contract: Contract, user: object = None) -> Disbursement:
    return disbursing.prepare(
        case_id=contract.application.case_id,
        by=user or people.wang_wu(),
        at=later(4),  # type: ignore[arg-type]
    )


def test_the_seller_has_the_money_and_the_loan_begins() -> None:
    made = granted.paid()
    assert made.status == DisbursementStatus.PAID
    loan = Loan.objects.get(contract=made.contract)
    assert (loan.principal_fen, loan.months, loan.due_day, str(loan.next_due_on)) == (50_000_000, 360, 20, "2026-11-20")
    order = PaymentOrder.objects.get()
    assert (order.amount_fen, order.payee_account, order.status) == (50_000_000, granted.GOOD, OrderStatus.SETTLED)
    assert [order.made_by, order.reviewed_by, order.authorised_by] == [
        people.wang_wu(),
        people.zhao_liu(),
        people.zhou_jiu(),
    ]
    assert Account.objects.get(pk=loan.ledger_account_id).balance_fen == 50_000_000
    assert made.journal is not None and made.journal.value_on == granted.ON
    made.contract.application.refresh_from_db()
    case = made.contract.application.case
    case.refresh_from_db()
    assert (case.status, made.contract.application.paid_at) == (CaseStatus.DONE, later(7))
    told = Message.objects.filter(person=people.zhang_san().person, key__startswith="loan_disbursed")
    assert "500,000.00" in told[0].body and "每月20日" in told[0].body


def test_nothing_leaves_before_the_mortgage_is_registered() -> None:
    contract = granted.signed()
    with pytest.raises(disbursing.NotReady, match="抵押还没有登记"):
        prepare(contract)
    applied = guarantees.add(contract_id=contract.pk, kind="01", guarantor="张三", by=people.wang_wu(), at=later(2))
    with pytest.raises(disbursing.NotReady, match="抵押还没有登记"):
        prepare(contract)
    assert applied.status == "WAITING" and not PaymentOrder.objects.exists()


def test_the_pre_notice_needs_the_developers_guarantee_with_its_deposit() -> None:
    contract = granted.signed()
    granted.secure(contract, "10")
    with pytest.raises(disbursing.NotReady):
        prepare(contract)
    with pytest.raises(guarantees.BadCertificate, match="保证金"):
        granted.secure(contract, "11")
    interim = contract.guarantees.get(kind="11")
    assert (interim.deposit_fen, interim.guarantor) == (5_000_000, "辽源市宏图置业有限公司")
    paper = guarantees.Certificate("阶段保证2026-001", granted.ON, "JH20261010001")
    guarantees.register(guarantee_id=interim.pk, certificate=paper, by=people.wang_wu(), at=later(3))
    assert prepare(contract).amount_fen == contract.principal_fen


def test_nothing_leaves_before_the_contract_is_signed() -> None:
    contract = granted.drawn_up()
    with pytest.raises(guarantees.NoContract):
        granted.secure(contract)
    with pytest.raises(disbursing.NotReady, match="合同还没有签订"):
        prepare(contract)


def test_whoever_prepared_it_does_not_authorise_it() -> None:
    contract = granted.ready()
    made = disbursing.prepare(case_id=contract.application.case_id, by=people.wang_wu(), at=later(4))
    with pytest.raises(disbursing.SamePerson):
        disbursing.authorise(disbursement_id=made.pk, by=people.wang_wu(), at=later(5))
    assert not PaymentOrder.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Disbursement.objects.filter(pk=made.pk).update(
            authorised_by_person=people.wang_wu().person_id, authorised_at=later(5)
        )


def test_nobody_prepares_or_authorises_a_loan_of_somebody_near() -> None:
    contract = granted.ready()
    granted.marry(people.zhang_san(), people.wang_wu())
    with pytest.raises(desk.TooNear):
        prepare(contract)
    Person.objects.filter(pk=people.zhao_liu().person_id).update(
        phone_index=people.zhang_san().person.phone_index, phone=people.zhang_san().person.phone
    )
    with transaction.atomic():
        made = Disbursement.objects.create(
            contract=contract,
            amount_fen=contract.principal_fen,
            payee_account=contract.payee_account,
            payee_tail=contract.payee_tail,
            payee_name=contract.payee_name,
            made_by=people.han_shiyi(),
            made_by_person=people.han_shiyi().person,
            made_at=later(4),
        )
    with pytest.raises(desk.TooNear):
        disbursing.authorise(disbursement_id=made.pk, by=people.zhao_liu(), at=later(5))


def test_a_contract_pays_once() -> None:
    made = granted.prepared()
    with pytest.raises(disbursing.AlreadyPrepared):
        prepare(made.contract)
    disbursing.authorise(disbursement_id=made.pk, by=people.zhao_liu(), at=later(5))
    with pytest.raises(WrongState):
        disbursing.authorise(disbursement_id=made.pk, by=people.han_shiyi(), at=later(6))
    granted.release()
    granted.follow(later(7))
    with pytest.raises(disbursing.AlreadyPrepared):
        prepare(made.contract)
    granted.follow(later(8))
    assert (PaymentOrder.objects.count(), Loan.objects.count()) == (1, 1)


def test_no_other_amount_leaves_whoever_writes_it() -> None:
    contract = granted.ready()
    facts = {
        "contract": contract,
        "payee_account": granted.GOOD,
        "payee_tail": "0001",
        "payee_name": "x",
        "made_at": later(4),
    }
    with pytest.raises(DatabaseError, match="amount of its signed contract"), transaction.atomic():
        Disbursement.objects.create(amount_fen=contract.principal_fen + 1, **facts)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(principal_fen=60_000_000)


def test_a_project_that_has_ended_or_another_account_gets_nothing() -> None:
    from loans.operations import projects

    contract = granted.ready()
    project = contract.application.project
    assert project is not None
    change = projects.propose_account(
        project_id=project.pk,
        account="22050110101010109999",
        account_name=project.account_name,
        bank_name="工商银行",
        document_number="补充协议1",
        by=people.wang_wu(),
        at=later(3),
    )
    projects.decide_account(change_id=change.pk, confirmed=True, by=people.zhao_liu(), at=later(3))
    with pytest.raises(disbursing.NotReady, match="监管账户"):
        prepare(contract)
    figures = contracting.Figures(contract.principal_fen, contract.months, contract.method)
    again = contracting.draw_anew(
        case_id=contract.application.case_id,
        figures=figures,
        reason="监管账户变更",
        by=people.wang_wu(),
        at=later(4),
    )
    contracting.witness(contract_id=again.pk, present=[people.zhang_san().person_id], by=people.wang_wu(), at=later(5))
    granted.secure(again, number="新的他项权证")
    made = prepare(again)
    assert made.payee_tail == "9999"
    projects.end(project_id=project.pk, reason="协议到期", by=people.wang_wu(), at=later(6))
    with pytest.raises(disbursing.NotReady, match="停止合作"):
        disbursing.authorise(disbursement_id=made.pk, by=people.zhao_liu(), at=later(6))


def test_a_new_rate_needs_a_new_contract() -> None:
    contract = granted.ready()
    make.parameter("loan_rate_first_long_percent", "2.5", valid_from=granted.ON)
    with pytest.raises(disbursing.NotReady, match="由 2.6% 调整为 2.5%"):
        prepare(contract)


def test_a_ban_that_came_meanwhile_holds_the_money() -> None:
    made = granted.prepared()
    Encumbrance.objects.create(
        key="ban-1",
        person=people.zhang_san().person,
        kind="BAN",
        source="risk",
        sentence="因骗提被限制贷款。",
        since=granted.ON,
        at=later(4),
    )
    with pytest.raises(disbursing.NotReady, match="骗提"):
        disbursing.authorise(disbursement_id=made.pk, by=people.zhao_liu(), at=later(5))


def test_what_the_second_person_declines_can_be_prepared_anew() -> None:
    made = granted.prepared()
    disbursing.decline(disbursement_id=made.pk, reason="证号看不清", by=people.zhao_liu(), at=later(5))
    with pytest.raises(WrongState):
        disbursing.authorise(disbursement_id=made.pk, by=people.han_shiyi(), at=later(6))
    assert prepare(made.contract).pk != made.pk


# --- what the bank makes of it


def test_what_the_bank_returns_is_corrected_by_two_and_paid_once() -> None:
    from loans.operations import projects

    made = granted.paid(granted.REFUSED)
    assert (made.status, made.note) == (DisbursementStatus.RETURNED, "收款账号不存在")
    assert not Loan.objects.exists()
    project = made.contract.application.project
    assert project is not None
    change = projects.propose_account(
        project_id=project.pk,
        account=granted.GOOD,
        account_name=project.account_name,
        bank_name="建设银行",
        document_number="补充协议2",
        by=people.wang_wu(),
        at=later(8),
    )
    projects.decide_account(change_id=change.pk, confirmed=True, by=people.zhao_liu(), at=later(8))
    disbursing.pay_again(disbursement_id=made.pk, payee=Payee("", ""), by=people.wang_wu(), at=later(9))
    with pytest.raises(disbursing.SamePerson):
        disbursing.authorise(disbursement_id=made.pk, by=people.wang_wu(), at=later(9))
    with pytest.raises(disbursing.NotReturned):
        disbursing.pay_again(disbursement_id=made.pk, payee=Payee("", ""), by=people.wang_wu(), at=later(9))
    disbursing.authorise(disbursement_id=made.pk, by=people.zhao_liu(), at=later(10))
    granted.release()
    granted.follow(later(11))
    made.refresh_from_db()
    assert (made.status, made.orders, made.payee_tail) == (DisbursementStatus.PAID, 2, "0001")
    assert PaymentOrder.objects.filter(status=OrderStatus.SETTLED).count() == 1
    assert Loan.objects.count() == 1


@pytest.mark.parametrize(("account", "asks"), [(granted.UNKNOWN_PAID, 1), (granted.BREAKS, 1)])
def test_while_the_bank_does_not_know_nothing_else_happens(account: str, asks: int) -> None:
    made = granted.paid(account)
    assert made.status == DisbursementStatus.ORDERED and not Loan.objects.exists()
    with pytest.raises(disbursing.AlreadyPrepared):
        prepare(made.contract)
    with pytest.raises(disbursing.NotReturned):
        disbursing.pay_again(disbursement_id=made.pk, payee=Payee("", ""), by=people.wang_wu(), at=later(8))
    with pytest.raises(WrongState):
        disbursing.authorise(disbursement_id=made.pk, by=people.han_shiyi(), at=later(8))
    figures = contracting.Figures(made.amount_fen, 120, "equal_principal")
    with pytest.raises(contracting.MoneyUnderWay):
        contracting.draw_anew(
            case_id=made.contract.application.case_id, figures=figures, reason="改期", by=people.wang_wu(), at=later(8)
        )
    with pytest.raises(contracting.MoneyUnderWay):
        contracting.give_up(
            case_id=made.contract.application.case_id, reason="不要了", by=people.wang_wu(), at=later(8)
        )
    for turn in range(asks):
        granted.ask_bank(made, later(9 + turn))
    assert made.status == DisbursementStatus.PAID
    assert (PaymentOrder.objects.count(), Loan.objects.count()) == (1, 1)


def test_finance_says_no_and_the_account_is_corrected() -> None:
    made = granted.prepared()
    disbursing.authorise(disbursement_id=made.pk, by=people.zhao_liu(), at=later(5))
    payments.reject_order(order_id=PaymentOrder.objects.get().pk, by=people.zhou_jiu(), at=later(6), note="像是假的")
    granted.follow(later(7))
    made.refresh_from_db()
    assert (made.status, made.note) == (DisbursementStatus.RETURNED, "财务没有通过付款，请核对收款账户")


def test_money_that_comes_back_later_ends_the_loan_as_if_it_had_never_been() -> None:
    made = granted.paid()
    loan = Loan.objects.get()
    with transaction.atomic():
        payments.return_late(
            lock(PaymentOrder, PaymentOrder.objects.get().pk),
            value_on=granted.ON,
            on=granted.ON,
            by=None,
            at=later(60),
        )
    granted.follow(later(61))
    made.refresh_from_db()
    loan.refresh_from_db()
    assert (made.status, loan.status, loan.contract) == (DisbursementStatus.CAME_BACK, LoanStatus.CANCELLED, None)
    assert Account.objects.get(pk=loan.ledger_account_id).balance_fen == 0
    assert not Encumbrance.objects.filter(source="loans", lifted_at=None).exists()
    [bound] = Encumbrance.objects.filter(source="loans.application", lifted_at=None)
    assert (bound.person, bound.lifted_at) == (people.zhang_san().person, None)
    assert made.contract.application.case.number in bound.sentence
    assert {each.journal.value_on for each in Entry.objects.filter(account=loan.ledger_account)} == {granted.ON}
    disbursing.pay_again(disbursement_id=made.pk, payee=Payee("", ""), by=people.wang_wu(), at=later(62))
    disbursing.authorise(disbursement_id=made.pk, by=people.zhao_liu(), at=later(63))
    granted.release()
    granted.follow(later(64))
    made.refresh_from_db()
    assert made.status == DisbursementStatus.PAID
    assert Loan.objects.get(contract=made.contract).pk != loan.pk
    assert made.made_at == later(62) and later(64) - later(62) == timedelta(minutes=2)
    assert not Encumbrance.objects.filter(source="loans.application", lifted_at=None).exists()


def test_a_rate_that_changed_before_the_money_came_back_needs_a_new_contract_and_gets_one() -> None:
    granted.marry(people.zhang_san(), people.qian_qi())
    made = granted.came_back(granted.paid(co_borrower=people.qian_qi()))
    assert Encumbrance.objects.filter(source="loans.application", lifted_at=None).count() == 2
    make.parameter("loan_rate_first_long_percent", "2.5", valid_from=granted.ON)
    disbursing.pay_again(disbursement_id=made.pk, payee=Payee("", ""), by=people.wang_wu(), at=later(62))
    with pytest.raises(disbursing.NotReady, match="重新拟订合同"):
        disbursing.authorise(disbursement_id=made.pk, by=people.zhao_liu(), at=later(63))
    case_id = made.contract.application.case_id
    figures = contracting.Figures(made.amount_fen, 360, "equal_instalment")
    anew = contracting.draw_anew(case_id=case_id, figures=figures, reason="利率调整", by=people.wang_wu(), at=later(64))
    present = [people.zhang_san().person_id, people.qian_qi().person_id]
    contracting.witness(contract_id=anew.pk, present=present, by=people.wang_wu(), at=later(65))
    granted.secure(anew, number="新的他项权证")
    again = disbursing.prepare(case_id=case_id, by=people.wang_wu(), at=later(66))
    disbursing.authorise(disbursement_id=again.pk, by=people.zhao_liu(), at=later(67))
    granted.release()
    granted.follow(later(68))
    loan = Loan.objects.get(contract=anew)
    assert str(loan.annual_rate) == "2.5000"
    assert not Encumbrance.objects.filter(source="loans.application", lifted_at=None).exists()


def test_what_ended_after_its_money_came_back_is_not_drawn_up_again() -> None:
    made = granted.came_back(granted.paid())
    case_id = made.contract.application.case_id
    contracting.give_up(case_id=case_id, reason="不买了", by=people.wang_wu(), at=later(62))
    assert not Encumbrance.objects.filter(source="loans.application", lifted_at=None).exists()
    figures = contracting.Figures(made.amount_fen, 360, "equal_instalment")
    with pytest.raises(contracting.NotGranted):
        contracting.draw_anew(case_id=case_id, figures=figures, reason="又要", by=people.wang_wu(), at=later(63))


def test_who_read_the_page_before_the_payment_was_made_anew_authorises_nothing() -> None:
    made = granted.came_back(granted.paid())
    disbursing.pay_again(disbursement_id=made.pk, payee=Payee("", ""), by=people.wang_wu(), at=later(62))
    with pytest.raises(disbursing.StalePage):
        disbursing.authorise(disbursement_id=made.pk, seen_orders=0, by=people.zhao_liu(), at=later(63))
    disbursing.authorise(disbursement_id=made.pk, seen_orders=1, by=people.zhao_liu(), at=later(63))
    assert PaymentOrder.objects.count() == 2


# --- established to be fraud


def established(made: Disbursement) -> None:
    """What the fraud checks say once a risk case on the application is established."""
    number = made.contract.application.case.number
    RiskNews.objects.create(source="loans", kind="ESTABLISHED", case=number, note="FX0001", at=later(20))
    while checking.follow_risk(at=later(21)):
        pass
    granted.follow(later(22))
    made.refresh_from_db()
    made.contract.refresh_from_db()
    made.contract.application.refresh_from_db()


def test_a_loan_established_to_be_fraud_never_goes() -> None:
    made = granted.prepared()
    established(made)
    application = made.contract.application
    assert (made.status, made.contract.status, application.case.status) == ("DROPPED", "VOID", "VOID")
    assert application.ended_at == later(21) and "骗贷" in application.case.events.get(action="abandon").note


def test_while_the_bank_has_it_the_news_waits() -> None:
    made = granted.paid(granted.UNKNOWN_PAID)
    established(made)
    assert made.status == DisbursementStatus.ORDERED
    granted.ask_bank(made, later(23))
    assert made.status == DisbursementStatus.PAID
    assert checking.follow_risk(at=later(24))
    assert made.contract.application.case.events.filter(action="established").exists()
    assert Loan.objects.get().status == LoanStatus.NORMAL
