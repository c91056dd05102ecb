"""Talks, study, reminders, and a year's report that gives back the figures entered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from notifications.models import Message
from partybuilding import tasks
from partybuilding.models import DuesCharge
from partybuilding.operations import dues, growing, guard, meetings, organisation, reminding
from partybuilding.queries import growing as queries
from tests import people
from tests.partybuilding.test_meetings import held
from tests.partybuilding.world import AT, TODAY, World

pytestmark = pytest.mark.django_db


def talk(world: World, *names: str, kind: str = "ONE", by: Any = None) -> Any:
    return growing.record_talk(
        organisation_id=world.first.pk,
        kind=kind,
        on=TODAY,
        host_id=world.files["吕十八"].pk,
        member_ids=[world.files[name].pk for name in names],
        content="思想上有压力",
        by=by or world.secretary,
        at=AT,
    )


def test_a_talk_is_countable_and_its_content_is_for_those_who_took_part(world: World) -> None:
    made = talk(world, "施十九")
    assert list(queries.talks_visible_to(world.member)) == [made]
    assert queries.took_part(world.member, made)
    assert list(queries.talks_visible_to(world.affairs)) == [made]
    assert not queries.took_part(world.affairs, made)
    assert "施十九" not in {str(each) for each in queries.not_talked_with(world.secretary, 2026)}


@pytest.mark.usefixtures("monday")
def test_the_page_of_a_talk_hides_its_content_from_others(world: World) -> None:
    url = reverse("partybuilding:counter_talk", args=[talk(world, "施十九").pk])
    assert "思想上有压力" in people.browser(world.member).get(url).content.decode()
    assert "思想上有压力" not in people.browser(world.affairs).get(url).content.decode()


def test_one_to_one_is_with_one_and_nobody_of_another_branch(world: World) -> None:
    for names in (("施十九", "甲一"), ("吕十八",), ("乙一",), ()):
        with pytest.raises(growing.WrongPeople):
            talk(world, *names)
    with pytest.raises(guard.NotYours):
        talk(world, "甲一", by=world.member)


def test_a_day_has_twelve_hours_of_study_at_most(world: World) -> None:
    facts = {"kind": "OWN", "title": "学习条例", "on": TODAY, "by": world.member, "at": AT}
    growing.record_own_hours(hours=8, **facts)  # type: ignore[arg-type]
    with pytest.raises(growing.TooManyHours):
        growing.record_own_hours(hours=5, **facts)  # type: ignore[arg-type]
    growing.record_own_hours(hours=4, **facts)  # type: ignore[arg-type]
    [first, *_rest] = queries.learners(world.secretary, 2026)
    assert (str(first.member), first.hours) == ("施十九", 12)
    assert len(queries.learners(world.member, 2026)) == 1


def session(world: World, *names: str, by: Any = None) -> int:
    return growing.record_session(
        branch_id=world.first.pk,
        kind="LECTURE",
        title="党纪学习",
        on=TODAY,
        hours=3,
        member_ids=[world.files[name].pk for name in names],
        by=by or world.secretary,
        at=AT,
    )


def test_a_session_counts_for_everybody_of_the_branch_who_was_there(world: World) -> None:
    assert session(world, "施十九", "甲一") == 2
    with pytest.raises(growing.WrongPeople):
        session(world, "乙一")
    with pytest.raises(guard.NotYours):
        session(world, "施十九", by=world.member)


def test_who_is_no_member_hands_in_nothing(world: World) -> None:
    with pytest.raises(guard.NotYours):
        growing.hand_in_note(title="心得", text="……", by=people.wang_wu(), at=AT)


def test_the_report_gives_back_what_was_entered(world: World) -> None:
    meeting = held(world)
    task = meetings.assign_resolution(
        topic_id=meeting.topics.get().pk,
        text="收齐心得",
        owner_id=world.files["施十九"].pk,
        due_on=TODAY,
        by=world.secretary,
        at=AT,
    )
    meetings.finish_resolution(resolution_id=task.pk, result="已收齐。", by=world.member, at=AT)
    talk(world, "施十九", "甲一", "甲二", kind="COLLECTIVE")
    talk(world, "甲三")
    session(world, "施十九", "甲一", "甲二", "甲三", "吕十八")
    growing.hand_in_note(title="心得", text="学有所得。", by=world.member, at=AT)
    dues.fix_base(member_id=world.files["施十九"].pk, since="202610", base_fen=648_000, by=world.secretary, at=AT)
    dues.charge_month(branch_id=world.first.pk, month="202610", by=None, at=AT)
    found = {each.label: each.value for each in queries.report(world.secretary, world.first, 2026)}
    expected = {
        **{"在册党员": 5, "其中预备党员": 0, "会议合计": 1, "主题党日": 1, "研究议题": 1, "交办事项": 1, "已落实": 1},
        **{"集体谈话": 1, "一对一谈话": 1, "谈话人次": 4, "总学时": 15, "人均学时": 3, "学习心得": 1},
        **{"应交党费": 9_720, "已交党费": 0},
    }
    assert {label: found[label] for label in expected} == expected


def test_terms_and_resolutions_are_reminded_of_once(world: World) -> None:
    organisation.begin_term(
        organisation_id=world.first.pk, since=date(2024, 4, 12), approval="", by=world.affairs, at=AT
    )
    meeting = held(world)
    meetings.assign_resolution(
        topic_id=meeting.topics.get().pk,
        text="收齐心得",
        owner_id=world.files["施十九"].pk,
        due_on=date(2026, 10, 15),
        by=world.secretary,
        at=AT,
    )
    before = Message.objects.count()
    assert reminding.remind(at=AT) == 2
    sent = Message.objects.count()
    assert sent > before
    assert reminding.remind(at=AT) == 2
    assert Message.objects.count() == sent


@pytest.mark.usefixtures("monday")
def test_the_month_s_dues_are_worked_out_by_themselves(world: World) -> None:
    dues.fix_base(member_id=world.files["乙一"].pk, since="202601", base_fen=300_000, by=world.affairs, at=AT)
    assert (tasks.charge_dues(), tasks.charge_dues()) == (1, 0)
    assert DuesCharge.objects.get().month == "202610"


@pytest.mark.usefixtures("monday")
def test_pages_of_talks_study_and_the_report_by_hand(world: World) -> None:
    secretary, member = people.browser(world.secretary), people.browser(world.member)

    def address(name: str) -> str:
        return reverse(f"partybuilding:counter_{name}")

    facts = {"organisation": world.first.pk, "kind": "ONE", "on": "2026-10-12", "content": "谈心"}
    secretary.post(
        address("record_talk"), {**facts, "host": world.files["吕十八"].pk, "members": [world.files["甲一"].pk]}
    )
    hours = {"kind": "OWN", "title": "条例", "on": "2026-10-12", "hours": "2"}
    assert member.post(address("record_own_hours"), hours).status_code == 302
    people_there = {"branch": world.first.pk, "members": [world.files["甲一"].pk]}
    assert secretary.post(address("record_session"), {**hours, **people_there}).status_code == 302
    note = member.post(address("hand_in_note"), {"title": "心得", "text": "学有所得。"}, follow=True)
    assert "学有所得。" in note.content.decode()
    assert "谈话人次" in secretary.get(address("report")).content.decode()
    table = secretary.get(address("report"), {"export": "xlsx"})
    assert table["Content-Type"].startswith("application/vnd.openxmlformats")
    assert member.get(address("report")).status_code == 403
