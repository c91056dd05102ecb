"""A standing loan is changed: at once, or when a second person has agreed; a borrower dies; a loan is written off."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Staff, User
from deposits.models import Encumbrance
from desk import operations as desk
from desk.states.cases import CaseStatus
from ledger import operations as ledger
from ledger.queries import verify_books
from ledger.queries.balances import balance_fen
from ledger.states import Reason
from loans.models import ChangeRequest, Instalment, Loan
from loans.operations import changing, keeping, requests
from loans.operations.changing import CannotChange
from loans.operations.prepaying import NotTheirLoan
from loans.operations.requests import CannotAsk
from loans.states.early import Change, ChangeStatus
from loans.states.loans import Detail, InstalmentStatus, LoanStatus, PlanReason
from tests import make, people
from tests.loans import world
from tests.withdrawals import pages

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 10)


@pytest.fixture
def loan(open_day: date) -> Loan:
    pages.depositor()
    return world.loan()


def test_another_card_of_a_borrowers_own(loan: Loan) -> None:
    card = pages.card(people.zhang_san(), "6217000000000010")
    changing.change_card(loan_id=loan.pk, card_id=card.pk, by=people.zhang_san(), at=make.AT)
    loan.refresh_from_db()
    assert (loan.card_account, loan.card_tail) == ("6217000000000010", "0010")
    with pytest.raises(CannotChange):
        changing.change_card(loan_id=loan.pk, card_id=card.pk, by=people.zhang_san(), at=make.AT)
    strange = pages.card(people.qian_qi(), "6217000000000002")
    with pytest.raises(CannotChange):
        changing.change_card(loan_id=loan.pk, card_id=strange.pk, by=people.zhang_san(), at=make.AT)
    with pytest.raises(NotTheirLoan):
        changing.change_card(loan_id=loan.pk, card_id=strange.pk, by=people.qian_qi(), at=make.AT)


def test_another_due_day_from_the_next_instalment_on(loan: Loan) -> None:
    changing.change_due_day(loan_id=loan.pk, due_day=25, by=people.zhang_san(), at=make.AT)
    loan.refresh_from_db()
    assert (loan.due_day, loan.next_due_on, loan.next_interest_fen) == (25, date(2026, 10, 25), 126_389)  # 35 days
    assert loan.plans.order_by("-id")[0].reason == PlanReason.DUE_DAY
    for day in (0, 25, 31):
        with pytest.raises(CannotChange):
            changing.change_due_day(loan_id=loan.pk, due_day=day, by=people.zhang_san(), at=make.AT)


def test_the_monthly_offset_is_agreed_and_ended(loan: Loan) -> None:
    changing.agree_offset(loan_id=loan.pk, by=people.zhang_san(), at=make.AT)
    with pytest.raises(CannotChange):
        changing.agree_offset(loan_id=loan.pk, by=people.zhang_san(), at=make.AT)
    changing.end_offset(loan_id=loan.pk, by=people.zhang_san(), at=make.AT)
    loan.refresh_from_db()
    assert not loan.is_offset


# --- agreed to by others


def asked(loan: Loan, change: str, by: User | None = None, **told: Any) -> ChangeRequest:
    return requests.ask(
        loan_id=loan.pk, change=change, told=told, by=by or people.wang_wu(), at=make.AT, papers_seen=True
    )


def decided(request: ChangeRequest) -> ChangeRequest:
    """The maker hands it on, the reviewers agree, the news is followed."""
    desk.send_to_review(case_id=request.case_id, by=people.wang_wu(), at=make.AT)
    for who, grade in ((people.zhao_liu, 1), (people.han_shiyi, 3), (people.jiang_shier, 4)):
        Staff.objects.filter(user=who()).update(grade=grade)
        request.case.refresh_from_db()
        if request.case.status != CaseStatus.IN_REVIEW:
            break
        desk.review(case_id=request.case_id, decision="APPROVE", by=who(), at=make.AT)
    while requests.follow_change(at=make.AT):
        pass
    request.refresh_from_db()
    return request


def test_a_longer_term_lowers_the_payment_once_a_second_person_agrees(loan: Loan) -> None:
    short = world.loan(months=120, principal_fen=20_000_000)
    request = asked(short, Change.TERM, months_left=240, method="equal_instalment")
    short.refresh_from_db()
    assert short.months_left == 120
    assert decided(request).status == ChangeStatus.DONE
    short.refresh_from_db()
    assert (short.months_left, short.next_interest_fen, short.matures_on) == (240, 43_333, date(2046, 9, 20))
    assert short.repayments.order_by("-id")[0].detail == Detail.EXTENDED
    request.case.refresh_from_db()
    assert request.case.status == CaseStatus.DONE


def test_another_method_asked_for_in_the_portal(loan: Loan) -> None:
    request = asked(loan, Change.METHOD, by=people.zhang_san(), months_left=360, method="equal_principal")
    assert request.case.status == CaseStatus.SUBMITTED
    with pytest.raises(CannotAsk, match="已有一项变更"):
        asked(loan, Change.TERM, by=people.zhang_san(), months_left=300, method="equal_instalment")


def test_what_cannot_be_is_refused_when_it_is_asked(loan: Loan) -> None:
    for change, told in (
        (Change.TERM, {"months_left": 361, "method": "equal_instalment"}),
        (Change.TERM, {"months_left": 360, "method": "equal_instalment"}),
        (Change.TERM, {"months_left": 0, "method": "equal_instalment"}),
        (Change.CO_BORROWER, {"person_id": loan.borrower_id}),
        (Change.BORROWER, {"person_id": None}),
        (Change.WRITE_OFF, {"resolution": "管委会2026-1", "why": "法院终结执行"}),
    ):
        with pytest.raises(CannotAsk):
            asked(loan, change, **told)
    with pytest.raises(CannotAsk, match="窗口"):
        asked(loan, Change.CO_BORROWER, by=people.zhang_san(), person_id=None)


def test_a_borrower_dies_and_the_spouse_goes_on_paying(loan: Loan) -> None:
    spouse = world.depositor(1, 800_000)
    joint = world.loan(co_borrower_id=spouse.person_id)
    dead = joint.borrower_id
    assert decided(asked(joint, Change.BORROWER, person_id=spouse.person_id)).status == ChangeStatus.DONE
    joint.refresh_from_db()
    assert (joint.borrower_id, joint.co_borrower_id) == (spouse.person_id, None)
    laid = Encumbrance.objects.filter(source="loans", lifted_at=None, key__startswith=f"{joint.key}-")
    assert {each.person_id for each in laid} == {spouse.person_id}
    assert Encumbrance.objects.filter(person=dead, key__startswith=f"{joint.key}-", lifted_at=None).count() == 0


def late(loan: Loan) -> None:
    """Its first instalment is overdue."""
    Instalment.objects.create(
        loan=loan,
        number=1,
        due_on=date(2026, 9, 20),
        asked_on=date(2026, 9, 20),
        principal_fen=loan.next_principal_fen,
        interest_fen=loan.next_interest_fen,
        balance_fen=loan.planned_fen - loan.next_principal_fen,
    )
    loan.planned_fen -= loan.next_principal_fen
    loan.save(update_fields=["planned_fen"])
    with transaction.atomic():
        keeping.fall_behind(loan, [1], on=TODAY, by=None, at=make.AT)


def reserve(fen: int) -> int:
    with transaction.atomic():
        account = ledger.subject_account(subject="301", on=TODAY)
        if fen:
            ledger.post(
                key=f"reserve-{fen}",
                reason=Reason.LOAN_REPAID,
                on=TODAY,
                value_on=TODAY,
                debits=[world.bank_line(fen)],
                credits=[ledger.Line(account.pk, fen)],
                by=None,
                at=make.AT,
            )
    return balance_fen(account)


def test_written_off_against_the_reserve_when_three_have_agreed(loan: Loan) -> None:
    late(loan)
    told = {"resolution": "辽公积金管委〔2026〕3号", "why": "法院终结执行，无可供执行财产"}
    with pytest.raises(CannotAsk, match="风险准备"):
        asked(loan, Change.WRITE_OFF, **told)
    reserve(60_000_000)
    assert decided(asked(loan, Change.WRITE_OFF, **told)).status == ChangeStatus.DONE
    loan.refresh_from_db()
    assert (loan.status, loan.planned_fen, world.owed_fen(loan)) == (LoanStatus.WRITTEN_OFF, 0, 0)
    assert reserve(0) == 10_000_000
    assert loan.instalments.get().status == InstalmentStatus.WRITTEN_OFF
    assert loan.repayments.order_by("-id")[0].fen == 50_000_000
    assert verify_books() == []


def test_what_has_changed_since_it_was_asked_is_dropped_with_its_reason(loan: Loan) -> None:
    request = asked(loan, Change.TERM, months_left=300, method="equal_instalment")
    Loan.objects.filter(pk=loan.pk).update(status=LoanStatus.OVERDUE, overdue_since=TODAY)
    assert decided(request).status == ChangeStatus.DROPPED
    request.case.refresh_from_db()
    assert request.case.status == CaseStatus.VOID
    assert "逾期" in request.events.order_by("-id")[0].note
