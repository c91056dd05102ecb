"""The depositor's and everybody's pages: each fen with its reason, papers that can be verified."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from deposits import operations
from deposits.models import EmployerAccount
from ledger.models import Entry
from policy.models import Parameter
from tests import make, people
from tests.deposits import world
from tests.deposits.pages import clerk, said

pytestmark = pytest.mark.django_db


# --- the depositor


def test_home_shows_balance_year_and_the_reason_of_each_entry(employer: EmployerAccount) -> None:
    world.allocated(employer)
    page = said(people.browser(people.zhang_san()), "/portal/")
    assert "¥ 2,026.00" in page
    assert "基数 8,437.56 × 12%，单位 1,013.00 + 个人 1,013.00" in page
    assert "2026 年 10 月" in page
    assert "没有人看过" in page


def test_own_pages_are_kept_in_no_cache(employer: EmployerAccount) -> None:
    world.allocated(employer)
    client = people.browser(people.zhang_san())
    for path in ("/portal/", "/portal/entries/download.json"):
        assert "no-store" in client.get(path).headers["Cache-Control"], path
    assert "no-store" not in Client().get("/calculator/").headers.get("Cache-Control", "")


def test_who_has_no_account_is_told_what_to_do(open_day: date) -> None:
    client = people.browser(people.qian_qi())
    assert "您名下还没有公积金账户" in said(client, "/portal/")
    assert client.get("/portal/entries/").status_code == 404


def test_one_entry_is_explained_step_by_step_to_its_owner_only(employer: EmployerAccount) -> None:
    world.allocated(employer)
    own = Entry.objects.get(account=world.account_of("张三").ledger_account)
    others = Entry.objects.get(account=world.account_of("陈一").ledger_account)
    client = people.browser(people.zhang_san())
    assert "8,437.56 × 12% = 1,012.5072，四舍五入到元，得 1,013.00" in said(client, f"/portal/entries/{own.pk}/")
    assert client.get(f"/portal/entries/{others.pk}/").status_code == 404
    assert people.browser(people.qian_qi()).get(f"/portal/entries/{own.pk}/").status_code == 404


def test_statement_and_balance_of_any_day(employer: EmployerAccount) -> None:
    world.allocated(employer)
    client = people.browser(people.zhang_san())
    before = said(client, "/portal/entries/statement/?since=2026-09-01&until=2026-10-09")
    assert "这段时间没有入账" in before
    assert "2,026.00" in said(client, "/portal/entries/statement/?since=2026-10-10&until=2026-10-10")
    assert "结束日期不能早于开始日期" in said(client, "/portal/entries/statement/?since=2026-10-10&until=2026-10-09")
    assert "¥ 0.00" in said(client, "/portal/entries/balance/?on=2026-10-09")
    assert "¥ 2,026.00" in said(client, "/portal/entries/balance/?on=2026-10-10")


def test_bill_adds_up_and_comes_as_pdf(employer: EmployerAccount) -> None:
    world.allocated(employer)
    client = people.browser(people.zhang_san())
    page = said(client, "/portal/bill/")
    assert "年初余额" in page
    assert "+2,026.00" in page
    paper = client.post("/portal/proofs/", {"kind": "BILL", "year": "2027"}, follow=True)
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert "no-store" in paper.headers["Cache-Control"]


def test_own_entries_can_be_taken_away_as_file(employer: EmployerAccount) -> None:
    world.allocated(employer)
    client = people.browser(people.zhang_san())
    found = json.loads(client.get("/portal/entries/download.json").content)
    assert (found["balance_fen"], found["entries"][0]["change_fen"]) == (202_600, 202_600)
    rows = client.get("/portal/entries/download.csv").content.decode("utf-8-sig").splitlines()
    assert rows[1].startswith("2026-10-10,2026-10-10,汇缴 2026 年 10 月,2026.00,2026.00,")
    assert client.get("/portal/entries/download.exe").status_code == 404


def test_portal_pages_cost_the_same_however_much_there_is(
    employer: EmployerAccount, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    world.allocated(employer)
    client = people.browser(people.zhang_san())
    client.get("/portal/")
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        client.get("/portal/")


# --- everybody


def test_calculator_shows_each_step_and_what_it_rests_on(open_day: date) -> None:
    page = said(Client(), "/calculator/?wage=36,000&employer_rate=12&employee_rate=12")
    assert "7,322.00" in page
    assert "36,000.00 高于上限，按上限 30,505.00" in page
    assert "测试〔2026〕1号" in page
    assert "224.00" in said(Client(), "/calculator/?wage=1500&employer_rate=5&employee_rate=5")
    assert "应在 5% 至 12% 之间" in said(Client(), "/calculator/?wage=1500&employer_rate=13&employee_rate=5")
    assert "7,322.00" not in said(Client(), "/calculator/")


def test_a_paper_is_verified_without_showing_anybody(employer: EmployerAccount) -> None:
    remittance = world.allocated(employer)
    code = remittance.verify_code
    response = Client().get(f"/verify/?code={code[:4].lower()} {code[4:]}")
    assert response.headers["Location"] == f"/verify/{code}/"
    page = said(Client(), f"/verify/{code}/")
    assert "4,666.00" in page
    assert employer.employer.name in page
    assert "张三" not in page
    missing = Client().get("/verify/NOSUCHCODE23/")
    assert missing.status_code == 404
    assert "没有这个验真码" in missing.content.decode()


def test_guessing_codes_is_slowed_down(open_day: date) -> None:
    cache.clear()
    client = Client(REMOTE_ADDR="10.9.8.7")
    answers = [client.get("/verify/NOSUCHCODE23/").status_code for _try in range(32)]
    assert (answers[0], answers[-1]) == (404, 429)


# --- papers


def test_a_very_long_list_is_no_paper(employer: EmployerAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    remittance = world.declared(employer)
    monkeypatch.setattr("deposits.views.lists.PAPER_MOST", 2)
    page = clerk().get(f"/employer/lists/{remittance.pk}/list.pdf", follow=True).content.decode()
    assert "请在“每个人”下面导出表格" in page


def test_list_and_receipt_come_as_pdf(employer: EmployerAccount) -> None:
    remittance = world.declared(employer)
    client = clerk()
    paper = client.get(f"/employer/lists/{remittance.pk}/list.pdf")
    assert (paper.headers["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(f"/employer/lists/{remittance.pk}/receipt.pdf").status_code == 404
    world.pay(remittance)
    for path in (f"/employer/lists/{remittance.pk}/receipt.pdf",):
        assert client.get(path).content[:5] == b"%PDF-"
    teller = people.browser(people.wang_wu())
    for path in (f"/counter/lists/{remittance.pk}/list.pdf", f"/counter/lists/{remittance.pk}/receipt.pdf"):
        assert teller.get(path).content[:5] == b"%PDF-"


def test_entries_of_a_fund_year_open_their_calculation(employer: EmployerAccount) -> None:
    world.allocated(employer)
    client = people.browser(people.zhang_san())
    assert "8,437.56 × 12% = 1,012.5072" in said(client, "/portal/entries/")
    assert "2,026.00" in said(client, "/portal/entries/?year=2027")
    assert "2,026.00" in said(client, "/portal/entries/?year=nonsense")


def test_reversed_month_shows_in_bill_statement_and_receipt(employer: EmployerAccount) -> None:
    remittance = world.allocated(employer)
    operations.reverse_list(list_id=remittance.pk, reason="单位报错基数", by=people.zhao_liu(), at=make.AT)
    client = people.browser(people.zhang_san())
    page = said(client, "/portal/bill/")
    assert "−2,026.00" in page
    assert "¥ 0.00" in said(client, "/portal/")
    paper = client.post("/portal/proofs/", {"kind": "BILL", "year": "2027"}, follow=True)
    assert paper.content[:5] == b"%PDF-"
    assert clerk().get(f"/employer/lists/{remittance.pk}/receipt.pdf").content[:5] == b"%PDF-"
    assert "已冲账" in said(clerk(), f"/employer/lists/{remittance.pk}/")


def test_equal_rates_are_asked_for_where_the_city_does(open_day: date) -> None:
    Parameter.objects.filter(key="contribution_equal_rates").update(value="true")
    page = said(Client(), "/calculator/?wage=5000&employer_rate=12&employee_rate=5")
    assert "单位和个人的缴存比例应相同" in page
