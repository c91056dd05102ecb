"""Who may borrow (domain §5.1): each condition at its boundary, with its sentence and when to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from loans.rules import eligibility
from loans.rules.eligibility import Condition, Past, Saver, Situation
from policy.lending import LendingTerms

ON = date(2026, 10, 10)
TERMS = LendingTerms()
ZHANG = Saver(1, "张三", date(1985, 3, 1), True, paid_through="202609", steady_months=36, base_fen=820_000)
ASKED = Situation(
    on=ON,
    known_on=ON,
    product="FUND",
    house_kind="NEW",
    borrower=ZHANG,
    partner=None,
    past=Past(),
    signed_on=date(2026, 9, 20),
)


def judged(**more: object) -> dict[str, Condition]:
    """Conditions by code."""
    return {each.code: each for each in eligibility.conditions(replace(ASKED, **more), TERMS)}  # type: ignore[arg-type]


def of_borrower(**more: object) -> dict[str, Condition]:
    """The same for another borrower."""
    return judged(borrower=replace(ZHANG, **more))  # type: ignore[arg-type]


def test_who_meets_all_is_told_so_in_each_sentence() -> None:
    found = judged()
    assert all(each.met for each in found.values())
    assert found["steady"].sentence == "已连续足额缴存 36 个月，达到 6 个月的要求。"


@pytest.mark.parametrize(("steady", "met"), [(5, False), (6, True), (0, False)])
def test_six_months_without_a_gap(steady: int, met: bool) -> None:
    assert of_borrower(steady_months=steady)["steady"].met is met


def test_five_months_are_told_which_month_makes_it_six() -> None:
    assert of_borrower(steady_months=5)["steady"].come == ("按时缴存下去，2026 年 10 月的公积金到账以后就可以申请。")
    assert "2027 年 3 月" in of_borrower(steady_months=0)["steady"].come


@pytest.mark.parametrize(("through", "met"), [("202608", True), ("202607", False), ("", False)])
def test_the_last_months_are_paid(through: str, met: bool) -> None:
    assert of_borrower(paid_through=through)["paying"].met is met


def test_sealed_frozen_and_without_account() -> None:
    assert "封存" in of_borrower(is_normal=False)["paying"].sentence
    assert "冻结" in of_borrower(is_frozen=True)["paying"].sentence
    assert "没有在用" in of_borrower(has_account=False)["paying"].sentence


@pytest.mark.parametrize(
    ("signed", "met"),
    [(date(2025, 10, 10), True), (date(2025, 10, 9), False), (ON, True), (date(2026, 10, 11), False), (None, False)],
)
def test_the_contract_is_of_the_last_twelve_months(signed: date | None, met: bool) -> None:
    assert judged(signed_on=signed)["recent"].met is met


@pytest.mark.parametrize(("before", "met"), [(0, True), (1, True), (2, False)])
def test_a_third_home_is_refused(before: int, met: bool) -> None:
    assert judged(homes_before=before)["homes"].met is met


@pytest.mark.parametrize(("owed", "settled", "met"), [(0, 0, True), (0, 1, True), (0, 2, False), (1, 0, False)])
def test_the_former_loan_is_settled_and_there_is_no_third(owed: int, settled: int, met: bool) -> None:
    assert judged(past=Past(open_loans=owed, settled_loans=settled))["past"].met is met


def test_a_ban_says_until_when() -> None:
    found = judged(past=Past(banned=("被限制申请公积金贷款，至 2029-01-01 止。",)))["ban"]
    assert (found.met, found.sentence) == (False, "被限制申请公积金贷款，至 2029-01-01 止。")


def test_before_eighteen_nobody_borrows() -> None:
    assert not of_borrower(born_on=date(2008, 10, 11))["grown_up"].met
    assert of_borrower(born_on=date(2008, 10, 10))["grown_up"].met


def test_a_project_without_agreement_binds_new_homes_only() -> None:
    assert not judged(past=Past(project_missing=True))["house"].met
    assert judged(past=Past(project_missing=True), house_kind="SECOND_HAND")["house"].met


@pytest.mark.parametrize(("since", "met"), [(date(2025, 10, 31), True), (date(2025, 11, 1), False), (None, False)])
def test_a_banks_loan_is_taken_over_after_twelve_months(since: date | None, met: bool) -> None:
    found = judged(product="CONVERSION", old_since=since)["old_loan"]
    assert found.met is met
    assert found.come == ("2026 年 11 月起可以申请。" if since == date(2025, 11, 1) else "")


def test_before_a_house_is_told_only_persons_are_judged() -> None:
    assert set(judged(is_open=True)) == {"grown_up", "paying", "steady", "past", "ban"}


@pytest.mark.parametrize(("paid", "met"), [(19_000_000, True), (18_999_999, False)])
def test_the_down_payment_is_made(paid: int, met: bool) -> None:
    assert eligibility.down_paid(95_000_000, paid, TERMS.loan_down_first_percent).met is met
