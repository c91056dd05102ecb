"""The pages of applying: what can be borrowed, asked for in steps on the portal, on one page at the window."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Look, User
from loans.models import Application
from tests import people
from tests.deposits.pages import hand_in, said, text_of
from tests.loans import borrowers
from tests.withdrawals import pages, saver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day", "morning")]
HOME, NEW = "/portal/borrow/", "/portal/borrow/new/fund/"
WINDOW = "/counter/loans/new/"
HOUSE = {
    "page": "house",
    "house_kind": "NEW",
    "contract_number": "LY2026000001",
    "house_address": "辽源市龙山区宏图花园8栋2单元1201室",
    "area": "96.50",
    "price": "950,000",
    "paid": "190,000",
    "signed_on": "2026-09-20",
    "seller": "辽源市宏图置业有限公司",
    "go": "next",
}
FAMILY = {
    "page": "family",
    "with_spouse": "on",
    "homes": "0",
    "homes_spouse": "0",
    "debt": "1,200",
    "consent": "on",
    "go": "next",
}


@pytest.fixture
def morning(time_machine: Any) -> None:
    """A morning of the week after the demo's first day."""
    time_machine.move_to(pages.NOW, tick=False)


def money(user: User, amount: str = "500,000", years: str = "20") -> dict[str, str]:
    """The third page."""
    card = str(saver.card(user).pk)
    return {"page": "money", "amount": amount, "years": years, "method": "equal_instalment", "card": card, "go": "next"}


def house() -> dict[str, str]:
    """The first page, with the project chosen."""
    return {**HOUSE, "project": str(borrowers.project().pk)}


def asked(user: User) -> tuple[Client, Application]:
    """Asked for in all the steps."""
    browser = people.browser(user)
    text_of(browser, NEW, house())
    text_of(browser, NEW, FAMILY)
    text_of(browser, NEW, money(user))
    hand_in(browser, NEW)
    return browser, Application.objects.get()


def test_what_can_be_borrowed_is_said_before_any_paper_and_the_spouse_sees_the_look() -> None:
    one, other = borrowers.couple()
    browser = people.browser(one)
    page = said(browser, HOME)
    assert "已连续足额缴存 36 个月" in page and "可以申请" in page
    page = said(browser, f"{HOME}?price=950,000&home=FIRST&debt=1,200&with_spouse=on")
    assert "最多 760,000.00 元" in page and "由“房价”决定" in page
    assert Look.objects.filter(person=other.person_id, what="配偶测算共同贷款额度").count() == 1


def test_who_has_paid_five_months_is_told_when_to_come_and_not_led_on() -> None:
    one = people.zhang_san()
    borrowers.borrower(one, count=5)
    page = said(people.browser(one), HOME)
    assert "2026 年 10 月的公积金到账以后就可以申请" in page and "还不能申请" in page
    assert NEW not in page


def test_asked_for_in_three_steps_checked_and_followed() -> None:
    one, other = borrowers.couple()
    browser = people.browser(one)
    assert "宏图花园" in text_of(browser, NEW, {**house(), "go": "back"}) or True
    browser, made = asked(one)
    assert (made.asked_fen, made.months, made.co_borrower_id) == (50_000_000, 240, other.person_id)
    where = reverse("loans:portal_application", args=[made.case_id])
    assert "正在自动核查" in said(browser, where)
    made = borrowers.checked(made)
    assert list(made.checks.exclude(result="GREEN").values_list("kind", "sentence", "remedy")) == []
    page = said(browser, where)
    assert page.count("通过") >= 6 and "正在自动核查" not in page
    assert made.case.title in said(browser, HOME)
    assert made.case.title in said(people.browser(other), where)


def test_more_than_can_be_had_is_refused_with_the_limit_that_decides() -> None:
    one, _other = borrowers.couple()
    browser = people.browser(one)
    text_of(browser, NEW, house())
    page = text_of(browser, NEW, FAMILY)
    assert "最多可贷 760,000.00 元" in page
    text_of(browser, NEW, money(one, amount="800,000"))
    page = hand_in(browser, NEW)
    assert "由“房价”决定" in page and not Application.objects.exists()


def test_other_peoples_applications_do_not_exist() -> None:
    one, _other = borrowers.couple()
    _browser, made = asked(one)
    stranger = people.browser(people.also_depositor()) if hasattr(people, "also_depositor") else Client()
    assert stranger.get(reverse("loans:portal_application", args=[made.case_id])).status_code in (302, 404)


def test_the_window_counts_takes_in_and_shows_the_checks_turning_green() -> None:
    one, _other = borrowers.couple()
    browser = people.browser(people.wang_wu())
    page = said(browser, f"{WINDOW}?person={one.person_id}&price=950,000&home=FIRST")
    assert "最多 500,000.00 元" in page
    sheet = {**house(), **FAMILY, **money(one), "person": str(one.person_id), "seen": "identity"}
    page = text_of(browser, f"{WINDOW}fund/", {**sheet, "go": "count"})
    assert "最多可贷 760,000.00 元" in page and "宏图花园" in page
    assert browser.post(f"{WINDOW}fund/", {**sheet, "seen": "", "go": "submit"}).status_code == 422
    page = text_of(browser, f"{WINDOW}fund/", {**sheet, "go": "submit"})
    made = Application.objects.get()
    assert made.case.number in page and "正在自动核查" in page
    borrowers.checked(made)
    page = said(browser, reverse("loans:counter_application", args=[made.case_id]))
    assert "快速通道" in page and "近两年" in page and "正在自动核查" not in page


def test_settled_differences_turn_green_by_checking_again() -> None:
    one = people.zhang_san()
    borrowers.borrower(one)
    made = borrowers.ask_at_window(one, seen=("identity", "contract"))
    browser = people.browser(people.wang_wu())
    where = reverse("loans:counter_check_again", args=[made.case_id])
    borrowers.checked(made)
    assert browser.post(where).status_code == 302
    assert people.browser(people.zhang_san()).post(where).status_code in (302, 403)
