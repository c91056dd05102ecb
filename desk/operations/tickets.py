"""Numbers taken: at a kiosk, at the desk, or with an appointment."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import queries as accounts
from common import identity
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step
from desk import queries
from desk.models import Device, Line, Ticket, TicketService
from desk.queries.terms import queue_terms
from desk.rules import queueing as rules
from desk.states.queueing import GreenReason, Lane, TicketStatus

if TYPE_CHECKING:
    from accounts.models import User

CITIZEN = "01"


class LineClosed(BusinessError):
    """No window of the branch serves the line."""


class TooManyTickets(BusinessError):
    """A kiosk has given more numbers in a minute than people could take."""


class AlreadyWaiting(BusinessError):
    """The person has a number of this line already."""


class NotOldEnough(BusinessError):
    """The identity number says that the person is younger than the green lane asks."""


@operation
def take_ticket(
    *,
    branch_id: int,
    line_ids: Collection[int],
    green_reason: str = "",
    document_number: str = "",
    device_id: int | None = None,
    by: User | None,
    at: datetime,
) -> Ticket:
    """A number for one business, or for several done in one visit: the first line is waited in.

    An identity number is not kept; it tells who comes, where they are on file, and whether their age opens the green
    lane. Raises LineClosed, TooManyTickets, AlreadyWaiting, NotOldEnough.
    """
    today = timezone.localdate(at)
    if device_id is not None:
        _refuse_flood(lock(Device, device_id), at)
    lines = [open_line(branch_id, each) for each in dict.fromkeys(line_ids)]
    person_id = None
    if document_number:
        found = accounts.people_by_document([(CITIZEN, document_number)])
        person_id = next(iter(found.values()))[0] if found else None
        green_reason = _green_by_age(document_number, green_reason, today)
    if person_id is not None:
        _refuse_second(person_id, branch_id, lines[0], today)
    return give_ticket(
        branch_id=branch_id,
        lines=lines,
        lane=Lane.GREEN if green_reason else Lane.ORDINARY,
        green_reason=green_reason,
        person_id=person_id,
        device_id=device_id,
        by=by,
        at=at,
    )


@step
def give_ticket(
    *,
    branch_id: int,
    lines: Collection[Line],
    lane: str,
    green_reason: str = "",
    due_at: datetime | None = None,
    person_id: int | None = None,
    device_id: int | None = None,
    by: User | None,
    at: datetime,
) -> Ticket:
    """Write a ticket with the next number of its line and day."""
    first, day = next(iter(lines)), timezone.localdate(at)
    number = _next_number(branch_id, first.pk, day)
    ticket = Ticket.objects.create(
        branch_id=branch_id,
        line=first,
        day=day,
        number=number,
        code=f"{first.letter}{number:03d}",
        secret=secrets.token_urlsafe(16),
        lane=lane,
        green_reason=green_reason,
        taken_at=at,
        place_at=at,
        due_at=due_at,
        person_id=person_id,
        device_id=device_id,
        given_by=by,
    )
    TicketService.objects.bulk_create([TicketService(ticket=ticket, branch_id=branch_id, line=each) for each in lines])
    ticket.events.create(action="take", after=ticket.status, by=by, at=at)
    return ticket


def _next_number(branch_id: int, line_id: int, day: date) -> int:
    """Counted in one statement; whoever comes second waits for the first to commit, so no number is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO desk_ticketsequence (branch_id, line_id, day, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (branch_id, line_id, day) DO UPDATE SET last = desk_ticketsequence.last + 1 RETURNING last",
            [branch_id, line_id, day],
        )
        return int(cursor.fetchone()[0])


def _refuse_flood(device: Device, at: datetime) -> None:
    minute_ago, most = at - timedelta(minutes=1), queue_terms(timezone.localdate(at)).most_a_minute
    if Ticket.objects.filter(device=device, taken_at__gt=minute_ago).count() >= most:
        raise TooManyTickets(_("取号太频繁了，请稍等一分钟，或到咨询台取号。"))


def open_line(branch_id: int, line_id: int) -> Line:
    """An active line that a window of the branch serves. Raises LineClosed."""
    line = queries.lines_of(branch_id).filter(pk=line_id).first()
    if line is None:
        raise LineClosed(_("这里没有窗口办理这项业务，请到咨询台。"))
    return line


def _green_by_age(document_number: str, green_reason: str, today: date) -> str:
    birth_on, terms = identity.birth_date(document_number), queue_terms(today)
    if rules.is_old(birth_on, today, terms):
        return green_reason or GreenReason.OLD
    if green_reason == GreenReason.OLD:
        raise NotOldEnough(_("年满 %(age)d 周岁可走绿色通道，请取普通号。") % {"age": terms.green_age})
    return green_reason


def _refuse_second(person_id: int, branch_id: int, line: Line, today: date) -> None:
    known = Ticket.objects.filter(person=person_id, branch=branch_id, line=line, day=today)
    waiting = known.filter(status=TicketStatus.WAITING).first()
    if waiting is not None:
        raise AlreadyWaiting(_("您今天已取了 %(code)s 号，请等候叫号。") % {"code": waiting})
