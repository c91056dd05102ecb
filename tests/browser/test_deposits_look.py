"""The pages of the deposit business in a real browser: no axe finding, nothing too wide, in every look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts import operations as accounts
from accounts.models import Door, EmployerClerk, LookKind
from deposits import operations
from deposits.models import (
    BaseBatch,
    EmployerAccount,
    Freeze,
    InternalTransfer,
    PayrollUpload,
    RemittanceList,
    TermsChange,
)
from deposits.rules.freezes import Order
from deposits.rules.terms import AskedTerms
from desk.states.cases import Channel
from ledger.models import Entry
from tests import make, people
from tests.browser.conftest import screenshot, walk
from tests.deposits import world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def employer(open_day: date) -> EmployerAccount:
    """A month allocated, another uploaded, and one file with faults."""
    make.bank_account()
    account = world.employer_account()
    world.allocated(account)
    account.refresh_from_db()
    clerk = people.li_si()
    EmployerClerk.objects.create(
        employer=account.employer, person=clerk.person, authorised_by=people.wang_wu(), authorised_at=make.AT
    )
    EmployerClerk.objects.filter(person=clerk.person).exclude(employer=account.employer).update(ended_at=make.AT)
    faulty = world.list_file(account, month="202609").replace(b"8437.56", b"100.00")
    world.upload(account, faulty)
    other = world.employer_account("龙山区实验小学", world.SCHOOL, 10)
    world.declared(other, world.list_file(other, {"钱多多": 500_000}))
    taken_over("张三", other, account)
    what_is_to_come(account)
    person = people.zhang_san().person
    accounts.look(person_id=person.pk, user=people.wang_wu(), kind=LookKind.PAGE, what="公积金账户", at=make.AT)
    return account


def what_is_to_come(account: EmployerAccount) -> None:
    """A base, a seal, a freeze, yearly files and a case about rates."""
    by, own = people.wang_wu(), world.account_of("张三")
    operations.change_base(account_id=own.pk, month="202612", base_fen=700_000, by=by, at=make.AT)
    operations.schedule_seal(account_id=own.pk, month="202612", reason="合同到期", by=by, at=make.AT)
    order = Order("IN_ONLY", "龙山区人民法院", "（2026）吉0402执1号", date(2026, 10, 9))
    made = operations.propose_freeze(account_id=own.pk, order=order, by=by, at=make.AT)
    operations.authorise_freeze(freeze_id=made.pk, by=people.zhao_liu(), at=make.AT)
    for wage in ("36000", "很多"):
        content = f"个人账号,姓名,上年月平均工资\n{own.number},张三,{wage}\n".encode()
        operations.upload_bases(employer_account_id=account.pk, name="调基.csv", content=content, by=by, at=make.AT)
    asked = AskedTerms("DEFERRAL", "202611", "订单减少", "职代〔2026〕3号", date(2026, 9, 28), "202704")
    operations.ask_terms(employer_account_id=account.pk, asked=asked, channel=Channel.WINDOW, by=by, at=make.AT)


def taken_over(name: str, source: EmployerAccount, target: EmployerAccount) -> None:
    """An account that came from another employer."""
    personal = world.account_of(name)
    InternalTransfer.objects.create(
        account=personal,
        from_account=source,
        to_account=target,
        sealed_on=date(2026, 9, 1),
        base_fen=500_000,
        employer_part_fen=50_000,
        employee_part_fen=50_000,
        on=date(2026, 10, 10),
        at=make.AT,
    )


def portal_pages() -> dict[str, str]:
    entry = Entry.objects.get(account=world.account_of("张三").ledger_account)
    return {
        "portal-home": "/portal/",
        "portal-entries": "/portal/entries/",
        "portal-entry": f"/portal/entries/{entry.pk}/",
        "portal-statement": "/portal/entries/statement/",
        "portal-statement-wrong": "/portal/entries/statement/?since=2026-10-10&until=2026-10-01",
        "portal-balance": "/portal/entries/balance/",
        "portal-bill": "/portal/bill/",
        "portal-transfers": "/portal/transfers/",
        "portal-objection": f"/portal/transfers/{InternalTransfer.objects.get().pk}/object/",
    }


def employer_pages() -> dict[str, str]:
    uploads = dict(PayrollUpload.objects.filter(employer_account__number__gte="1").values_list("status", "pk"))
    return {
        "employer-home": "/employer/",
        "employer-lists": "/employer/lists/",
        "employer-list": f"/employer/lists/{RemittanceList.objects.get(status='ALLOCATED').pk}/",
        "employer-upload": "/employer/upload/",
        "employer-typed": "/employer/upload/typed/",
        "employer-uploads": "/employer/uploads/",
        "employer-check-faulty": f"/employer/uploads/{uploads['FAULTY']}/",
        "employer-people": "/employer/people/",
        "employer-change": "/employer/record/",
        "employer-person": f"/employer/people/{world.account_of('张三').pk}/",
        "employer-change-base": f"/employer/people/{world.account_of('张三').pk}/base/",
        "employer-bases": "/employer/bases/",
        "employer-bases-faulty": f"/employer/bases/{BaseBatch.objects.get(status='FAULTY').pk}/",
        "employer-bases-checked": f"/employer/bases/{BaseBatch.objects.get(status='CHECKED').pk}/",
        "employer-rates": "/employer/rates/",
        "employer-relief": "/employer/relief/",
    }


def counter_pages(account: EmployerAccount) -> dict[str, str]:
    pk = account.employer_id
    return {
        "counter-home": "/counter/",
        "counter-search": "/counter/search/",
        "counter-employers": "/counter/employers/",
        "counter-register": "/counter/employers/register/",
        "counter-employer": f"/counter/employers/{pk}/",
        "counter-change-employer": f"/counter/employers/{pk}/change/",
        "counter-people": f"/counter/employers/{pk}/people/",
        "counter-upload": f"/counter/employers/{pk}/upload/",
        "counter-typed": f"/counter/employers/{pk}/upload/typed/",
        "counter-open": f"/counter/employers/{pk}/open/",
        "counter-lists": "/counter/lists/",
        "counter-list": f"/counter/lists/{RemittanceList.objects.get(status='AWAITING').pk}/",
        "counter-list-paid": f"/counter/lists/{RemittanceList.objects.get(status='ALLOCATED').pk}/",
        "counter-transfers": "/counter/transfers/",
        "counter-transfer": f"/counter/transfers/{InternalTransfer.objects.get().pk}/",
        "counter-account": f"/counter/accounts/{world.account_of('张三').pk}/",
        "counter-bases-checked": f"/counter/bases/{BaseBatch.objects.get(status='CHECKED').pk}/",
        "counter-freeze-account": f"/counter/accounts/{world.account_of('陈一').pk}/freeze/",
        "counter-freezes": "/counter/freezes/",
        "counter-freeze": f"/counter/freezes/{Freeze.objects.get().pk}/",
        "counter-relief": f"/counter/employers/{pk}/relief/",
        "counter-terms": f"/counter/terms/case/{TermsChange.objects.get().case_id}/",
        "counter-seal": f"/counter/accounts/{world.account_of('陈一').pk}/seal/",
    }


def public_pages() -> dict[str, str]:
    code = RemittanceList.objects.get(status="ALLOCATED").verify_code
    return {
        "calculator": "/calculator/",
        "calculator-result": "/calculator/?wage=36000&employer_rate=12&employee_rate=12",
        "calculator-wrong": "/calculator/?wage=abc&employer_rate=13&employee_rate=12",
        "verify": "/verify/",
        "verified": f"/verify/{code}/",
    }


def test_every_page_is_accessible_and_fits(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], employer: EmployerAccount
) -> None:
    visitor = new_page()
    wrong = walk(visitor, public_pages())
    wrong += walk(visitor, {"verified-not": "/verify/NOSUCHCODE23/"}, status=404)
    walks = [
        (people.zhang_san(), portal_pages()),
        (people.li_si(), employer_pages()),
        (people.zhao_liu(), counter_pages(employer)),
    ]
    for user, pages in walks:
        page = new_page()
        login(page, user)
        if user.door == Door.CLERK:
            page.goto("/employer/")
            page.get_by_label("辽源市第一机械厂").check()
            page.get_by_role("button", name="进入").click()
        wrong += walk(page, pages)
    assert wrong == []


def test_large_text_and_paper(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], employer: EmployerAccount, live_server: Any
) -> None:
    page = new_page(width=420)
    login(page, people.zhang_san())
    page.context.add_cookies([{"name": "text", "value": "large", "url": live_server.url}])
    assert walk(page, {f"{name}-large": address for name, address in portal_pages().items()}, looks=()) == []
    paper = new_page()
    login(paper, people.zhang_san())
    paper.goto("/portal/bill/")
    paper.emulate_media(media="print")
    screenshot(paper, "portal-bill-print")
    assert paper.locator(".print-head").is_visible()
    assert not paper.get_by_role("link", name="存为 PDF").is_visible()
