"""What secures a loan, from the application at the register to the release; and the projects behind it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from common.errors import WrongState
from desk import operations as desk
from loans.models import Contract, Guarantee, Loan
from loans.operations import contracting, guarantees, projects
from loans.operations.guarantees import Certificate
from notifications.models import Message
from tests import people
from tests.loans import granted
from tests.loans.granted import later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def add(contract: Contract, kind: str = "01") -> Guarantee:
    return guarantees.add(contract_id=contract.pk, kind=kind, guarantor="张三", by=people.wang_wu(), at=later(2))


def register(found: Guarantee, number: str = "证1", day: date = granted.ON, receipt: str = "") -> Guarantee:
    paper = Certificate(number, day, receipt)
    return guarantees.register(guarantee_id=found.pk, certificate=paper, by=people.wang_wu(), at=later(3))


def test_a_certificate_secures_one_loan() -> None:
    contract = granted.signed()
    register(add(contract))
    with pytest.raises(guarantees.AlreadyThere):
        add(contract)
    other = Contract.objects.get(pk=contract.pk)
    found = guarantees.add(contract_id=other.pk, kind="02", guarantor="张三", by=people.wang_wu(), at=later(2))
    register(found)  # a pledge with the same number is another register's
    with pytest.raises(DatabaseError), transaction.atomic():
        Guarantee.objects.filter(pk=found.pk).update(kind="01")


@pytest.mark.parametrize("day", [date(2026, 10, 9), date(2026, 10, 11)])
def test_a_certificate_is_registered_after_the_signature_and_not_tomorrow(day: date) -> None:
    found = add(granted.signed())
    with pytest.raises(guarantees.BadCertificate, match="登记日期"):
        register(found, day=day)
    with pytest.raises(guarantees.BadCertificate, match="证明号"):
        register(found, number=" ")


def test_only_a_developer_who_agreed_stands_in() -> None:
    contract = granted.signed(project=granted.project(guarantees=False))
    with pytest.raises(guarantees.NoInterim):
        add(contract, "11")


def test_the_mortgage_ends_what_stood_in_for_it() -> None:
    contract = granted.signed()
    register(add(contract, "10"), "预告1")
    register(add(contract, "11"), "保证1", receipt="JH001")
    register(add(contract), "他项1")
    kinds = dict(contract.guarantees.values_list("kind", "status"))
    assert kinds == {"10": "RELEASED", "11": "RELEASED", "01": "REGISTERED"}


def test_released_only_after_the_loan_is_paid_back_and_its_owner_hears_of_it() -> None:
    made = granted.paid()
    mortgage = made.contract.guarantees.get()
    with pytest.raises(WrongState):
        guarantees.release(guarantee_id=mortgage.pk, by=people.wang_wu(), at=later(60))
    with transaction.atomic():
        assert guarantees.begin_release(contract_id=made.contract_id, by=None, at=later(61)) == 1
        assert guarantees.begin_release(contract_id=made.contract_id, by=None, at=later(61)) == 0
    guarantees.release(guarantee_id=mortgage.pk, by=people.wang_wu(), at=later(62))
    mortgage.refresh_from_db()
    assert (mortgage.status, mortgage.released_on) == ("RELEASED", granted.ON)
    [told] = Message.objects.filter(key__startswith="loan_guarantee_released", channel="SMS")
    assert "抵押登记已经注销" in told.body


def test_a_mortgage_that_is_not_registered_when_the_loan_is_paid_back_is_void() -> None:
    contract = granted.signed()
    register(add(contract, "02"), "质押1")
    waiting = add(contract)
    with transaction.atomic():
        assert guarantees.begin_release(contract_id=contract.pk, by=None, at=later(61)) == 1
    waiting.refresh_from_db()
    assert (waiting.status, waiting.events.latest("id").note) == ("VOID", "贷款已结清，不用再登记")
    with pytest.raises(WrongState):
        register(waiting)


def test_nothing_more_secures_a_loan_that_is_paid_back() -> None:
    made = granted.paid()
    Loan.objects.filter(contract=made.contract).update(status="3", next_due_on=None, settled_on=granted.ON)
    with pytest.raises(guarantees.NoContract, match="已结清"):
        add(made.contract, "02")


def test_a_guarantee_stays_while_a_payment_rests_on_it() -> None:
    made = granted.prepared()
    mortgage = made.contract.guarantees.get()
    with pytest.raises(contracting.MoneyUnderWay):
        guarantees.cancel(guarantee_id=mortgage.pk, reason="录错", by=people.wang_wu(), at=later(5))


def test_a_mistake_is_cancelled_and_its_number_is_free() -> None:
    contract = granted.signed()
    wrong = register(add(contract))
    with pytest.raises(desk.NoReason):
        guarantees.cancel(guarantee_id=wrong.pk, reason=" ", by=people.wang_wu(), at=later(5))
    guarantees.cancel(guarantee_id=wrong.pk, reason="录错", by=people.wang_wu(), at=later(5))
    assert register(add(contract)).status == "REGISTERED"


def test_another_clerk_leaves_it_alone() -> None:
    contract = granted.signed()
    with pytest.raises(desk.TakenByOther):
        guarantees.add(contract_id=contract.pk, kind="01", guarantor="张三", by=people.zhao_liu(), at=later(2))
    with pytest.raises(desk.TakenByOther):
        contracting.witness(contract_id=contract.pk, present=[], by=people.zhao_liu(), at=later(2))


def test_nobody_witnesses_for_a_relative_or_a_stranger() -> None:
    contract = granted.drawn_up(co_borrower=people.qian_qi())
    with pytest.raises(contracting.NotAParty):
        contracting.witness(
            contract_id=contract.pk, present=[people.li_si().person_id], by=people.wang_wu(), at=later(1)
        )
    granted.marry(people.qian_qi(), people.wang_wu())
    with pytest.raises(desk.TooNear):
        contracting.witness(
            contract_id=contract.pk, present=[people.zhang_san().person_id], by=people.wang_wu(), at=later(1)
        )


def test_a_signed_contract_is_signed_once() -> None:
    contract = granted.signed()
    with pytest.raises(WrongState):
        contracting.witness(contract_id=contract.pk, present=[], by=people.wang_wu(), at=later(2))
    with pytest.raises(WrongState):
        contracting.sign_electronically(contract_id=contract.pk, by=people.zhang_san(), at=later(2))


def test_a_project_is_not_confirmed_by_who_entered_it() -> None:
    made = projects.propose(entry=granted.entry(), by=people.zhao_liu(), at=later(0))
    with pytest.raises(projects.SamePerson):
        projects.confirm(project_id=made.pk, by=people.zhao_liu(), at=later(1))
    with pytest.raises(projects.ProjectKnown):
        projects.propose(entry=granted.entry(), by=people.wang_wu(), at=later(1))
    projects.refuse(project_id=made.pk, reason="许可证号不对", by=people.han_shiyi(), at=later(2))
    assert projects.propose(entry=granted.entry(), by=people.wang_wu(), at=later(3)).pk != made.pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": "12 34"},
        {"account": "abcdefghijk"},
        {"until": date(2025, 1, 1)},
        {"credit_code": "1"},
        {"name": " "},
    ],
)
def test_what_cannot_be_is_not_entered(wrong: dict[str, object]) -> None:
    with pytest.raises(projects.BadProject):
        projects.propose(entry=granted.entry(**wrong), by=people.wang_wu(), at=later(0))


def test_another_account_of_a_project_takes_two_persons_and_one_change_at_a_time() -> None:
    made = granted.project()
    facts = {"account_name": "监管户", "bank_name": "工商银行", "document_number": "补充1", "at": later(1)}
    change = projects.propose_account(project_id=made.pk, account="22059999999", by=people.wang_wu(), **facts)
    with pytest.raises(projects.ChangeWaits):
        projects.propose_account(project_id=made.pk, account="22058888888", by=people.wang_wu(), **facts)
    with pytest.raises(projects.SamePerson):
        projects.decide_account(change_id=change.pk, confirmed=True, by=people.wang_wu(), at=later(2))
    projects.decide_account(change_id=change.pk, confirmed=False, by=people.zhao_liu(), at=later(2))
    made.refresh_from_db()
    assert made.account == granted.GOOD
    with pytest.raises(WrongState):
        projects.decide_account(change_id=change.pk, confirmed=True, by=people.han_shiyi(), at=later(3))
