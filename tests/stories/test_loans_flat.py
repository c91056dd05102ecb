"""A story: a couple buys a flat, from the window to the seller's money in 46 minutes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bank import operations as bank
from bank import queries as bank_queries
from bank.gateways.sandbox import SandboxGateway
from bank.models import PaymentOrder
from deposits.models import Encumbrance
from desk import operations as desk
from ledger.models import Account
from loans.models import Loan
from loans.operations import contracting, disbursing, following, guarantees
from loans.operations.guarantees import Certificate
from loans.queries import contracts
from loans.queries import minutes as clocks
from notifications.models import Message
from tests import make, people
from tests.desk import world as counter
from tests.loans import borrowers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def at(minutes: int) -> datetime:
    return make.AT + timedelta(minutes=minutes)


def follow(minutes: int) -> None:
    """What the timed jobs do in that minute."""
    while following.follow_case(at=at(minutes)):
        pass
    for order in list(bank_queries.orders_to_send()):
        bank.send_order(order_id=order.pk, gateway=SandboxGateway(), at=at(minutes))
    while following.follow_payment(at=at(minutes)):
        pass


def test_a_couple_buys_a_flat_in_46_minutes() -> None:
    teller, reviewer = people.wang_wu(), counter.rank(people.zhao_liu(), grade=2)
    head = counter.rank(people.han_shiyi(), grade=3)
    zhang, wife = borrowers.couple()

    # 9:30 at the window: while they talk, the registers are asked side by side, and everything is green
    made = borrowers.ask_at_window(zhang, wife, at=at(0))
    made = borrowers.checked(made, at(7))
    assert (made.lane, made.case.status) == ("FAST", "IN_REVIEW")
    desk.take_review(case_id=made.case_id, by=reviewer, at=at(9))
    desk.review(case_id=made.case_id, decision="APPROVE", by=reviewer, at=at(16))
    desk.review(case_id=made.case_id, decision="APPROVE", by=head, at=at(23))

    # the contract lies there in the same minute: she signs on her phone, he at the window
    follow(23)
    made.refresh_from_db()
    contract = contracts.contract_of(made)
    assert contract is not None and contract.payee_account == "22050110101010101010"
    contracting.sign_electronically(contract_id=contract.pk, by=wife, at=at(27))
    contract = contracting.witness(contract_id=contract.pk, present=[zhang.person_id], by=teller, at=at(30))
    assert contract.status == "SIGNED"

    # the flat is not finished: pre-notice and the developer's guarantee, in the same hall
    for kind, number in (("10", "吉（2026）辽源市不动产证明第0001号"), ("11", "阶段性保证2026-001")):
        asked = guarantees.add(contract_id=contract.pk, kind=kind, guarantor="张三", by=teller, at=at(32))
        guarantees.register(
            guarantee_id=asked.pk, certificate=Certificate(number, date(2026, 10, 10)), by=teller, at=at(39)
        )
    payment = disbursing.prepare(case_id=made.case_id, by=teller, at=at(41))
    disbursing.authorise(disbursement_id=payment.pk, by=head, at=at(43))
    bank.authorise_order(order_id=PaymentOrder.objects.get().pk, by=people.zhou_jiu(), at=at(45))
    follow(46)

    made.refresh_from_db()
    made.case.refresh_from_db()
    assert (made.paid_at, made.case.status) == (at(46), "DONE")
    clock = clocks.clock_of(made, at(500))
    assert clock is not None and clock.is_ended and clock.minutes == 46
    taken = {each.step: each.minutes for each in clock.steps}
    assert taken == {"ACCEPT": 7, "REVIEW": 9, "APPROVE": 7, "SIGN": 16, "PAY": 7}

    # the seller has 500,000.00, and thirty years begin, to the fen
    loan = Loan.objects.get(contract=contract)
    assert Account.objects.get(pk=loan.ledger_account_id).balance_fen == 50_000_000
    assert (loan.borrower_id, loan.co_borrower_id) == (zhang.person_id, wife.person_id)
    assert (loan.next_due_on, loan.is_offset) == (date(2026, 11, 20), False)
    plan = contracts.plan_of(contract, loan.disbursed_on)
    assert sum(each.principal_fen for each in plan) == 50_000_000 and plan[-1].balance_fen == 0
    assert plan[0].payment_fen == loan.next_principal_fen + loan.next_interest_fen
    sources = Encumbrance.objects.filter(lifted_at=None).values_list("source", flat=True)
    assert list(sources) == ["loans", "loans"]
    told = {each.person_id for each in Message.objects.filter(key__startswith="loan_disbursed")}
    assert told == {zhang.person_id, wife.person_id}
