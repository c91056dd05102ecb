"""Deadlines told to the staff in time, once, and to whoever can act; and what stands still on the board."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from desk import operations as desk
from desk import queries
from desk.models import Case, CaseWarning, DutyShift
from desk.operations import Missing
from desk.states.board import Risk
from desk.states.cases import Channel, Whose
from desk.states.hall import Part
from notifications.models import Message
from tests import people
from tests.desk import world

AT = world.AT
pytestmark = pytest.mark.django_db


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in Shanghai; cases of these tests are accepted on Monday the 23rd at 9:30."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def told(code: str) -> list[tuple[str, str]]:
    """Who was told of what, by channel and name."""
    rows = Message.objects.filter(template__event__code=code).order_by("id")
    return list(rows.values_list("channel", "person__name"))


def test_the_owner_is_told_at_the_warning_and_once() -> None:
    case = world.accepted()
    assert desk.warn_of_deadlines(at=at(24, 9)) == 0
    assert desk.warn_of_deadlines(at=at(25, 10)) == 1
    assert desk.warn_of_deadlines(at=at(25, 10, 5)) == 0
    assert told("case_warning") == [("INBOX", "王五")]
    text = Message.objects.get(template__event__code="case_warning").body
    assert case.number in text and "11月25日 23:59" in text
    assert not told("case_late")


def test_who_is_late_hears_of_it_and_so_does_the_head_and_the_law_is_told_apart() -> None:
    people.han_shiyi()
    world.accepted()
    assert desk.warn_of_deadlines(at=at(26, 9)) == 1
    assert sorted(told("case_late")) == [("INBOX", "王五"), ("INBOX", "韩十一")]
    assert desk.warn_of_deadlines(at=at(27, 9)) == 1
    bodies = Message.objects.filter(template__event__code="case_late", person__name="王五").order_by("id")
    assert ["承诺期限已过" in bodies[0].body, "法定期限已过（11月26日）" in bodies[1].body] == [True, True]
    assert desk.warn_of_deadlines(at=at(30, 9)) == 0


def test_a_promise_that_was_put_off_is_warned_of_anew_and_a_stopped_one_not_at_all() -> None:
    case = world.accepted()
    desk.warn_of_deadlines(at=at(25, 10))
    desk.stop_case(case_id=case.pk, whose=Whose.OTHER, reason="等登记中心", by=people.wang_wu(), at=at(25, 11))
    assert desk.warn_of_deadlines(at=at(26, 9)) == 0
    desk.resume_case(case_id=case.pk, by=people.wang_wu(), at=at(30, 11))
    Case.objects.filter(pk=case.pk).update(statutory_due_on=None)
    due = timezone.localtime(Case.objects.get(pk=case.pk).promised_due_at)
    assert due.date() == date(2026, 11, 30)
    assert desk.warn_of_deadlines(at=at(30, 16)) == 1
    assert CaseWarning.objects.filter(case=case, deadline="SOON").count() == 2


def test_without_an_owner_the_duty_manager_is_told_else_the_heads() -> None:
    case = world.accepted()
    Case.objects.filter(pk=case.pk).update(owner=None)
    head = people.han_shiyi()
    shift = {"branch": people.branch(), "day": date(2026, 11, 25), "part": Part.MORNING, "user": people.zhao_liu()}
    DutyShift.objects.create(**shift, made_by=head, made_at=AT)
    desk.warn_of_deadlines(at=at(25, 10))
    assert told("case_warning") == [("INBOX", "赵六")]
    other = world.accepted("second")
    Case.objects.filter(pk=other.pk).update(owner=None)
    desk.warn_of_deadlines(at=at(25, 15))
    assert told("case_warning")[1:] == [("INBOX", "韩十一")]


def test_in_review_it_is_the_reviewer_who_has_it_that_hears() -> None:
    case = world.in_review()
    desk.take_review(case_id=case.pk, by=world.rank(people.zhao_liu(), grade=1), at=AT)
    desk.warn_of_deadlines(at=at(25, 10))
    assert told("case_warning") == [("INBOX", "赵六")]


def test_what_nobody_took_stands_on_the_board_after_working_hours_not_over_a_night() -> None:
    case = world.open_case(by=people.zhang_san(), channel=Channel.PORTAL, at=at(27, 16))
    user = people.wang_wu()
    assert on_board(Risk.UNTAKEN, at(27, 16, 59)) == on_board(Risk.UNTAKEN, at(29, 12)) == []
    assert on_board(Risk.UNTAKEN, at(30, 9, 29)) == []
    assert on_board(Risk.UNTAKEN, at(30, 9, 30)) == [case.number]
    desk.take(case_id=case.pk, by=user, at=at(30, 9, 31))
    assert on_board(Risk.UNTAKEN, at(30, 12)) == []


def test_papers_that_did_not_come_by_their_day_stand_on_the_board() -> None:
    case = world.open_case()
    line = Missing(code="proof", why="缺少")
    notice = desk.give_notice(case_id=case.pk, missing=[line], by=people.wang_wu(), at=AT)
    assert notice.due_on == date(2026, 12, 7)
    user = people.wang_wu()
    assert on_board(Risk.NOT_SUPPLIED, AT + timedelta(days=14)) == []
    assert on_board(Risk.NOT_SUPPLIED, AT + timedelta(days=15)) == [case.number]
    Case.objects.filter(pk=case.pk).update(supply_due_on=timezone.localdate() - timedelta(days=1))
    text = people.browser(user).get(reverse("desk:counter_board")).content.decode()
    assert case.number in text and "补正逾期未补" in text


def test_a_full_group_of_the_board_says_so_and_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.queries.board.SHOWN_AT_RISK", 2)
    monkeypatch.setattr("desk.queries.SHOWN_AT_RISK", 2)
    now = timezone.now()
    cases = [world.accepted(person_id=user.person_id) for user in people_of_the_city()]
    Case.objects.update(statutory_due_on=None, warn_at=now - timedelta(days=9), promised_due_at=now - timedelta(days=5))
    soon = cases[-1]
    Case.objects.filter(pk=soon.pk).update(
        warn_at=now - timedelta(minutes=5), promised_due_at=now + timedelta(minutes=30)
    )
    assert (len(on_board(Risk.LATE, now)), on_board(Risk.WARNED, now)) == (2, [soon.number])
    text = people.browser(people.wang_wu()).get(reverse("desk:counter_board")).content.decode()
    assert "至少 3 件需要马上处理，每组列出最紧的 2 件" in text and soon.number in text


def on_board(risk: Risk, now: datetime) -> list[str]:
    """The numbers of one group, in its order."""
    return [line.number for line in queries.at_risk(now)[risk]]


def people_of_the_city() -> list[User]:
    """Four who ask."""
    return [people.zhang_san(), people.qian_qi(), people.li_si(), people.feng_er()]
