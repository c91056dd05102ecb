"""Applied for: by whom, for how much, what is bound, and what is refused with which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from deposits.models import Encumbrance
from desk.models import Requirement
from loans.models import Application
from loans.operations import applying, co_borrowing
from loans.rules.telling import Told
from loans.states.applying import CheckResult
from tests import make, people
from tests.loans import borrowers
from withdrawals.queries import guards

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def test_the_couple_of_the_handbook_may_borrow_760_000() -> None:
    one, other = borrowers.couple()
    made = borrowers.ask(one, other, asked_fen=76_000_000, months=324)
    assert (made.ceiling_fen, made.home, made.annual_rate) == (76_000_000, "FIRST", made.annual_rate)
    assert made.because[1].startswith("房价：总价 950,000.00 元，首付不低于 20%，最多 760,000.00 元")
    assert "由“房价”决定" in made.because[4]
    assert (made.payee_name, made.payee_tail) == ("辽源市宏图置业有限公司预售资金监管户", "1010")
    assert made.case.title == "公积金贷款 760,000.00 元"
    assert {each.code for each in Requirement.objects.filter(case=made.case_id)} == {
        "marriage",
        "credit",
        "credit_spouse",
        "homes",
        "homes_spouse",
        "contract",
    }


def test_a_yuan_more_is_refused_with_the_limit_that_decides() -> None:
    one, other = borrowers.couple()
    with pytest.raises(applying.NotEligible, match=r"最多可贷 760,000.00 元.*由“房价”决定"):
        borrowers.ask(one, other, asked_fen=76_000_100, months=324)
    assert not Application.objects.exists()


def test_five_months_are_refused_and_told_when_to_come() -> None:
    one = people.zhang_san()
    borrowers.borrower(one, count=5)
    words = "须连续足额缴存满 6 个月，目前连续 5 个月。按时缴存下去，2026 年 10 月的公积金到账以后就可以申请。"
    with pytest.raises(applying.NotEligible) as refused:
        borrowers.ask(one)
    assert words in str(refused.value)


def test_six_months_are_enough() -> None:
    one = people.zhang_san()
    borrowers.borrower(one, count=6)
    assert borrowers.ask(one, asked_fen=30_000_000).pk


def test_both_accounts_are_bound_and_nothing_can_be_withdrawn() -> None:
    one, other = borrowers.couple()
    made = borrowers.ask(one, other)
    laid = Encumbrance.objects.filter(source="loans.application", lifted_at=None)
    assert {each.person_id for each in laid} == {one.person_id, other.person_id}
    account = made.account
    assert account is not None
    assert "正在申请公积金贷款" in guards.blocks(account, borrowers.ON, reason="rent")[0].sentence


def test_one_application_at_a_time_for_the_couple_whoever_asks() -> None:
    one, other = borrowers.couple()
    borrowers.ask(one, other)
    told = Told(house=borrowers.house(contract_number="LY2026000002", address="辽源市西安区安家街9号1单元102室"))
    with pytest.raises(applying.NotEligible, match="正在申请公积金贷款"):
        borrowers.ask(other, one, told=told)


def test_nobody_borrows_twice_for_one_home() -> None:
    one, stranger = people.zhang_san(), people.qian_qi()
    borrowers.borrower(one)
    borrowers.borrower(stranger, place=2)
    made = borrowers.ask(one)
    with pytest.raises(applying.NotEligible, match=f"这套房屋已有一笔公积金贷款或申请（{made.case.number}）"):
        borrowers.ask(stranger)


def test_who_is_no_spouse_on_file_borrows_not_along() -> None:
    one, stranger = people.zhang_san(), people.qian_qi()
    borrowers.borrower(one)
    borrowers.borrower(stranger, place=2)
    with pytest.raises(applying.NotTheSpouse):
        borrowers.ask(one, stranger)


def test_through_the_portal_only_the_borrower_asks() -> None:
    one = people.zhang_san()
    borrowers.borrower(one)
    with pytest.raises(applying.NotTheirs):
        applying.apply(asked=borrowers.asked(one), channel="PORTAL", by=people.qian_qi(), at=make.AT)


def test_a_new_home_needs_a_project_under_agreement() -> None:
    one = people.zhang_san()
    borrowers.borrower(one)
    over = borrowers.project(name="旧约小区", permit_number="辽房预售2025第001号", until=date(2026, 10, 9))
    with pytest.raises(applying.NotEligible, match="没有与中心签订合作协议"):
        borrowers.ask(one, project_id=over.pk)


def test_a_card_of_somebody_else_is_no_card() -> None:
    one = people.zhang_san()
    borrowers.borrower(one)
    with pytest.raises(applying.BadAccount, match="本人银行卡"):
        borrowers.ask(one, card_id=0)


@pytest.mark.parametrize("months", [0, 18, 336])
def test_a_term_is_whole_years_within_the_longest(months: int) -> None:
    one = people.zhang_san()
    borrowers.borrower(one)
    with pytest.raises(applying.NotEligible, match="整年"):
        borrowers.ask(one, months=months, asked_fen=1_000_000)


def test_the_registers_agree_and_all_is_green_and_goes_the_fast_lane_to_the_reviewers() -> None:
    one, other = borrowers.couple()
    made = borrowers.checked(borrowers.ask_at_window(one, other))
    assert set(borrowers.results(made).values()) == {CheckResult.GREEN}
    assert (made.lane, made.case.status) == ("FAST", "IN_REVIEW")
    assert made.case.owner == people.wang_wu() and made.case.levels == 2


def test_checks_may_run_twice() -> None:
    one, other = borrowers.couple()
    made = borrowers.checked(borrowers.checked(borrowers.ask_at_window(one, other)))
    assert made.events.filter(action="lane").count() == 1


def test_the_portal_case_is_accepted_by_itself_and_waits_for_a_clerk() -> None:
    one, other = borrowers.couple()
    made = borrowers.ask(one, other)
    co_borrowing.agree(case_id=made.case_id, by=other, at=make.AT)
    made = borrowers.checked(made)
    assert (made.lane, made.case.status, made.case.owner) == ("FAST", "ACCEPTED", None)


def test_second_hand_waits_for_the_appraisal_and_goes_the_ordinary_way() -> None:
    one = people.zhang_san()
    borrowers.borrower(one)
    told = Told(
        house=borrowers.house(
            title_number="吉（2010）辽源市不动产权第0001234号",
            seller="孙某",
            built_year=2010,
            appraisal_fen=90_000_000,
            price_fen=95_000_000,
        )
    )
    made = borrowers.ask_at_window(
        one,
        told=told,
        house_kind="SECOND_HAND",
        project_id=None,
        asked_fen=40_000_000,
        payee=replace(borrowers.asked(one).payee, account="22050110101010108888", name="二手房资金监管户"),
    )
    made = borrowers.checked(made)
    check = made.checks.get(kind="HOUSE")
    assert (check.result, check.remedy) == ("AMBER", "上传并核对评估报告")
    assert (made.lane, made.case.status) == ("ORDINARY", "SUBMITTED")
