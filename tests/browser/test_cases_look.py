"""Cases in a real browser: no axe finding, nothing too wide; and a window clerk who serves three people by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import operations as accounts
from accounts.models import EmployerClerk
from bank.models import SuspenseItem
from deposits import operations as deposits
from desk import operations as desk
from desk.models import Case
from desk.states.cases import Channel
from tests import make, people
from tests.browser.conftest import screenshot, walk
from tests.deposits import world as fund
from tests.desk import world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(open_day: date) -> dict[str, Case]:
    """Cases in several states, one of them a refund of 李四's employer."""
    make.bank_account()
    account = fund.employer_account()
    EmployerClerk.objects.filter(person=people.li_si().person).update(ended_at=make.AT)
    accounts.authorise_clerk(
        employer_id=account.employer_id,
        person_id=people.li_si().person_id,
        mandate="授权书",
        by=people.wang_wu(),
        at=make.AT,
    )
    fund.receive(500_00, remark="多汇")
    fund.receive(800_00, remark="又多汇", serial="JH2")
    now = timezone.now()
    first, _second = SuspenseItem.objects.order_by("id")
    refund = deposits.apply_refund(
        item_id=first.pk, fen=500_00, reason="重复汇款", channel=Channel.EMPLOYER, by=people.li_si(), at=now
    )
    late = world.accepted(at=now - timedelta(days=30))
    review = world.in_review(person_id=people.qian_qi().person_id, amount_fen=1_234_567, at=now)
    return {"refund": refund, "late": late, "review": review}


def counter_pages(hall: dict[str, Case]) -> dict[str, str]:
    case, item = hall["late"], SuspenseItem.objects.order_by("id")[1]
    return {
        "cases": "/counter/cases/",
        "cases-all": "/counter/cases/?tab=all",
        "cases-free": "/counter/cases/?tab=free",
        "case": f"/counter/cases/{case.pk}/",
        "case-refund": f"/counter/cases/{hall['refund'].pk}/",
        "case-refuse": f"/counter/cases/{case.pk}/do/refuse/",
        "case-stop": f"/counter/cases/{case.pk}/do/stop/",
        "board": "/counter/cases/board/",
        "hand-over": "/counter/cases/hand-over/",
        "refunds": f"/counter/employers/{item.employer_id}/refunds/",
        "refund": f"/counter/refunds/{item.pk}/",
        "refund-case": f"/counter/refunds/case/{hall['refund'].pk}/",
        "customer": f"/counter/customer/{case.person_id}/",
        "person": f"/counter/people/{case.person_id}/",
        "parameters": "/counter/policy/",
    }


def test_the_pages_of_cases_are_accessible_and_fit(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], hall: dict[str, Case]
) -> None:
    wrong = walk(new_page(), {"guides": "/guides/", "guide": "/guides/suspense_refund/", "guide-try": "/guides/try/"})
    item = SuspenseItem.objects.order_by("id")[1]
    walks: list[tuple[Any, dict[str, str]]] = [
        (people.wang_wu(), counter_pages(hall)),
        (
            people.zhao_liu(),
            {"review": f"/counter/cases/{hall['review'].pk}/review/", "samples": "/counter/cases/samples/"},
        ),
        (people.han_shiyi(), {"figures": "/counter/cases/figures/?group=step"}),
        (people.zhang_san(), {"my-cases": "/portal/cases/", "my-case": f"/portal/cases/{hall['late'].pk}/"}),
        (
            people.li_si(),
            {
                "employer-cases": "/employer/cases/",
                "employer-case": f"/employer/cases/{hall['refund'].pk}/",
                "employer-refunds": "/employer/refunds/",
                "employer-refund": f"/employer/refunds/new/?item={item.pk}",
            },
        ),
    ]
    for user, pages in walks:
        page = new_page()
        login(page, user)
        if user == people.li_si():
            page.goto("/employer/")
            page.get_by_label("辽源市第一机械厂").check()
            page.get_by_role("button", name="进入").click()
        wrong += walk(page, pages)
    assert wrong == []


def test_a_window_clerk_handles_three_people_in_a_row_with_the_keyboard(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], open_day: date
) -> None:
    world.kind("spot", levels=())
    now = timezone.now()
    waiting = [people.zhang_san(), people.qian_qi(), people.li_si()]
    cases = [
        world.open_case("spot", person_id=user.person_id, by=user, channel=Channel.PORTAL, at=now) for user in waiting
    ]
    page = new_page()
    login(page, people.wang_wu())
    for case in cases:
        page.goto(f"/counter/cases/{case.pk}/")
        page.keyboard.press("1")
        expect(page.get_by_text("已接手。")).to_be_visible()
        for row in case.requirements.all():
            desk.check_paper(requirement_id=row.pk, how="SEEN", by=people.wang_wu(), at=timezone.now())
        page.reload()
        page.keyboard.press("2")
        expect(page.get_by_text("已受理。")).to_be_visible()
        page.keyboard.press("3")
        expect(page.get_by_text("已提交。")).to_be_visible()
    screenshot(page, "three-in-a-row")
    assert set(Case.objects.values_list("status", flat=True)) == {"APPROVED"}
