"""Builders for tests of the queue and of appointments: windows, numbers, places."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from accounts.models import User
from desk import operations
from desk.models import Line, SlotPlan, Ticket, Window
from desk.operations import PlanFields
from desk.states.appointments import SlotKind
from tests import people
from tests.make import AT

ALL = "ABCD"


def line(letter: str = "A") -> Line:
    """A line of the first rows."""
    return Line.objects.get(letter=letter)


def window(number: str = "1", letters: str = ALL, branch: str = "01") -> Window:
    """A window that serves some lines."""
    known = Window.objects.filter(branch=people.branch(branch), number=number).first()
    if known:
        return known
    ids = [line(each).pk for each in letters]
    return operations.save_window(
        window_id=None,
        branch_id=people.branch(branch).pk,
        number=number,
        line_ids=ids,
        is_active=True,
        by=None,
        at=AT,
    )


def seat(user: User, number: str = "1", letters: str = ALL, at: datetime = AT) -> Window:
    """Somebody at an open window."""
    return operations.open_window(window_id=window(number, letters).pk, by=user, at=at)


def ticket(letter: str = "A", minutes: int = 0, green: str = "", **more: object) -> Ticket:
    """A number taken some minutes after the start of the day."""
    window()
    return operations.take_ticket(
        branch_id=people.branch().pk,
        line_ids=[line(letter).pk],
        green_reason=green,
        by=None,
        at=AT + timedelta(minutes=minutes),
        **more,  # type: ignore[arg-type]
    )


def plan(
    kind: str = SlotKind.ORDINARY,
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7),
    opens: time = time(9),
    closes: time = time(11),
    capacity: int = 2,
    minutes: int = 30,
    letters: str = "",
    **more: object,
) -> SlotPlan:
    """Places at the test branch, from 2026 on."""
    window()
    fields = PlanFields(
        branch_id=people.branch().pk,
        kind=kind,
        weekdays=weekdays,
        opens=opens,
        closes=closes,
        minutes=minutes,
        capacity=capacity,
        valid_from=date(2026, 1, 1),
        line_ids=tuple(line(each).pk for each in letters),
        **more,  # type: ignore[arg-type]
    )
    return operations.save_plan(plan_id=None, fields=fields, by=None, at=AT)


def key(plan: SlotPlan, when: str) -> str:
    """How an address names a place: `when` is "202610120900"."""
    return f"{plan.pk}-{when}"
