"""Party-building in a real browser: every page judged in two looks, and a branch secretary's Monday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from fundcenter.demo import party as demo
from partybuilding.models import Applicant, DuesPayment, Election, Meeting, Member, Organisation, Resolution, Talk
from partybuilding.operations import elections
from tests import people
from tests.browser.conftest import look_at, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def filled(open_day: date) -> None:
    """The demo's organisation, with the cast as party affairs and secretary; and an election on the screen."""
    demo.fill_party(staff={"1019": people.he_shiqi(), "1020": people.lv_shiba()}, at=timezone.now())


def pages() -> dict[str, str]:
    branch = Organisation.objects.get(name=demo.BRANCHES[1])
    member = Member.objects.filter(branch=branch).order_by("-id")[0].pk
    meeting = Meeting.objects.get(status="NOTICED").pk
    held = Meeting.objects.filter(status="WRITTEN", kind="THEME_DAY").get().pk
    rows = {
        "home": "",
        "board": "board/",
        "organisations": "organisations/",
        "organisation": f"organisations/{branch.pk}/",
        "members": "members/",
        "member": f"members/{member}/",
        "meetings": "meetings/",
        "meeting": f"meetings/{meeting}/",
        "minutes": f"meetings/{held}/",
        "attendance": f"meetings/{meeting}/attendance/",
        "sign-code": f"meetings/{meeting}/sign-code/",
        "sign-in": f"meetings/{meeting}/sign-in/?code=x",
        "resolutions": "resolutions/",
        "resolution": f"resolutions/{Resolution.objects.order_by('id')[0].pk}/",
        "applicants": "applicants/",
        "applicant": f"applicants/{Applicant.objects.get().pk}/",
        "step": f"applicants/{Applicant.objects.get().pk}/step/",
        "dues": "dues/",
        "member-dues": f"members/{DuesPayment.objects.order_by('id')[0].member_id}/dues/",
        "elections": "elections/",
        "election": f"elections/{Election.objects.get().pk}/",
        "talks": "talks/",
        "talk": f"talks/{Talk.objects.get().pk}/",
        "talk-new": "talks/new/",
        "study": "study/",
        "notes": "notes/",
        "report": "report/",
    }
    return {f"party-{name}": f"/counter/party/{path}" for name, path in rows.items()}


def election(by: Any) -> list[str]:
    """A vote on the screen that is open, with its codes."""
    branch = Organisation.objects.get(name=demo.BRANCHES[1])
    made = elections.call_election(
        organisation_id=branch.pk, title="支部委员会选举", seats=1, ballot="SCREEN", by=by, at=timezone.now()
    )
    members = Member.objects.filter(branch=branch).order_by("id")
    for member in members[:2]:
        elections.nominate(election_id=made.pk, member_id=member.pk, nominated_by="党员大会", by=by, at=timezone.now())
    return elections.open_vote(election_id=made.pk, attended=members.count(), by=by, at=timezone.now())


def test_every_page_is_accessible_and_fits(
    new_page: Callable[..., Page], login: Callable[[Page, Any], None], filled: None
) -> None:
    codes = election(people.he_shiqi())
    page = new_page()
    login(page, people.he_shiqi())
    wrong = walk(page, pages())
    booth = new_page(width=375)
    booth.goto("/party/vote/")
    booth.get_by_label("投票码").fill(codes[0])
    booth.get_by_role("button", name="看候选人").click()
    wrong += look_at(booth, "party-vote")
    booth.get_by_role("button", name="投进票箱").click()
    expect(booth.get_by_role("heading", name="已投票")).to_be_visible()
    assert wrong == []


def test_a_secretary_s_monday(page: Page, login: Callable[[Page, Any], None], filled: None) -> None:
    login(page, people.lv_shiba())
    page.goto("/counter/party/")
    expect(page.get_by_role("heading", name="要做的事")).to_be_visible()
    expect(page.get_by_role("link", name="龙山第二支部召开支部党员大会", exact=False)).to_be_visible()
    page.goto("/counter/party/meetings/plan/")
    page.get_by_label("组织").select_option(label=demo.BRANCHES[1])
    page.get_by_label("会议类别").select_option(label="支部党员大会")
    page.keyboard.press("F9")
    expect(page.get_by_text("已列入计划。")).to_be_visible()
    page.get_by_role("link", name="发会议通知").click()
    page.get_by_label("地点").fill("三楼会议室")
    page.get_by_label("记录人").select_option(index=2)
    page.keyboard.press("F9")
    expect(page.get_by_text("已通知全体应到人员。")).to_be_visible()
