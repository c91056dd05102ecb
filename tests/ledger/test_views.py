"""Pages of the books: for accountants and auditors, for nobody else; closing and reviewing by the right hands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger import operations as ledger
from ledger.models import Account, DaySeal, Journal, Voucher
from ledger.states import Reason
from policy import queries as policy
from tests import people
from tests.conftest import OPEN_DAY
from tests.ledger import books
from tests.make import AT

pytestmark = pytest.mark.django_db
NEXT_DAY = date(2026, 10, 12)


@pytest.fixture(autouse=True)
def day(open_day: date) -> date:
    return books.open_books()


@pytest.fixture
def owner() -> Account:
    """A thousand in, two hundred out with an earlier value date, the day closed, fifty in on the next."""
    found, till = books.account("201-200000000011"), books.bank()
    books.transfer(till, found, 100_000, "in", reason=Reason.RECEIPT_ALLOCATED, case="HJ1")
    books.transfer(found, till, 20_000, "out", reason=Reason.WITHDRAWAL, value_on=date(2026, 10, 8))
    ledger.close_day(on=OPEN_DAY, next_on=NEXT_DAY, by=people.sun_ba(), at=AT)
    books.transfer(till, found, 5_000, "in2", on=NEXT_DAY, reason=Reason.RECEIPT_ALLOCATED)
    return found


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"ledger:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("who", [people.sun_ba, people.zhou_jiu, people.wu_shi])
def test_accountants_and_auditors_see_every_page(who: Any, owner: Account) -> None:
    client = people.browser(who())
    assert "2026-10-12" in page(client, "office_home")
    assert "借贷平衡" in page(client, "office_trial")
    assert owner.code in page(client, "office_accounts")
    assert "850.00" in page(client, "office_account", owner.pk)
    assert "202610-0001" in page(client, "office_vouchers")
    assert "in2" not in page(client, "office_voucher", Voucher.objects.order_by("number")[0].pk)
    assert "HJ1" in page(client, "office_journal", Journal.objects.get(key="in").pk)


@pytest.mark.parametrize("who", [people.zhang_san, people.li_si, people.wang_wu, people.zhao_liu, people.zheng_yi])
@pytest.mark.parametrize("name", ["office_home", "office_trial", "office_accounts", "office_vouchers"])
def test_nobody_else_does(who: Any, name: str) -> None:
    assert people.browser(who()).get(reverse(f"ledger:{name}")).status_code == 403


def test_a_stranger_is_sent_to_log_in() -> None:
    assert people.browser().get(reverse("ledger:office_home")).status_code == 302


@pytest.mark.parametrize("name", ["office_account", "office_voucher", "office_journal"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    assert people.browser(people.sun_ba()).get(reverse(f"ledger:{name}", args=[999_999])).status_code == 404


# --- closing


def close(client: Client, on: str) -> Any:
    return client.post(reverse("ledger:office_close_day"), {"on": on}, follow=True)


def test_the_accountant_closes_the_day_and_the_next_working_day_opens() -> None:
    books.funded("A", 100)
    response = close(people.browser(people.sun_ba()), "2026-10-10")
    assert "2026-10-10 已日结，共 2 笔明细。" in response.content.decode()
    assert policy.book_date() == NEXT_DAY
    assert DaySeal.objects.get().by == people.sun_ba()


def test_a_second_press_closes_nothing_more() -> None:
    client = people.browser(people.sun_ba())
    close(client, "2026-10-10")
    assert "只能日结当前会计日期" in close(client, "2026-10-10").content.decode()
    assert "没有说明要日结哪一天" in close(client, "nonsense").content.decode()
    assert policy.book_date() == NEXT_DAY


def test_the_auditor_sees_no_button_and_may_not_close() -> None:
    client = people.browser(people.wu_shi())
    assert reverse("ledger:office_close_day") not in page(client, "office_home", check="on")
    assert client.post(reverse("ledger:office_close_day"), {"on": "2026-10-10"}).status_code == 403
    assert people.browser(people.sun_ba()).get(reverse("ledger:office_close_day")).status_code == 405


# --- vouchers


def test_a_second_person_reviews_one_voucher_after_the_other(owner: Account) -> None:
    first, second = Voucher.objects.order_by("number")
    client = people.browser(people.zhou_jiu())
    assert reverse("ledger:office_review_voucher", args=[first.pk]) in page(client, "office_voucher", first.pk)
    response = client.post(reverse("ledger:office_review_voucher", args=[first.pk]))
    assert response.url == reverse("ledger:office_voucher", args=[second.pk])
    response = client.post(reverse("ledger:office_review_voucher", args=[second.pk]))
    assert response.url == reverse("ledger:office_vouchers") + "?day=2026-10-10"
    first.refresh_from_db()
    assert first.reviewed_by == people.zhou_jiu()
    assert reverse("ledger:office_review_voucher", args=[first.pk]) not in page(client, "office_voucher", first.pk)


def test_the_maker_sees_no_review_button_and_is_refused() -> None:
    books.funded("A", 100)
    chief = people.zhou_jiu()
    ledger.close_day(on=OPEN_DAY, next_on=NEXT_DAY, by=chief, at=AT)
    made, client = Voucher.objects.get(), people.browser(chief)
    assert reverse("ledger:office_review_voucher", args=[made.pk]) not in page(client, "office_voucher", made.pk)
    response = client.post(reverse("ledger:office_review_voucher", args=[made.pk]), follow=True)
    assert "制单人与复核人不能是同一人" in response.content.decode()


def test_the_accountant_may_not_review(owner: Account) -> None:
    found = Voucher.objects.order_by("number")[0]
    client = people.browser(people.sun_ba())
    assert client.post(reverse("ledger:office_review_voucher", args=[found.pk])).status_code == 403


def test_vouchers_are_narrowed_by_day_and_by_waiting(owner: Account) -> None:
    client = people.browser(people.wu_shi())
    assert "202610-0001" in page(client, "office_vouchers", day="2026-10-10")
    assert "202610-0001" not in page(client, "office_vouchers", day="2026-10-09")
    ledger.review_voucher(voucher_id=Voucher.objects.get(number="202610-0001").pk, by=people.zhou_jiu(), at=AT)
    waiting = page(client, "office_vouchers", waiting="on")
    assert "202610-0002" in waiting
    assert "202610-0001" not in waiting


# --- statements and the trial balance


def test_a_statement_between_two_dates_and_as_known_on_a_day(owner: Account) -> None:
    client = people.browser(people.wu_shi())
    whole = page(client, "office_account", owner.pk, since="2026-10-01", until="2026-10-12")
    for amount in ("-200.00", "800.00", "850.00"):
        assert amount in whole
    known = page(client, "office_account", owner.pk, since="2026-10-01", until="2026-10-12", known_on="2026-10-10")
    assert "按 2026-10-10 账面" in known
    assert reverse("ledger:office_journal", args=[Journal.objects.get(key="in2").pk]) not in known


def test_a_period_that_runs_backwards_is_told() -> None:
    client, owner = people.browser(people.wu_shi()), books.account("A")
    wrong = {"since": "2026-10-12", "until": "2026-10-01"}
    assert "截止日期不能早于起始日期" in page(client, "office_account", owner.pk, **wrong)
    assert "截止日期不能早于起始日期" in page(client, "office_trial", **wrong)


def test_the_trial_balance_of_a_period_and_its_file(owner: Account) -> None:
    client = people.browser(people.sun_ba())
    text = page(client, "office_trial", since="2026-10-12", until="2026-10-12")
    for amount in ("800.00", "50.00", "850.00"):
        assert amount in text
    response = client.get(reverse("ledger:office_trial"), {"export": "xlsx"})
    assert response.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    assert b"".join(response.streaming_content).startswith(b"PK")  # type: ignore[arg-type]
    assert "这段时间没有账" in page(client, "office_trial", since="2026-09-01", until="2026-09-01")


def test_accounts_are_searched_by_code_and_subject(owner: Account) -> None:
    client = people.browser(people.sun_ba())
    assert owner.code in page(client, "office_accounts", q="201-2")
    assert owner.code not in page(client, "office_accounts", q="101")


def test_a_reversed_journal_says_so_on_both_pages(owner: Account) -> None:
    original = Journal.objects.get(key="in2")
    mirror = books.reverse(original, "mirror", on=NEXT_DAY)
    client = people.browser(people.wu_shi())
    assert "已被冲销" in page(client, "office_journal", original.pk)
    assert "冲销了" in page(client, "office_journal", mirror.pk)


def test_pages_cost_the_same_queries_whatever_they_show(owner: Account) -> None:
    client = people.browser(people.sun_ba())
    pages: list[tuple[str, list[int]]] = [
        ("office_account", [owner.pk]),
        ("office_accounts", []),
        ("office_vouchers", []),
        ("office_voucher", [Voucher.objects.order_by("number")[0].pk]),
        ("office_trial", []),
        ("office_home", []),
    ]

    def costs() -> list[int]:
        found = []
        for name, args in pages:
            with CaptureQueriesContext(connection) as queries:
                page(client, name, *args)
            found.append(len(queries))
        return found

    costs()  # the first request of a browser costs a little more
    before = costs()
    for number in range(60):
        books.transfer(books.bank(), owner, 1, f"many{number}", on=NEXT_DAY, reason=Reason.RECEIPT_ALLOCATED)
        books.account(f"more{number}")
    assert costs() == before


# --- the admin


def test_the_admin_shows_the_books_and_changes_nothing(owner: Account) -> None:
    client = people.browser(people.zheng_yi())
    for model in ("subject", "account", "journal", "voucher"):
        assert client.get(reverse(f"admin:ledger_{model}_changelist")).status_code == 403
    request = RequestFactory().get("/")
    request.user = people.wu_shi()
    shown = [site for model, site in admin.site._registry.items() if model._meta.app_label == "ledger"]
    assert len(shown) == 4
    for site in shown:
        assert site.has_view_permission(request)
        assert not site.has_add_permission(request)
        assert not site.has_change_permission(request)
        assert not site.has_delete_permission(request)
        assert site.changelist_view(request).render().status_code == 200
    journal = Journal.objects.get(key="in")
    page_of_one = admin.site._registry[Journal].change_view(request, str(journal.pk)).render()
    assert "HJ1" in page_of_one.content.decode()
    assert "1,000.00" in page_of_one.content.decode()
