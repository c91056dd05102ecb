"""The checks in the background: what turns a light amber or red, what makes it green, and who may go on."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from accounts.models import User
from deposits import operations as deposits
from deposits.states import EncumbranceKind
from desk import operations as desk
from desk.models import Case, RegisterAnswer, Requirement
from desk.states.cases import CheckedBy
from loans.models import Application
from loans.operations import applying, checking
from loans.queries import applications
from risk import operations as risk
from risk import queries as risk_queries
from tests import make, people
from tests.ledger.threads import together
from tests.loans import borrowers
from tests.withdrawals.test_screening import somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
DOWN, OTHERWISE, UNKNOWN = "90", "93", "94"


def borrower(behaviour: str) -> User:
    """Somebody of whom the registers say what the digits ask for, with an account that may borrow."""
    user = somebody(behaviour)
    borrowers.borrower(user)
    return user


def sentences(found: Application, result: str) -> list[str]:
    """What the checks with a result say."""
    return list(found.checks.filter(result=result).order_by("id").values_list("sentence", flat=True))


def test_what_registers_say_otherwise_is_amber_and_says_which_paper_makes_it_green() -> None:
    made = borrowers.checked(borrowers.ask_at_window(borrower(OTHERWISE)))
    check = made.checks.get(kind="HOUSE")
    assert check.result == "AMBER"
    assert check.sentence.startswith("网签备案的记录与申请不一致：网签合同编号")
    assert check.remedy == "核对网签备案的购房合同原件，判断以哪个为准"
    assert (made.lane, made.case.status) == ("ORDINARY", "SUBMITTED")


def test_what_a_clerk_has_settled_turns_green_when_checked_again() -> None:
    made = borrowers.checked(borrowers.ask_at_window(borrower(OTHERWISE)))
    teller = people.wang_wu()
    for answer in RegisterAnswer.objects.filter(case=made.case_id, status="DIFFERS"):
        desk.settle_register(answer_id=answer.pk, paper_holds=True, reason="已核对原件", by=teller, at=make.AT)
    again = checking.check_again(case_id=made.case_id, by=teller, at=make.AT)
    assert set(borrowers.results(again).values()) <= {"GREEN", "AMBER"}
    assert borrowers.results(again)["HOUSE"] == "GREEN"


def test_nothing_found_asks_for_the_original() -> None:
    made = borrowers.checked(borrowers.ask_at_window(borrower(UNKNOWN)))
    check = made.checks.get(kind="CREDIT")
    assert (check.result, check.sentence, check.remedy) == (
        "AMBER",
        "个人征信里没有查到记录。",
        "提供并核对个人信用报告原件",
    )


def test_a_register_that_is_down_leaves_its_check_waiting_and_the_case_with_the_maker() -> None:
    made = borrowers.checked(borrowers.ask_at_window(borrower(DOWN)))
    assert borrowers.results(made)["CREDIT"] == "PENDING"
    assert borrowers.results(made)["CONTRIBUTION"] == "GREEN"
    assert (made.pk, "CREDIT") in applications.checks_waiting()
    assert checking.unready(made.case) == "自动核查还没有全部完成，请稍后再送复核。"


def test_a_ban_laid_after_the_request_turns_red_and_keeps_it_from_the_reviewers() -> None:
    user = people.zhang_san()
    borrowers.borrower(user)
    made = borrowers.ask_at_window(user)
    with transaction.atomic():
        deposits.encumber(
            key="ban-1",
            person_id=user.person_id,
            kind=EncumbranceKind.BAN,
            source="risk",
            sentence="因骗提被限制提取和贷款，至 2029-10-09 止。",
            since=borrowers.ON,
            by=None,
            at=make.AT,
        )
    made = borrowers.checked(made)
    assert borrowers.results(made)["BAN"] == "RED"
    assert made.case.status == "SUBMITTED"
    assert checking.unready(made.case) == "核查没有通过：因骗提被限制提取和贷款，至 2029-10-09 止。"


def test_a_new_entry_on_a_list_has_the_fraud_checks_run_anew() -> None:
    made = borrowers.checked(borrowers.ask_at_window(borrower("12")))
    assert borrowers.results(made)["RISK"] == "GREEN"
    given = {"source": "核查中发现", "reason": "中介收款", "since": borrowers.ON, "until": None}
    phone = made.borrower.phone
    risk.add_entry(kind="PHONE", value=phone, by=people.jiang_shier(), at=make.AT, **given)
    assert not risk_queries.may_pay(made.case.number)
    while checking.follow_risk(at=make.AT):
        pass
    made.refresh_from_db()
    assert borrowers.results(made)["RISK"] != "GREEN"
    assert risk_queries.standing(made.case.number).status in ("REVIEW", "BLOCKED")


def test_what_is_with_the_reviewers_is_not_checked_again() -> None:
    one, other = borrowers.couple()
    made = borrowers.checked(borrowers.ask_at_window(one, other))
    assert made.case.status == "IN_REVIEW"
    with pytest.raises(checking.NothingToCheck):
        checking.check_again(case_id=made.case_id, by=people.wang_wu(), at=make.AT)


def test_whoever_has_not_the_case_in_hand_checks_nothing_again() -> None:
    made = borrowers.checked(borrowers.ask_at_window(borrower(OTHERWISE)))
    Case.objects.filter(pk=made.case_id).update(owner=people.wang_wu())
    with pytest.raises(desk.TakenByOther):
        checking.check_again(case_id=made.case_id, by=people.zhao_liu(), at=make.AT)


def test_papers_that_the_window_has_seen_need_no_register() -> None:
    user = borrower(UNKNOWN)
    codes = ("identity", "marriage", "credit", "homes", "contract")
    made = borrowers.checked(borrowers.ask_at_window(user, seen=codes))
    seen = Requirement.objects.filter(case=made.case_id, how=CheckedBy.SEEN).values_list("code", flat=True)
    assert set(seen) == set(codes)
    assert set(borrowers.results(made).values()) == {"GREEN"}
    assert made.case.status == "IN_REVIEW"


def test_an_original_stands_in_for_a_register_that_is_down_but_not_for_one_that_says_otherwise() -> None:
    codes = ("identity", "marriage", "credit", "homes", "contract")
    made = borrowers.checked(borrowers.ask_at_window(borrower(DOWN), seen=codes))
    assert made.checks.get(kind="HOUSE").sentence == "已由工作人员核对原件。"
    assert set(borrowers.results(made).values()) == {"GREEN"}


def test_an_original_that_was_seen_hides_no_difference() -> None:
    codes = ("identity", "marriage", "credit", "homes", "contract")
    made = borrowers.checked(borrowers.ask_at_window(borrower(OTHERWISE), seen=codes))
    assert borrowers.results(made)["HOUSE"] == "AMBER"
    assert made.case.status != "IN_REVIEW"


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_one_home_at_once_have_one_application() -> None:
    one, other = people.zhang_san(), people.qian_qi()
    borrowers.borrower(one)
    borrowers.borrower(other, place=2)
    borrowers.project()
    asks = [partial(borrowers.ask, each, asked_fen=30_000_000) for each in (one, other)]
    answers = together(asks)
    assert Application.objects.count() == 1
    assert sum(isinstance(each, applying.NotEligible) for each in answers) == 1
