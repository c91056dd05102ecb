"""An objection to a balance in a real browser, on a phone: from the entry to the number, without losing a word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from deposits import operations as deposits
from deposits.models import PersonalAccount
from deposits.operations import Objected
from desk.models import Case
from desk.states.cases import Channel
from tests import make, people
from tests.browser.conftest import look_at, screenshot, walk
from tests.deposits import world as fund
from tests.deposits.test_objections import first_entry
from tests.desk import world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def account(open_day: date) -> PersonalAccount:
    """张三's account, with October on it."""
    make.bank_account()
    fund.allocated(fund.employer_account())
    return fund.account_of("张三")


@pytest.mark.parametrize("script", [True, False])
def test_an_owner_objects_on_a_phone(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], account: PersonalAccount, script: bool
) -> None:
    page = new_page(width=375, height=740, script=script)
    login(page, people.zhang_san())
    page.goto(f"/portal/entries/{first_entry(account)}/")
    page.get_by_role("link", name="对这一笔有异议").click()
    expect(page.get_by_label("某一笔明细")).to_be_checked()
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("哪里不对").fill("十月工资 9,000 元，基数只按 8,437.56 元缴")
    page.get_by_role("button", name="先存着").click()
    page.goto("/portal/objections/new/")
    expect(page.get_by_label("哪里不对")).to_have_value("十月工资 9,000 元，基数只按 8,437.56 元缴")
    page.get_by_role("button", name="下一步：检查").click()
    expect(page.get_by_role("heading", name="检查您的填写")).to_be_visible()
    if script:
        assert look_at(page, "objection-check") == []
    page.get_by_role("button", name="确认提交").click()
    case = Case.objects.get()
    expect(page.get_by_text(case.number)).to_be_visible()
    if script:
        assert look_at(page, "objection-submitted") == []
    page.get_by_role("link", name="看进度").click()
    screenshot(page, "objection-progress")


def test_the_pages_of_an_objection_are_accessible_and_fit(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], account: PersonalAccount
) -> None:
    said = Objected(words="十月少缴了", entry_id=first_entry(account))
    case = deposits.object_to_balance(
        account_id=account.pk,
        objected=said,
        channel=Channel.WINDOW,
        by=people.wang_wu(),
        at=world.AT,
        papers_seen=True,
    )
    walks: list[tuple[Any, dict[str, str]]] = [
        (people.zhang_san(), {"objection-what": "/portal/objections/new/"}),
        (
            people.wang_wu(),
            {
                "objection-window": f"/counter/accounts/{account.pk}/object/",
                "objection-answer": f"/counter/objections/{case.pk}/",
            },
        ),
    ]
    wrong = []
    for user, pages in walks:
        page = new_page()
        login(page, user)
        wrong += walk(page, pages)
    assert wrong == []
