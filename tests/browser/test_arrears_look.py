"""Late employers, direct debit, flexible workers and the take-over in a real browser: readable at every door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page

from accounts import operations as accounts
from deposits.models import EmployerAccount, EnforcementFile
from deposits.operations import arrears, arrears_acts, debits, takeover
from deposits.states import Rung
from policy import operations as policy
from tests import make, people
from tests.browser.conftest import walk
from tests.deposits import test_debits, test_flexible, test_takeover
from tests.deposits import world as fund

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def late(open_day: date) -> EnforcementFile:
    """李四's employer owes October and November; an order was proposed, a first debit failed; 张三 pays for himself."""
    make.bank_account()
    account = fund.employer_account()
    taken = fund.employer_account("龙山区实验小学", fund.SCHOOL, 10)
    content = test_takeover.file_of(test_takeover.rows(taken)[1:])
    takeover.take_over(name="旧系统.csv", content=content, count=1, fen=500_000, by=None, at=make.AT)
    fund.declared(account, fund.list_file(account, {"陈一": 600_000, "陈二": 500_001}))
    _authorise(account)
    mandate = test_debits.signed(account, ending="9011")
    tried = test_debits.tried(mandate)
    assert tried is not None
    test_debits.fetch(tried.collection)
    debits.follow_debit(at=make.AT)
    test_flexible.ordered(test_flexible.joined())
    with transaction.atomic():
        policy.set_book_date(on=date(2026, 12, 9))
    file = arrears.follow_arrears(account_id=account.pk, at=make.AT)
    assert file is not None
    facts: dict[str, Any] = {"file_id": file.pk, "by": people.wang_wu(), "at": make.AT}
    arrears_acts.record_check(day=date(2026, 12, 9), findings="厂长在，资金困难，看了账。", **facts)
    arrears_acts.propose(rung=Rung.ORDER, words="多次催缴，仍不缴存。", **facts)
    return file


def _authorise(account: EmployerAccount) -> None:
    person = people.li_si().person
    for other in person.clerk_of.filter(ended_at=None):
        accounts.end_clerk(clerk_id=other.pk, by=people.wang_wu(), at=make.AT)
    accounts.authorise_clerk(
        employer_id=account.employer_id, person_id=person.pk, mandate="授权书", by=people.wang_wu(), at=make.AT
    )


def test_the_pages_of_arrears_and_own_payments_are_accessible_and_fit(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], late: EnforcementFile
) -> None:
    employer = late.account.employer_id if late.account else 0
    step = late.steps.get(rung=Rung.ORDER)
    walks: list[tuple[Any, dict[str, str]]] = [
        (
            people.zhao_liu(),
            {
                "arrears": "/counter/arrears/",
                "arrears-file": f"/counter/arrears/{late.pk}/",
                "arrears-decide": f"/counter/arrears/papers/{step.pk}/decide/",
                "arrears-new": "/counter/arrears/new/",
                "counter-debit": f"/counter/employers/{employer}/debit/",
                "debit-sign": f"/counter/employers/{employer}/debit/sign/",
                "counter-flexible": f"/counter/persons/{people.zhang_san().person_id}/flexible/",
            },
        ),
        (people.sun_ba(), {"takeovers": "/counter/takeover/"}),
        (people.zhang_san(), {"my-flexible": "/portal/flexible/", "my-flexible-change": "/portal/flexible/change/"}),
    ]
    wrong: list[str] = []
    for user, pages in walks:
        page = new_page()
        login(page, user)
        wrong += walk(page, pages)
    wrong += walk(new_page(), {"public-flexible": "/flexible/?base=4000&total_rate=20"})
    assert wrong == []
