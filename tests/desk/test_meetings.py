"""Morning meetings from plan to confirmed minutes, and suggestions from idea to evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from common.errors import WrongState
from desk.models import Attendance, FaultDrill, Meeting, Suggestion
from desk.operations import knowledge, meetings, suggestions
from desk.operations.hall import NoReason, NoResult, NoSuchColleague, NotYours
from desk.queries import meetings as queries
from desk.states.meetings import MeetingStatus
from desk.states.suggestions import SuggestionStatus
from notifications.models import Message
from tests import people

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 0, 10, tzinfo=UTC)
"""Ten past eight in Shanghai."""


def planned(count: int = 1) -> list[Meeting]:
    """Meetings that the head planned from Monday on; the first host is 王五, by number."""
    people.wang_wu(), people.zhao_liu()
    return meetings.plan_meetings(branch_id=people.branch().pk, since=MONDAY, count=count, by=people.han_shiyi(), at=AT)


def presence(**given: str) -> dict[int, tuple[str, str]]:
    """Everybody present, unless said otherwise by name."""
    users = {"wang": people.wang_wu(), "zhao": people.zhao_liu(), "han": people.han_shiyi()}
    return {user.pk: (given.get(name, "PRESENT"), "") for name, user in users.items()}


def held(meeting: Meeting, by: User | None = None, **given: str) -> Meeting:
    return meetings.hold_meeting(meeting_id=meeting.pk, presence=presence(**given), by=by or meeting.host, at=AT)


# --- planning


def test_working_days_are_planned_and_hosts_take_turns() -> None:
    found = planned(6)
    assert [each.day for each in found] == [MONDAY + timedelta(days=shift) for shift in (0, 1, 2, 3, 4, 7)]
    names = [str(each.host) for each in found]
    assert names == ["王五", "赵六", "韩十一"] * 2
    assert all(f"{each.starts:%H:%M}" == "08:10" for each in found)
    assert Message.objects.filter(person=people.wang_wu().person, title="请准备晨会").exists()
    more = meetings.plan_meetings(branch_id=people.branch().pk, since=MONDAY, count=1, by=people.han_shiyi(), at=AT)
    assert more[0].day == MONDAY + timedelta(days=8)


def test_only_the_head_plans_and_one_meeting_a_day_stands() -> None:
    with pytest.raises(NotYours):
        meetings.plan_meetings(branch_id=people.branch().pk, since=MONDAY, count=1, by=people.wang_wu(), at=AT)
    (meeting,) = planned()
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(branch=meeting.branch, day=meeting.day, host=meeting.host)
    with pytest.raises(NoReason):
        meetings.cancel_meeting(meeting_id=meeting.pk, reason="", by=people.han_shiyi(), at=AT)
    meetings.cancel_meeting(meeting_id=meeting.pk, reason="全体培训", by=people.han_shiyi(), at=AT)
    (again,) = planned()
    assert again.day == MONDAY


# --- preparing and holding


def test_a_meeting_in_three_parts_ends_with_confirmed_minutes() -> None:
    (meeting,) = planned()
    wang, zhao, head = people.wang_wu(), people.zhao_liu(), people.han_shiyi()
    meetings.add_programme(meeting_id=meeting.pk, kind="POEM", title="《观书有感》", lead_id=zhao.pk, by=zhao, at=AT)
    drill = meetings.add_drill(
        meeting_id=meeting.pk,
        citizen_id=zhao.pk,
        clerk_id=head.pk,
        window="3",
        business="购房提取",
        by=wang,
        at=AT,
    )
    problem = knowledge.add_problem(
        branch_id=meeting.branch_id, family="OTHER", question="怎么办？", found_on=MONDAY, by=zhao, at=AT
    )
    meetings.share_problem(meeting_id=meeting.pk, problem_id=problem.pk, by=zhao, at=AT)
    with pytest.raises(meetings.SharedAlready):
        meetings.share_problem(meeting_id=meeting.pk, problem_id=problem.pk, by=wang, at=AT)
    suggestions.raise_suggestion(
        branch_id=meeting.branch_id, title="加个花镜", text="填单台", meeting_id=meeting.pk, by=zhao, at=AT
    )
    with pytest.raises(WrongState):
        meetings.confirm_minutes(meeting_id=meeting.pk, minutes="开过了", by=wang, at=AT)
    held(meeting, zhao="LATE", han="LEAVE")
    with pytest.raises(meetings.NotFinished, match="评价"):
        meetings.confirm_minutes(meeting_id=meeting.pk, minutes="开过了", by=wang, at=AT)
    with pytest.raises(NotYours):
        meetings.record_drill(drill_id=drill.pk, objections="慢", answers="改", evaluation="好", by=zhao, at=AT)
    meetings.record_drill(drill_id=drill.pk, objections="慢", answers="改", evaluation="好", by=wang, at=AT)
    with pytest.raises(meetings.NotFinished):
        meetings.confirm_minutes(meeting_id=meeting.pk, minutes="  ", by=wang, at=AT)
    with pytest.raises(NotYours):
        meetings.confirm_minutes(meeting_id=meeting.pk, minutes="开过了", by=zhao, at=AT)
    done = meetings.confirm_minutes(meeting_id=meeting.pk, minutes="强调微笑服务", by=wang, at=AT)
    assert (done.status, done.confirmed_by) == (MeetingStatus.CONFIRMED, wang)
    with pytest.raises(suggestions.MeetingIsClosed):
        suggestions.raise_suggestion(
            branch_id=meeting.branch_id, title="晚了", text="晚了", meeting_id=meeting.pk, by=zhao, at=AT
        )
    with pytest.raises(meetings.MeetingIsClosed):
        meetings.add_programme(meeting_id=meeting.pk, kind="SONG", title="x", lead_id=zhao.pk, by=zhao, at=AT)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(minutes="改历史")
    page = people.browser(zhao).get(f"/counter/hall/meetings/{meeting.pk}/").content.decode()
    for words in ("《观书有感》", "购房提取", "怎么办？", "加个花镜", "强调微笑服务", "迟到"):
        assert words in page


def test_a_drill_is_of_two_people_of_the_hall() -> None:
    (meeting,) = planned()
    wang = people.wang_wu()
    given = {"meeting_id": meeting.pk, "window": "", "business": "贷款", "by": wang, "at": AT}
    with pytest.raises(meetings.SameColleague):
        meetings.add_drill(citizen_id=wang.pk, clerk_id=wang.pk, **given)
    with pytest.raises(NoSuchColleague):
        meetings.add_drill(citizen_id=wang.pk, clerk_id=people.zhang_san().pk, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        FaultDrill.objects.create(meeting=meeting, citizen=wang, clerk=wang, business="贷款")


def test_the_roll_is_called_once_on_the_day_by_the_host() -> None:
    first, second = planned(2)
    with pytest.raises(NotYours):
        held(first, by=people.zhao_liu())
    with pytest.raises(meetings.NotToday):
        held(second, by=people.han_shiyi())
    held(first)
    with pytest.raises(WrongState):
        held(first)
    assert Attendance.objects.count() == 3


def test_the_host_gives_the_meeting_away_and_takes_items_off_it() -> None:
    (meeting,) = planned()
    wang, zhao = people.wang_wu(), people.zhao_liu()
    drill = meetings.add_drill(
        meeting_id=meeting.pk, citizen_id=zhao.pk, clerk_id=wang.pk, window="", business="贷款", by=zhao, at=AT
    )
    item = meetings.add_programme(meeting_id=meeting.pk, kind="SONG", title="歌唱祖国", lead_id=zhao.pk, by=zhao, at=AT)
    with pytest.raises(NotYours):
        meetings.drop_drill(drill_id=drill.pk, by=zhao, at=AT)
    assert meetings.drop_drill(drill_id=drill.pk, by=wang, at=AT) == meeting.pk
    assert meetings.drop_programme(programme_id=item.pk, by=zhao, at=AT) == meeting.pk  # one's own
    with pytest.raises(NotYours):
        meetings.change_host(meeting_id=meeting.pk, host_id=zhao.pk, by=zhao, at=AT)
    assert meetings.change_host(meeting_id=meeting.pk, host_id=zhao.pk, by=wang, at=AT).host == zhao
    held(meeting, by=zhao)
    with pytest.raises(meetings.MeetingIsClosed):
        meetings.change_host(meeting_id=meeting.pk, host_id=wang.pk, by=zhao, at=AT)


def test_attendance_is_counted_by_person() -> None:
    for meeting, given in zip(planned(3), ({}, {"zhao": "LATE"}, {"zhao": "LEAVE"}), strict=True):
        at = AT + timedelta(days=(meeting.day - MONDAY).days)
        meetings.hold_meeting(meeting_id=meeting.pk, presence=presence(**given), by=meeting.host, at=at)
    rows = {row.name: row for row in queries.turnouts(people.branch().pk, MONDAY, MONDAY + timedelta(days=6))}
    assert (rows["王五"].present, rows["王五"].percent) == (3, 100)
    zhao = rows["赵六"]
    assert (zhao.present, zhao.late, zhao.leave, zhao.percent) == (1, 1, 1, 50)


def test_the_roll_is_called_on_its_page() -> None:
    (meeting,) = planned()
    answers = {}
    for user_id, (kind, note) in presence(zhao="LATE").items():
        answers |= {f"p{user_id}": kind, f"n{user_id}": note}
    Meeting.objects.filter(pk=meeting.pk).update(day=date(2026, 1, 5))
    page = people.browser(people.wang_wu()).post(f"/counter/hall/meetings/{meeting.pk}/hold/", answers, follow=True)
    assert "晨会开始" in page.content.decode()
    assert Attendance.objects.get(user=people.zhao_liu()).presence == "LATE"


# --- suggestions


def raised(by: User | None = None) -> Suggestion:
    return suggestions.raise_suggestion(
        branch_id=people.branch().pk, title="等候区加花镜", text="老人看不清表格", by=by or people.wang_wu(), at=AT
    )


def adopted() -> Suggestion:
    return suggestions.adopt(
        suggestion_id=raised().pk,
        reason="好主意",
        responsible_id=people.zhao_liu().pk,
        due_on=MONDAY + timedelta(days=7),
        by=people.han_shiyi(),
        at=AT,
    )


def test_a_suggestion_is_followed_to_its_end_and_its_author_told() -> None:
    found = adopted()
    assert Message.objects.filter(person=people.wang_wu().person, title="您的建议有了结果").exists()
    assert Message.objects.filter(person=people.zhao_liu().person, title="请落实一条建议").exists()
    with pytest.raises(NotYours):
        suggestions.finish_suggestion(suggestion_id=found.pk, evidence="买了", by=people.wang_wu(), at=AT)
    with pytest.raises(NoResult):
        suggestions.finish_suggestion(suggestion_id=found.pk, evidence=" ", by=people.zhao_liu(), at=AT)
    done = suggestions.finish_suggestion(
        suggestion_id=found.pk, evidence="三副花镜已上填单台", by=people.zhao_liu(), at=AT
    )
    assert done.status == SuggestionStatus.DONE
    assert Message.objects.filter(person=people.wang_wu().person, title="您的建议已落实").exists()
    with pytest.raises(WrongState):
        suggestions.finish_suggestion(suggestion_id=found.pk, evidence="又买了", by=people.zhao_liu(), at=AT)
    figures = queries.adoption(people.branch().pk, MONDAY, MONDAY)
    assert (figures.raised, figures.done, figures.percent) == (1, 1, 100)


def test_nobody_decides_on_their_own_suggestion_nor_without_leading() -> None:
    own = raised(people.han_shiyi())
    with pytest.raises(suggestions.OwnSuggestion):
        suggestions.decline(suggestion_id=own.pk, reason="不好", by=people.han_shiyi(), at=AT)
    with pytest.raises(NotYours):
        suggestions.decline(suggestion_id=own.pk, reason="不好", by=people.zhao_liu(), at=AT)
    declined = suggestions.decline(suggestion_id=own.pk, reason="明年再说", by=people.jiang_shier(), at=AT)
    assert declined.reason == "明年再说"
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.filter(pk=own.pk).update(decided_by=people.han_shiyi())


def test_a_decision_needs_its_reason_its_person_and_a_day_to_come() -> None:
    found, head = raised(), people.han_shiyi()
    given = {"suggestion_id": found.pk, "by": head, "at": AT}
    with pytest.raises(NoReason):
        suggestions.decline(reason="", **given)
    with pytest.raises(suggestions.DueInThePast):
        suggestions.adopt(reason="好", responsible_id=head.pk, due_on=MONDAY - timedelta(days=1), **given)
    with pytest.raises(NoSuchColleague):
        suggestions.adopt(reason="好", responsible_id=people.zhang_san().pk, due_on=MONDAY, **given)
    found.refresh_from_db()
    assert found.status == SuggestionStatus.RAISED


def test_an_adopted_suggestion_is_given_to_somebody_else_with_a_reason() -> None:
    found = adopted()
    changed = suggestions.reassign(
        suggestion_id=found.pk,
        responsible_id=people.wang_wu().pk,
        due_on=MONDAY + timedelta(days=14),
        reason="赵六外出学习",
        by=people.han_shiyi(),
        at=AT,
    )
    assert (changed.status, changed.responsible) == (SuggestionStatus.ADOPTED, people.wang_wu())
    assert changed.events.filter(action="reassign", note="赵六外出学习").exists()


def test_the_board_and_the_pages_show_where_it_stands() -> None:
    found = adopted()
    client = people.browser(people.han_shiyi())
    assert "等候区加花镜" in client.get("/counter/hall/suggestions/board/").content.decode()
    assert "等候区加花镜" in client.get("/counter/hall/suggestions/?status=ADOPTED").content.decode()
    page = client.post(
        f"/counter/hall/suggestions/{found.pk}/finish/", {"text": "已经放好"}, follow=True
    ).content.decode()
    assert "已落实" in page
    page = people.browser(people.wang_wu()).post(
        "/counter/hall/suggestions/add/", {"title": "加把伞", "text": "下雨天"}, follow=True
    )
    assert "加把伞" in page.content.decode()
