"""Loans that were granted, up to their money: projects, contracts, guarantees, payments, by the real operations."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts import operations as accounts
from accounts.models import User
from bank import operations as bank
from bank import queries as bank_queries
from bank.gateways.sandbox import SandboxGateway
from bank.models import BankAccount, PaymentOrder
from bank.operations import payments
from common.states import lock
from desk.models import Kind
from desk.operations import moving
from desk.states.cases import CaseOutcomeKind
from loans.models import Application, Contract, Disbursement, Guarantee, Project
from loans.operations import contracting, disbursing, following, guarantees, projects
from loans.operations.guarantees import Certificate
from loans.operations.projects import Entry
from loans.queries import contracts as queries
from risk import operations as risk
from risk.rules.facts import Facts
from tests import make, people
from tests.loans import desked

AT = make.AT
ON = date(2026, 10, 10)
GOOD, REFUSED, UNKNOWN_PAID, UNKNOWN_UNPAID, BREAKS = (
    f"220501101010101{ending}" for ending in ("0001", "9001", "9002", "9003", "9006")
)
"""Supervised accounts; the sandbox bank behaves as their last digits say."""


def later(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def entry(**more: Any) -> Entry:
    """宏图花园 with its developer's guarantee against a tenth of the loan."""
    told: dict[str, Any] = {
        "name": "宏图花园",
        "developer": "辽源市宏图置业有限公司",
        "credit_code": "91350100M000100Y43",
        "permit_number": "辽房预售证第2026001号",
        "agreement_number": "合作2026-001",
        "address": "辽源市龙山区宏图路1号",
        "account": GOOD,
        "account_name": "辽源市宏图置业有限公司监管户",
        "bank_name": "建设银行辽源分行",
        "since": date(2026, 1, 1),
        "guarantees": True,
        "deposit_percent": Decimal(10),
    }
    return Entry(**{**told, **more})


def project(account: str = GOOD, **more: Any) -> Project:
    """A registered project: entered by 王五, confirmed by 赵六."""
    made = projects.propose(entry=entry(account=account, **more), by=people.wang_wu(), at=AT)
    return projects.confirm(project_id=made.pk, by=people.zhao_liu(), at=AT)


def cleared(found: Application, at: datetime = AT) -> None:
    """The fraud checks have nothing to say."""
    facts = Facts(
        case=found.case.number,
        business="loan",
        reason="loan",
        accepted_on=ON,
        applicant_id=found.borrower_id,
        amount_fen=found.asked_fen,
        is_purchase=False,
    )
    with transaction.atomic():
        screening = risk.hand_over(facts=facts, at=at, source="loans")
        risk.run(screening_id=screening.pk, at=at)


def approved(found: Application, at: datetime = AT) -> Application:
    """Accepted by 王五 and approved: whether it should have been is other tests' matter."""
    desked.accepted(found, at)
    with transaction.atomic():
        case = moving.locked(found.case_id)
        moving.go(case, "approve", by=people.han_shiyi(), at=at, told="已同意", decided_at=at)
        moving.report(case, CaseOutcomeKind.READY, at=at)
    return found


def application(account: str = GOOD, co_borrower: User | None = None, **facts: Any) -> Application:
    """An application of 张三 (and somebody with them) for a flat of 宏图花园, checked and approved."""
    if not BankAccount.objects.exists():
        make.bank_account(opening_fen=100_000_000_00)
    if "project" not in facts:
        facts["project"] = project(account)
    if co_borrower is not None:
        facts["co_borrower"] = co_borrower.person
    found = desked.application(**facts)
    Kind.objects.filter(code=desked.CODE).update(source="loans")
    cleared(found)
    return approved(found)


def drawn_up(account: str = GOOD, **facts: Any) -> Contract:
    """Its contract, as the timed task draws it up."""
    found = application(account, **facts)
    follow()
    contract = queries.contract_of(found)
    assert contract is not None
    return contract


def signed(account: str = GOOD, **facts: Any) -> Contract:
    """The same, signed at 王五's window."""
    contract = drawn_up(account, **facts)
    present = queries.parties(contract.application)
    return contracting.witness(contract_id=contract.pk, present=present, by=people.wang_wu(), at=later(1))


def secure(contract: Contract, kind: str = "01", number: str = "", **more: Any) -> Guarantee:
    """A guarantee with its certificate, by 王五."""
    made = guarantees.add(contract_id=contract.pk, kind=kind, guarantor="张三", by=people.wang_wu(), at=later(2))
    paper = Certificate(number or f"吉（2026）辽源市不动产证明第{made.pk:07d}号", ON, **more)
    return guarantees.register(guarantee_id=made.pk, certificate=paper, by=people.wang_wu(), at=later(3))


def ready(account: str = GOOD, **facts: Any) -> Contract:
    """Signed, its mortgage registered."""
    contract = signed(account, **facts)
    secure(contract)
    contract.refresh_from_db()
    return contract


def prepared(account: str = GOOD, **facts: Any) -> Disbursement:
    """Its payment prepared by 王五."""
    contract = ready(account, **facts)
    return disbursing.prepare(case_id=contract.application.case_id, by=people.wang_wu(), at=later(4))


def ordered(account: str = GOOD, **facts: Any) -> Disbursement:
    """Authorised by 赵六, and by 周九 of finance; the bank has not heard of it yet."""
    made = prepared(account, **facts)
    disbursing.authorise(disbursement_id=made.pk, by=people.zhao_liu(), at=later(5))
    release()
    made.refresh_from_db()
    return made


def release() -> None:
    """Finance lets go of what waits for its third person."""
    for order in PaymentOrder.objects.filter(status="REVIEWED"):
        bank.authorise_order(order_id=order.pk, by=people.zhou_jiu(), at=later(6))


def paid(account: str = GOOD, **facts: Any) -> Disbursement:
    """The whole way to the money, or to whatever the bank makes of it."""
    made = ordered(account, **facts)
    follow(later(7))
    made.refresh_from_db()
    return made


def follow(at: datetime = AT) -> None:
    """Everything the timed jobs do, until nothing is left to be done."""
    while following.follow_case(at=at):
        pass
    for order in list(bank_queries.orders_to_send()):
        bank.send_order(order_id=order.pk, gateway=SandboxGateway(), at=at)
    while following.follow_payment(at=at):
        pass


def came_back(made: Disbursement) -> Disbursement:
    """The bank takes a payment back after the end of the case."""
    with transaction.atomic():
        order = lock(PaymentOrder, PaymentOrder.objects.latest("id").pk)
        payments.return_late(order, value_on=ON, on=ON, by=None, at=later(60))
    follow(later(61))
    made.refresh_from_db()
    return made


def ask_bank(made: Disbursement, at: datetime) -> Disbursement:
    """The bank is asked once what became of the newest payment; the news is followed."""
    order = queries.orders_of(made)[0]
    bank.ask_bank(order_id=order.pk, gateway=SandboxGateway(), by=None, at=at)
    follow(at)
    made.refresh_from_db()
    return made


def marry(one: User, other: User) -> None:
    """Two of the cast are a couple."""
    accounts.add_relation(
        person_id=one.person_id,
        relative_id=other.person_id,
        kind="SPOUSE",
        proof="结婚证",
        since=date(2020, 5, 20),
        by=people.wang_wu(),
        at=AT,
    )
