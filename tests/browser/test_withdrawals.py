"""Withdrawals in a real browser: rent on a phone in five screens, a purchase at a window by keys alone; every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import BankCard
from deposits.models import PersonalAccount
from desk.states.cases import CaseStatus
from tests import people
from tests.browser.conftest import look_at, screenshot, walk
from tests.deposits.pages import text_of
from tests.withdrawals import pages
from tests.withdrawals.test_views_counter import rent
from withdrawals.models import Withdrawal
from withdrawals.states import PayeeKind, PayoutStatus

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    """A morning of the week after the demo's first day."""
    time_machine.move_to(pages.NOW, tick=False)


@pytest.fixture
def account(open_day: date) -> PersonalAccount:
    """张三's account with 42,310.55 on it."""
    return pages.depositor()


@pytest.fixture
def bound(account: PersonalAccount) -> BankCard:
    return pages.card(people.zhang_san())


@pytest.mark.parametrize("script", [True, False])
def test_rent_on_a_phone_takes_five_screens(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], bound: BankCard, script: bool
) -> None:
    page = new_page(width=375, height=740, script=script)
    login(page, people.zhang_san())
    page.goto("/portal/withdrawals/")  # 1
    expect(page.get_by_text("最多 18,000.00 元")).to_be_visible()
    if script:
        assert look_at(page, "withdrawals", looks=()) == []
    page.get_by_role("link", name="租房").click()  # 2
    expect(page.get_by_label("月租金")).to_be_hidden()
    page.get_by_label("租房，已办理租赁备案").check()
    expect(page.get_by_label("月租金")).to_be_visible()
    page.get_by_label("租房，没有办理租赁备案").check()
    page.get_by_label("租住地址").fill("辽源市龙山区人民大街218号3单元502室")
    page.get_by_label("婚姻状况").select_option("未婚")
    page.get_by_label("同意中心向").check()
    screenshot(page, "withdrawal-facts")
    page.get_by_role("button", name="下一步", exact=True).click()  # 3
    expect(page.get_by_text("最多可提 18,000.00 元：2026 年家庭限额 18,000.00 元")).to_be_visible()
    page.get_by_label("提取金额").fill("4,500.00")
    screenshot(page, "withdrawal-money")
    page.get_by_role("button", name="上一步").click()
    expect(page.get_by_label("租住地址")).to_have_value("辽源市龙山区人民大街218号3单元502室")
    page.get_by_role("button", name="下一步", exact=True).click()
    expect(page.get_by_label("提取金额")).to_have_value("4,500.00")
    page.get_by_role("button", name="下一步：检查").click()  # 4
    expect(page.get_by_role("heading", name="检查您的填写")).to_be_visible()
    if script:
        assert look_at(page, "withdrawal-check", looks=()) == []
    page.get_by_role("button", name="确认提交").click()  # 5
    made = Withdrawal.objects.get()
    expect(page.get_by_text(made.case.number)).to_be_visible()
    screenshot(page, "withdrawal-submitted")
    pages.screened(made)
    if script:
        expect(page.get_by_text("银行正在付款")).to_be_visible()  # the page looks again by itself
        assert look_at(page, "withdrawal-paying") == []
    else:
        page.get_by_role("link", name="刷新看进度").click()
        expect(page.get_by_text("银行正在付款")).to_be_visible()


def test_a_purchase_at_a_window_by_keys_alone(page: Page, login: Callable[[Page, Any], None], bound: BankCard) -> None:
    register = pages.payee()
    login(page, people.wang_wu())
    page.goto(f"/counter/customer/{bound.person_id}/")
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="张三的提取")).to_be_visible()
    assert look_at(page, "withdrawal-window-start") == []
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="张三：购买自住住房提取")).to_be_visible()
    for label, text in (
        ("网签备案合同号", "辽房网签2026000123"),
        ("房屋坐落", "辽源市龙山区宏图花园8栋2单元1201室"),
        ("签约或办证日期", "2026-09-01"),
        ("建筑面积", "96.50"),
        ("房屋总价", "620000"),
        ("其中贷款", "434000"),
    ):
        page.get_by_label(label).focus()
        page.get_by_label(label).fill(text)
    page.get_by_label("同意中心向").focus()
    page.keyboard.press("Space")
    page.get_by_label("其中贷款").press("Enter")
    expect(page.get_by_text("该房屋自付房款 186,000.00 元").first).to_be_visible()
    screenshot(page, "withdrawal-window-counted")
    page.get_by_label("提取金额").fill("42,310.55")
    page.get_by_label("售房款监管账户").focus()
    page.keyboard.press("Space")
    page.get_by_label("本人身份证").focus()
    page.keyboard.press("Space")
    page.keyboard.press("F9")
    expect(page.get_by_text("已收下，办件编号")).to_be_visible()
    made = Withdrawal.objects.get()
    assert (made.case.status, made.payee_kind, made.payee_id) == (
        CaseStatus.SUBMITTED,
        PayeeKind.DEVELOPER,
        register.pk,
    )
    assert made.form_issued_at == pages.NOW
    assert look_at(page, "withdrawal-window-accepted") == []


def test_every_page_is_accessible_and_fits(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], bound: BankCard
) -> None:
    register = pages.payee(name="辽源市宏图置业有限公司龙山分公司第二项目部预售资金专用账户")
    text_of(people.browser(people.wang_wu()), "/counter/withdrawals/new/rent/", rent(bound))
    made = Withdrawal.objects.get()
    Withdrawal.objects.filter(pk=made.pk).update(
        status=PayoutStatus.RETURNED,
        note="账号与户名不符，请收款人核对后重新提供一类户账号",
        settled_at=pages.NOW + timedelta(minutes=125),
    )
    portal = {
        "withdrawals": "/portal/withdrawals/",
        "withdrawal-purchase": "/portal/withdrawals/new/purchase/",
        "withdrawal-repay": "/portal/withdrawals/new/repay/",
        "withdrawal-lift": "/portal/withdrawals/new/lift/",
        "withdrawal-returned": f"/portal/withdrawals/{made.case_id}/",
        "withdrawal-card": f"/portal/withdrawals/{made.case_id}/card/",
    }
    counter = {
        "counter-withdrawals": "/counter/withdrawals/?tab=returned",
        "counter-withdrawals-all": "/counter/withdrawals/?tab=all",
        "counter-withdrawal": f"/counter/withdrawals/{made.case_id}/",
        "counter-withdrawal-card": f"/counter/withdrawals/{made.case_id}/card/",
        "counter-start": f"/counter/withdrawals/new/?person={bound.person_id}",
        "counter-apply": f"/counter/withdrawals/new/purchase/?person={bound.person_id}",
        "counter-payees": "/counter/withdrawals/payees/",
        "counter-payee": f"/counter/withdrawals/payees/{register.pk}/",
        "counter-add-payee": "/counter/withdrawals/payees/add/",
        "counter-case": f"/counter/cases/{made.case_id}/",
    }
    head = {"withdrawal-figures": "/counter/withdrawals/figures/?since=2026-10-12&until=2026-10-12"}
    wrong = []
    for user, walked in (
        (people.zhang_san(), portal),
        (people.wang_wu(), counter),
        (people.han_shiyi(), head),
    ):
        page = new_page()
        login(page, user)
        wrong += walk(page, walked)
    assert wrong == []
