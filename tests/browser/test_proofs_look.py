"""Proofs, requests to the employer, clerks and the annual report in a real browser: they fit, axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page

from accounts import operations as accounts
from accounts.models import EmployerClerk
from deposits import operations
from deposits.states import RequestKind
from policy import operations as policy
from tests import make, people
from tests.browser.conftest import walk
from tests.deposits import world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_pages_are_accessible_and_fit(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], open_day: date
) -> None:
    cache.clear()
    make.bank_account()
    employer = world.employer_account()
    world.allocated(employer)
    own, owner, now = world.account_of("张三"), people.zhang_san(), timezone.now()
    proof = operations.issue_proof(account_id=own.pk, kind="OUT_OF_TOWN", by=owner, at=now)
    operations.issue_proof(account_id=own.pk, kind="BILL", year=2027, by=owner, at=now)
    asked = operations.ask_employer(account_id=own.pk, kind=RequestKind.BASE, words="基数不对", by=owner, at=now)
    clerk = people.li_si()
    EmployerClerk.objects.filter(person=clerk.person).update(ended_at=make.AT)
    facts: dict[str, Any] = {"employer_id": employer.employer_id, "mandate": "授权书", "by": people.wang_wu()}
    for person_id in (clerk.person_id, people.qian_qi().person_id):
        accounts.authorise_clerk(person_id=person_id, at=now, **facts)
    with transaction.atomic():
        policy.set_book_date(on=date(2027, 1, 5))
    report = operations.prepare_report(year=2026, note="本年没有调整政策。", by=people.sun_ba(), at=now)
    operations.publish_report(report_id=report.pk, by=people.zhou_jiu(), at=now)

    public = {"report": "/about/report/2026/", "reports": "/about/report/", "proved": f"/verify/{proof.verify_code}/"}
    wrong = walk(new_page(), public)
    portal = {"proofs": "/portal/proofs/", "proof": f"/portal/proofs/{proof.pk}/", "requests": "/portal/requests/"}
    counter = {"proofs": f"/counter/accounts/{own.pk}/proofs/", "revoke": f"/counter/proofs/{proof.pk}/revoke/"}
    counter["clerks"] = f"/counter/employers/{employer.employer_id}/clerks/"
    office = {"reports": "/counter/report/?year=2026", "report": f"/counter/report/{report.pk}/"}
    own_pages = {"clerks": "/employer/clerks/", "requests": "/employer/requests/", "receipts": "/employer/receipts/"}
    own_pages |= {"answer": f"/employer/requests/{asked.pk}/", "home": "/employer/"}
    sides = [("portal", owner, portal), ("counter", people.wang_wu(), counter), ("office", people.sun_ba(), office)]
    for side, user, pages in [*sides, ("employer", clerk, own_pages)]:
        page = new_page()
        login(page, user)
        if side == "employer":
            page.goto("/employer/choose/")
            page.get_by_label("辽源市第一机械厂").check()
            page.get_by_role("button", name="进入").click()
        wrong += walk(page, {f"e-{side}-{name}": address for name, address in pages.items()})
    assert wrong == []
