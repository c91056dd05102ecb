"""Places on offer, appointments as somebody may see them, and the waiting list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import queries as accounts
from accounts.models import Door, Person, User
from accounts.permissions import Permission
from desk.models import Appointment, ClosedDay, Line, Slot, SlotPlan, Wish
from desk.queries.terms import booking_terms
from desk.rules import appointments as rules
from desk.states.appointments import AT_THE_HALL, AppointmentStatus, SlotKind, WishStatus
from policy import queries as policy


def appointments_visible_to(user: User) -> QuerySet[Appointment]:
    """Every branch's for staff who call or plan (people phone any of them); one's own; one's employers'."""
    rows = Appointment.objects.select_related("branch", "line", "person", "employer", "ticket", "assigned_to__person")
    if user.door == Door.STAFF:
        may = user.may(Permission.QUEUE_CALL) or user.may(Permission.APPOINTMENT_MANAGE)
        return rows if may else rows.none()
    if user.door == Door.CLERK:
        return rows.filter(employer__in=accounts.clerk_employers(user))
    return rows.filter(person=user.person_id, employer=None)


def wishes_visible_to(user: User) -> QuerySet[Wish]:
    """Places on the waiting list: one's own; all for staff who call."""
    rows = Wish.objects.select_related("branch", "line", "person", "slot")
    if user.door == Door.STAFF:
        return rows if user.may(Permission.QUEUE_CALL) else rows.none()
    return rows.filter(person=user.person_id)


def plans_visible_to(user: User) -> QuerySet[SlotPlan]:
    """Slot plans, for who plans."""
    rows = SlotPlan.objects.select_related("branch").prefetch_related("lines")
    return rows if user.may(Permission.APPOINTMENT_MANAGE) else rows.none()


def closed_days_visible_to(user: User) -> QuerySet[ClosedDay]:
    """Days without appointments, for who plans."""
    rows = ClosedDay.objects.select_related("branch", "by__person")
    return rows if user.may(Permission.APPOINTMENT_MANAGE) else rows.none()


def appointments_of_day(user: User, branch_id: int, day: date) -> QuerySet[Appointment]:
    """A branch's appointments on a day, by time."""
    since, until = day_span(day)
    rows = appointments_visible_to(user).filter(branch=branch_id, starts_at__gte=since, starts_at__lt=until)
    return rows.order_by("starts_at", "id")


def to_come(user: User) -> QuerySet[Appointment]:
    """One's appointments that are still ahead, soonest first."""
    open_ones = [AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED]
    return appointments_visible_to(user).filter(status__in=open_ones).order_by("starts_at", "id")


def by_code(code: str, branch_id: int, day: date) -> Appointment | None:
    """The appointment of a day at a branch with this code: what a kiosk asks."""
    if not (code.isascii() and code.isdigit()):
        return None
    since, until = day_span(day)
    rows = Appointment.objects.filter(code=code, branch=branch_id, starts_at__gte=since, starts_at__lt=until)
    return rows.select_related("line", "person").first()


def day_span(day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight where the centre is."""
    zone = timezone.get_default_timezone()
    since = datetime.combine(day, time.min, zone)
    return since, since + timedelta(days=1)


def no_shows_of(person_id: int, now: datetime) -> int:
    """How often somebody did not come, over the days that count."""
    since = now - timedelta(days=booking_terms(timezone.localdate(now)).no_show_days)
    missed = Appointment.objects.filter(person=person_id, status=AppointmentStatus.NO_SHOW, starts_at__gte=since)
    return missed.count()


# --- what can be booked


def as_plan(plan: SlotPlan) -> rules.Plan:
    """A plan as the rules see it. Its lines should be prefetched."""
    return rules.Plan(
        pk=plan.pk,
        kind=plan.kind,
        weekdays=tuple(plan.weekdays),
        opens=plan.opens,
        closes=plan.closes,
        minutes=plan.minutes,
        capacity=plan.capacity,
        valid_from=plan.valid_from,
        valid_until=plan.valid_until,
        line_ids=frozenset(line.pk for line in plan.lines.all()),
    )


def plans_of(branch_id: int, kinds: Collection[str], line_id: int | None = None) -> list[rules.Plan]:
    """The plans of a branch of some kinds, for a line where one is named."""
    rows = SlotPlan.objects.filter(branch=branch_id, kind__in=kinds).prefetch_related("lines").order_by("opens", "id")
    plans = [as_plan(each) for each in rows]
    return [each for each in plans if not each.line_ids or line_id is None or line_id in each.line_ids]


def places(
    branch_id: int, kinds: Collection[str], line_id: int | None, now: datetime, days: Sequence[date] | None = None
) -> list[rules.Place]:
    """What is offered, free or full, from now on: seven statements however many appointments there are or ever were."""
    local = timezone.localtime(now)
    terms = booking_terms(local.date())
    days = list(days) if days is not None else rules.bookable_days(local.date(), terms)
    if not days:
        return []
    plans = plans_of(branch_id, kinds, line_id)
    since, until = day_span(min(days))[0], day_span(max(days))[1]
    slots = Slot.objects.filter(branch=branch_id, starts_at__gte=since, starts_at__lt=until)
    return rules.places(
        plans,
        days,
        calendar=policy.calendar(min(days), max(days)),
        closed=closed_between(branch_id, min(days), max(days)),
        taken={(each.plan_id, timezone.localtime(each.starts_at)): (each.taken, each.capacity) for each in slots},
        now=local,
        terms=terms,
    )


def closed_between(branch_id: int, since: date, until: date) -> set[date]:
    """Days on which a branch takes no appointments."""
    rows = ClosedDay.objects.filter(Q(branch=branch_id) | Q(branch=None), day__range=(since, until))
    return set(rows.values_list("day", flat=True))


def place(branch_id: int, kinds: Collection[str], line_id: int, key: str, now: datetime) -> rules.Place | None:
    """The place that an address names, where it is offered now."""
    plan, _, stamp = key.partition("-")
    try:
        day = datetime.strptime(stamp, "%Y%m%d%H%M").date()
    except ValueError:
        return None
    today = timezone.localtime(now).date()
    if not plan.isdigit() or day not in rules.bookable_days(today, booking_terms(today)):
        return None
    return next((each for each in places(branch_id, kinds, line_id, now, [day]) if each.key == key), None)


def branches_with(kind: str) -> set[int]:
    """Branches that offer places of a kind; of the ordinary: anything where one comes to the hall."""
    kinds = AT_THE_HALL if kind == SlotKind.ORDINARY else (kind,)
    return set(SlotPlan.objects.filter(kind__in=kinds).values_list("branch", flat=True))


# --- for the timed jobs


def to_remind(day: date, limit: int = 500) -> list[int]:
    """Appointments of a day whose people have not been reminded."""
    since, until = day_span(day)
    rows = Appointment.objects.filter(
        status=AppointmentStatus.BOOKED, reminded_at=None, starts_at__gte=since, starts_at__lt=until
    )
    return list(rows.order_by("starts_at", "id").values_list("pk", flat=True)[:limit])


def missed(now: datetime, limit: int = 500) -> list[int]:
    """Appointments at the hall to which nobody came; visits are closed by who went."""
    late = booking_terms(timezone.localdate(now)).late
    rows = Appointment.objects.filter(status=AppointmentStatus.BOOKED, ends_at__lt=now - late).exclude(
        kind=SlotKind.HOME_VISIT
    )
    return list(rows.order_by("ends_at", "id").values_list("pk", flat=True)[:limit])


def lapsing(now: datetime, limit: int = 200) -> list[int]:
    """Places on the waiting list that were held long enough, or whose day is over."""
    today = timezone.localtime(now).date()
    rows = Wish.objects.filter(
        Q(status=WishStatus.OFFERED, held_until__lte=now) | Q(status=WishStatus.WAITING, day__lt=today)
    )
    return list(rows.order_by("id").values_list("pk", flat=True)[:limit])


def active_lines() -> QuerySet[Line]:
    """The lines one can book for."""
    return Line.objects.filter(is_active=True).order_by("order", "id")


def own_data(person: Person) -> tuple[str, list[dict[str, Any]]]:
    """For the export of one's own data: every appointment with what was said about it."""
    rows = Appointment.objects.filter(person=person).select_related("branch", "line").order_by("-starts_at", "-id")
    return "预约", [
        {
            "时间": each.starts_at,
            "网点": each.branch.name,
            "业务": each.line.label,
            "类型": each.get_kind_display(),
            "状态": each.get_status_display(),
            "上门地址": each.address,
            "提前了解": each.questions,
            "答复": each.answer,
            "结果": each.result,
        }
        for each in rows[:1000]
    ]
