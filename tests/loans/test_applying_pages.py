"""The pages of applying: what can be borrowed, asked for in steps on the portal, on one page at the window."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Look, User
from deposits.models import Encumbrance
from loans.models import Application
from notifications.models import Message
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
    browser, made = asked(one)
    assert (made.asked_fen, made.months, made.co_borrower_id) == (50_000_000, 240, other.person_id)
    where = reverse("loans:portal_application", args=[made.case_id])
    assert "正在自动核查" in said(browser, where)
    text_of(people.browser(other), f"{where}agree/", {})
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
    one = people.zhang_san()
    borrowers.borrower(one)
    made = borrowers.ask(one)
    where = reverse("loans:portal_application", args=[made.case_id])
    assert people.browser(one).get(where).status_code == 200
    assert people.browser(people.qian_qi()).get(where).status_code == 404
    for act in ("agree", "decline"):
        assert people.browser(people.qian_qi()).post(f"{where}{act}/").status_code == 404


def test_the_co_borrower_is_told_and_may_say_no_and_both_accounts_are_free() -> None:
    one, other = borrowers.couple()
    made = borrowers.ask(one, other)
    told = Message.objects.filter(person=other.person_id, template__event__code="loan_co_borrower")
    assert "张三申请公积金贷款500,000.00元" in told[0].body
    where = reverse("loans:portal_application", args=[made.case_id])
    assert "不同意共同借款" not in said(people.browser(one), where)
    people.browser(one).post(f"{where}decline/")
    made.refresh_from_db()
    assert made.ended_at is None
    page = text_of(people.browser(other), f"{where}decline/", {})
    assert "申请终止，您的账户恢复正常" in page
    made.case.refresh_from_db()
    assert (made.case.status, made.case.reason) == ("REFUSED", "共同借款人不同意共同借款，借款人可以单独申请。")
    assert not Encumbrance.objects.filter(source="loans.application", lifted_at=None).exists()
    assert borrowers.ask(one).pk != made.pk


def test_without_an_account_and_for_what_is_not_offered_there_is_no_form() -> None:
    assert "您名下没有在用的公积金账户" in said(people.browser(people.qian_qi()), HOME)
    assert people.browser(people.qian_qi()).get(NEW).status_code == 404
    borrowers.borrower(people.zhang_san())
    for product in ("subsidised", "out-of-town", "nothing"):
        assert people.browser(people.zhang_san()).get(f"/portal/borrow/new/{product}/").status_code == 404


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


def test_papers_that_came_in_are_checked_again_by_whoever_has_the_case() -> None:
    one = people.zhang_san()
    borrowers.borrower(one)
    made = borrowers.checked(borrowers.ask_at_window(one, seen=()))
    browser = people.browser(people.wang_wu())
    page = said(browser, reverse("loans:counter_application", args=[made.case_id]))
    assert "重新核查" in page
    assert "已重新核查" in text_of(browser, reverse("loans:counter_check_again", args=[made.case_id]), {})


def test_the_window_offers_four_products_and_conversion_asks_for_the_old_loan() -> None:
    one = people.zhang_san()
    borrowers.borrower(one)
    browser = people.browser(people.wang_wu())
    page = said(browser, f"{WINDOW}?person={one.person_id}")
    assert all(label in page for label in ("公积金贷款", "组合贷款", "商转公贷款", "异地贷款"))
    assert "原借款合同编号" in said(browser, f"{WINDOW}conversion/?person={one.person_id}")
    assert "缴存使用证明编号" in said(browser, f"{WINDOW}out-of-town/?person={one.person_id}")
    assert "商业贷款银行" in said(browser, f"{WINDOW}combined/?person={one.person_id}")
    assert browser.get(f"{WINDOW}subsidised/?person={one.person_id}").status_code == 404
    assert browser.get(WINDOW).status_code == 404
