"""The API's documentation and the page on which depositors let partners read, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.permissions import Scope
from tests import partners, people
from tests.browser.conftest import assert_accessible, assert_fits, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS: dict[str, dict[str, Any]] = {"light": {}, "dark-narrow": {"theme": "dark", "width": 360, "height": 740}}


@pytest.mark.parametrize("look", LOOKS)
def test_the_documentation_is_accessible_and_fits(new_page: Callable[..., Page], look: str) -> None:
    page = new_page(**LOOKS[look])
    page.goto("/api/docs/")
    screenshot(page, f"api-docs-{look}")
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("look", LOOKS)
def test_a_depositor_gets_a_code_and_takes_it_back(new_page: Callable[..., Page], login: Any, look: str) -> None:
    partners.token(partners.partner(), Scope.ACCOUNTS_READ)
    page = new_page(script=False, **LOOKS[look])
    login(page, people.zhang_san())
    page.goto("/me/partners/")
    page.get_by_label("授权给").select_option("测试系统city-app")
    page.get_by_role("button", name="生成授权码").click()
    expect(page.get_by_role("img", name="授权码二维码")).to_be_visible()
    screenshot(page, f"partner-access-{look}")
    assert_fits(page)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("没有有效的授权")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_the_code_page_is_accessible(new_page: Callable[..., Page], login: Any, look: str) -> None:
    partners.token(partners.partner(), Scope.ACCOUNTS_READ)
    page = new_page(**LOOKS[look])
    login(page, people.zhang_san())
    page.goto("/me/partners/")
    page.get_by_label("授权给").select_option("测试系统city-app")
    page.get_by_role("button", name="生成授权码").click()
    expect(page.get_by_role("img", name="授权码二维码")).to_be_visible()
    assert_accessible(page)
