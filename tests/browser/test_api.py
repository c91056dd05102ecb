"""The API's documentation and the page on which depositors let partners read, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.permissions import Scope
from tests import partners, people
from tests.browser.conftest import LOOKS, assert_fits, look_at, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("look", LOOKS)
def test_the_documentation_is_accessible_and_fits(new_page: Callable[..., Page], look: str) -> None:
    page = new_page(**LOOKS[look])  # drawn by its own script, which may look at the window once
    page.goto("/api/docs/")
    assert look_at(page, "api-docs", [look]) == []


def test_a_depositor_gets_a_code_and_takes_it_back(new_page: Callable[..., Page], login: Any) -> None:
    partners.token(partners.partner(), Scope.ACCOUNTS_READ)
    page = new_page(script=False, **LOOKS["dark-narrow"])
    login(page, people.zhang_san())
    page.goto("/me/partners/")
    page.get_by_label("授权给").select_option("测试系统city-app")
    page.get_by_role("button", name="生成授权码").click()
    expect(page.get_by_role("img", name="授权码二维码")).to_be_visible()
    screenshot(page, "partner-access")
    assert_fits(page)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("没有有效的授权")).to_be_visible()


def test_the_code_page_is_accessible(page: Page, login: Any) -> None:
    partners.token(partners.partner(), Scope.ACCOUNTS_READ)
    login(page, people.zhang_san())
    page.goto("/me/partners/")
    page.get_by_label("授权给").select_option("测试系统city-app")
    page.get_by_role("button", name="生成授权码").click()
    expect(page.get_by_role("img", name="授权码二维码")).to_be_visible()
    assert look_at(page, "partner-code") == []
