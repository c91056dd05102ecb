"""The queue of a branch as windows, boards and those who wait see it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Avg, Count, F, Min, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Branch, Door, User
from accounts.permissions import Permission
from desk.models import Appointment, Device, Line, Ticket, TicketService, Window
from desk.queries.terms import queue_terms
from desk.rules import queueing as rules
from desk.states.queueing import AT_A_WINDOW, DeviceKind, TicketStatus, WindowStatus

TYPICAL_SECONDS = 8 * 60
"""A service where nothing is known yet of a line."""
RECENT_SERVICES = 200
"""How many of the last services of a line the median looks at, however many there were."""
RECENT_DAYS = 14


def branch_of(user: User) -> Branch | None:
    """Where a member of staff works."""
    staff = getattr(user, "staff", None)
    return staff.branch if staff else None


def windows_visible_to(user: User) -> QuerySet[Window]:
    """Windows of one's own branch for who calls; every branch's for who plans."""
    rows = Window.objects.select_related("branch", "user__person").prefetch_related(
        Prefetch("lines", Line.objects.order_by("order", "id"))
    )
    if user.may(Permission.APPOINTMENT_MANAGE):
        return rows
    if user.door != Door.STAFF or not user.may(Permission.QUEUE_CALL):
        return rows.none()
    return rows.filter(branch=branch_of(user))


def tickets_visible_to(user: User) -> QuerySet[Ticket]:
    """Tickets of the caller's own branch; for a depositor their own."""
    rows = Ticket.objects.select_related("line", "window", "person", "case", "branch")
    if user.door == Door.DEPOSITOR:
        return rows.filter(person=user.person_id)
    if user.door != Door.STAFF or not user.may(Permission.QUEUE_CALL):
        return rows.none()
    return rows.filter(branch=branch_of(user))


def ticket_by_secret(secret: str) -> Ticket | None:
    """The ticket that somebody follows on their phone."""
    return Ticket.objects.filter(secret=secret).select_related("line", "branch", "window").first() if secret else None


def window_at(user: User) -> Window | None:
    """The window where somebody sits now."""
    rows = Window.objects.filter(user=user).select_related("branch")
    return rows.prefetch_related(Prefetch("lines", Line.objects.order_by("order", "id"))).first()


def lines_of(branch_id: int | None = None) -> QuerySet[Line]:
    """The active lines in order; of a branch: those that one of its windows serves."""
    rows = Line.objects.filter(is_active=True)
    if branch_id is not None:
        rows = rows.filter(pk__in=Window.objects.filter(branch=branch_id, is_active=True).values("lines"))
    return rows.order_by("order", "id")


def line_for(family: str) -> Line | None:
    """The line of a family of business, if any."""
    return Line.objects.filter(is_active=True, families__contains=[family]).order_by("order", "id").first()


# --- devices


def hashed(secret: str) -> str:
    """How a device's token or binding code is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def device_with(token: str, kind: DeviceKind | None = None) -> Device | None:
    """The bound device that a token proves."""
    if not token:
        return None
    rows = Device.objects.filter(token_hash=hashed(token), revoked_at=None).select_related("branch")
    return rows.filter(kind=kind).first() if kind else rows.first()


def devices_visible_to(user: User) -> QuerySet[Device]:
    """Devices of one's own branch; of every branch for who plans."""
    rows = Device.objects.select_related("branch", "made_by__person")
    if user.may(Permission.APPOINTMENT_MANAGE):
        return rows
    return rows.filter(branch=branch_of(user)) if user.may(Permission.QUEUE_CALL) else rows.none()


# --- who waits


def waiting_tickets(branch_id: int, day: date) -> QuerySet[Ticket]:
    """Who waits at a branch, by place."""
    rows = Ticket.objects.filter(branch=branch_id, day=day, status=TicketStatus.WAITING)
    return rows.select_related("only_window").order_by("place_at", "id")


def as_waiting(ticket: Ticket) -> rules.Waiting:
    """A ticket as the order of calling sees it. Who was sent to a window that has closed waits in the line again."""
    sent_to = ticket.only_window
    return rules.Waiting(
        pk=ticket.pk,
        lane=ticket.lane,
        place_at=ticket.place_at,
        due_at=ticket.due_at,
        is_transferred=ticket.is_transferred,
        line_id=ticket.line_id,
        window_id=sent_to.pk if sent_to and sent_to.status != WindowStatus.CLOSED else None,
    )


def recent_lanes(branch_id: int, day: date, line_ids: Collection[int], most: int) -> list[str]:
    """The lanes of the last (at most `most`) tickets called from some lines, newest last."""
    rows = Ticket.objects.filter(branch=branch_id, day=day, line__in=line_ids, first_called_at__isnull=False)
    lanes = rows.order_by("-first_called_at", "-id").values_list("lane", flat=True)
    return list(reversed(lanes[:most]))


@dataclass(frozen=True)
class QueueRow:
    """A ticket that waits, as the window sees it."""

    ticket: Ticket
    turn: rules.Turn
    why: str
    minutes: int


def queue_of(window: Window, day: date, now: datetime) -> list[QueueRow]:
    """Whom a window may call, in the order of calling, each with the reason. Three statements."""
    terms = queue_terms(day)
    line_ids = {line.pk for line in window.lines.all()}
    tickets = {each.pk: each for each in waiting_tickets(window.branch_id, day).select_related("line", "person")}
    mine = [
        each
        for each in map(as_waiting, tickets.values())
        if rules.may_serve(each, window_id=window.pk, line_ids=line_ids)
    ]
    called = recent_lanes(window.branch_id, day, line_ids, terms.greens_in_a_row)
    turns = rules.order(mine, called, now, terms)
    return [
        QueueRow(
            ticket=tickets[turn.ticket.pk],
            turn=turn,
            why=rules.reason(turn, now, terms),
            minutes=max(int((now - tickets[turn.ticket.pk].taken_at).total_seconds() // 60), 0),
        )
        for turn in turns
    ]


def current_ticket(window: Window) -> Ticket | None:
    """The ticket that is called to a window or served there."""
    rows = Ticket.objects.filter(window=window, status__in=AT_A_WINDOW)
    return rows.select_related("line", "person", "case__version").first()


def services_of(ticket: Ticket) -> list[TicketService]:
    """What is done in a visit: done, under way, still to come."""
    rows = TicketService.objects.filter(ticket=ticket).select_related("line", "case")
    return list(rows.order_by(F("began_at").asc(nulls_last=True), "id"))


@dataclass(frozen=True)
class OwnDay:
    """A caller's own figures of a day; `average` in minutes."""

    served: int
    no_shows: int
    average: int


def own_day(user: User, day: date) -> OwnDay:
    """How many the caller served today, how many did not come, and how long a visit took on average."""
    found = Ticket.objects.filter(called_by=user, day=day).aggregate(
        served=Count("pk", filter=Q(status=TicketStatus.DONE)),
        no_shows=Count("pk", filter=Q(status=TicketStatus.NO_SHOW)),
        average=Avg(F("ended_at") - F("started_at"), filter=Q(status=TicketStatus.DONE)),
    )
    average: timedelta | None = found["average"]
    return OwnDay(found["served"], found["no_shows"], round(average.total_seconds() / 60) if average else 0)


def missed_today(branch_id: int, day: date, now: datetime) -> list[Ticket]:
    """Numbers that were missed a short while ago and may come back, newest first."""
    rows = Ticket.objects.filter(
        branch=branch_id,
        day=day,
        status=TicketStatus.NO_SHOW,
        called_at__gte=now - queue_terms(day).return_within,
    )
    return list(rows.select_related("line").order_by("-called_at", "-id")[:20])


# --- how long it takes


def median_seconds(branch_id: int, since: datetime) -> dict[int, int]:
    """Per line, the median of its last services at a branch: one statement, the same cost however many there were."""
    with connection.cursor() as cursor:
        cursor.execute(_MEDIAN, {"branch": branch_id, "since": since, "most": RECENT_SERVICES})
        return {line: int(seconds) for line, seconds in cursor.fetchall() if seconds is not None}


_MEDIAN = """
SELECT line.id, (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY recent.seconds) FROM (
        SELECT seconds FROM desk_ticketservice
        WHERE branch_id = %(branch)s AND line_id = line.id AND seconds > 0 AND ended_at >= %(since)s
        ORDER BY ended_at DESC LIMIT %(most)s
    ) AS recent
) FROM desk_line AS line
"""


@dataclass(frozen=True)
class LineState:
    """How a line of a branch stands: who waits, how many windows serve it, and the wait for who comes now."""

    line: Line
    waiting: int
    windows: int
    minutes: int | None


@dataclass(frozen=True)
class Hall:
    """A branch's hall at one moment: everything that waits are reckoned from."""

    now: datetime
    waiting: Sequence[rules.Waiting]
    called: Sequence[str]
    windows: Sequence[tuple[int, frozenset[int], int | None]]  # id, lines, line that is served there now
    medians: dict[int, int]
    terms: rules.QueueTerms

    def ahead_of(self, ticket: rules.Waiting) -> int:
        """How many will be called before a ticket by the windows that may call it."""
        return len(self._before(ticket))

    def minutes_for(self, ticket: rules.Waiting) -> int | None:
        """The expected wait of a ticket."""
        mine = [line for pk, lines, line in self.windows if rules.may_serve(ticket, window_id=pk, line_ids=lines)]
        return rules.expected_minutes(
            ahead=[self._usual(each.line_id) for each in self._before(ticket)],
            serving=[self._usual(line) for line in mine if line is not None],
            windows=len(mine),
        )

    def _before(self, ticket: rules.Waiting) -> list[rules.Waiting]:
        mine = {pk: lines for pk, lines, _line in self.windows if rules.may_serve(ticket, window_id=pk, line_ids=lines)}
        lines = frozenset().union(*mine.values()) | {ticket.line_id}
        rivals = [
            each
            for each in self.waiting
            if each.pk != ticket.pk and (each.window_id in mine if each.window_id else each.line_id in lines)
        ]
        turns = [turn.ticket for turn in rules.order([*rivals, ticket], self.called, self.now, self.terms)]
        return turns[: turns.index(ticket)]

    def _usual(self, line_id: int) -> int:
        return self.medians.get(line_id, TYPICAL_SECONDS)


def hall_of(branch_id: int, day: date, now: datetime) -> Hall:
    """The hall of a branch: a handful of statements however many wait or ever waited."""
    windows = Window.objects.filter(branch=branch_id, status=WindowStatus.OPEN).prefetch_related("lines")
    busy = Ticket.objects.filter(branch=branch_id, day=day, status__in=AT_A_WINDOW)
    at_window = dict(busy.values_list("window_id", "line_id"))
    terms = queue_terms(day)
    return Hall(
        now=now,
        waiting=[as_waiting(each) for each in waiting_tickets(branch_id, day)],
        called=recent_lanes(branch_id, day, Line.objects.values_list("pk", flat=True), terms.greens_in_a_row),
        windows=[
            (each.pk, frozenset(line.pk for line in each.lines.all()), at_window.get(each.pk)) for each in windows
        ],
        medians=median_seconds(branch_id, now - timedelta(days=RECENT_DAYS)),
        terms=terms,
    )


def line_states(hall: Hall, lines: Sequence[Line]) -> list[LineState]:
    """How each line stands for who would take an ordinary number now."""
    return [
        LineState(
            line=line,
            waiting=sum(each.line_id == line.pk for each in hall.waiting),
            windows=sum(line.pk in served for _pk, served, _line in hall.windows),
            minutes=hall.minutes_for(rules.Waiting(pk=0, lane="ORDINARY", place_at=hall.now, line_id=line.pk)),
        )
        for line in lines
    ]


@dataclass(frozen=True)
class BranchState:
    """A branch as somebody sees it who thinks of going there."""

    branch: Branch
    waiting: int
    windows: int
    since: datetime | None


def branch_states(day: date) -> list[BranchState]:
    """Each branch with a window: how many wait, how many windows are open, since when the first waits."""
    waits = {
        row["branch"]: row
        for row in Ticket.objects.filter(day=day, status=TicketStatus.WAITING)
        .values("branch")
        .annotate(count=Count("pk"), first=Min("place_at"))
        .order_by("branch")
    }
    windows = Window.objects.filter(is_active=True).values("branch")
    opened = dict(
        windows.annotate(count=Count("pk", filter=Q(status=WindowStatus.OPEN)))
        .order_by("branch")
        .values_list("branch", "count")
    )
    return [
        BranchState(
            branch=branch,
            waiting=waits[branch.pk]["count"] if branch.pk in waits else 0,
            windows=opened[branch.pk],
            since=waits[branch.pk]["first"] if branch.pk in waits else None,
        )
        for branch in Branch.objects.filter(pk__in=opened).order_by("code", "id")
    ]


def called_now(branch_id: int, day: date) -> list[Ticket]:
    """What is called or served at a branch, the newest call first: what the board shows."""
    rows = Ticket.objects.filter(branch=branch_id, day=day, status__in=AT_A_WINDOW)
    return list(rows.select_related("window", "line").order_by("-called_at", "-id")[:12])


def open_windows(branch_id: int) -> QuerySet[Window]:
    """Windows of a branch that are in use, by number."""
    rows = Window.objects.filter(branch=branch_id, is_active=True).select_related("user__person")
    return rows.prefetch_related(Prefetch("lines", Line.objects.order_by("order", "id"))).order_by("number", "id")


# --- in words


def appointment_of(ticket: Ticket) -> Appointment | None:
    """The appointment that a ticket was taken with."""
    return Appointment.objects.filter(ticket=ticket).select_related("line").first()


def ticket_words(action: str) -> str:
    """What an event of a ticket means."""
    words = {
        "take": _("取号"),
        "call": _("叫号"),
        "call_again": _("再次叫号"),
        "start": _("开始办理"),
        "finish": _("办结"),
        "no_show": _("过号"),
        "transfer": _("转办"),
        "return": _("恢复排队"),
        "leave": _("放弃"),
        "expire": _("当天结束"),
        "attach": _("关联办件"),
    }
    return words.get(action, action)
