"""The pages of the books in a real browser: no axe finding, nothing too wide, in every look."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from ledger import operations as ledger
from ledger.models import Account, Journal, Placement, Slip, Voucher
from ledger.states import PlacementKind, Reason
from tests import make, people
from tests.browser.conftest import walk
from tests.conftest import OPEN_DAY
from tests.ledger import books

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner(open_day: Any) -> Account:
    """A closed day with two vouchers, and an open one with a reversal."""
    books.open_books()
    found = books.account("201-200000000011")
    books.transfer(
        books.bank(), found, 30_505_000, "HJ2026100001", reason=Reason.RECEIPT_ALLOCATED, case="HJ2026100001"
    )
    books.transfer(found, books.bank(), 1_234_500, "TQ2026100001", reason=Reason.WITHDRAWAL)
    ledger.close_day(on=OPEN_DAY, next_on=make.AT.date().replace(day=12), by=people.sun_ba(), at=make.AT)
    later = make.AT.date().replace(day=12)
    books.reverse(books.transfer(books.bank(), found, 500, "extra", on=later), "extra:reversed", on=later)
    return found


def _slip() -> Slip:
    """A term deposit of a hundred yuan that waits for its second person."""
    terms = ledger.Terms(
        PlacementKind.TERM, "建设银行", "0001", 10_000, Decimal("1.5"), OPEN_DAY, OPEN_DAY.replace(year=2027)
    )
    return ledger.place(terms=terms, source_id=books.bank().pk, by=people.sun_ba(), at=make.AT)


def test_the_pages_of_the_books(page: Page, login: Any, owner: Account) -> None:
    login(page, people.zhou_jiu())
    pages = {
        "home": reverse("ledger:office_home"),
        "trial": reverse("ledger:office_trial"),
        "trial-wrong": reverse("ledger:office_trial") + "?since=2026-10-12&until=2026-10-01",
        "accounts": reverse("ledger:office_accounts"),
        "account": reverse("ledger:office_account", args=[owner.pk]),
        "vouchers": reverse("ledger:office_vouchers"),
        "voucher": reverse("ledger:office_voucher", args=[Voucher.objects.order_by("number")[0].pk]),
        "journal": reverse("ledger:office_journal", args=[Journal.objects.get(key="extra").pk]),
        "balance": reverse("ledger:office_report", args=["balance"]),
        "general": reverse("ledger:office_general") + "?subject=201&since=2026-10-01&until=2026-10-31",
        "new-slip": reverse("ledger:office_new_slip"),
        "slip": reverse("ledger:office_slip", args=[_slip().pk]),
        "periods": reverse("ledger:office_periods"),
        "placement": reverse("ledger:office_placement", args=[Placement.objects.get().pk]),
    }
    assert walk(page, {f"books-{name}": address for name, address in pages.items()}) == []


def test_a_day_is_closed_and_a_voucher_reviewed_by_hand(page: Page, login: Any, owner: Account) -> None:
    login(page, people.zhou_jiu())
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(reverse("ledger:office_home"))
    page.get_by_text("还有 2 张凭证待复核").wait_for()
    page.get_by_role("link", name="202610-0001").first.click()
    page.get_by_role("button", name="复核通过").click()
    page.get_by_text("凭证 202610-0001 已复核。").wait_for()
    page.get_by_role("button", name="复核通过").click()
    page.get_by_text("凭证 202610-0002 已复核。").wait_for()
    page.goto(reverse("ledger:office_home"))
    page.get_by_role("button", name="日结 2026-10-12").click()
    page.get_by_text("2026-10-12 已日结").wait_for()
