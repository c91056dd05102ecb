"""Applying for a loan in a real browser: a couple on a phone, and the window where the checks turn green."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from loans.models import Application
from loans.operations import co_borrowing
from tests import people
from tests.browser.conftest import look_at, screenshot
from tests.loans import borrowers
from tests.withdrawals import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    """A morning of the week after the demo's first day."""
    time_machine.move_to(pages.NOW, tick=False)


@pytest.fixture
def couple(open_day: date) -> tuple[User, User]:
    """张三 and 钱七, married, three years of contributions, and a project under agreement."""
    found = borrowers.couple()
    borrowers.project()
    return found


def told(page: Page) -> None:
    """The home, as both ways in ask for it."""
    page.get_by_label("楼盘").select_option("宏图花园")
    for name, text in (
        ("contract_number", "LY2026000001"),
        ("house_address", "辽源市龙山区宏图花园8栋2单元1201室"),
        ("area", "96.50"),
        ("price", "950000"),
        ("paid", "190000"),
        ("signed_on", "2026-09-20"),
        ("seller", "辽源市宏图置业有限公司"),
    ):
        page.locator(f"input[name={name}]").fill(text)


def test_a_couple_applies_on_a_phone(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], couple: tuple[User, User]
) -> None:
    page = new_page(width=375, height=740)
    login(page, couple[0])
    page.goto("/portal/borrow/")
    expect(page.get_by_text("可以申请", exact=True)).to_be_visible()
    page.get_by_label("房屋总价").fill("950000")
    page.get_by_label("和配偶一起贷").check()
    page.get_by_role("button", name="算一算").click()
    expect(page.get_by_text("由“房价”决定")).to_be_visible()
    assert look_at(page, "loan-borrow") == []
    page.get_by_role("link", name="公积金贷款", exact=True).click()
    expect(page.get_by_label("建成年份")).to_be_hidden()
    told(page)
    screenshot(page, "loan-house")
    page.get_by_role("button", name="下一步", exact=True).click()
    expect(page.get_by_label("配偶 钱七 共同借款")).to_be_checked()
    page.get_by_label("同意中心查询").check()
    page.get_by_role("button", name="下一步", exact=True).click()
    expect(page.get_by_role("heading", name="最多可贷 760,000.00 元")).to_be_visible()
    page.get_by_label("申请金额").fill("500,000")
    page.get_by_label("贷款年限").fill("20")
    assert look_at(page, "loan-money", looks=()) == []
    page.get_by_role("button", name="下一步：检查").click()
    expect(page.get_by_role("heading", name="检查您的填写")).to_be_visible()
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_text("正在自动核查")).to_be_visible()
    made = Application.objects.get()
    co_borrowing.agree(case_id=made.case_id, by=couple[1], at=pages.NOW)
    made = borrowers.checked(made, pages.NOW)
    expect(page.get_by_text("正在自动核查")).to_be_hidden()  # the page looks again by itself
    assert list(made.checks.exclude(result="GREEN").values_list("kind", "sentence")) == []
    assert made.lane == "FAST"
    assert look_at(page, "loan-application") == []


def test_the_window_takes_in_and_sees_the_checks_turn_green(
    page: Page, login: Callable[[Page, Any], None], couple: tuple[User, User]
) -> None:
    login(page, people.wang_wu())
    page.goto(f"/counter/loans/new/?person={couple[0].person_id}")
    expect(page.get_by_role("heading", name="张三申请贷款")).to_be_visible()
    assert look_at(page, "loan-window-start") == []
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="张三：公积金贷款")).to_be_visible()
    told(page)
    page.get_by_label("同意中心查询").check()
    page.get_by_role("button", name="算最多可贷").click()
    expect(page.get_by_role("heading", name="最多可贷 760,000.00 元")).to_be_visible()
    page.get_by_label("申请金额").fill("500,000")
    page.get_by_label("贷款年限").fill("20")
    page.get_by_label("本人身份证").check()
    assert look_at(page, "loan-window-counted") == []
    page.keyboard.press("F9")
    expect(page.get_by_text("已收下，办件编号")).to_be_visible()
    made = borrowers.checked(Application.objects.get(), pages.NOW)
    expect(page.get_by_text("正在自动核查")).to_be_hidden()
    expect(page.get_by_text("近两年").first).to_be_visible()
    assert made.case.status == "IN_REVIEW"
    assert look_at(page, "loan-window-application") == []
