"""The hall's stories: from a number at the machine to a rating on the tablet, on a working day and on a Sunday."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from desk import operations as desk
from desk import queries
from desk.models import Appointment, Case, RatingInvitation, Ticket, TicketService
from desk.operations import Said
from desk.operations.appointments import PlaceGone
from desk.states.appointments import AT_THE_HALL, AppointmentStatus, SlotKind
from desk.states.cases import CaseStatus, Channel
from desk.states.queueing import Lane, TicketStatus
from desk.states.ratings import Way
from tests import make, people
from tests.desk import hall_queue as hall
from tests.desk import world

HERE = ZoneInfo("Asia/Shanghai")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(open_day: date) -> None:
    """An open business date."""


def carried_out(case: Case, at: datetime) -> Case:
    """Accepted with all papers, decided on the spot, carried out."""
    teller = people.wang_wu()
    world.check_all(case, at=at)
    desk.accept_case(case_id=case.pk, by=teller, at=at)
    desk.send_case(case_id=case.pk, by=teller, at=at)
    with transaction.atomic():
        desk.begin_execution(case_id=case.pk, by=None, at=at)
        return desk.finish(case_id=case.pk, by=None, at=at)


def test_a_ticket_becomes_a_case_and_the_case_a_rating_at_the_window_that_did_the_work() -> None:
    monday, teller = world.AT, people.wang_wu()
    world.kind("quick", levels=(), exclusion="")
    window = hall.seat(teller, "5", at=monday)
    _tablet, secret = desk.register_device(branch_id=window.branch_id, window="5", by=teller, at=monday)
    number = people.DOCUMENTS["张三"][0]
    taken = desk.take_ticket(
        branch_id=window.branch_id, line_ids=[hall.line("A").pk], document_number=number, by=None, at=monday
    )
    called = desk.call_next(by=teller, at=monday + timedelta(minutes=4))
    assert (called, called.status) == (taken, TicketStatus.CALLED)

    # The person stands there; the teller takes the business in without pressing "start".
    case = world.open_case("quick", at=monday + timedelta(minutes=6))
    visit = Ticket.objects.get(pk=taken.pk)
    assert (visit.status, visit.case, visit.person, case.window) == (TicketStatus.SERVING, case, case.person, "5")
    done = carried_out(case, monday + timedelta(minutes=12))
    assert done.status == CaseStatus.DONE

    # The tablet of that window asks by itself; the link by message is the other way to the same one rating.
    device = queries.device_of(secret)
    asked = queries.asked_at(device, monday + timedelta(minutes=12))
    assert asked is not None and (asked.case, asked.way) == (case, Way.WINDOW)
    assert RatingInvitation.objects.filter(case=case, way=Way.LINK).count() == 1
    rating = desk.rate_at_device(
        secret=secret, invitation_id=asked.pk, said=Said(5, (), ""), at=monday + timedelta(minutes=13)
    )
    assert (rating.case, rating.clerk, rating.branch) == (case, teller, window.branch)
    desk.finish_ticket(ticket_id=visit.pk, by=teller, at=monday + timedelta(minutes=14))
    service = TicketService.objects.get(ticket=visit)
    assert (service.case, service.seconds) == (case, 8 * 60)


def test_two_cases_of_one_visit_are_two_services_and_what_comes_from_afar_is_none() -> None:
    teller = people.wang_wu()
    world.kind("quick", levels=(), exclusion="")
    hall.seat(teller, at=world.AT)
    ticket = hall.ticket(minutes=0)
    Ticket.objects.filter(pk=ticket.pk).update(day=timezone.localdate(world.AT), taken_at=world.AT, place_at=world.AT)
    desk.call_next(by=teller, at=world.AT)
    first = world.open_case("quick")
    desk.begin_business(ticket_id=ticket.pk, line_id=hall.line("B").pk, by=teller, at=world.AT)
    second = world.open_case("quick")
    afar = world.open_case("quick", by=people.zhang_san(), channel=Channel.PORTAL)
    cases = list(TicketService.objects.filter(ticket=ticket).order_by("id").values_list("case", flat=True))
    assert cases == [first.pk, second.pk]
    assert Ticket.objects.get(pk=ticket.pk).case == second
    assert not afar.tickets.exists() and not TicketService.objects.filter(case=afar).exists()


# --- Sunday (seed 003: half a day, by appointment)

SUNDAY, MONDAY = date(2026, 10, 18), date(2026, 10, 19)


def on(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), HERE)


def test_sunday_service_from_the_appointment_to_the_promise_that_counts_from_monday() -> None:
    friday, teller, user = on(date(2026, 10, 16), 20), people.wang_wu(), people.zhang_san()
    world.kind("quick", levels=(), exclusion="", promise_days=1)
    world.kind("on-the-spot", levels=(), exclusion="", promise_days=0)
    plan = hall.plan(SlotKind.SUNDAY, weekdays=(7,), opens=time(9), closes=time(12), capacity=1)
    line = hall.line("B")
    places = queries.places(plan.branch_id, AT_THE_HALL, line.pk, friday)
    assert {timezone.localtime(each.starts_at).date() for each in places} == {SUNDAY, date(2026, 10, 25)}
    assert [f"{timezone.localtime(each.starts_at):%H:%M}" for each in places[:2]] == ["09:00", "09:30"]

    booked = desk.book(
        branch_id=plan.branch_id,
        line_id=line.pk,
        kinds=AT_THE_HALL,
        key=hall.key(plan, "202610180900"),
        person_id=user.person_id,
        details=desk.Details(),
        channel="PORTAL",
        by=user,
        at=friday,
    )
    assert desk.remind(appointment_id=booked.pk, at=on(date(2026, 10, 17), 9))

    # The hall is open on Sunday: a window, the machine, and who has no appointment waits behind.
    hall.seat(teller, at=on(SUNDAY, 8, 50))
    desk.take_ticket(branch_id=plan.branch_id, line_ids=[line.pk], by=None, at=on(SUNDAY, 8, 40))
    came = desk.check_in(appointment_id=booked.pk, by=None, at=on(SUNDAY, 8, 52))
    assert (came.lane, came.due_at) == (Lane.APPOINTMENT, on(SUNDAY, 9))
    hall_page = people.browser().get(reverse("desk:public_halls"))
    assert hall_page.status_code == 200
    assert desk.call_next(by=teller, at=on(SUNDAY, 8, 55)) == came

    # Taken in on Sunday, the promise counts working days: the first is Monday.
    day_case = world.open_case("quick", at=on(SUNDAY, 9, 5))
    spot_case = world.open_case("on-the-spot", at=on(SUNDAY, 9, 6))
    for case in (day_case, spot_case):
        world.check_all(case, at=on(SUNDAY, 9, 10))
        accepted = desk.accept_case(case_id=case.pk, by=teller, at=on(SUNDAY, 9, 10))
        due, warn_at = timezone.localtime(accepted.promised_due_at), timezone.localtime(accepted.warn_at)
        assert (due.date(), warn_at.date()) == (MONDAY, MONDAY)
        assert accepted.statutory_due_on == SUNDAY + timedelta(days=3)
    assert desk.warn_of_deadlines(at=on(SUNDAY, 23)) == 0
    assert desk.warn_of_deadlines(at=on(MONDAY, 16)) == 2
    desk.finish_ticket(ticket_id=came.pk, by=teller, at=on(SUNDAY, 9, 30))
    assert Appointment.objects.get(pk=booked.pk).status == AppointmentStatus.DONE


def test_a_sunday_that_is_a_holiday_or_a_working_day_has_no_sunday_service_and_the_centre_sets_the_days_ahead() -> None:
    plan = hall.plan(SlotKind.SUNDAY, weekdays=(7,), opens=time(9), closes=time(12), capacity=1)
    line = hall.line("B")

    def sundays(at: datetime) -> set[date]:
        found = queries.places(plan.branch_id, AT_THE_HALL, line.pk, at)
        return {timezone.localtime(each.starts_at).date() for each in found}

    # 20 September 2026 is a working Sunday, 27 September ends Mid-Autumn, 4 October lies within National Day.
    assert sundays(on(date(2026, 9, 14), 10)) == set()
    assert sundays(on(date(2026, 9, 28), 10)) == {date(2026, 10, 11)}
    make.parameter("booking_ahead_days", "7", valid_from=date(2026, 10, 1))
    assert sundays(on(date(2026, 10, 12), 10)) == {SUNDAY}
    with pytest.raises(PlaceGone):
        desk.book(
            branch_id=plan.branch_id,
            line_id=line.pk,
            kinds=AT_THE_HALL,
            key=hall.key(plan, "202610250900"),
            person_id=people.zhang_san().person_id,
            details=desk.Details(),
            channel="PORTAL",
            by=people.zhang_san(),
            at=on(date(2026, 10, 12), 10),
        )
