"""The duty manager: rosters, swaps by agreement, and matters that come back solved."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from common.errors import WrongState
from desk.models import DutyShift, DutySwap, Escalation
from desk.operations import hall
from desk.queries import hall as queries
from desk.rules import hall as rules
from desk.states.hall import ESCALATION_MOVES, EscalationStatus, Part, SwapStatus
from notifications.models import Message
from policy.rules import Calendar
from tests import people
from tests.make import AT

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 10)
TOMORROW = TODAY + timedelta(days=1)


def shift(user: object, day: date = TODAY, part: str = Part.MORNING) -> DutyShift:
    """A shift given by the head."""
    head = people.han_shiyi()
    branch = people.branch()
    hall.set_roster(branch_id=branch.pk, shifts=[(day, part, user.pk)], by=head, at=AT)  # type: ignore[attr-defined]
    return DutyShift.objects.get(branch=branch, day=day, part=part)


def matter(**facts: object) -> Escalation:
    """A matter that 王五 cannot settle."""
    return hall.escalate(
        branch_id=people.branch().pk, question="系统里查不到这家单位", by=people.wang_wu(), at=AT, **facts
    )  # type: ignore[arg-type]


# --- rules


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-23T08:30", "2026-11-23T17:30"),  # a Monday
        ("2026-11-23T16:59", "2026-11-23T17:30"),
        ("2026-11-23T17:00", "2026-11-24T12:00"),
        ("2026-11-27T18:00", "2026-11-30T12:00"),  # a Friday evening
        ("2026-11-28T09:00", "2026-11-30T12:00"),  # a Saturday
    ],
)
def test_what_is_raised_by_five_is_settled_the_same_day(at: str, due: str) -> None:
    from datetime import datetime

    moment = datetime.fromisoformat(at).replace(tzinfo=rules.SHANGHAI)
    found = rules.due_at(moment, Calendar(published={2026}, working={}))
    assert found.strftime("%Y-%m-%dT%H:%M") == due


def test_hosts_take_turns_and_who_waited_longest_is_next() -> None:
    last = {1: date(2026, 10, 9), 2: date(2026, 10, 8)}
    assert rules.hosts_in_turn([1, 2, 3], last, 4) == [3, 2, 1, 3]
    assert rules.hosts_in_turn([], {}, 3) == []


# --- the roster


def test_who_is_on_duty_is_known_by_the_hour(open_day: date) -> None:
    shift(people.wang_wu(), part=Part.MORNING)
    shift(people.zhao_liu(), part=Part.AFTERNOON)
    branch = people.branch()
    assert queries.duty_manager(branch.pk, AT) == people.wang_wu()
    assert queries.duty_manager(branch.pk, AT + timedelta(hours=4)) == people.zhao_liu()
    assert queries.duty_manager(branch.pk, AT + timedelta(days=1)) is None
    week = queries.roster(branch.pk, TODAY)
    assert [each.day.weekday() for each in week] == list(range(7))


def test_only_the_head_of_the_hall_makes_its_roster(open_day: date) -> None:
    other = people.branch("02")
    rows = [(TODAY, Part.MORNING.value, people.wang_wu().pk)]
    with pytest.raises(hall.NotYours):
        hall.set_roster(branch_id=people.branch().pk, shifts=rows, by=people.wang_wu(), at=AT)
    with pytest.raises(hall.NotYours):
        hall.set_roster(branch_id=other.pk, shifts=rows, by=people.han_shiyi(), at=AT)
    assert hall.set_roster(branch_id=people.branch().pk, shifts=rows, by=people.jiang_shier(), at=AT) == 1
    assert hall.set_roster(branch_id=people.branch().pk, shifts=rows, by=people.jiang_shier(), at=AT) == 0


def test_the_past_and_strangers_are_not_rostered(open_day: date) -> None:
    branch, head = people.branch(), people.han_shiyi()
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(hall.DayIsOver):
        hall.set_roster(branch_id=branch.pk, shifts=[(yesterday, "AM", people.wang_wu().pk)], by=head, at=AT)
    with pytest.raises(hall.NoSuchColleague):
        hall.set_roster(branch_id=branch.pk, shifts=[(TODAY, "AM", people.zhang_san().pk)], by=head, at=AT)
    assert not DutyShift.objects.exists()


def test_a_shift_can_be_emptied_until_somebody_has_asked_to_swap_it(open_day: date) -> None:
    branch, head = people.branch(), people.han_shiyi()
    shift(people.wang_wu(), TOMORROW)
    assert hall.set_roster(branch_id=branch.pk, shifts=[(TOMORROW, "AM", None)], by=head, at=AT) == 1
    mine = shift(people.wang_wu(), TOMORROW)
    hall.ask_swap(shift_id=mine.pk, taker_id=people.zhao_liu().pk, reason="看病", by=people.wang_wu(), at=AT)
    with pytest.raises(hall.ShiftChangedHands):
        hall.set_roster(branch_id=branch.pk, shifts=[(TOMORROW, "AM", None)], by=head, at=AT)
    hall.set_roster(branch_id=branch.pk, shifts=[(TOMORROW, "AM", head.pk)], by=head, at=AT)
    assert DutySwap.objects.get().status == SwapStatus.WITHDRAWN


# --- swaps


def test_a_swap_counts_once_the_colleague_agrees(open_day: date) -> None:
    wang, zhao = people.wang_wu(), people.zhao_liu()
    mine, theirs = shift(wang, TOMORROW), shift(zhao, TOMORROW, Part.AFTERNOON)
    swap = hall.ask_swap(shift_id=mine.pk, taker_id=zhao.pk, against_id=theirs.pk, reason="孩子家长会", by=wang, at=AT)
    with pytest.raises(hall.NotYours):
        hall.agree_swap(swap_id=swap.pk, by=wang, at=AT)
    hall.agree_swap(swap_id=swap.pk, by=zhao, at=AT)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.user, theirs.user) == (zhao, wang)
    with pytest.raises(WrongState):
        hall.agree_swap(swap_id=swap.pk, by=zhao, at=AT)
    assert Message.objects.filter(person=wang.person, title="换班答复").exists()


def test_a_declined_or_withdrawn_swap_changes_nothing(open_day: date) -> None:
    wang, zhao = people.wang_wu(), people.zhao_liu()
    mine = shift(wang, TOMORROW)
    swap = hall.ask_swap(shift_id=mine.pk, taker_id=zhao.pk, reason="看病", by=wang, at=AT)
    with pytest.raises(hall.ShiftChangedHands):
        hall.ask_swap(shift_id=mine.pk, taker_id=people.han_shiyi().pk, reason="看病", by=wang, at=AT)
    hall.decline_swap(swap_id=swap.pk, by=zhao, at=AT)
    again = hall.ask_swap(shift_id=mine.pk, taker_id=zhao.pk, reason="还是看病", by=wang, at=AT)
    with pytest.raises(hall.NotYours):
        hall.withdraw_swap(swap_id=again.pk, by=zhao, at=AT)
    hall.withdraw_swap(swap_id=again.pk, by=wang, at=AT)
    mine.refresh_from_db()
    assert mine.user == wang


def test_nobody_gives_away_the_shift_of_another_or_takes_it_twice(open_day: date) -> None:
    wang, zhao = people.wang_wu(), people.zhao_liu()
    mine = shift(wang, TOMORROW)
    with pytest.raises(hall.NotYours):
        hall.ask_swap(shift_id=mine.pk, taker_id=wang.pk, reason="看病", by=zhao, at=AT)
    with pytest.raises(hall.NoSuchColleague):
        hall.ask_swap(shift_id=mine.pk, taker_id=wang.pk, reason="看病", by=wang, at=AT)
    with pytest.raises(hall.ShiftChangedHands):
        hall.ask_swap(shift_id=mine.pk, taker_id=zhao.pk, against_id=mine.pk, reason="看病", by=wang, at=AT)
    swap = hall.ask_swap(shift_id=mine.pk, taker_id=zhao.pk, reason="看病", by=wang, at=AT)
    with pytest.raises(hall.DayIsOver):
        hall.agree_swap(swap_id=swap.pk, by=zhao, at=AT + timedelta(days=3))


# --- what nobody could settle


def test_a_matter_goes_to_the_duty_manager_and_comes_back_solved(open_day: date) -> None:
    wang, zhao = people.wang_wu(), people.zhao_liu()
    shift(zhao)
    raised = matter()
    assert raised.holder == zhao
    assert Message.objects.filter(person=zhao.person, title="有一件兜底事项").exists()
    hall.accept_matter(matter_id=raised.pk, by=zhao, at=AT)
    with pytest.raises(hall.NoResult):
        hall.solve_matter(matter_id=raised.pk, result="  ", by=zhao, at=AT)
    hall.solve_matter(matter_id=raised.pk, result="单位名称里有全角括号，已更正", by=zhao, at=AT)
    with pytest.raises(hall.NoReason):
        hall.reopen_matter(matter_id=raised.pk, reason="", by=wang, at=AT)
    hall.reopen_matter(matter_id=raised.pk, reason="还是查不到", by=wang, at=AT)
    hall.solve_matter(matter_id=raised.pk, result="请客户换单位账号查", by=zhao, at=AT)
    with pytest.raises(hall.NotYours):
        hall.close_matter(matter_id=raised.pk, by=zhao, at=AT)
    closed = hall.close_matter(matter_id=raised.pk, by=wang, at=AT)
    assert closed.status == EscalationStatus.CLOSED
    assert [each.action for each in closed.events.order_by("id")] == [
        "raise",
        "accept",
        "solve",
        "reopen",
        "solve",
        "close",
    ]
    assert Message.objects.filter(person=wang.person, title="兜底事项已解决", channel="INBOX").count() == 2


def test_a_matter_cannot_end_without_a_result_even_by_sql(open_day: date) -> None:
    shift(people.zhao_liu())
    raised = matter()
    for status in (EscalationStatus.SOLVED, EscalationStatus.CLOSED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Escalation.objects.filter(pk=raised.pk).update(status=status, closed_at=AT, solved_at=AT)


def test_without_anybody_on_duty_a_matter_waits_for_the_head(open_day: date) -> None:
    raised = matter()
    assert raised.holder is None
    with pytest.raises(hall.NotYours):
        hall.accept_matter(matter_id=raised.pk, by=people.zhao_liu(), at=AT)
    assert hall.accept_matter(matter_id=raised.pk, by=people.han_shiyi(), at=AT).holder == people.han_shiyi()


def test_a_matter_is_passed_on_with_a_reason(open_day: date) -> None:
    zhao, head = people.zhao_liu(), people.han_shiyi()
    shift(zhao)
    raised = matter()
    with pytest.raises(hall.NoReason):
        hall.pass_matter_on(matter_id=raised.pk, to_id=head.pk, reason="", by=zhao, at=AT)
    with pytest.raises(hall.NoSuchColleague):
        hall.pass_matter_on(matter_id=raised.pk, to_id=zhao.pk, reason="我自己", by=zhao, at=AT)
    passed = hall.pass_matter_on(matter_id=raised.pk, to_id=head.pk, reason="要主任协调", by=zhao, at=AT)
    assert (passed.status, passed.holder) == (EscalationStatus.RAISED, head)
    hall.accept_matter(matter_id=raised.pk, by=head, at=AT)


def test_the_duty_managers_own_matter_is_not_sent_to_themselves(open_day: date) -> None:
    shift(people.wang_wu())
    assert matter().holder is None


@pytest.mark.parametrize("action", sorted(ESCALATION_MOVES))
def test_a_closed_matter_stays_closed(open_day: date, action: str) -> None:
    zhao = people.zhao_liu()
    shift(zhao)
    pk = matter().pk
    hall.accept_matter(matter_id=pk, by=zhao, at=AT)
    hall.solve_matter(matter_id=pk, result="好了", by=zhao, at=AT)
    hall.close_matter(matter_id=pk, by=people.wang_wu(), at=AT)
    act = {
        "accept": lambda: hall.accept_matter(matter_id=pk, by=zhao, at=AT),
        "pass_on": lambda: hall.pass_matter_on(matter_id=pk, to_id=people.han_shiyi().pk, reason="x", by=zhao, at=AT),
        "solve": lambda: hall.solve_matter(matter_id=pk, result="好了", by=zhao, at=AT),
        "reopen": lambda: hall.reopen_matter(matter_id=pk, reason="没好", by=people.wang_wu(), at=AT),
        "close": lambda: hall.close_matter(matter_id=pk, by=people.wang_wu(), at=AT),
    }[action]
    with pytest.raises(WrongState):
        act()


# --- two at once


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_one_matter_at_once_leave_it_with_one_of_them() -> None:
    head, director = people.han_shiyi(), people.jiang_shier()
    raised = matter()
    outcomes: list[object] = []

    def accept(by: User) -> None:
        try:
            outcomes.append(hall.accept_matter(matter_id=raised.pk, by=by, at=AT).holder_id)
        except WrongState as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=accept, args=[each]) for each in (head, director) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [each for each in outcomes if isinstance(each, int)]
    raised.refresh_from_db()
    assert raised.holder_id == winner
    assert raised.events.filter(action="accept").count() == 1
