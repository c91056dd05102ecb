"""Meetings from the plan to minutes that another has approved, and what follows from them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from common.errors import WrongState
from notifications.models import Message
from partybuilding import papers
from partybuilding.models import Meeting
from partybuilding.operations import guard, meetings
from partybuilding.operations.meetings import TopicWords
from partybuilding.queries import meetings as queries
from partybuilding.queries import scope
from partybuilding.rules.board import Mark
from tests.partybuilding import world as building
from tests.partybuilding.world import AT, TODAY, World

pytestmark = pytest.mark.django_db
WORDS = TopicWords("PARTY", "学习《党章》第一章", "吕十八", "大家逐条学习，交流体会。", "每人写一篇心得。")


def held(world: World) -> Meeting:
    """A theme day that is over, with one topic written."""
    meeting = building.called(world)
    code = meeting.sign_code
    meetings.sign_in(meeting_id=meeting.pk, code=code, by=world.member, at=AT)
    meetings.sign_in(meeting_id=meeting.pk, code=code, by=world.secretary, at=AT)
    meetings.add_topic(meeting_id=meeting.pk, words=WORDS, by=world.member, at=AT)
    return meetings.close_meeting(meeting_id=meeting.pk, by=world.member, at=AT)


def test_the_plan_of_the_rest_of_the_year(world: World) -> None:
    made = meetings.plan_year(organisation_id=world.first.pk, year=2026, by=world.secretary, at=AT)
    assert made == 3 + 1 + 3 + 1 + 1 + 1  # committee, branch meeting, theme day, lecture, life meeting, appraisal
    with pytest.raises(meetings.NothingToPlan):
        meetings.plan_year(organisation_id=world.first.pk, year=2026, by=world.secretary, at=AT)


def test_a_notice_numbers_the_meeting_and_tells_everybody(world: World) -> None:
    meeting = building.called(world)
    assert str(meeting) == "第一支部2026年第1次主题党日"
    assert (meeting.should_attend, meeting.attendances.count()) == (5, 5)
    assert Message.objects.filter(key__endswith=f"meeting-{meeting.pk}", channel="INBOX").count() == 5
    again = building.called(world)
    assert again.serial == 2


def test_a_committee_calls_its_members_only(world: World) -> None:
    meeting = building.called(world, "COMMITTEE")
    assert [str(row.member) for row in queries.called(meeting)] == ["吕十八", "甲一"]
    assert meeting not in scope.meetings_visible_to(world.member)
    assert meeting in scope.meetings_visible_to(world.secretary)


def test_the_host_is_of_those_called(world: World) -> None:
    meeting = meetings.plan_meeting(
        organisation_id=world.first.pk, kind="LECTURE", on=TODAY, theme="", by=world.secretary, at=AT
    )
    with pytest.raises(meetings.NobodyToCall):
        meetings.call_meeting(
            meeting_id=meeting.pk,
            starts_at=AT,
            place="会议室",
            theme="",
            host_id=world.files["乙一"].pk,
            recorder_id=world.files["施十九"].pk,
            by=world.secretary,
            at=AT,
        )


def test_signing_in_takes_the_code_the_day_and_the_list(world: World) -> None:
    meeting = building.called(world)
    code = meeting.sign_code
    first = meetings.sign_in(meeting_id=meeting.pk, code=code, by=world.member, at=AT)
    again = meetings.sign_in(meeting_id=meeting.pk, code=code, by=world.member, at=AT + timedelta(minutes=5))
    assert first.signed_at == again.signed_at == AT
    with pytest.raises(meetings.NotOnTheList):
        meetings.sign_in(meeting_id=meeting.pk, code="wrong", by=world.secretary, at=AT)
    with pytest.raises(meetings.NotOnTheList):
        meetings.sign_in(meeting_id=meeting.pk, code=code, by=world.affairs, at=AT)
    with pytest.raises(guard.TooEarly):
        meetings.sign_in(meeting_id=meeting.pk, code=code, by=world.secretary, at=AT + timedelta(days=1))


def test_who_did_not_sign_in_was_absent(world: World) -> None:
    meeting = held(world)
    assert (meeting.status, meeting.attended, meeting.held_on) == ("HELD", 2, TODAY)
    assert meeting.attendances.filter(presence="ABSENT").count() == 3


def test_leave_has_a_reason_and_the_list_is_whole(world: World) -> None:
    meeting = building.called(world)
    rows = list(queries.called(meeting))
    marks = {row.pk: ("PRESENT", "") for row in rows}
    with pytest.raises(meetings.Incomplete):
        meetings.record_attendance(
            meeting_id=meeting.pk,
            presences={**marks, rows[0].pk: ("LEAVE", "")},
            guests="",
            by=world.secretary,
            at=AT,
        )
    with pytest.raises(meetings.Incomplete):
        meetings.record_attendance(meeting_id=meeting.pk, presences={}, guests="", by=world.secretary, at=AT)
    done = meetings.record_attendance(
        meeting_id=meeting.pk,
        presences={**marks, rows[0].pk: ("LEAVE", "出差")},
        guests="入党积极分子二人",
        by=world.secretary,
        at=AT,
    )
    assert (done.attended, done.guests) == (4, "入党积极分子二人")


def test_a_meeting_is_not_over_before_it_began_nor_without_anybody(world: World) -> None:
    meeting = building.called(world, starts=AT + timedelta(hours=1))
    with pytest.raises(guard.TooEarly):
        meetings.close_meeting(meeting_id=meeting.pk, by=world.secretary, at=AT)
    with pytest.raises(meetings.Incomplete):
        meetings.close_meeting(meeting_id=meeting.pk, by=world.secretary, at=AT + timedelta(hours=2))


def test_minutes_need_every_topic_and_another_to_approve_them(world: World) -> None:
    meeting = held(world)
    topic = meetings.add_topic(
        meeting_id=meeting.pk, words=TopicWords("STUDY", "观看警示教育片", "甲一"), by=world.member, at=AT
    )
    with pytest.raises(meetings.Incomplete, match="第 2 项"):
        meetings.submit_minutes(meeting_id=meeting.pk, summary="", by=world.member, at=AT)
    meetings.write_topic(topic_id=topic.pk, words=WORDS, by=world.member, at=AT)
    with pytest.raises(WrongState):
        meetings.approve_minutes(meeting_id=meeting.pk, by=world.secretary, at=AT)
    meetings.submit_minutes(meeting_id=meeting.pk, summary="全体党员学习。", by=world.secretary, at=AT)
    with pytest.raises(meetings.MinutesClosed):
        meetings.write_topic(topic_id=topic.pk, words=WORDS, by=world.member, at=AT)
    with pytest.raises(meetings.SamePerson):
        meetings.approve_minutes(meeting_id=meeting.pk, by=world.secretary, at=AT)
    with pytest.raises(guard.NotYours):
        meetings.approve_minutes(meeting_id=meeting.pk, by=world.member, at=AT)
    meetings.send_back_minutes(meeting_id=meeting.pk, reason="写明谁发言", by=world.affairs, at=AT)
    meetings.submit_minutes(meeting_id=meeting.pk, summary="全体党员学习。", by=world.secretary, at=AT)
    done = meetings.approve_minutes(meeting_id=meeting.pk, by=world.affairs, at=AT)
    assert (done.status, str(done.approved_by)) == ("APPROVED", "何十七")


def test_the_board_turns_from_due_to_done(world: World) -> None:
    boards = {each.organisation.pk: each for each in queries.board(world.secretary, 2026, TODAY)}
    [theme] = [row for row in boards[world.first.pk].rows if row.kind == "THEME_DAY"]
    assert theme.cells[9].square.mark == Mark.DUE
    held(world)
    boards = {each.organisation.pk: each for each in queries.board(world.secretary, 2026, TODAY)}
    [theme] = [row for row in boards[world.first.pk].rows if row.kind == "THEME_DAY"]
    assert [cell.square.mark for cell in theme.cells[8:11]] == [Mark.LATE, Mark.DONE, Mark.AHEAD]


def test_what_was_resolved_is_done_by_its_owner(world: World) -> None:
    meeting = held(world)
    topic = meeting.topics.get()
    facts = {"topic_id": topic.pk, "text": "收齐心得", "due_on": date(2026, 10, 31), "at": AT}
    with pytest.raises(meetings.NobodyToCall):
        meetings.assign_resolution(owner_id=world.files["乙一"].pk, by=world.secretary, **facts)  # type: ignore[arg-type]
    found = meetings.assign_resolution(owner_id=world.files["施十九"].pk, by=world.secretary, **facts)  # type: ignore[arg-type]
    assert list(queries.open_resolutions(world.member)) == [found]
    meetings.finish_resolution(resolution_id=found.pk, result="五篇已收齐。", by=world.member, at=AT)
    with pytest.raises(WrongState):
        meetings.finish_resolution(resolution_id=found.pk, result="再写。", by=world.secretary, at=AT)


def test_a_member_calls_nothing_and_another_branch_neither(world: World) -> None:
    with pytest.raises(guard.NotYours):
        meetings.plan_year(organisation_id=world.first.pk, year=2026, by=world.member, at=AT)
    with pytest.raises(guard.NotYours):
        meetings.plan_year(organisation_id=world.second.pk, year=2026, by=world.secretary, at=AT)


def test_the_minutes_are_a_paper(world: World) -> None:
    assert papers.minutes_paper(held(world), at=AT).startswith(b"%PDF")
