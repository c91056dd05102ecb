"""Who is called next and why, who goes first, and how long the others wait. No clock: times are arguments."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from django.utils.translation import gettext as _

from desk.states.queueing import Lane


@dataclass(frozen=True)
class QueueTerms:
    """What a centre may set differently. Ages in years, times as spans."""

    green_age: int = 70
    greens_in_a_row: int = 2
    appointment_early: timedelta = timedelta(minutes=10)
    appointment_late: timedelta = timedelta(minutes=10)
    calls_before_no_show: int = 3
    return_within: timedelta = timedelta(minutes=60)
    most_a_minute: int = 12


TERMS = QueueTerms()


class Why(Enum):
    """Why a ticket comes before the others."""

    TRANSFERRED = "transferred"
    GREEN = "green"
    DUE = "due"
    TURN = "turn"
    AFTER_GREEN = "after_green"
    ONLY_GREEN = "only_green"


@dataclass(frozen=True)
class Waiting:
    """What the order of calling asks of a ticket. `due_at`: the appointment it came in time for."""

    pk: int
    lane: str
    place_at: datetime
    due_at: datetime | None = None
    is_transferred: bool = False
    line_id: int = 0
    window_id: int | None = None


@dataclass(frozen=True)
class Turn:
    """A ticket with the reason for its place."""

    ticket: Waiting
    why: Why


def came_in_time(due_at: datetime, arrived_at: datetime, terms: QueueTerms = TERMS) -> bool:
    """Whether somebody with an appointment came no later than it allows; later they wait like everybody."""
    return arrived_at <= due_at + terms.appointment_late


def order(waiting: Collection[Waiting], called: Sequence[str], now: datetime, terms: QueueTerms = TERMS) -> list[Turn]:
    """Everybody who waits, in the order in which they will be called if nobody else comes.

    Transferred tickets keep their place in front. The green lane comes next, but after `greens_in_a_row` of it one
    of the others is called, where there is one. Appointments come before ordinary numbers from ten minutes before
    their time. Then whoever came first. `called` are the lanes of the last calls, newest last.
    """
    by_place = sorted(waiting, key=lambda each: (each.place_at, each.pk))
    turns = [Turn(each, Why.TRANSFERRED) for each in by_place if each.is_transferred]
    greens = deque(each for each in by_place if each.lane == Lane.GREEN and not each.is_transferred)
    others = deque(
        _others([each for each in by_place if each.lane != Lane.GREEN and not each.is_transferred], now, terms)
    )
    in_a_row = _tail([*called, *(turn.ticket.lane for turn in turns)])
    while greens or others:
        enough = in_a_row >= terms.greens_in_a_row
        if greens and not (enough and others):
            turns.append(Turn(greens.popleft(), Why.ONLY_GREEN if enough else Why.GREEN))
            in_a_row += 1
        else:
            ticket, why = others.popleft()
            turns.append(Turn(ticket, Why.AFTER_GREEN if greens and why is Why.TURN else why))
            in_a_row = 0
    return turns


def _others(by_place: Sequence[Waiting], now: datetime, terms: QueueTerms) -> list[tuple[Waiting, Why]]:
    """Who is not in the green lane: appointments whose time has come by their time, then everybody by place."""
    due = [each for each in by_place if each.due_at is not None and each.due_at - terms.appointment_early <= now]
    due.sort(key=lambda each: (each.due_at, each.place_at, each.pk))
    first = {each.pk for each in due}
    return [(each, Why.DUE) for each in due] + [(each, Why.TURN) for each in by_place if each.pk not in first]


def _tail(called: Sequence[str]) -> int:
    """How many of the last calls were of the green lane, without another between them."""
    count = 0
    for lane in reversed(called):
        if lane != Lane.GREEN:
            break
        count += 1
    return count


def reason(turn: Turn, now: datetime, terms: QueueTerms = TERMS) -> str:
    """The sentence that the window reads."""
    waited = max(int((now - turn.ticket.place_at).total_seconds() // 60), 0)
    due = turn.ticket.due_at
    sentences = {
        Why.TRANSFERRED: _("转办过来的，保留原来的先后，接着办。"),
        Why.GREEN: _("绿色通道优先，已等候 %(minutes)d 分钟。"),
        Why.DUE: _("预约时间到了，先于普通号。"),
        Why.TURN: _("按取号先后，已等候 %(minutes)d 分钟。"),
        Why.AFTER_GREEN: _("已连叫 %(greens)d 位绿色通道，轮到其他人；这位已等候 %(minutes)d 分钟。"),
        Why.ONLY_GREEN: _("绿色通道优先，其他人都已叫到。"),
    }
    values = {"minutes": waited, "greens": terms.greens_in_a_row, "due": due}
    return sentences[turn.why] % values


def may_serve(ticket: Waiting, *, window_id: int, line_ids: Collection[int]) -> bool:
    """Whether a window may call a ticket: sent to it by name, or of a line that it serves and of no other window."""
    if ticket.window_id is not None:
        return ticket.window_id == window_id
    return ticket.line_id in line_ids


def age_on(birth_on: date, today: date) -> int:
    """Completed years of life."""
    return today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))


def is_old(birth_on: date | None, today: date, terms: QueueTerms = TERMS) -> bool:
    """Whether somebody's age alone opens the green lane."""
    return birth_on is not None and age_on(birth_on, today) >= terms.green_age


def expected_minutes(*, ahead: Sequence[int], serving: Sequence[int], windows: int) -> int | None:
    """How long somebody will wait, in minutes, rounded up; None where no window is open.

    `ahead` are the usual seconds of each person before them, `serving` those of who stands at the windows now, on
    average half through. The windows share it all; with a free window and nobody ahead it is no time at all.
    """
    if windows <= 0:
        return None
    if not ahead and len(serving) < windows:
        return 0
    halves = 2 * sum(ahead) + sum(serving)
    return -(-halves // (2 * windows * 60))
