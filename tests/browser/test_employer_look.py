"""Pages of a late employer's clerk, of who pays for themselves, and of the office, in a real browser: they fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page

from accounts.models import User
from deposits import operations
from deposits.models import EmployerAccount, EnforcementFile
from deposits.operations import arrears, arrears_acts, debits, evidence, flexible, own_debits, takeover
from deposits.operations.flexible import Agreement
from deposits.states import ChangeKind
from policy import operations as policy
from tests import make, people
from tests.browser.conftest import walk
from tests.browser.test_arrears_look import _authorise
from tests.deposits import test_debits, test_flexible, test_own_debits, test_takeover, world
from tests.deposits.lists import line, next_list
from tests.desk import files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "辽源市龙山区西宁大路第一机械制造有限责任公司离退休职工服务管理中心"
PEOPLE = {"陈一": 600_000, "陈二": 500_001}


@pytest.fixture
def late(open_day: date) -> EmployerAccount:
    """A long-named employer that paid October and owes November, a failed debit, a base and a seal to come."""
    make.bank_account()
    account = world.employer_account(LONG)
    _authorise(account)
    remittance = world.declared(account, world.list_file(account, PEOPLE))
    world.pay(remittance)
    account.refresh_from_db()
    by = people.wang_wu()
    one = world.account_of("陈一")
    operations.change_base(account_id=one.pk, month="202612", base_fen=700_000, by=by, at=make.AT)
    operations.schedule_seal(account_id=world.account_of("陈二").pk, month="202612", reason="离职", by=by, at=make.AT)
    world.declared(account, next_list(account, "202611", *(line(account, name, ChangeKind.NORMAL) for name in PEOPLE)))
    tried = test_debits.tried(test_debits.signed(account, ending="9011"))
    assert tried is not None
    test_debits.fetch(tried.collection)
    debits.follow_debit(at=make.AT)
    return account


@pytest.fixture
def file(late: EmployerAccount) -> EnforcementFile:
    """Its file, a month late, visited; the photo is in it."""
    with transaction.atomic():
        policy.set_book_date(on=date(2026, 12, 11))
    found = arrears.follow_arrears(account_id=late.pk, at=make.AT)
    assert found is not None
    facts: dict[str, Any] = {"file_id": found.pk, "by": people.wang_wu(), "at": make.AT}
    arrears_acts.record_check(day=date(2026, 12, 11), findings="见到会计，账上没有钱。", **facts)
    evidence.add_visit_paper(name="厂门口.jpg", content=files.picture(), **facts)
    return found


def test_a_clerks_pages_are_accessible_and_fit(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], file: EnforcementFile
) -> None:
    person = world.account_of("陈一").pk
    page = new_page()
    login(page, User.objects.get(person__name="李四", door="CLERK"))
    page.goto("/employer/choose/")
    page.get_by_label(LONG).check()
    page.get_by_role("button", name="进入").click()
    pages = {
        "home": "/employer/",
        "arrears": "/employer/arrears/",
        "debit": "/employer/debit/",
        "requests": "/employer/requests/",
        "bases": "/employer/bases/",
        "rates": "/employer/rates/",
        "relief": "/employer/relief/",
        "closing": "/employer/closing/",
        "back": "/employer/back/",
        "advance": "/employer/advance/",
        "person": f"/employer/people/{person}/",
        "wrong": f"/employer/people/{person}/wrong/",
        "people": "/employer/people/",
        "messages": "/messages/",
    }
    assert walk(page, {f"clerk-{name}": address for name, address in pages.items()}) == []
    teller = new_page()
    login(teller, people.wang_wu())
    counter = {"file": f"/counter/arrears/{file.pk}/", "papers": f"/counter/arrears/{file.pk}/papers/"}
    assert walk(teller, {f"counter-visit-{name}": address for name, address in counter.items()}) == []


def test_the_pages_of_who_pays_for_themselves_are_accessible_and_fit(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], open_day: date
) -> None:
    make.bank_account()
    owner = people.zhang_san()
    member = test_flexible.joined()
    page = new_page()
    login(page, owner)
    assert (
        walk(page, {"own-no-card": "/portal/flexible/mandate/", "own-nothing-missed": "/portal/flexible/back/"}) == []
    )
    test_own_debits.card("9011")
    assert walk(page, {"own-mandate": "/portal/flexible/mandate/"}) == []
    mandate = own_debits.sign_own_mandate(
        member_id=member.pk, card_id=owner.person.cards.get().pk, day=10, by=owner, at=make.AT
    )
    tried = test_own_debits.tried(mandate)
    assert tried is not None
    test_own_debits.fetch(tried.collection)
    own_debits.follow_own_debit(at=make.AT)
    assert walk(page, {"own-waiting": "/portal/flexible/"}) == []
    flexible.cancel_own_payment(payment_id=tried.payment_id, by=owner, at=make.AT)
    with transaction.atomic():
        policy.set_book_date(on=date(2027, 2, 10))
    chosen = Agreement(500_000, member.total_rate, member.schedule)
    flexible.change_flexible(member_id=member.pk, chosen=chosen, by=owner, at=make.AT)
    pages = {"home": "/portal/flexible/", "back": "/portal/flexible/back/", "letters": "/portal/transfers/"}
    pages |= {"proofs": "/portal/proofs/", "portal": "/portal/"}
    assert walk(page, {f"own-{name}": address for name, address in pages.items()}) == []
    teller = new_page()
    login(teller, people.wang_wu())
    person = owner.person_id
    counter = {name: f"/counter/persons/{person}/flexible/{name}/" for name in ("mandate", "back")}
    counter |= {"unseal": f"/counter/accounts/{member.account_id}/unseal/"}
    assert walk(teller, {f"counter-own-{name}": address for name, address in counter.items()}) == []


def test_the_offices_pages_are_accessible_and_fit(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], open_day: date
) -> None:
    make.bank_account()
    account = world.employer_account(LONG)
    content = test_takeover.file_of(test_takeover.rows(account))
    taken = takeover.take_over(
        name="二〇二六年旧系统个人账户及余额清单.csv", content=content, count=2, fen=2_000_000, by=None, at=make.AT
    )
    page = new_page()
    login(page, people.sun_ba())
    pages = {
        "takeovers": "/counter/takeover/",
        "takeover": f"/counter/takeover/{taken.pk}/",
        "reports": "/counter/report/",
        "slips": "/counter/books/slips/",
        "periods": "/counter/books/periods/",
        "placements": "/counter/books/placements/",
        "books": "/counter/books/",
        "books-checked": "/counter/books/?check=on",
    }
    assert walk(page, {f"office-{name}": address for name, address in pages.items()}) == []
