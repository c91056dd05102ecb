"""The hall's pages in a real browser: no axe finding, nothing too wide, and a roster filled with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from desk.models import (
    Bulletin,
    Check,
    CourtesyDrill,
    DutyShift,
    Escalation,
    Finding,
    ManualSection,
    Meeting,
    Problem,
    Programme,
    Suggestion,
)
from desk.operations import inspection
from fundcenter.demo import hall
from tests import people
from tests.browser.conftest import walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def filled(open_day: date) -> None:
    """The demo centre's hall, with the cast in it."""
    now = timezone.now()
    staff = {"1003": people.han_shiyi(), "1001": people.wang_wu(), "1002": people.zhao_liu()}
    hall.fill_hall(staff=staff, at=now)
    inspection.draft_bulletin(year=2026, quarter=3, by=people.han_shiyi(), at=now)


def pages() -> dict[str, str]:
    first = {model: model.objects.order_by("pk")[0].pk for model in (Escalation, Problem, Suggestion, Check, Finding)}
    return {
        "hall": "/counter/hall/",
        "duty": "/counter/hall/duty/",
        "swap": f"/counter/hall/duty/{DutyShift.objects.order_by('-pk')[0].pk}/swap/",
        "matters": "/counter/hall/matters/",
        "matter-add": "/counter/hall/matters/add/",
        "matter": f"/counter/hall/matters/{first[Escalation]}/",
        "meetings": "/counter/hall/meetings/",
        "meeting": f"/counter/hall/meetings/{Meeting.objects.get(status='CONFIRMED').pk}/",
        "meeting-planned": f"/counter/hall/meetings/{Meeting.objects.filter(status='PLANNED')[0].pk}/",
        "meeting-roll": f"/counter/hall/meetings/{Meeting.objects.filter(status='PLANNED')[0].pk}/hold/",
        "attendance": "/counter/hall/meetings/attendance/",
        "problems": "/counter/hall/problems/",
        "problem": f"/counter/hall/problems/{first[Problem]}/",
        "problem-amber": f"/counter/hall/problems/{Problem.objects.get(status='AMBER').pk}/",
        "problem-answer": f"/counter/hall/problems/{first[Problem]}/answer/",
        "suggestions": "/counter/hall/suggestions/",
        "suggestion-board": "/counter/hall/suggestions/board/",
        "suggestion": f"/counter/hall/suggestions/{first[Suggestion]}/",
        "self-check": "/counter/hall/5s/",
        "check-programme": f"/counter/hall/5s/{Programme.objects.order_by('order')[0].pk}/",
        "checks": "/counter/hall/checks/",
        "check-made": f"/counter/hall/checks/{first[Check]}/",
        "findings": "/counter/hall/findings/",
        "finding": f"/counter/hall/findings/{first[Finding]}/",
        "finding-add": "/counter/hall/findings/add/",
        "bulletins": "/counter/hall/bulletins/",
        "bulletin": f"/counter/hall/bulletins/{Bulletin.objects.get().pk}/",
        "manual": "/counter/hall/manual/",
        "manual-section": f"/counter/hall/manual/{ManualSection.objects.order_by('order')[1].pk}/",
        "courtesies": "/counter/hall/courtesy/",
        "courtesy": f"/counter/hall/courtesy/{CourtesyDrill.objects.order_by('pk')[0].pk}/",
        "courtesy-add": "/counter/hall/courtesy/add/",
        "answers": "/answers/",
    }


def test_every_page_of_the_hall_is_accessible_and_fits(
    page: Page, login: Callable[[Page, Any], None], filled: None
) -> None:
    login(page, people.han_shiyi())
    assert walk(page, {f"hall-{name}": path for name, path in pages().items()}) == []


def test_what_nobody_can_settle_is_handed_over_with_the_keyboard_alone(
    page: Page, login: Callable[[Page, Any], None], filled: None
) -> None:
    login(page, people.wang_wu())
    page.goto("/counter/hall/")
    page.keyboard.press("d")
    page.get_by_label("什么办不了").focus()
    page.keyboard.type("客户的旧账户查不到")
    page.keyboard.press("F9")
    expect(page.locator("h1")).to_contain_text("兜底事项第")
    expect(page.locator("body")).to_contain_text("已交给值班长")
    assert Escalation.objects.filter(question="客户的旧账户查不到").exists()


def test_the_head_makes_the_roster_without_javascript(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], filled: None
) -> None:
    page = new_page(script=False)
    login(page, people.han_shiyi())
    day = timezone.localdate() + timedelta(days=21)
    page.goto(f"/counter/hall/duty/?day={day:%Y-%m-%d}")
    page.locator("select[name^=d]").first.select_option(label="韩十一")
    page.get_by_role("button", name="保存值班表").click()
    expect(page.locator("body")).to_contain_text("值班表已保存")
    assert DutyShift.objects.filter(user=people.han_shiyi()).exists()
