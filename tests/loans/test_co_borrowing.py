"""The spouse who borrows along: their credit is asked at their own word, and until they have signed they may say no."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Look
from common.errors import WrongState
from deposits.models import Encumbrance
from desk import operations as desk
from desk import registers
from desk.models import Case, RegisterAnswer, Requirement
from desk.states.cases import CheckedBy
from loans.models import Application, Contract
from loans.operations import checking, co_borrowing, contracting
from loans.queries import applications
from loans.rules import checks
from loans.states.applying import CheckResult
from notifications.models import Message
from policy import queries as policy
from tests import make, people
from tests.deposits.pages import said, text_of
from tests.loans import borrowers, granted
from tests.withdrawals import pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
WAITS = "等共同借款人同意查询征信。"


@pytest.fixture
def morning(time_machine: Any) -> None:
    """A morning of the week after the demo's first day."""
    time_machine.move_to(pages.NOW, tick=False)


def asked_about(made: Application) -> list[tuple[str, int]]:
    """Paper and person of each question to the credit register."""
    rows = RegisterAnswer.objects.filter(case=made.case_id, register="credit").order_by("id")
    return list(rows.values_list("requirement__code", "person_id"))


def test_on_line_the_co_borrowers_credit_waits_for_their_own_word() -> None:
    one, other = borrowers.couple()
    made = borrowers.checked(borrowers.ask(one, other))
    assert asked_about(made) == [("credit", one.person_id)]
    check = made.checks.get(kind="CREDIT")
    assert (check.result, check.sentence, check.answered_at) == ("PENDING", WAITS, None)
    assert (made.pk, "CREDIT") not in applications.checks_waiting()
    assert checking.unready(made.case) == WAITS
    for _twice in range(2):
        co_borrowing.agree(case_id=made.case_id, by=other, at=make.AT)
    assert (made.pk, "CREDIT") in applications.checks_waiting()
    made = borrowers.checked(made)
    assert asked_about(made) == [("credit", one.person_id), ("credit_spouse", other.person_id)]
    assert borrowers.results(made)["CREDIT"] == "GREEN"
    assert (made.lane, made.case.status) == ("FAST", "ACCEPTED")
    assert made.events.filter(action="agree").count() == 1


def test_nobody_agrees_for_the_co_borrower_nor_after_the_end() -> None:
    one, other = borrowers.couple()
    made = borrowers.ask(one, other)
    with pytest.raises(co_borrowing.NotTheCoBorrower):
        co_borrowing.agree(case_id=made.case_id, by=one, at=make.AT)
    co_borrowing.decline(case_id=made.case_id, by=other, at=make.AT)
    with pytest.raises(WrongState):
        co_borrowing.agree(case_id=made.case_id, by=other, at=make.AT)


def test_at_a_window_both_are_asked_at_once_and_each_sees_their_own_look() -> None:
    one, other = borrowers.couple()
    made = borrowers.checked(borrowers.ask_at_window(one, other))
    assert asked_about(made) == [("credit", one.person_id), ("credit_spouse", other.person_id)]
    what = f"登记库查询：{registers.label('credit')}"
    for user in (one, other):
        assert Look.objects.filter(person=user.person_id, what=what).count() == 1


def test_a_report_that_the_co_borrower_has_brought_stands_in_for_their_word() -> None:
    one, other = borrowers.couple()
    made = borrowers.checked(borrowers.ask(one, other))
    teller = people.wang_wu()
    desk.take(case_id=made.case_id, by=teller, at=make.AT)
    paper = Requirement.objects.get(case=made.case_id, code="credit_spouse")
    desk.check(requirement_id=paper.pk, how=CheckedBy.SEEN, by=teller, at=make.AT)
    checking.check_again(case_id=made.case_id, by=teller, at=make.AT)
    assert borrowers.results(made)["CREDIT"] == "GREEN"


def test_what_stands_in_the_co_borrowers_report_is_not_told_to_the_borrower() -> None:
    terms = policy.service_on(borrowers.ON)
    good, bad = checks.Report(1, 1), checks.Report(9, 8)
    found = checks.credit_of_both((good,), (bad,), terms)
    assert (found.result, found.sentence) == (CheckResult.RED, "共同借款人征信需核实，具体情况只告诉其本人。")
    found = checks.credit_of_both((bad,), (bad,), terms)
    assert "累计逾期 9 个月" in found.sentence and found.sentence.endswith("具体情况只告诉其本人。")
    found = checks.credit_of_both((checks.Report(),), (good,), terms)
    assert (found.result, found.sentence) == (CheckResult.GREEN, "近两年没有逾期。")


@pytest.mark.usefixtures("morning")
def test_the_portal_asks_the_co_borrower_alone_and_shows_each_their_own_credit() -> None:
    one, other = borrowers.couple()
    made = borrowers.checked(borrowers.ask(one, other))
    where = reverse("loans:portal_application", args=[made.case_id])
    mine, theirs = people.browser(one), people.browser(other)
    page = said(mine, where)
    assert WAITS in page and "我同意查询征信" not in page and "正在自动核查" not in page
    assert "我同意查询征信" in said(theirs, where)
    assert "已记下您同意" in text_of(theirs, f"{where}agree/", {})
    borrowers.checked(made)
    assert "近两年没有逾期。" in said(mine, where)
    page = said(theirs, where)
    assert "近两年没有逾期。" not in page and "我同意查询征信" not in page and "我不同意" in page


# --- no, until the signature


def drawn_up() -> tuple[Contract, Any]:
    """A contract of 张三 with 钱七, nobody's signature under it."""
    other = people.qian_qi()
    return granted.drawn_up(co_borrower=other), other


def bound(contract: Contract) -> list[str]:
    """The statuses of case and contract afterwards."""
    contract.refresh_from_db()
    return [Case.objects.get(loan_application=contract.application_id).status, contract.status]


def test_after_the_decision_who_has_not_signed_may_still_say_no() -> None:
    contract, other = drawn_up()
    application = contract.application
    contracting.sign_electronically(contract_id=contract.pk, by=people.zhang_san(), at=granted.later(1))
    co_borrowing.decline(case_id=application.case_id, by=other, at=granted.later(2))
    assert bound(contract) == ["VOID", "VOID"]
    application.refresh_from_db()
    assert application.ended_at == granted.later(2)
    assert not Encumbrance.objects.filter(source="loans.application", lifted_at=None).exists()
    told = Message.objects.filter(person=application.borrower_id, template__event__code="case_refused")
    assert "共同借款人不同意" in told.get(template__channel="INBOX").body
    granted.follow(granted.later(3))
    assert bound(contract) == ["VOID", "VOID"]


def test_approved_and_not_drawn_up_yet_it_ends_and_no_contract_comes_of_it() -> None:
    other = people.qian_qi()
    application = granted.application(co_borrower=other)
    co_borrowing.decline(case_id=application.case_id, by=other, at=granted.later(1))
    granted.follow(granted.later(2))
    assert Case.objects.get(pk=application.case_id).status == "VOID"
    assert not Contract.objects.filter(application=application).exists()


def test_who_has_signed_says_no_no_more() -> None:
    contract, other = drawn_up()
    contracting.sign_electronically(contract_id=contract.pk, by=other, at=granted.later(1))
    with pytest.raises(WrongState, match="已在借款合同上签字"):
        co_borrowing.decline(case_id=contract.application.case_id, by=other, at=granted.later(2))
    assert bound(contract) == ["IN_EXECUTION", "DRAWN_UP"]


@pytest.mark.usefixtures("morning")
def test_the_portal_offers_no_until_the_signature() -> None:
    contract, other = drawn_up()
    where = reverse("loans:portal_application", args=[contract.application.case_id])
    assert "我不同意" in said(people.browser(other), where)
    assert "我不同意" not in said(people.browser(people.zhang_san()), where)
    contracting.sign_electronically(contract_id=contract.pk, by=other, at=granted.later(1))
    assert "我不同意" not in said(people.browser(other), where)
