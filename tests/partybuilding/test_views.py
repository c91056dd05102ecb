"""Pages: they work, they are another branch's 404, and business staff's 403."""

from __future__ import annotations

import pytest
from django.urls import reverse

from partybuilding.models import Meeting, Member
from partybuilding.operations import dues, growing, meetings
from partybuilding.urls import counter_urls
from tests import people
from tests.partybuilding import world as building
from tests.partybuilding.test_admission import applied
from tests.partybuilding.test_appraisal import opened
from tests.partybuilding.test_dues import charged
from tests.partybuilding.test_elections import nominated
from tests.partybuilding.test_growing import talk
from tests.partybuilding.test_meetings import WORDS, held
from tests.partybuilding.test_supervision import found
from tests.partybuilding.world import AT, World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def address(name: str, *args: object) -> str:
    return reverse(f"partybuilding:counter_{name}", args=args)


def rows_of(world: World) -> dict[str, int]:
    """A row of the first branch for each kind of address."""
    meeting = held(world)
    topic = meeting.topics.get()
    task = meetings.assign_resolution(
        topic_id=topic.pk,
        text="收齐心得",
        owner_id=world.files["施十九"].pk,
        due_on=building.TODAY,
        by=world.secretary,
        at=AT,
    )
    return {
        "organisations": world.first.pk,
        "posts": world.first.posts.order_by("id")[0].pk,
        "members": world.files["施十九"].pk,
        "meetings": meeting.pk,
        "topics": topic.pk,
        "resolutions": task.pk,
        "applicants": applied(world).pk,
        "elections": nominated(world)[0].pk,
        "appraisals": opened(world).pk,
        "findings": (finding := found(world)).pk,
        "checks": finding.check_made_id,
        "talks": talk(world, "施十九").pk,
        "notes": growing.hand_in_note(title="心得", text="学有所得。", by=world.member, at=AT).pk,
        "receipts": dues.pay(
            member_id=charged(world, "202609").pk,
            month_names=["202609"],
            paid_on=building.TODAY,
            channel="CASH",
            by=world.secretary,
            at=AT,
        ).pk,
    }


def test_every_page_opens_for_party_affairs_and_for_nobody_of_another_branch(world: World) -> None:
    rows = rows_of(world)
    affairs = people.browser(world.affairs)
    outsider = people.also_teller("王五")
    world.affairs.role_grants.update(role="PARTY_SECRETARY")
    other, stranger = people.browser(world.affairs), people.browser(outsider)
    world.affairs.role_grants.update(role="PARTY_AFFAIRS")
    wrong = []
    for route in counter_urls:
        kind = str(route.pattern).split("/")[0]
        args = [rows[kind]] if "<int:pk>" in str(route.pattern) else []
        url = reverse(f"partybuilding:{route.name}", args=args)
        answer = affairs.get(url)
        if answer.status_code not in (200, 302, 405):
            wrong.append((route.name, "affairs", answer.status_code))
        if stranger.get(url).status_code not in (403, 405):
            wrong.append((route.name, "stranger"))
    world.affairs.role_grants.update(role="PARTY_SECRETARY")
    for route in counter_urls:
        if "<int:pk>" in str(route.pattern):
            url = reverse(f"partybuilding:{route.name}", args=[rows[str(route.pattern).split("/")[0]]])
            if other.get(url).status_code not in (403, 404, 405):
                wrong.append((route.name, "other branch"))
    assert wrong == []


def test_the_secretary_sees_what_is_due_on_monday(world: World) -> None:
    page = people.browser(world.secretary).get(address("home")).content.decode()
    assert "第一支部召开主题党日（2026 年 10 月）" in page
    assert "第一支部欠开支部委员会 9 次（2026 年 1 月起）" in page
    assert "第二支部" not in page


def test_a_whole_meeting_by_hand(world: World) -> None:
    secretary, member = people.browser(world.secretary), people.browser(world.member)
    secretary.post(
        address("plan_meeting"),
        {"organisation": world.first.pk, "kind": "THEME_DAY", "on": "2026-10-12", "theme": "学习党章"},
    )
    meeting = Meeting.objects.get()
    called = secretary.post(
        address("call_meeting", meeting.pk),
        {
            "day": "2026-10-12",
            "starts": "09:00",
            "place": "三楼",
            "host": world.files["甲一"].pk,
            "recorder": world.files["施十九"].pk,
        },
    )
    assert called.status_code == 302
    meeting.refresh_from_db()
    assert b"<svg" in secretary.get(address("sign_code", meeting.pk)).content
    signed = member.post(address("sign_in", meeting.pk), {"code": meeting.sign_code}, follow=True)
    assert "已签到。" in signed.content.decode()
    topic = {"title": "学习", "kind": "STUDY", "proposer": "吕十八", "discussion": "略谈。", "resolution": "照办。"}
    member.post(address("add_topic", meeting.pk), topic)
    member.post(address("close_meeting", meeting.pk))
    member.post(address("submit_minutes", meeting.pk), {"text": "学习。"})
    done = secretary.post(address("approve_minutes", meeting.pk), follow=True)
    assert "已审定归档。" in done.content.decode()
    paper = member.get(address("minutes_paper", meeting.pk))
    assert paper["Content-Type"] == "application/pdf"


def test_a_refusal_stands_on_the_form(world: World) -> None:
    answer = people.browser(world.affairs).post(
        address("found_organisation"),
        {"kind": "BRANCH", "name": "第一支部", "parent": world.general.pk, "founded_on": "2020-01-01"},
    )
    assert "已经有同名的组织。" in answer.content.decode()


def test_the_list_is_filled_in_by_hand(world: World) -> None:
    meeting = building.called(world)
    secretary = people.browser(world.secretary)
    rows = meeting.attendances.all()
    data = {f"presence_{row.pk}": "PRESENT" for row in rows} | {f"reason_{row.pk}": "" for row in rows}
    assert secretary.get(address("attendance", meeting.pk)).status_code == 200
    secretary.post(address("attendance", meeting.pk), data)
    meeting.refresh_from_db()
    assert meeting.attended == 5


def test_party_affairs_take_somebody_in(world: World) -> None:
    affairs = people.browser(world.affairs)
    answer = affairs.post(
        address("enrol"),
        {
            "name": "甲五",
            "document_number": building.citizen(5),
            "branch": world.first.pk,
            "joined_on": "2015-07-01",
            "full_on": "2016-07-01",
            "employment": "IN_WORK",
            "since": "2026-10-12",
        },
    )
    member = Member.objects.get(person__name="甲五")
    assert answer["Location"] == address("member", member.pk)
    page = people.browser(world.member).get(address("member", member.pk)).content.decode()
    assert "转正日期" not in page
    assert WORDS.title not in page
