"""The approver's queue and the bottleneck page in a real browser, and the staff's pages of standing loans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from desk.models import Case, Kind
from loans.operations import committee, dunning, minutes
from tests import people
from tests.browser.conftest import look_at, walk
from tests.desk import world as counter
from tests.desk.world import AT
from tests.loans import desked, world
from tests.loans.test_bottleneck import WAY, paid

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DUE = date(2026, 10, 20)


def test_an_approver_takes_the_next_case_and_decides_it(
    page: Page, login: Callable[[Page, Any], None], open_day: date, time_machine: Any
) -> None:
    time_machine.move_to(AT + timedelta(minutes=8), tick=False)
    reviewer = counter.rank(people.zhao_liu(), grade=2)
    found = desked.application()
    desked.accepted(found)
    desked.sent(found, AT + timedelta(minutes=2))
    minutes.follow(application_id=found.pk)
    login(page, reviewer)
    page.goto("/counter/loans/approvals/")
    expect(page.get_by_text("6 / 10 分钟")).to_be_visible()
    assert look_at(page, "loan-approvals") == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="我来办").click()
    expect(page.get_by_role("heading", name="复核")).to_be_visible()
    page.get_by_label("同意", exact=True).check()
    page.get_by_role("button", name="提交意见").click()
    expect(page.get_by_role("heading", name="办件")).to_be_visible()
    assert Case.objects.get(pk=found.case_id).level == 2


def test_the_bottleneck_and_the_pages_of_standing_loans_look_right(
    page: Page, login: Callable[[Page, Any], None], open_day: date
) -> None:
    for place in range(3):
        paid(WAY, start=place * 3)
    late = world.loan(card_account="")
    world.run_days(DUE, DUE + timedelta(1))
    world.move_to(DUE + timedelta(30))
    dunning.climb(loan_id=late.pk, at=AT)
    asked = desked.application(people.qian_qi(), asked_fen=700_000_00)
    desked.accepted(asked)
    matter = committee.bring(case_id=asked.case_id, by=people.wang_wu(), at=AT)
    committee.vote(matter_id=matter.pk, word="YES", by=people.zhao_liu(), at=AT)
    Kind.objects.filter(code=desked.CODE).update(source="loans")
    minutes.follow(application_id=asked.pk)
    login(page, people.han_shiyi())
    home = "/counter/loans/"
    pages = {
        "loan-minutes": f"{home}minutes/?since=2026-11-01&until=2026-12-31&lane=FAST&hands=1",
        "loans": home,
        "loan": f"{home}{late.pk}/",
        "loans-due": f"{home}due/",
        "loans-overdue": f"{home}overdue/",
        "loans-dunning": f"{home}dunning/",
        "loans-classes": f"{home}classes/?check=1",
        "loans-day": f"{home}day/",
        "loans-committee": f"{home}committee/",
        "loan-matter": f"{home}committee/{matter.pk}/",
        "loan-case": f"/counter/cases/{asked.case_id}/",
    }
    assert walk(page, pages) == []
