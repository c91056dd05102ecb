"""The look of the house, in a real browser: no axe finding, nothing too wide, keys and menus work."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from accounts.models import Branch
from tests.browser.conftest import assert_accessible, assert_fits, look_at, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "home": "/",
    "styleguide": "/styleguide/",
    "styleguide-counter": "/styleguide/?frame=counter",
    "not-found": "/no-such-page/",
}


@pytest.fixture(autouse=True)
def branches(transactional_db: None) -> None:
    for number in range(1, 13):
        Branch.objects.create(
            code=f"{number:02d}",
            name=f"第 {number} 管理部",
            address=f"人民大街 {number * 8} 号",
            phone="0437-3100000",
            hours="周一至周五 8:30–16:30",
        )


def choose(page: Page, name: str) -> None:
    """Press a button of the menu 显示 and wait for the page to come back."""
    page.locator("summary", has_text="显示").click()
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=name).click()


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(page: Page, name: str) -> None:
    page.goto(PAGES[name])
    assert look_at(page, name) == []


@pytest.mark.parametrize("name", PAGES)
def test_large_text_is_accessible_and_fits(new_page: Callable[..., Page], name: str) -> None:
    page = new_page(width=420)
    page.goto(PAGES[name])
    page.locator("summary", has_text="显示").click()
    assert_accessible(page)
    page.keyboard.press("Escape")
    choose(page, "大字")
    assert page.locator("html").get_attribute("class") == "large"
    screenshot(page, f"{name}-large")
    assert_accessible(page)
    assert_fits(page)


def test_chosen_theme_wins_over_the_systems(new_page: Callable[..., Page]) -> None:
    page = new_page(theme="dark")
    page.goto("/")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    choose(page, "浅色")
    assert page.locator("html").get_attribute("data-bs-theme") == "light"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    choose(page, "跟随系统")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_look_can_be_chosen_without_javascript(new_page: Callable[..., Page]) -> None:
    page = new_page(script=False)
    page.goto("/styleguide/")
    choose(page, "深色")
    assert page.url.endswith("/styleguide/")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_listing_sorts_filters_and_pages_in_place(page: Page) -> None:
    page.goto("/styleguide/")
    page.evaluate("document.body.dataset.same = 'yes'")
    page.get_by_role("link", name="编号").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("编号")
    page.get_by_role("link", name="编号").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("编号")
    expect(page.locator("#listing tbody th").first).to_have_text("12")
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("#listing tbody tr")).to_have_count(2)
    expect(page.locator("#announce")).to_have_text("管理部 · 共 12 条")
    page.get_by_label("名称").fill("第 3 ")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("#listing tbody tr")).to_have_count(1)
    assert page.evaluate("document.body.dataset.same") == "yes"
    assert "name=" in page.url
    page.go_back()
    expect(page.locator("#listing tbody tr")).to_have_count(2)
    assert page.locator("h1").count() == 1


def test_listing_works_without_javascript(new_page: Callable[..., Page]) -> None:
    page = new_page(script=False)
    page.goto("/styleguide/")
    page.get_by_role("link", name="名称", exact=True).click()
    page.get_by_label("名称").fill("第 1")
    page.get_by_role("button", name="筛选").click()
    assert page.locator("#listing tbody tr").count() == 4
    assert page.locator("th[aria-sort=ascending]").inner_text() == "名称"


def test_keys_work_what_they_stand_on_but_not_while_typing(page: Page) -> None:
    page.goto("/styleguide/?frame=counter")
    page.keyboard.press("1")
    assert page.url.endswith("#verbs")
    page.goto("/styleguide/?frame=counter")
    page.locator("#ok_name").focus()
    page.keyboard.press("1")
    assert page.locator("#ok_name").input_value() == "1"
    assert "#verbs" not in page.url


def test_single_keys_can_be_switched_off(page: Page, live_server: Any) -> None:
    page.context.add_cookies([{"name": "keys", "value": "off", "url": live_server.url}])
    page.goto("/styleguide/?frame=counter")
    page.keyboard.press("1")
    assert "#verbs" not in page.url


def test_error_summary_takes_the_focus_and_leads_to_the_field(page: Page) -> None:
    page.goto("/styleguide/")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="身份证号码").click()
    expect(page.locator("#id_number")).to_be_focused()
    assert page.locator("#id_number").get_attribute("aria-invalid") == "true"


def test_skip_link_leads_to_the_text(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_paper_carries_the_centres_name_and_no_bar(page: Page) -> None:
    page.goto("/styleguide/")
    page.emulate_media(media="print")
    expect(page.locator(".print-head")).to_be_visible()
    expect(page.locator(".frame-bar")).to_be_hidden()
    screenshot(page, "styleguide-print")


def test_a_rows_link_leads_to_its_own_page(page: Page) -> None:
    page.goto("/styleguide/")
    page.locator("#listing tbody a").first.click()
    expect(page).to_have_url(re.compile(r"/\?from=01$"))
    expect(page.locator(".hero")).to_be_visible()


def test_arrows_walk_through_the_rows(page: Page) -> None:
    page.goto("/styleguide/?frame=counter")
    links = page.locator("#listing tbody a")
    links.first.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.first).to_be_focused()


def test_a_dangerous_button_asks_first_and_is_worked_by_its_key(page: Page) -> None:
    questions: list[str] = []

    def answer(dialog: Dialog) -> None:
        questions.append(dialog.message)
        if len(questions) == 1:
            dialog.dismiss()
        else:
            dialog.accept()

    page.on("dialog", answer)
    page.goto("/styleguide/")
    page.keyboard.press("F9")
    assert "/styleguide/" in page.url
    with page.expect_navigation():
        page.keyboard.press("F9")
    assert questions == ["确定恢复默认样子吗？"] * 2
    assert "/styleguide/" not in page.url


def test_a_second_click_sends_nothing_again(page: Page) -> None:
    page.goto("/styleguide/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.on("dialog", lambda dialog: dialog.accept())
    button = page.get_by_role("button", name="恢复默认样子")
    with page.expect_navigation():
        button.evaluate("button => { button.click(); button.click(); }")
    assert sent == ["POST"]


def test_the_file_comes_from_the_export(page: Page) -> None:
    page.goto("/styleguide/?name=第")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出表格").click()
    assert download.value.suggested_filename == "管理部.xlsx"
