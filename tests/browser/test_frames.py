"""The four frames around a page, for the people who work in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import people
from tests.browser.conftest import assert_accessible, assert_fits, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FRAMES = {"portal": people.zhang_san, "employer": people.li_si, "counter": people.wang_wu}


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1440, "light")])
@pytest.mark.parametrize("frame", FRAMES)
def test_frame_is_accessible_with_its_menus_open(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], frame: str, theme: str, width: int
) -> None:
    user = FRAMES[frame]()
    page = new_page(width=width, theme=theme)
    login(page, user)
    page.goto(f"/styleguide/?frame={frame}")
    for menu in ("显示", str(user)):
        page.locator("summary", has_text=menu).click()
        assert_accessible(page)
        assert_fits(page)
        page.keyboard.press("Escape")
        expect(page.locator("details.menu[open]")).to_have_count(0)
    screenshot(page, f"frame-{frame}-{theme}-{width}")


@pytest.mark.parametrize("frame", FRAMES)
def test_a_page_that_does_not_exist_keeps_the_persons_own_frame(
    page: Page, login: Callable[[Page, Any], None], frame: str
) -> None:
    user = FRAMES[frame]()
    login(page, user)
    page.goto("/no-such-page/")
    expect(page.get_by_role("heading", level=1)).to_have_text("找不到这个页面")
    expect(page.locator("summary", has_text=str(user))).to_be_visible()
    assert (page.locator("body").get_attribute("class") == "counter") == (frame == "counter")


def test_a_counter_bar_names_branch_and_window(page: Page, login: Callable[[Page, Any], None]) -> None:
    login(page, people.wang_wu())
    page.goto("/styleguide/?frame=counter")
    expect(page.locator(".brand")).to_contain_text("测试管理部01")
