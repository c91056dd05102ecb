"""Numbers taken and called: once each, in order, by who may."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from common.errors import BusinessError, WrongState
from desk import operations, queries
from desk.models import Ticket, TicketService
from desk.operations.queueing import CallMore, NobodyWaits, NotAtAWindow, NotTheirTicket, TooLateToReturn, WindowBusy
from desk.operations.tickets import AlreadyWaiting, LineClosed, NotOldEnough, TooManyTickets
from desk.operations.windows import DeviceGone, NotTheirWindow, NumberTaken, SeatTaken, StillServing, WrongCode
from desk.states.queueing import AT_A_WINDOW, TICKET_MOVES, GreenReason, Lane, TicketStatus, WindowStatus
from tests import people
from tests.desk import hall_queue as hall
from tests.make import AT

OLD = "220402195001010013"


@pytest.fixture
def teller(open_day: date) -> User:
    """王五 at window 1."""
    user = people.wang_wu()
    hall.seat(user)
    return user


def later(minutes: int) -> object:
    return AT + timedelta(minutes=minutes)


def citizen(first17: str) -> str:
    from common.identity import citizen_check_digit

    return first17 + citizen_check_digit(first17)


# --- taking


def test_numbers_count_by_line_and_day(teller: User) -> None:
    codes = [hall.ticket("A").code, hall.ticket("B").code, hall.ticket("A").code]
    assert codes == ["A001", "B001", "A002"]
    tomorrow = operations.take_ticket(
        branch_id=people.branch().pk, line_ids=[hall.line().pk], by=None, at=AT + timedelta(days=1)
    )
    assert tomorrow.code == "A001"


def test_a_line_without_a_window_gives_no_numbers(open_day: date) -> None:
    hall.window("1", "A")
    with pytest.raises(LineClosed):
        operations.take_ticket(branch_id=people.branch().pk, line_ids=[hall.line("B").pk], by=None, at=AT)
    assert not Ticket.objects.exists()


def test_who_is_seventy_is_helped_first_without_asking(teller: User) -> None:
    ticket = hall.ticket(document_number=citizen("22040219500101001"))
    assert (ticket.lane, ticket.green_reason, ticket.person) == (Lane.GREEN, GreenReason.OLD, None)


def test_who_is_younger_than_they_say_takes_an_ordinary_number(teller: User) -> None:
    with pytest.raises(NotOldEnough):
        hall.ticket(green=GreenReason.OLD, document_number=people.DOCUMENTS["张三"][0])
    ticket = hall.ticket(green=GreenReason.SOLDIER, document_number=people.DOCUMENTS["张三"][0])
    assert ticket.green_reason == GreenReason.SOLDIER


def test_who_is_on_file_is_known_and_has_one_number_a_line(teller: User) -> None:
    person = people.zhang_san().person
    ticket = hall.ticket(document_number=people.DOCUMENTS["张三"][0])
    assert ticket.person == person
    with pytest.raises(AlreadyWaiting, match="A001"):
        hall.ticket(document_number=people.DOCUMENTS["张三"][0])
    assert hall.ticket("B", document_number=people.DOCUMENTS["张三"][0]).code == "B001"


def test_a_kiosk_gives_so_many_numbers_a_minute(teller: User) -> None:
    kiosk = operations.register_hall_device(
        branch_id=people.branch().pk, kind="KIOSK", label="门口", by=teller, at=AT
    ).device
    for _ in range(12):
        hall.ticket(device_id=kiosk.pk)
    with pytest.raises(TooManyTickets):
        hall.ticket(device_id=kiosk.pk)
    assert hall.ticket(minutes=2, device_id=kiosk.pk).number == 13


@pytest.mark.django_db(transaction=True)
def test_a_hundred_numbers_at_once_have_no_gap_and_no_double(open_day: date) -> None:
    hall.window()
    branch, line, start = people.branch().pk, hall.line().pk, Barrier(10)

    def take() -> None:
        start.wait()
        for _ in range(10):
            operations.take_ticket(branch_id=branch, line_ids=[line], by=None, at=AT)
        connection.close()

    with ThreadPoolExecutor(10) as pool:
        for done in [pool.submit(take) for _ in range(10)]:
            done.result()
    assert sorted(Ticket.objects.values_list("number", flat=True)) == list(range(1, 101))


# --- calling


def test_a_visit_from_number_to_done(teller: User) -> None:
    taken = hall.ticket()
    ticket = operations.call_next(by=teller, at=AT)
    assert (ticket, ticket.status, ticket.calls) == (taken, TicketStatus.CALLED, 1)
    operations.start_ticket(ticket_id=ticket.pk, by=teller, at=AT + timedelta(minutes=1))
    operations.finish_ticket(ticket_id=ticket.pk, by=teller, at=AT + timedelta(minutes=8))
    ticket.refresh_from_db()
    assert ticket.status == TicketStatus.DONE
    service = TicketService.objects.get(ticket=ticket)
    assert (service.seconds, service.window) == (7 * 60, ticket.window)
    assert list(ticket.events.order_by("id").values_list("action", flat=True)) == ["take", "call", "start", "finish"]
    assert queries.own_day(teller, ticket.day) == queries.queueing.OwnDay(served=1, no_shows=0, average=7)


def test_a_window_with_somebody_calls_nobody_else(teller: User) -> None:
    first, second = hall.ticket(), hall.ticket(minutes=1)
    operations.call_next(by=teller, at=AT)
    with pytest.raises(WindowBusy, match=first.code):
        operations.call_next(by=teller, at=AT)
    with pytest.raises(WindowBusy):
        operations.call_ticket(ticket_id=second.pk, by=teller, at=AT)


def test_the_database_holds_a_window_to_one_ticket(teller: User) -> None:
    hall.ticket()
    ticket = operations.call_next(by=teller, at=AT)
    other = hall.ticket(minutes=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=other.pk).update(status="CALLED", window=ticket.window, called_at=AT, called_by=teller)


def test_nobody_calls_without_an_open_window(open_day: date) -> None:
    teller = people.wang_wu()
    hall.ticket()
    with pytest.raises(NotAtAWindow):
        operations.call_next(by=teller, at=AT)
    window = hall.seat(teller)
    operations.pause_window(window_id=window.pk, reason="午餐", by=teller, at=AT)
    with pytest.raises(NotAtAWindow):
        operations.call_next(by=teller, at=AT)
    operations.resume_window(window_id=window.pk, by=teller, at=AT)
    assert operations.call_next(by=teller, at=AT).code == "A001"


def test_nobody_waits(teller: User) -> None:
    with pytest.raises(NobodyWaits):
        operations.call_next(by=teller, at=AT)


def test_a_window_calls_only_its_own_lines(open_day: date) -> None:
    teller = people.wang_wu()
    hall.window("2", "B")
    hall.seat(teller, "3", "A")
    hall.ticket("B")
    with pytest.raises(NobodyWaits):
        operations.call_next(by=teller, at=AT)
    hall.ticket("A")
    assert operations.call_next(by=teller, at=AT).code == "A001"


def test_somebody_may_be_called_out_of_turn_and_the_trail_says_so(teller: User) -> None:
    hall.ticket()
    second = hall.ticket(minutes=1)
    operations.call_ticket(ticket_id=second.pk, by=teller, at=AT)
    assert second.events.get(action="call").note == "点名叫号"


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_never_call_the_same_number(open_day: date) -> None:
    callers = [people.wang_wu(), people.zhao_liu()]
    for place, caller in enumerate(callers, start=1):
        hall.seat(caller, str(place))
    for minute in range(20):
        hall.ticket(minutes=minute)
    start = Barrier(2)

    def work(caller: User) -> list[str]:
        seen = []
        for _ in range(10):
            start.wait()
            ticket = operations.call_next(by=caller, at=AT + timedelta(hours=1))
            seen.append(ticket.code)
            operations.start_ticket(ticket_id=ticket.pk, by=caller, at=AT + timedelta(hours=1))
            operations.finish_ticket(ticket_id=ticket.pk, by=caller, at=AT + timedelta(hours=1))
        connection.close()
        return seen

    with ThreadPoolExecutor(2) as pool:
        codes = [code for done in [pool.submit(work, each) for each in callers] for code in done.result()]
    assert sorted(codes) == [f"A{number:03d}" for number in range(1, 21)]


# --- missed, come back, given up


def test_a_number_is_missed_after_three_calls_and_may_come_back(teller: User) -> None:
    ticket = hall.ticket()
    operations.call_next(by=teller, at=AT)
    for left in (2, 1):
        with pytest.raises(CallMore, match=f"再叫 {left} 次"):
            operations.miss_ticket(ticket_id=ticket.pk, by=teller, at=AT)
        operations.call_again(ticket_id=ticket.pk, by=teller, at=AT)
    operations.miss_ticket(ticket_id=ticket.pk, by=teller, at=AT)
    other = hall.ticket(minutes=5)
    back = operations.return_ticket(ticket_id=ticket.pk, by=teller, at=AT + timedelta(minutes=10))
    assert (back.status, back.calls, back.ended_at) == (TicketStatus.WAITING, 0, None)
    assert operations.call_next(by=teller, at=AT + timedelta(minutes=11)) == other


def test_a_number_missed_long_ago_does_not_come_back(teller: User) -> None:
    ticket = hall.ticket()
    operations.call_next(by=teller, at=AT)
    for _ in range(2):
        operations.call_again(ticket_id=ticket.pk, by=teller, at=AT)
    operations.miss_ticket(ticket_id=ticket.pk, by=teller, at=AT)
    with pytest.raises(TooLateToReturn):
        operations.return_ticket(ticket_id=ticket.pk, by=teller, at=AT + timedelta(minutes=61))


def test_who_gives_up_is_not_called(teller: User) -> None:
    ticket = hall.ticket()
    operations.leave_ticket(ticket_id=ticket.pk, by=None, at=AT)
    with pytest.raises(NobodyWaits):
        operations.call_next(by=teller, at=AT)


# --- passed on


def test_who_is_passed_on_keeps_the_place_in_front(open_day: date) -> None:
    teller, colleague = people.wang_wu(), people.zhao_liu()
    hall.seat(teller, "1", "AB")
    hall.seat(colleague, "2", "C")
    ticket = hall.ticket("A")
    hall.ticket("C", minutes=-30)
    operations.call_next(by=teller, at=AT)
    operations.start_ticket(ticket_id=ticket.pk, by=teller, at=AT)
    line = hall.line("C").pk
    operations.transfer_ticket(ticket_id=ticket.pk, line_id=line, window_id=None, note="要办贷款", by=teller, at=AT)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.code, ticket.line.letter, ticket.window) == ("WAITING", "A001", "C", None)
    assert operations.call_next(by=colleague, at=AT) == ticket
    assert ticket.events.get(action="transfer").window == "1"


def test_who_is_sent_to_a_window_is_called_there_only_until_it_closes(open_day: date) -> None:
    teller, colleague = people.wang_wu(), people.zhao_liu()
    hall.seat(teller, "1")
    target = hall.seat(colleague, "2")
    ticket = hall.ticket()
    operations.call_next(by=teller, at=AT)
    operations.transfer_ticket(ticket_id=ticket.pk, line_id=None, window_id=target.pk, note="", by=teller, at=AT)
    with pytest.raises(NobodyWaits):
        operations.call_next(by=teller, at=AT)
    operations.close_window(window_id=target.pk, by=colleague, at=AT)
    assert operations.call_next(by=teller, at=AT) == ticket


def test_nobody_is_passed_on_to_a_closed_window_or_the_own(teller: User) -> None:
    ticket = hall.ticket()
    operations.call_next(by=teller, at=AT)
    for window in (hall.window("9"), hall.window("1")):
        with pytest.raises(LineClosed):
            operations.transfer_ticket(
                ticket_id=ticket.pk, line_id=None, window_id=window.pk, note="", by=teller, at=AT
            )


# --- several businesses in one visit


def test_several_businesses_are_done_in_one_visit(teller: User) -> None:
    ticket = operations.take_ticket(
        branch_id=people.branch().pk, line_ids=[hall.line("A").pk, hall.line("B").pk], by=None, at=AT
    )
    operations.call_next(by=teller, at=AT)
    operations.start_ticket(ticket_id=ticket.pk, by=teller, at=AT)
    operations.begin_business(ticket_id=ticket.pk, line_id=hall.line("B").pk, by=teller, at=AT + timedelta(minutes=4))
    operations.begin_business(ticket_id=ticket.pk, line_id=hall.line("C").pk, by=teller, at=AT + timedelta(minutes=6))
    operations.finish_ticket(ticket_id=ticket.pk, by=teller, at=AT + timedelta(minutes=7))
    done = [(each.line.letter, each.seconds) for each in queries.services_of(ticket)]
    assert done == [("A", 240), ("B", 120), ("C", 60)]


# --- who may


def test_another_windows_ticket_is_left_alone(open_day: date) -> None:
    teller, colleague = people.wang_wu(), people.zhao_liu()
    hall.seat(teller, "1")
    hall.seat(colleague, "2")
    ticket = hall.ticket()
    operations.call_next(by=teller, at=AT)
    acts: list[Callable[..., object]] = [
        operations.call_again,
        operations.start_ticket,
        operations.finish_ticket,
        operations.miss_ticket,
    ]
    for act in acts:
        with pytest.raises(NotTheirTicket):
            act(ticket_id=ticket.pk, by=colleague, at=AT)


@pytest.mark.parametrize("status", TicketStatus.values)
@pytest.mark.parametrize("action", [each for each in TICKET_MOVES if each not in ("call_again", "expire")])
def test_every_act_is_refused_where_the_table_does_not_allow_it(teller: User, status: str, action: str) -> None:
    if status in TICKET_MOVES[action][0]:
        return
    ticket = hall.ticket()
    window = queries.window_at(teller)
    if action in ("call", "return"):  # by a free window, so the number is at another one, or at none
        other = hall.seat(people.zhao_liu(), "2")
        window = other if status in AT_A_WINDOW else None
    Ticket.objects.filter(pk=ticket.pk).update(
        status=status,
        window=window,
        called_at=AT,
        called_by=teller,
        started_at=AT,
        calls=3,
        ended_at=AT if status in ("DONE", "NO_SHOW", "LEFT") else None,
    )
    acts: dict[str, Callable[[], object]] = {
        "call": lambda: operations.call_ticket(ticket_id=ticket.pk, by=teller, at=AT),
        "start": lambda: operations.start_ticket(ticket_id=ticket.pk, by=teller, at=AT),
        "finish": lambda: operations.finish_ticket(ticket_id=ticket.pk, by=teller, at=AT),
        "no_show": lambda: operations.miss_ticket(ticket_id=ticket.pk, by=teller, at=AT),
        "transfer": lambda: operations.transfer_ticket(
            ticket_id=ticket.pk, line_id=hall.line("B").pk, window_id=None, note="", by=teller, at=AT
        ),
        "return": lambda: operations.return_ticket(ticket_id=ticket.pk, by=teller, at=AT),
        "leave": lambda: operations.leave_ticket(ticket_id=ticket.pk, by=None, at=AT),
    }
    with pytest.raises(WrongState):
        acts[action]()


# --- windows


def test_a_window_has_one_person_and_a_person_one_window(open_day: date) -> None:
    teller, colleague = people.wang_wu(), people.zhao_liu()
    window = hall.seat(teller, "1")
    with pytest.raises(SeatTaken, match="王五"):
        operations.open_window(window_id=window.pk, by=colleague, at=AT)
    with pytest.raises(SeatTaken, match="1 号窗口"):
        operations.open_window(window_id=hall.window("2").pk, by=teller, at=AT)
    with pytest.raises(NotTheirWindow):
        operations.close_window(window_id=window.pk, by=colleague, at=AT)
    operations.close_window(window_id=window.pk, by=teller, at=AT)
    assert operations.open_window(window_id=window.pk, by=colleague, at=AT).user == colleague


def test_a_window_with_somebody_in_front_is_not_closed(teller: User) -> None:
    hall.ticket()
    ticket = operations.call_next(by=teller, at=AT)
    assert ticket.window is not None
    with pytest.raises(StillServing):
        operations.close_window(window_id=ticket.window.pk, by=teller, at=AT)


def test_two_windows_of_a_branch_have_two_numbers(open_day: date) -> None:
    hall.window("1")
    with pytest.raises(NumberTaken):
        operations.save_window(
            window_id=None,
            branch_id=people.branch().pk,
            number="1",
            line_ids=[],
            is_active=True,
            by=None,
            at=AT,
        )


def test_what_a_day_left_open_is_ended_the_next(teller: User) -> None:
    served, waiting = hall.ticket(), hall.ticket(minutes=1)
    operations.call_next(by=teller, at=AT)
    operations.start_ticket(ticket_id=served.pk, by=teller, at=AT)
    tomorrow = AT + timedelta(days=1)
    assert operations.end_day(before=tomorrow.date(), at=tomorrow) == 2
    assert operations.end_day(before=tomorrow.date(), at=tomorrow) == 0
    assert operations.close_left_windows(before=tomorrow.date(), at=tomorrow) == 1
    served.refresh_from_db(), waiting.refresh_from_db()
    assert (served.status, waiting.status) == ("DONE", "LEFT")
    assert hall.window().status == WindowStatus.CLOSED
    assert queries.hall_of(people.branch().pk, tomorrow.date(), tomorrow).medians == {}


# --- devices


def test_a_code_binds_one_machine_once_and_for_a_quarter_of_an_hour(open_day: date) -> None:
    by = people.wang_wu()
    coded = operations.register_hall_device(branch_id=people.branch().pk, kind="KIOSK", label="门口", by=by, at=AT)
    with pytest.raises(WrongCode):
        operations.bind_hall_device(code=coded.code, at=AT + timedelta(minutes=16))
    bound = operations.bind_hall_device(code=coded.code, at=AT)
    assert queries.device_with(bound.token) == coded.device
    with pytest.raises(WrongCode):
        operations.bind_hall_device(code=coded.code, at=AT)
    operations.revoke_hall_device(device_id=coded.device.pk, by=by, at=AT)
    assert queries.device_with(bound.token) is None
    with pytest.raises(DeviceGone):
        operations.revoke_hall_device(device_id=coded.device.pk, by=by, at=AT)


def test_an_empty_or_unknown_token_is_no_device(open_day: date) -> None:
    assert queries.device_with("") is None
    assert queries.device_with("x" * 40) is None
    with pytest.raises(BusinessError):
        operations.bind_hall_device(code="", at=AT)
