"""Appointments: a place is given once, changed and given back in time, kept or missed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import operations as accounts
from accounts.models import User
from common.errors import BusinessError, WrongState
from desk import operations, queries
from desk.models import Appointment, ClosedDay, Slot, SlotPlan, Wish
from desk.operations import Details
from desk.operations.appointments import (
    ComeToTheCounter,
    DetailMissing,
    PlaceFull,
    PlaceGone,
    TooLateToChange,
    TooManyAppointments,
    WrongDay,
)
from desk.operations.planning import ClosedAlready, PlansClash
from desk.operations.wishes import NotFull, WaitsAlready
from desk.states.appointments import AT_THE_HALL, AppointmentStatus, SlotKind, WishStatus
from desk.states.queueing import Lane
from notifications.models import Message
from tests import people
from tests.desk import hall_queue as hall
from tests.make import AT

MONDAY = "202610120900"
"""Nine o'clock on the working day after the open day."""
NINE = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)


@pytest.fixture
def plan(open_day: date) -> SlotPlan:
    return hall.plan()


def book(
    user: User,
    plan: SlotPlan,
    when: str = MONDAY,
    *,
    channel: str = "PORTAL",
    at: datetime = AT,
    details: Details | None = None,
    kinds: tuple[str, ...] = AT_THE_HALL,
    by: User | None = None,
) -> Appointment:
    return operations.book(
        branch_id=plan.branch_id,
        line_id=hall.line("B").pk,
        kinds=kinds,
        key=hall.key(plan, when),
        person_id=user.person_id,
        details=details or Details(),
        channel=channel,
        by=by or user,
        at=at,
    )


def told(user: User) -> list[str]:
    rows = Message.objects.filter(person=user.person, channel="INBOX").order_by("id")
    return [each.key.split(":")[0] for each in rows if each.key.startswith("appointment")]


# --- booking


def test_a_place_is_booked_and_the_person_told(plan: SlotPlan) -> None:
    user = people.zhang_san()
    appointment = book(user, plan)
    assert (appointment.status, appointment.starts_at, len(appointment.code)) == (AppointmentStatus.BOOKED, NINE, 8)
    assert Slot.objects.get().taken == 1
    assert told(user) == ["appointment_booked"]
    assert appointment.code in Message.objects.get(person=user.person, channel="INBOX").body


def test_a_full_slot_takes_nobody_else(plan: SlotPlan) -> None:
    for user in (people.zhang_san(), people.qian_qi()):
        book(user, plan)
    with pytest.raises(PlaceFull):
        book(people.li_si(), plan)


def test_the_database_never_overbooks_a_slot(plan: SlotPlan) -> None:
    book(people.zhang_san(), plan)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.update(taken=3)


@pytest.mark.parametrize(
    "when", ["202610110900", "202610120915", "202610120830", "202610280900", "202610100900", "x", ""]
)
def test_what_is_not_offered_cannot_be_booked(plan: SlotPlan, when: str) -> None:
    with pytest.raises(PlaceGone):
        book(people.zhang_san(), plan, when)
    assert not Appointment.objects.exists()


def test_one_has_one_place_at_a_time_and_three_at_most(plan: SlotPlan) -> None:
    user = people.zhang_san()
    book(user, plan)
    with pytest.raises(TooManyAppointments):
        book(user, plan)
    book(user, plan, "202610120930")
    book(user, plan, "202610130900")
    with pytest.raises(TooManyAppointments, match="3"):
        book(user, plan, "202610140900")
    assert Slot.objects.filter(taken__gt=0).count() == 3


def test_a_plan_for_a_line_is_not_for_others(open_day: date) -> None:
    plan = hall.plan(letters="A")
    with pytest.raises(PlaceGone):
        book(people.zhang_san(), plan)


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_once_for_the_last_place(open_day: date) -> None:
    plan, line = hall.plan(capacity=1), hall.line("B").pk
    with transaction.atomic():
        ids = [
            accounts.find_or_create_person(
                name=f"赵{'一二三四五六七八九十'[number % 10]}{'甲乙'[number // 10]}",
                document_type="03",
                document_number=f"E{number:08d}",
                by=None,
                at=AT,
            ).pk
            for number in range(20)
        ]
    by, start = people.wang_wu(), Barrier(20)

    def one(person_id: int) -> str:
        start.wait()
        try:
            operations.book(
                branch_id=plan.branch_id,
                line_id=line,
                kinds=AT_THE_HALL,
                key=hall.key(plan, MONDAY),
                person_id=person_id,
                channel="PHONE",
                by=by,
                at=AT,
            )
            return "booked"
        except BusinessError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = [done.result() for done in [pool.submit(one, each) for each in ids]]
    assert sorted(answers) == ["PlaceFull"] * 19 + ["booked"]
    assert (Slot.objects.get().taken, Appointment.objects.count()) == (1, 1)


# --- who does not come


def _miss(user: User, plan: SlotPlan, count: int) -> None:
    for number in range(count):
        appointment = book(user, plan, f"2026101{number + 2}0900")
        operations.miss_appointment(appointment_id=appointment.pk, by=None, at=NINE + timedelta(days=number, hours=2))


def test_who_missed_three_books_at_the_counter(plan: SlotPlan) -> None:
    user, teller = people.zhang_san(), people.wang_wu()
    _miss(user, plan, 3)
    at = NINE + timedelta(days=3)
    with pytest.raises(ComeToTheCounter):
        book(user, plan, "202610160900", at=at)
    assert book(user, plan, "202610160900", at=at, channel="PHONE", by=teller).channel == "PHONE"


def test_what_was_missed_long_ago_is_forgotten(plan: SlotPlan) -> None:
    user = people.zhang_san()
    _miss(user, plan, 3)
    at = NINE + timedelta(days=91)
    assert book(user, plan, f"{(at + timedelta(days=3)):%Y%m%d}0900", at=at)


def test_the_sweep_finds_who_did_not_come_but_no_home_visit(plan: SlotPlan) -> None:
    visit = hall.plan(SlotKind.HOME_VISIT, opens=time(14), closes=time(16))
    book(people.zhang_san(), plan)
    details = Details(address="东吉大街 1 号", visit_reason="OLD")
    book(people.qian_qi(), visit, "202610121400", details=details, kinds=("HOME_VISIT",))
    assert queries.missed(NINE + timedelta(hours=1)) == []
    assert len(queries.missed(NINE + timedelta(hours=12))) == 1


# --- changing one's mind


def test_a_cancelled_place_is_free_again(plan: SlotPlan) -> None:
    user = people.zhang_san()
    appointment = book(user, plan)
    operations.cancel_appointment(appointment_id=appointment.pk, by=user, at=AT)
    assert Slot.objects.get().taken == 0
    assert told(user) == ["appointment_booked", "appointment_cancelled"]
    with pytest.raises(WrongState):
        operations.cancel_appointment(appointment_id=appointment.pk, by=user, at=AT)


def test_within_two_hours_one_phones_and_staff_may_still_cancel(plan: SlotPlan) -> None:
    user, teller = people.zhang_san(), people.wang_wu()
    appointment = book(user, plan)
    at = NINE - timedelta(hours=1)
    with pytest.raises(TooLateToChange):
        operations.cancel_appointment(appointment_id=appointment.pk, by=user, at=at)
    with pytest.raises(TooLateToChange):
        operations.change_appointment(appointment_id=appointment.pk, key=hall.key(plan, "202610130900"), by=user, at=at)
    operations.cancel_appointment(appointment_id=appointment.pk, reason="来电取消", by=teller, at=at)


def test_an_appointment_moves_to_another_time_and_keeps_its_code(plan: SlotPlan) -> None:
    user = people.zhang_san()
    appointment = book(user, plan)
    key = hall.key(plan, "202610131000")
    moved = operations.change_appointment(appointment_id=appointment.pk, key=key, by=user, at=AT)
    assert (moved.code, moved.starts_at) == (appointment.code, NINE + timedelta(days=1, hours=1))
    assert dict(Slot.objects.values_list("starts_at", "taken")) == {NINE: 0, moved.starts_at: 1}
    with pytest.raises(PlaceGone):
        operations.change_appointment(appointment_id=appointment.pk, key=key, by=user, at=AT)


# --- the waiting list


def fill(plan: SlotPlan) -> list[Appointment]:
    """The whole of Monday: two hours of two places each half hour."""
    users = [people.zhang_san(), people.qian_qi()]
    found = []
    for clock in ("0900", "0930", "1000", "1030"):
        for user in users:
            Appointment.objects.filter(person=user.person).update(employer=people.employer())
            found.append(book(user, plan, f"20261012{clock}"))
    Appointment.objects.update(employer=None)
    return found


def wait(user: User, plan: SlotPlan) -> Wish:
    return operations.wish(
        branch_id=plan.branch_id,
        line_id=hall.line("B").pk,
        person_id=user.person_id,
        day=date(2026, 10, 12),
        by=user,
        at=AT,
    )


def test_nobody_waits_where_there_is_a_place_or_none_is_offered(plan: SlotPlan) -> None:
    with pytest.raises(NotFull, match="还有空位"):
        wait(people.li_si(), plan)
    operations.close_day(branch_id=None, day=date(2026, 10, 12), reason="检修", by=people.wang_wu(), at=AT)
    with pytest.raises(NotFull, match="不开放"):
        wait(people.li_si(), plan)


def test_a_freed_place_is_held_for_whoever_waits_longest(plan: SlotPlan) -> None:
    booked = fill(plan)
    first, second = people.li_si(), people.sun_ba()
    wish, other = wait(first, plan), wait(second, plan)
    with pytest.raises(WaitsAlready):
        wait(first, plan)
    operations.cancel_appointment(appointment_id=booked[0].pk, by=people.zhang_san(), at=AT)
    wish.refresh_from_db()
    assert (wish.status, wish.held_until, wish.slot) == (WishStatus.OFFERED, AT + timedelta(hours=2), booked[0].slot)
    assert told(first) == ["appointment_place_free"]
    with pytest.raises(PlaceFull):
        book(people.zhou_jiu(), plan)
    appointment = operations.take_offer(wish_id=wish.pk, by=first, at=AT + timedelta(minutes=30))
    assert appointment.starts_at == NINE
    assert Slot.objects.get(pk=booked[0].slot_id).taken == 2
    other.refresh_from_db()
    assert other.status == WishStatus.WAITING


def test_a_hold_that_nobody_takes_goes_to_the_next_and_then_to_everybody(plan: SlotPlan) -> None:
    booked = fill(plan)
    first, second = people.li_si(), people.sun_ba()
    wish, other = wait(first, plan), wait(second, plan)
    operations.cancel_appointment(appointment_id=booked[0].pk, by=people.zhang_san(), at=AT)
    late = AT + timedelta(hours=2, seconds=1)
    with pytest.raises(NotFull):
        operations.take_offer(wish_id=wish.pk, by=first, at=late)
    assert queries.lapsing(late) == [wish.pk]
    assert operations.lapse_wish(wish_id=wish.pk, at=late)
    assert not operations.lapse_wish(wish_id=wish.pk, at=late)
    other.refresh_from_db()
    assert other.status == WishStatus.OFFERED
    operations.withdraw_wish(wish_id=other.pk, by=second, at=late)
    assert Slot.objects.get(pk=booked[0].slot_id).taken == 1


# --- the day itself


def test_who_checks_in_waits_in_the_lane_of_appointments(plan: SlotPlan) -> None:
    appointment = book(people.zhang_san(), plan)
    ticket = operations.check_in(appointment_id=appointment.pk, by=None, at=NINE - timedelta(minutes=5))
    assert (ticket.lane, ticket.code, ticket.due_at, ticket.person) == (
        Lane.APPOINTMENT,
        "B001",
        NINE,
        people.zhang_san().person,
    )
    with pytest.raises(WrongState):
        operations.check_in(appointment_id=appointment.pk, by=None, at=NINE)


def test_who_comes_late_waits_like_everybody(plan: SlotPlan) -> None:
    appointment = book(people.zhang_san(), plan)
    ticket = operations.check_in(appointment_id=appointment.pk, by=None, at=NINE + timedelta(minutes=11))
    assert ticket.due_at is None


def test_nobody_checks_in_on_another_day(plan: SlotPlan) -> None:
    appointment = book(people.zhang_san(), plan)
    with pytest.raises(WrongDay):
        operations.check_in(appointment_id=appointment.pk, by=None, at=AT)


def test_a_visit_that_ends_ends_its_appointment(plan: SlotPlan) -> None:
    teller = people.wang_wu()
    appointment = book(people.zhang_san(), plan)
    at = NINE - timedelta(minutes=5)
    operations.check_in(appointment_id=appointment.pk, by=None, at=at)
    hall.seat(teller, at=at)
    ticket = operations.call_next(by=teller, at=at)
    operations.start_ticket(ticket_id=ticket.pk, by=teller, at=at)
    operations.finish_ticket(ticket_id=ticket.pk, by=teller, at=NINE)
    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.DONE


def test_the_day_before_everybody_is_reminded_once(plan: SlotPlan) -> None:
    user = people.zhang_san()
    appointment = book(user, plan)
    assert queries.to_remind(date(2026, 10, 12)) == [appointment.pk]
    assert operations.remind(appointment_id=appointment.pk, at=AT + timedelta(days=1))
    assert not operations.remind(appointment_id=appointment.pk, at=AT + timedelta(days=1))
    assert queries.to_remind(date(2026, 10, 12)) == []
    assert told(user) == ["appointment_booked", "appointment_reminder"]


# --- closed days and plans


def test_a_closed_day_cancels_and_tells_and_frees_nobody_elses_place(plan: SlotPlan) -> None:
    user = people.zhang_san()
    appointment = book(user, plan)
    day, by = date(2026, 10, 12), people.wang_wu()
    assert operations.close_day(branch_id=plan.branch_id, day=day, reason="设备检修", by=by, at=AT) == 1
    appointment.refresh_from_db()
    assert appointment.status == AppointmentStatus.CANCELLED
    assert "设备检修" in Message.objects.filter(person=user.person, channel="INBOX").latest("id").body
    with pytest.raises(PlaceGone):
        book(user, plan)
    with pytest.raises(ClosedAlready):
        operations.close_day(branch_id=plan.branch_id, day=day, reason="又", by=by, at=AT)
    operations.reopen_day(closed_id=ClosedDay.objects.get().pk, by=by, at=AT)
    assert book(user, plan)


def test_fewer_places_leave_who_is_booked(plan: SlotPlan) -> None:
    for user in (people.zhang_san(), people.qian_qi()):
        book(user, plan)
    fields = operations.PlanFields(
        branch_id=plan.branch_id,
        kind=plan.kind,
        weekdays=(1, 2, 3, 4, 5),
        opens=time(9),
        closes=time(11),
        minutes=30,
        capacity=1,
        valid_from=date(2026, 1, 1),
    )
    operations.save_plan(plan_id=plan.pk, fields=fields, by=people.wang_wu(), at=AT)
    assert Slot.objects.get().capacity == 2
    with pytest.raises(PlansClash):
        operations.save_plan(plan_id=None, fields=fields, by=None, at=AT)
    operations.end_plan(plan_id=plan.pk, on=date(2026, 10, 11), by=people.wang_wu(), at=AT)
    with pytest.raises(PlaceGone):
        book(people.li_si(), plan)


# --- home visits and early involvement


def test_a_home_visit_needs_an_address_and_ends_with_a_result(open_day: date) -> None:
    plan, user, teller = hall.plan(SlotKind.HOME_VISIT), people.zhang_san(), people.wang_wu()
    with pytest.raises(DetailMissing):
        book(user, plan, kinds=("HOME_VISIT",))
    details = Details(address="东吉大街 218 号 3 单元", visit_reason="OLD")
    appointment = book(user, plan, kinds=("HOME_VISIT",), details=details)
    operations.assign_visit(appointment_id=appointment.pk, staff_user_id=teller.pk, by=teller, at=AT)
    with pytest.raises(DetailMissing):
        operations.record_visit(appointment_id=appointment.pk, result=" ", by=teller, at=NINE)
    done = operations.record_visit(appointment_id=appointment.pk, result="已受理退休提取", by=teller, at=NINE)
    assert (done.status, done.assigned_to) == (AppointmentStatus.DONE, teller)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM desk_appointment")
        assert "东吉" not in cursor.fetchone()[0]


def test_questions_are_answered_before_the_visit(open_day: date) -> None:
    plan, user, teller = hall.plan(SlotKind.EARLY), people.zhang_san(), people.wang_wu()
    with pytest.raises(DetailMissing):
        book(user, plan, kinds=("EARLY",))
    appointment = book(user, plan, kinds=("EARLY",), details=Details(questions="外地购房能提吗？"))
    operations.answer_questions(appointment_id=appointment.pk, answer="可以，请带合同。", by=teller, at=AT)
    assert told(user) == ["appointment_booked", "appointment_answered"]


def test_what_is_offered_costs_the_same_however_much_is_booked(
    plan: SlotPlan, django_assert_max_num_queries: object
) -> None:
    fill(plan)
    line = hall.line("B").pk
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        assert queries.places(plan.branch_id, AT_THE_HALL, line, AT)
