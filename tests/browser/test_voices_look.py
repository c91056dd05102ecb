"""Ratings, complaints and questions in a real browser: no axe finding, nothing too wide, and worked by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from desk import operations as desk
from desk.models import Complaint, CrossCase, Enquiry, FollowUp
from fundcenter.demo import voices as demo
from tests import people
from tests.browser.conftest import walk
from tests.desk import voices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Said:
    """Where the demo's words are found."""

    link: str
    tablet: str
    to_rate: int
    case: int


@pytest.fixture
def said(open_day: date) -> Said:
    """The demo's words on cases that are done now, and one more case to rate."""
    now, teller = timezone.now(), people.wang_wu()
    for number in range(6):
        voices.done(at=now, matter=f"m{number}")
    staff = {"1001": teller, "1009": people.zhao_liu(), "1003": voices.head_of_branch()}
    demo.fill_voices(staff=staff, depositor=people.zhang_san(), at=now)
    case = voices.done(at=now)
    teller.staff.window = "3"
    teller.staff.save(update_fields=["window"])
    _device, secret = desk.register_device(branch_id=people.branch().pk, window="3", by=teller, at=now)
    _invitation, token = desk.ask_at_window(case_id=case.pk, by=teller, at=now)
    return Said(f"/rate/{token}/", f"/tablet/{secret}/", case.pk, case.pk)


def public_pages(said: Said) -> dict[str, str]:
    code = Complaint.objects.get(status="ANSWERED").code
    return {
        "voices-rate": said.link,
        "voices-tablet": said.tablet,
        "voices-rates": "/rates/",
        "voices-complain": "/complain/",
        "voices-complaint-status": "/complaint/?code=abc",
        "voices-complaint": f"/complaint/{code}/",
    }


def portal_pages(said: Said) -> dict[str, str]:
    return {
        "voices-my-ratings": "/portal/ratings/",
        "voices-my-rate": f"/portal/ratings/case/{said.to_rate}/",
        "voices-my-follow-up": f"/portal/ratings/again/{FollowUp.objects.get().pk}/",
        "voices-my-complaints": "/portal/complaints/",
        "voices-my-complain": "/portal/complaints/new/",
        "voices-my-complaint": f"/portal/complaints/{Complaint.objects.get(status='ANSWERED').pk}/",
        "voices-my-questions": "/portal/questions/",
    }


def counter_pages() -> dict[str, str]:
    question = Enquiry.objects.filter(status="OPEN", owner=people.wang_wu()).order_by("id")[0]
    return {
        "voices-ratings": "/counter/ratings/",
        "voices-record": "/counter/complaints/new/",
        "voices-questions": "/counter/questions/",
        "voices-asked": "/counter/questions/asked/",
        "voices-question": f"/counter/questions/{question.pk}/",
        "voices-crossings": "/counter/crossings/",
        "voices-crossing": f"/counter/crossings/{CrossCase.objects.get().case_id}/",
        "voices-crossing-out": "/counter/crossings/out/",
        "voices-crossing-in": "/counter/crossings/in/",
    }


def leaders_pages() -> dict[str, str]:
    return {
        "voices-follow-ups": "/counter/follow-ups/",
        "voices-follow-up": f"/counter/follow-ups/{FollowUp.objects.get().pk}/",
        "voices-complaints": "/counter/complaints/",
        "voices-complaint-handle": f"/counter/complaints/{Complaint.objects.filter(status='RECEIVED')[0].pk}/",
        "voices-devices": "/office/rating-devices/",
        "voices-figures": "/office/voices/",
    }


def test_every_page_is_accessible_and_fits(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], said: Said
) -> None:
    wrong = walk(new_page(), public_pages(said))
    walks = [
        (people.zhang_san(), portal_pages(said)),
        (people.wang_wu(), counter_pages()),
        (voices.head_of_branch(), leaders_pages()),
    ]
    for user, pages in walks:
        page = new_page()
        login(page, user)
        wrong += walk(page, pages)
    assert wrong == []


def test_a_question_is_written_down_with_the_keyboard_alone(
    page: Page, login: Callable[[Page, Any], None], open_day: date
) -> None:
    login(page, people.wang_wu())
    page.goto("/counter/questions/")
    page.keyboard.press("q")
    page.keyboard.type("几点上班？")
    page.keyboard.press("Tab")
    page.keyboard.type("八点半。")
    page.keyboard.press("F9")
    expect(page.get_by_text("已记录，当场答复。")).to_be_visible()
    assert Enquiry.objects.get().answer == "八点半。"


def test_the_tablet_asks_by_itself_and_is_answered_with_one_touch(
    new_page: Callable[..., Page], open_day: date
) -> None:
    teller = people.wang_wu()
    teller.staff.window = "3"
    teller.staff.save(update_fields=["window"])
    _device, secret = desk.register_device(branch_id=people.branch().pk, window="3", by=teller, at=timezone.now())
    tablet = new_page(width=1024, height=768)
    tablet.goto(f"/tablet/{secret}/")
    case = voices.done(at=timezone.now())
    desk.ask_at_window(case_id=case.pk, by=teller, at=timezone.now())
    tablet.get_by_role("button", name="非常满意").click()
    expect(tablet.get_by_text("谢谢您的评价。")).to_be_visible()
    case.refresh_from_db()
    assert case.rating.level == 5
