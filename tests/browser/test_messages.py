"""Messages and the rules of the day as people see them: nothing for axe to find, wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page

from notifications import operations as notifications
from notifications.models import Message
from policy import operations as policy
from tests import make, people
from tests.browser.conftest import walk
from tests.make import AT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEALED = {"day": "10月10日", "employer": "辽源市测试有限公司"}
CREDITED = {"day": "10月12日", "month": "2026年10月", "amount": "2,026.00", "balance": "42,300.00"}


@pytest.fixture
def told(transactional_db: None) -> None:
    """A city with an open day, in which 张三 has been told of two things."""
    make.city()
    person_id = people.zhang_san().person_id
    with transaction.atomic():
        policy.set_book_date(on=date(2026, 10, 10))
        notifications.queue(person_id=person_id, template="account_sealed", context=SEALED, key="1", at=AT)
        notifications.queue(person_id=person_id, template="contribution_credited", context=CREDITED, key="2", at=AT)
    Message.objects.filter(channel="SMS", key__endswith=":1").update(status="UNKNOWN", error="服务商没有答复")


def test_the_depositors_pages(told: None, page: Page, login: Callable[[Page, Any], None]) -> None:
    login(page, people.zhang_san())
    names = ("portal_inbox", "portal_preferences", "portal_confirm")
    assert walk(page, {name: reverse(f"notifications:{name}") for name in names}) == []


def test_the_staffs_pages(told: None, page: Page, login: Callable[[Page, Any], None]) -> None:
    login(page, people.wang_wu())
    stuck = Message.objects.get(status="UNKNOWN")
    addresses = {
        "counter_messages": reverse("notifications:counter_messages"),
        "counter_message": reverse("notifications:counter_message", args=[stuck.pk]),
        "counter_parameters": reverse("policy:counter_parameters") + "?on=2026-09-01",
        "counter_calendar": reverse("policy:counter_calendar", args=[2027]),
    }
    assert walk(page, addresses) == []


def test_a_stuck_message_is_sent_again_and_all_is_read_without_scripts(
    told: None, new_page: Callable[..., Page], login: Callable[[Page, Any], None]
) -> None:
    page = new_page(script=False)
    login(page, people.wang_wu())
    page.goto(reverse("notifications:counter_messages") + "?status=UNKNOWN")
    page.get_by_role("link", name="张三").click()
    page.get_by_role("button", name="重新发送").click()
    assert page.get_by_text("已重新排队").is_visible()
    page = new_page(script=False)
    login(page, people.zhang_san())
    page.goto(reverse("notifications:portal_inbox"))
    page.get_by_role("button", name="全部标为已读").click()
    assert page.get_by_text("未读").count() == 0
