"""One's own loan: its page, paying early, a payment explained, changes; and the window's, in every dress."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from loans.operations import prepaying
from loans.queries.standing import Wish
from loans.states.early import EarlyMode, EarlySource
from tests import make, people
from tests.browser.conftest import walk
from tests.loans import world
from tests.withdrawals import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_day")]
QUERY = "?mode=SHORTEN&amount=10%2C000&source=ACCOUNTS&use_fund=on&on="


def test_their_pages(new_page: Callable[..., Page], login: Any) -> None:
    owner, teller = people.zhang_san(), people.wang_wu()
    pages.depositor()
    loan = world.loan()
    wish = Wish(EarlyMode.SHORTEN, EarlySource.ACCOUNTS, 2_000_000)
    made = prepaying.pay_early(loan_id=loan.pk, wish=wish, by=owner, at=make.AT)
    assert made.repayment_id is not None

    def url(name: str, *args: object) -> str:
        return reverse(f"loans:{name}", args=args or [loan.pk])

    page = new_page()
    login(page, owner)
    faults = walk(
        page,
        {
            "my-loan": url("portal_loan"),
            "my-loan-early": url("portal_early") + QUERY,
            "my-loan-payment": url("portal_payment", made.repayment_id),
            "my-loan-change": url("portal_change"),
            "my-loan-term": url("portal_change_one", loan.pk, "term"),
        },
    )
    login(page, teller)
    faults += walk(
        page,
        {
            "window-early": url("counter_early") + QUERY,
            "window-change": url("counter_change"),
            "window-borrower": url("counter_change_one", loan.pk, "borrower"),
        },
    )
    assert faults == []
