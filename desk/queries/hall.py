"""Who is on duty in a hall, who leads it, and what was escalated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Door, User
from accounts.permissions import Permission, Role
from desk.models import DutyShift, DutySwap, Escalation
from desk.queries.colleagues import staff_who_may
from desk.rules import hall as rules
from desk.states.hall import ESCALATION_OPEN, Part, SwapStatus
from policy import queries as policy

SWAP_DAYS = 60
"""How far ahead shifts are offered for a swap."""


# --- who is who


def branch_of(user: User) -> int:
    """The branch a member of staff works in; 0 for others."""
    staff = getattr(user, "staff", None)
    return staff.branch_id if staff else 0


def works_in(user: User, branch_id: int, permission: Permission) -> bool:
    """Whether a permission reaches a branch: heads in their own, directors everywhere."""
    return user.may(permission) and (branch_of(user) == branch_id or Role.DIRECTOR in user.roles)


def leads(user: User, branch_id: int) -> bool:
    """Whether somebody leads the hall of a branch."""
    return works_in(user, branch_id, Permission.HALL_LEAD)


def inspects(user: User, branch_id: int) -> bool:
    """Whether somebody inspects the hall of a branch."""
    return works_in(user, branch_id, Permission.HALL_INSPECT)


def staff() -> QuerySet[User]:
    """All who work here now, by number."""
    users = User.objects.filter(door=Door.STAFF, is_active=True, staff__isnull=False)
    return users.select_related("person", "staff__branch").order_by("staff__number", "id")


def colleagues(branch_id: int) -> QuerySet[User]:
    """All who work in a branch now, by number."""
    return staff().filter(staff__branch=branch_id)


def heads(today: date) -> list[User]:
    """Those who lead a hall on a day."""
    return list(staff_who_may(Permission.HALL_LEAD, today))


def moments(since: date, until: date) -> tuple[datetime, datetime]:
    """From when to before when these days last, both included: so that an index on a time serves."""
    first = datetime.combine(since, time.min, tzinfo=rules.SHANGHAI)
    return first, datetime.combine(until + timedelta(days=1), time.min, tzinfo=rules.SHANGHAI)


# --- duty


def duty_manager(branch_id: int, at: datetime) -> User | None:
    """Who answers for a hall now; None where nobody is on the roster."""
    local = timezone.localtime(at)
    shift = (
        DutyShift.objects.filter(branch=branch_id, day=local.date(), part=rules.part_of(local.time()))
        .select_related("user__person")
        .first()
    )
    return shift.user if shift else None


@dataclass(frozen=True)
class DutyDay:
    """A day of the roster: whether the centre works, and its two shifts."""

    day: date
    is_working: bool
    shifts: dict[str, DutyShift | None]

    @property
    def cells(self) -> list[DutyShift | None]:
        """Morning, then afternoon."""
        return [self.shifts[part] for part in Part.values]


def roster(branch_id: int, day: date) -> list[DutyDay]:
    """The week around `day`."""
    week = rules.week_of(day)
    calendar = policy.calendar(week[0], week[-1])
    rows = DutyShift.objects.filter(branch=branch_id, day__range=(week[0], week[-1])).select_related("user__person")
    found = {(row.day, row.part): row for row in rows}
    return [
        DutyDay(each, calendar.is_working_day(each), {part: found.get((each, part)) for part in Part.values})
        for each in week
    ]


def shifts_visible_to(user: User) -> QuerySet[DutyShift]:
    """Shifts, for the staff."""
    rows = DutyShift.objects.select_related("branch", "user__person")
    return rows if user.may(Permission.STAFF_DESK) else rows.none()


def swappable_shifts(shift: DutyShift, today: date) -> QuerySet[DutyShift]:
    """Shifts of others in the same hall that a shift could be exchanged for."""
    coming = DutyShift.objects.filter(branch=shift.branch_id, day__range=(today, today + timedelta(days=SWAP_DAYS)))
    return coming.exclude(user=shift.user_id).select_related("user__person").order_by("day", "part", "id")


def swaps_visible_to(user: User) -> QuerySet[DutySwap]:
    """Swaps that somebody asked for or is asked for."""
    mine = Q(asker=user.pk) | Q(taker=user.pk)
    return DutySwap.objects.filter(mine).select_related("shift__branch", "against", "asker__person", "taker__person")


def swaps_waiting(user: User) -> QuerySet[DutySwap]:
    """Swaps that wait for an answer, asked by or of somebody."""
    return swaps_visible_to(user).filter(status=SwapStatus.ASKED).order_by("id")


# --- escalated matters


def escalations_visible_to(user: User) -> QuerySet[Escalation]:
    """What was escalated, for the staff."""
    rows = Escalation.objects.select_related("branch", "case", "raised_by__person", "holder__person")
    return rows if user.may(Permission.STAFF_DESK) else rows.none()


def open_escalations(user: User, branch_id: int, limit: int) -> list[Escalation]:
    """What is not settled in a hall, most urgent first."""
    rows = escalations_visible_to(user).filter(branch=branch_id, status__in=ESCALATION_OPEN)
    return list(rows.order_by("due_at", "id")[:limit])


def may_hold(user: User, matter: Escalation, at: datetime) -> bool:
    """Whether somebody may take a matter in hand: who it was sent to, who is on duty now, or who leads the hall."""
    on_duty = duty_manager(matter.branch_id, at)
    return (
        user.pk == matter.holder_id or (on_duty is not None and on_duty.pk == user.pk) or leads(user, matter.branch_id)
    )
