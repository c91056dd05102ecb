"""The year's interest in a real browser: no axe finding, nothing too wide; the calculator's sliders."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from deposits import operations, tasks
from deposits.models import PersonalAccount
from tests import make, people
from tests.browser.conftest import screenshot, walk
from tests.deposits import savings, world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST = date(2024, 7, 1)
HOUSEHOLD = "price=950000&years=30&base=8200&balance=42300&partner_base=6500&partner_balance=31650&debt=1200"
CALCULATORS = {
    "interest-calculator": "/calculator/interest/",
    "calculator": "/calculator/",
    "loan": "/calculator/loan/?principal=500000&years=30&annual_rate=2.6&method=equal_instalment&early=100000&after=24"
    "&mode=shorten_term",
    "loan-ceiling": f"/calculator/loan/ceiling/?home=first&{HOUSEHOLD}",
    "loan-ceiling-empty": "/calculator/loan/ceiling/?price=",
}


def test_the_pages_of_interest_are_accessible_and_fit(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], open_day: date
) -> None:
    cache.clear()
    employer = world.employer_account()
    own = savings.account(employer, 1, [(FIRST, 36_482_57), *savings.monthly(15, 1_560_00, FIRST, 12)])
    PersonalAccount.objects.filter(pk=own.pk).update(person=people.zhang_san().person_id)
    for place in range(2, 14):
        savings.account(employer, place, [(FIRST, place * 8_765_43)])
    run = operations.prepare_settlement(fund_year=2025, by=people.zhou_jiu(), at=make.AT)
    tasks.count_interest()
    wrong = walk(new_page(), CALCULATORS)
    page = new_page()
    login(page, people.feng_er())
    wrong += walk(page, {"settlement-ready": f"/counter/interest/{run.pk}/"})
    operations.start_settlement(run_id=run.pk, by=people.feng_er(), at=make.AT)
    wrong += walk(page, {"settlement-posting": f"/counter/interest/{run.pk}/"})
    tasks.settle_interest()
    savings.book(own, [(date(2025, 1, 1), 7_200_00)], "back")
    tasks.follow_interest()
    wrong += walk(page, {"settlements": "/counter/interest/", "settlement-done": f"/counter/interest/{run.pk}/"})
    page = new_page()
    login(page, people.zhang_san())
    wrong += walk(page, {"interest": "/portal/interest/?year=2025", "interest-open": "/portal/interest/"})
    assert wrong == []


def test_a_slider_reckons_at_once(new_page: Callable[..., Page], open_day: date) -> None:
    page = new_page()
    page.goto("/calculator/interest/")
    slider = page.get_by_role("slider").first
    expect(slider).to_be_visible()
    slider.focus()
    page.keyboard.press("End")
    expect(page.get_by_label("现有余额（元）").first).to_have_value("300000")
    expect(page).to_have_url(re.compile("opening=300000"))
    screenshot(page, "interest-slider")
