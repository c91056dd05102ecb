"""Tickets called, served, passed on, missed, come back, given up."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from desk import queries
from desk.models import Case, Ticket, TicketService, Window
from desk.operations import appointments, tickets
from desk.queries.terms import queue_terms
from desk.states.queueing import AT_A_WINDOW, TICKET_MOVES, TicketStatus, WindowStatus

if TYPE_CHECKING:
    from accounts.models import User


class NotAtAWindow(BusinessError):
    """Who calls sits at no open window."""


class WindowBusy(BusinessError):
    """The window has somebody already."""


class NobodyWaits(BusinessError):
    """There is nobody whom the window may call."""


class NotTheirTicket(BusinessError):
    """The ticket is at another window."""


class CallMore(BusinessError):
    """A number is missed only after it was called often enough."""


class TooLateToReturn(BusinessError):
    """The number was missed too long ago: a new one is needed."""


class NoSuchCase(BusinessError):
    """No case with this number, or one that the user may not see."""


# --- calling


@operation
def call_next(*, by: User, at: datetime) -> Ticket:
    """Call whoever's turn it is to the caller's window.

    Raises NotAtAWindow, WindowBusy, NobodyWaits. Two windows never get the same ticket: each takes the first that no
    other has under its hand.
    """
    window = _own_window(by)
    for row in queries.queue_of(window, timezone.localdate(at), at):
        ticket = (
            Ticket.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(pk=row.ticket.pk, status=TicketStatus.WAITING)
            .first()
        )
        if ticket is not None:
            return _call(ticket, window, by=by, at=at, note=row.why)
    raise NobodyWaits(_("没有等候您叫的号。"))


@operation
def call_ticket(*, ticket_id: int, by: User, at: datetime) -> Ticket:
    """Call one ticket out of turn; the trail says so. Raises NotAtAWindow, WindowBusy, WrongState."""
    window = _own_window(by)
    ticket = lock(Ticket, ticket_id)
    assert ticket.branch_id == window.branch_id
    return _call(ticket, window, by=by, at=at, note=_("点名叫号"))


def _own_window(by: User) -> Window:
    """The caller's window, locked, open and free."""
    seat = Window.objects.filter(user=by).first()
    window = lock(Window, seat.pk) if seat else None
    if window is None or window.user_id != by.pk or window.status != WindowStatus.OPEN:
        raise NotAtAWindow(_("您还没有开窗，或窗口已暂停。"))
    held = Ticket.objects.filter(window=window, status__in=AT_A_WINDOW).first()
    if held is not None:
        raise WindowBusy(_("%(code)s 号还没有结束，请先办结、转办或过号。") % {"code": held})
    return window


def _call(ticket: Ticket, window: Window, *, by: User, at: datetime, note: str) -> Ticket:
    move(
        ticket,
        "call",
        TICKET_MOVES,
        by=by,
        at=at,
        note=note,
        event={"window": window.number},
        window=window,
        called_by=by,
        called_at=at,
        first_called_at=ticket.first_called_at or at,
        calls=1,
        only_window=None,
    )
    return ticket


@operation
def call_again(*, ticket_id: int, by: User, at: datetime) -> Ticket:
    """Call the same number once more. Raises NotTheirTicket, WrongState."""
    ticket = _own(ticket_id, by)
    _go(ticket, "call_again", by=by, at=at, called_at=at, calls=ticket.calls + 1)
    return ticket


@operation
def start_ticket(*, ticket_id: int, by: User, at: datetime) -> Ticket:
    """The person stands at the window. Raises NotTheirTicket, WrongState."""
    ticket = _own(ticket_id, by)
    _start(ticket, by=by, at=at)
    return ticket


def _start(ticket: Ticket, *, by: User, at: datetime) -> None:
    _go(ticket, "start", by=by, at=at, started_at=at, is_transferred=False)
    _begin(ticket, ticket.line_id, at)


@operation
def begin_business(*, ticket_id: int, line_id: int, by: User, at: datetime) -> TicketService:
    """Go on with another business on the same ticket. Raises NotTheirTicket, WrongState."""
    ticket = _own(ticket_id, by)
    refuse_move(ticket, "finish", TICKET_MOVES)
    _end_service(ticket, at)
    return _begin(ticket, line_id, at)


@operation
def finish_ticket(*, ticket_id: int, by: User, at: datetime) -> Ticket:
    """The visit is over. An appointment behind it is done. Raises NotTheirTicket, WrongState."""
    ticket = _own(ticket_id, by)
    _go(ticket, "finish", by=by, at=at, ended_at=at)
    _end_service(ticket, at)
    appointments.finish_of_ticket(ticket_id=ticket.pk, by=by, at=at)
    return ticket


@operation
def miss_ticket(*, ticket_id: int, by: User, at: datetime) -> Ticket:
    """Nobody came. Raises CallMore before the third call, NotTheirTicket, WrongState."""
    ticket = _own(ticket_id, by)
    refuse_move(ticket, "no_show", TICKET_MOVES)
    missing = queue_terms(timezone.localdate(at)).calls_before_no_show - ticket.calls
    if missing > 0:
        raise CallMore(_("请再叫 %(count)d 次，仍没有人来再按过号。") % {"count": missing})
    _go(ticket, "no_show", by=by, at=at, ended_at=at)
    return ticket


@operation
def transfer_ticket(
    *, ticket_id: int, line_id: int | None, window_id: int | None, note: str, by: User, at: datetime
) -> Ticket:
    """Pass somebody on to another line or to one window; they keep their place, in front.

    Raises LineClosed, NotTheirTicket, WrongState.
    """
    ticket = _own(ticket_id, by)
    line = tickets.open_line(ticket.branch_id, line_id) if line_id else ticket.line
    target = _open_window(ticket, window_id) if window_id else None
    window = ticket.window.number if ticket.window else ""
    _end_service(ticket, at)
    move(
        ticket,
        "transfer",
        TICKET_MOVES,
        by=by,
        at=at,
        note=note,
        event={"window": window},
        line=line,
        only_window=target,
        window=None,
        is_transferred=True,
        calls=0,
    )
    return ticket


def _open_window(ticket: Ticket, window_id: int) -> Window:
    found = Window.objects.filter(pk=window_id, branch=ticket.branch_id, status=WindowStatus.OPEN).first()
    if found is None or found.pk == ticket.window_id:
        raise tickets.LineClosed(_("请选择另一个正在服务的窗口。"))
    return found


@operation
def return_ticket(*, ticket_id: int, by: User | None, at: datetime) -> Ticket:
    """A missed number comes back: it waits again from now on. Raises TooLateToReturn, WrongState."""
    ticket = lock(Ticket, ticket_id)
    refuse_move(ticket, "return", TICKET_MOVES)
    if ticket.called_at is None or at - ticket.called_at > queue_terms(ticket.day).return_within:
        raise TooLateToReturn(_("过号时间太久，请重新取号。"))
    facts: dict[str, Any] = {"place_at": at, "due_at": None, "ended_at": None, "calls": 0, "window": None}
    move(ticket, "return", TICKET_MOVES, by=by, at=at, **facts)
    return ticket


@operation
def leave_ticket(*, ticket_id: int, by: User | None, at: datetime) -> Ticket:
    """Whoever waits gives up. Raises WrongState."""
    ticket = lock(Ticket, ticket_id)
    move(ticket, "leave", TICKET_MOVES, by=by, at=at, ended_at=at)
    return ticket


@operation
def end_day(*, before: date, at: datetime) -> int:
    """End what former days left open: who was served is done, the others have left. Returns how many."""
    count = 0
    open_ones = [TicketStatus.WAITING, *AT_A_WINDOW]
    for ticket in Ticket.objects.select_for_update(of=("self",)).filter(day__lt=before, status__in=open_ones):
        action = "finish" if ticket.status == TicketStatus.SERVING else "expire"
        move(ticket, action, TICKET_MOVES, by=None, at=at, note=_("当天结束"), ended_at=at)
        # Nobody stood there until the morning: such a service has no length that a median may use.
        TicketService.objects.filter(ticket=ticket, began_at__isnull=False, ended_at=None).update(
            ended_at=at, seconds=0
        )
        count += 1
    return count


# --- what a ticket is about


@operation
def attach_case(*, ticket_id: int, number: str, by: User, at: datetime) -> Ticket:
    """Say which case the visit is about. Raises NoSuchCase, NotTheirTicket, WrongState."""
    ticket = _own(ticket_id, by)
    refuse_move(ticket, "finish", TICKET_MOVES)
    case = queries.cases_visible_to(by).filter(number=number.strip().upper()).first()
    if case is None:
        raise NoSuchCase(_("没有找到编号为 %(number)s 的办件。") % {"number": number})
    _attach(ticket, case, by=by, at=at)
    return ticket


@step
def attach_to_visit(*, case_id: int, by: User, at: datetime) -> Ticket | None:
    """A case handed in at a window belongs to the visit under way there, where there is one.

    Whoever was called and has their business taken in stands at the window, though nobody pressed the button.
    """
    found = Ticket.objects.filter(window__user=by, status__in=AT_A_WINDOW).first()
    if found is None:
        return None
    ticket = lock(Ticket, found.pk)
    if ticket.status == TicketStatus.CALLED:
        _start(ticket, by=by, at=at)
    if ticket.status == TicketStatus.SERVING:
        _attach(ticket, Case.objects.get(pk=case_id), by=by, at=at)
    return ticket


def _attach(ticket: Ticket, case: Case, *, by: User, at: datetime) -> None:
    ticket.case = case
    ticket.person_id = ticket.person_id or case.agent_id or case.person_id
    ticket.save(update_fields=["case", "person"])
    TicketService.objects.filter(ticket=ticket, began_at__isnull=False, ended_at=None).update(case=case)
    ticket.events.create(action="attach", before=ticket.status, after=ticket.status, by=by, at=at, note=case.number)


# --- shared


def _own(ticket_id: int, by: User) -> Ticket:
    """The ticket, locked, at the caller's own window."""
    ticket = lock(Ticket, ticket_id)
    if ticket.window is None or ticket.window.user_id != by.pk:
        raise NotTheirTicket(_("%(code)s 号不在您的窗口。") % {"code": ticket})
    return ticket


def _go(ticket: Ticket, action: str, *, by: User, at: datetime, **facts: Any) -> None:
    window = ticket.window.number if ticket.window else ""
    move(ticket, action, TICKET_MOVES, by=by, at=at, event={"window": window}, **facts)


def _begin(ticket: Ticket, line_id: int, at: datetime) -> TicketService:
    planned = TicketService.objects.filter(ticket=ticket, line=line_id, began_at=None).order_by("id").first()
    service = planned or TicketService(ticket=ticket, branch_id=ticket.branch_id, line_id=line_id)
    service.began_at, service.window_id = at, ticket.window_id
    service.save()
    return service


def _end_service(ticket: Ticket, at: datetime) -> None:
    running = TicketService.objects.filter(ticket=ticket, began_at__isnull=False, ended_at=None).first()
    if running is not None and running.began_at is not None:
        running.ended_at = max(at, running.began_at)
        running.seconds = int((running.ended_at - running.began_at).total_seconds())
        running.save(update_fields=["ended_at", "seconds"])
