"""Loans beside the plain one: combined, a bank's loan taken over, contributions elsewhere, a second-hand home."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from accounts.models import User
from desk import operations as desk
from desk.models import Requirement
from desk.queries import NotOffered
from desk.states.cases import CheckedBy
from loans.models import Application
from loans.operations import applying, checking
from loans.rules.asking import Payee
from loans.rules.telling import Elsewhere, OldLoan, Told
from tests import make, people
from tests.loans import borrowers
from tests.withdrawals import saver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
LENDER = Payee("22050110101010109999", "中国建设银行辽源分行", "105241000018")


def check(found: Application, code: str) -> None:
    """王五 looks at a paper's original."""
    row = Requirement.objects.get(case=found.case_id, code=code)
    desk.check(requirement_id=row.pk, how=CheckedBy.SEEN, by=people.wang_wu(), at=make.AT)


@pytest.fixture
def zhang() -> User:
    """张三 with three years of contributions."""
    borrowers.borrower(people.zhang_san())
    return people.zhang_san()


def taken_over(user: User, **more: object) -> Application:
    """The bank's loan of 400,000 that 张三 pays since 2024."""
    old = OldLoan("建设银行", "JK2024001", 40_000_000, date(2024, 9, 1))
    home = borrowers.house(
        contract_number="", title_number="吉（2024）辽源市不动产权第0001234号", seller="", paid_fen=0
    )
    told = Told(house=home, old_loan=replace(old, **more), agreement="征信授权2026001")  # type: ignore[arg-type]
    return borrowers.ask_at_window(
        user,
        told=told,
        product="CONVERSION",
        house_kind="SECOND_HAND",
        project_id=None,
        asked_fen=40_000_000,
        payee=LENDER,
    )


def test_a_banks_loan_is_taken_over_and_paid_to_the_bank_alone(zhang: User) -> None:
    made = taken_over(zhang)
    assert (made.case.kind.code, made.payee_name, made.payee_tail) == ("loan_conversion", LENDER.name, "9999")
    assert "商转公不超过商业贷款剩余本金 400,000.00 元。" in made.because
    registers = Requirement.objects.filter(case=made.case_id).values_list("register", flat=True)
    assert {"house", "repayment"} <= set(registers)


def test_no_more_is_taken_over_than_is_left(zhang: User) -> None:
    with pytest.raises(applying.NotEligible, match="最多可贷 300,000.00 元"):
        taken_over(zhang, left_fen=30_000_000)


def test_a_banks_loan_of_this_year_is_told_when_to_come(zhang: User) -> None:
    with pytest.raises(applying.NotEligible, match="2027 年 1 月起可以申请"):
        taken_over(zhang, since=date(2026, 1, 20))


def test_a_combined_loan_names_the_banks_part_and_waits_for_its_word(zhang: User) -> None:
    told = Told(house=borrowers.house(), bank="建设银行", bank_fen=26_000_000, agreement="征信授权2026001")
    made = borrowers.checked(borrowers.ask_at_window(zhang, told=told, product="COMBINED"))
    assert (made.lane, made.case.status) == ("ORDINARY", "SUBMITTED")
    check(made, "bank_consent")
    again = checking.check_again(case_id=made.case_id, by=people.wang_wu(), at=make.AT)
    again.case.refresh_from_db()
    assert (again.lane, again.case.status) == ("ORDINARY", "ACCEPTED")


def test_who_contributes_elsewhere_borrows_on_a_certificate_that_is_checked() -> None:
    qian = people.qian_qi()
    saver.employer()
    away = Elsewhere("长春市住房公积金管理中心", "YD2026001", 24, 900_000, 5_000_000)
    told = Told(house=borrowers.house(), elsewhere=away, agreement="征信授权2026001")
    made = borrowers.ask_at_window(qian, told=told, product="OUT_OF_TOWN", asked_fen=40_000_000)
    assert made.account is None
    made = borrowers.checked(made)
    assert made.checks.get(kind="CONTRIBUTION").remedy == "核对缴存地中心开具的异地贷款缴存使用证明"
    check(made, "elsewhere")
    again = checking.check_again(case_id=made.case_id, by=people.wang_wu(), at=make.AT)
    assert borrowers.results(again)["CONTRIBUTION"] == "GREEN"


def test_five_months_elsewhere_are_as_little_as_here() -> None:
    qian = people.qian_qi()
    saver.employer()
    away = Elsewhere("长春市住房公积金管理中心", "YD2026001", 5, 900_000, 5_000_000)
    with pytest.raises(applying.NotEligible, match="目前连续 5 个月"):
        borrowers.ask_at_window(qian, told=Told(house=borrowers.house(), elsewhere=away), product="OUT_OF_TOWN")


def test_a_subsidised_loan_is_offered_only_once_the_centre_says_so(zhang: User) -> None:
    with pytest.raises(NotOffered):
        borrowers.ask_at_window(zhang, product="SUBSIDISED")


def test_a_second_hand_home_goes_on_once_its_appraisal_is_checked(zhang: User) -> None:
    home = borrowers.house(
        title_number="吉（2010）辽源市不动产权第0005678号", seller="孙某", built_year=2010, appraisal_fen=90_000_000
    )
    made = borrowers.checked(
        borrowers.ask_at_window(
            zhang,
            told=Told(house=home, agreement="征信授权2026001"),
            house_kind="SECOND_HAND",
            project_id=None,
            payee=Payee("22050110101010108888", "二手房交易资金监管专户"),
        )
    )
    assert "房价：总价和评估价中较低的 900,000.00 元" in made.because[1]
    check(made, "appraisal")
    again = checking.check_again(case_id=made.case_id, by=people.wang_wu(), at=make.AT)
    again.case.refresh_from_db()
    assert set(borrowers.results(again).values()) == {"GREEN"}
    assert (again.lane, again.case.status) == ("ORDINARY", "ACCEPTED")
