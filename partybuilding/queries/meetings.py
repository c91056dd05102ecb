"""The board of what is due, done and late; agendas and minutes; resolutions still open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from partybuilding.models import Meeting, MeetingAttendance, Organisation, Resolution, Topic
from partybuilding.queries import scope
from partybuilding.rules import board as rules
from partybuilding.rules.board import Mark, Square
from partybuilding.states.meetings import (
    KINDS_OF,
    TOOK_PLACE,
    MeetingKind,
    MeetingStatus,
    ResolutionStatus,
)

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Cell:
    """One square of the board over the months it spans, with the meetings planned or called for it."""

    square: Square
    span: int
    coming: int


@dataclass(frozen=True)
class KindRow:
    """A year of one kind of meeting of one organisation."""

    kind: str
    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class OrganisationBoard:
    """A year of one organisation, and how many of its periods are late or due."""

    organisation: Organisation
    rows: list[KindRow]
    late: int
    due: int


def board(user: User, year: int, today: date) -> list[OrganisationBoard]:
    """Every organisation the user sees, kind by kind, period by period. Two questions."""
    kinds = [kind for kind, held in KINDS_OF.items() if held]
    organisations = list(
        scope.organisations_visible_to(user).filter(kind__in=kinds, ended_on=None).order_by("path", "id")
    )
    held, coming = _meetings(organisations, year)
    return [_board_of(each, year, held[each.pk], coming[each.pk], today) for each in organisations]


_Held = dict[int, dict[str, list[date]]]
_Coming = dict[int, dict[tuple[str, str], int]]


def _meetings(organisations: list[Organisation], year: int) -> tuple[_Held, _Coming]:
    held: _Held = defaultdict(lambda: defaultdict(list))
    coming: _Coming = defaultdict(lambda: defaultdict(int))
    rows = Meeting.objects.filter(organisation__in=organisations, year=year).exclude(status=MeetingStatus.CANCELLED)
    for key, kind, status, on, period in rows.values_list("organisation", "kind", "status", "held_on", "period"):
        if status in TOOK_PLACE and on is not None:
            held[key][kind].append(on)
        else:
            coming[key][(kind, period)] += 1
    return held, coming


def _board_of(
    organisation: Organisation,
    year: int,
    held: dict[str, list[date]],
    coming: dict[tuple[str, str], int],
    today: date,
) -> OrganisationBoard:
    rows = []
    for kind in KINDS_OF[organisation.kind]:
        squares = rules.row(kind, year, held.get(kind, []), since=organisation.founded_on, today=today)
        span = 12 // len(squares)
        cells = [Cell(each, span, coming.get((kind, each.period.name), 0)) for each in squares]
        rows.append(KindRow(kind, str(MeetingKind(kind).label), cells))
    marks = [cell.square.mark for row in rows for cell in row.cells]
    return OrganisationBoard(organisation, rows, marks.count(Mark.LATE), marks.count(Mark.DUE))


def called(meeting: Meeting) -> QuerySet[MeetingAttendance]:
    """Who was called, in the order of the roll."""
    return meeting.attendances.select_related("member__person").order_by("member_id", "id")


def agenda(meeting: Meeting) -> QuerySet[Topic]:
    """The topics in order, with what follows from them."""
    return meeting.topics.prefetch_related("tasks__owner__person").order_by("number", "id")


def open_resolutions(user: User) -> QuerySet[Resolution]:
    """What has still to be done, the first due first."""
    return scope.resolutions_visible_to(user).filter(status=ResolutionStatus.OPEN).order_by("due_on", "id")
