"""What the counter hands out and what stands around it: receipts, ratings, kinds in the admin, the lock, prints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from desk import operations as desk
from desk.models import Kind
from desk.operations import Missing, Said
from tests import people
from tests.browser.conftest import LOOKS, look_at, screenshot, walk, wear, width_faults
from tests.desk import voices, world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_receipts_and_an_employers_ratings_look_right(
    open_day: date, new_page: Callable[..., Page], login: Any
) -> None:
    now, clerk = timezone.now(), people.li_si()
    own = people.employer().pk
    case = world.accepted(employer_id=own, at=now)
    closed, bad = voices.done(employer_id=own, at=now), voices.done(employer_id=own, at=now)
    follow = desk.rate(case_id=bad.pk, said=Said(1, (), "等得久"), by=clerk, at=now).follow_up
    page = new_page()
    login(page, clerk)
    page.goto("/employer/")
    page.get_by_label(people.employer().name).check()
    page.get_by_role("button", name="进入").click()
    wrong = walk(
        page,
        {
            "receipt-employer-case": reverse("desk:employer_case", args=[case.pk]),
            "receipt-ratings": reverse("desk:employer_ratings"),
            "receipt-rate": reverse("desk:employer_rate", args=[closed.pk]),
            "receipt-rate-again": reverse("desk:employer_rate_again", args=[follow.pk]),
        },
    )
    code = case.receipt.verify_code
    wrong += walk(new_page(), {"receipt-public": reverse("desk:public_receipt", args=[code])})
    page = new_page()
    login(page, people.wang_wu())
    wrong += walk(page, {"receipt-bench": reverse("fundcenter:counter_home")})
    page.keyboard.press("F1")
    expect(page.get_by_label("密码")).to_be_visible()
    wrong += look_at(page, "receipt-lock")
    assert wrong == []


def test_kinds_in_the_admin_fit(open_day: date, new_page: Callable[..., Page], login: Any) -> None:
    world.kind()
    day = timezone.localdate() + timedelta(days=1)
    kind = Kind.objects.get(code="try")
    draft = desk.draft_version(kind_id=kind.pk, valid_from=day, by=people.zheng_yi(), at=timezone.now())
    page = new_page()
    login(page, people.zheng_yi())
    base = f"/admin/desk/kindversion/{draft.pk}"
    wrong = []
    for name in ("copy", "publish"):  # colours and fields around them are Django's own
        page.goto(f"{base}/{name}/")
        for look in LOOKS:
            wear(page, look)
            screenshot(page, f"kinds-{name}-{look}")
            wrong += [f"{name} {look}: {fault}" for fault in width_faults(page)]
    assert wrong == []


def test_what_is_printed_fits_a_sheet(open_day: date, new_page: Callable[..., Page], login: Any) -> None:
    now, teller = timezone.now(), people.wang_wu()
    case = world.open_case(at=now)
    notice = desk.give_notice(case_id=case.pk, missing=[Missing(code="proof", why="缺少盖章")], by=teller, at=now)
    page = new_page(width=794, height=1123)
    login(page, teller)
    wrong = []
    for name, address in {
        "print-notice": reverse("desk:counter_notice", args=[notice.pk]),
        "print-case": reverse("desk:counter_case", args=[case.pk]),
        "print-problems": reverse("desk:counter_problems"),
        "print-meetings": reverse("desk:counter_meetings"),
        "print-guide": "/guides/try/",
    }.items():
        page.goto(address)
        page.emulate_media(media="print")
        faults = width_faults(page)
        screenshot(page, name, always=bool(faults))
        wrong += [f"{name}: {fault}" for fault in faults]
        page.emulate_media(media="screen")
    assert wrong == []
