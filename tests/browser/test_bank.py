"""The accountants' desk in a real browser: no axe finding, nothing too wide, in every look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from bank import operations
from bank.models import Receipt, SuspenseItem
from bank.states import Channel, ReceiptStatus
from tests import people
from tests.bank import money
from tests.browser.conftest import assert_accessible, walk
from tests.make import AT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(open_day: Any) -> dict[str, str]:
    """The first month half done: money waiting for its day, suspense, a proposal, payments and a difference."""
    account = money.account()
    money.first_month_expected()
    money.day(date(2026, 10, 12))
    operations.import_statement(name="statement-202610.csv", content=money.STATEMENT.read_bytes(), by=None, at=AT)
    employer = money.payer(paying="")
    money.expectation(employer, 7_700, paying="")
    start = 86_237_982_137
    money.take_in(
        ("NM0001", 7_700, {"name": employer.name}),
        ("NM0002", -1_500, {"name": "建设银行", "remark": "手续费"}),
        ("NM0003", -900, {"flag": "1"}),
        ("NM0004", 4_200, {"name": "赵先生", "payer": "6217000000005555"}),
        opening_fen=start,
    )
    order = money.send(money.authorised(payee="6217000000009002"))
    done = operations.reconcile_day(bank_account_id=account.pk, day=date(2026, 10, 12), by=None, at=AT)
    account.channel = Channel.FILE
    account.save(update_fields=["channel"])
    money.authorised(123_400, key="pay-2")
    batch = operations.export_payments(bank_account_id=account.pk, by=people.sun_ba(), at=AT)
    proposal = Receipt.objects.get(status=ReceiptStatus.PROPOSED)
    stray = Receipt.objects.get(line__bank_serial="NM0004")
    item = SuspenseItem.objects.get(account__code="219-01-11000005")
    lists = [
        "home",
        "statements",
        "upload",
        "receipts",
        "suspense",
        "reversals",
        "orders",
        "batches",
        "reconciliations",
    ]
    found = {name: reverse(f"bank:office_{name}") for name in lists}
    found["statement"] = reverse("bank:office_statement", args=[proposal.line.statement_id])
    found["receipt"] = reverse("bank:office_receipt", args=[proposal.pk])
    found["stray"] = reverse("bank:office_receipt", args=[stray.pk])
    found["item"] = reverse("bank:office_suspense_item", args=[item.pk])
    found["order"] = reverse("bank:office_order", args=[order.pk])
    found["batch"] = reverse("bank:office_batch", args=[batch.pk])
    found["reconciliation"] = reverse("bank:office_reconciliation", args=[done.pk])
    return found


def test_the_pages_of_the_bank(page: Page, login: Any, pages: dict[str, str]) -> None:
    login(page, people.sun_ba())
    assert walk(page, {f"bank-{name}": address for name, address in pages.items()}) == []


def test_a_statement_is_taken_in_by_hand(new_page: Callable[..., Page], login: Any, open_day: Any) -> None:
    money.account()
    page = new_page()
    login(page, people.sun_ba())
    page.goto(reverse("bank:office_home"))
    page.keyboard.press("i")
    page.set_input_files("input[type=file]", money.STATEMENT)
    page.get_by_role("button", name="导入").click()
    page.get_by_text("导入 7 笔新明细，跳过 1 笔重复").wait_for()
    page.get_by_role("link", name="无单位暂收款").or_(page.get_by_text("待入账日").first).first.wait_for()
    assert_accessible(page)
