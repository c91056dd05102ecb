"""Which places are offered: plans by week, closed days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from accounts.operations import trail
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation
from desk import queries
from desk.models import Appointment, ClosedDay, Slot, SlotPlan, Wish
from desk.operations import appointments
from desk.rules import appointments as rules
from desk.states.appointments import WISH_MOVES, AppointmentStatus, WishStatus

if TYPE_CHECKING:
    from accounts.models import User


class PlansClash(BusinessError):
    """Another plan offers the same hours."""


class ClosedAlready(BusinessError):
    """The day is closed already."""


class PlanOver(BusinessError):
    """The plan cannot end on that day."""


@dataclass(frozen=True)
class PlanFields:
    """What a plan says."""

    branch_id: int
    kind: str
    weekdays: tuple[int, ...]
    opens: time
    closes: time
    minutes: int
    capacity: int
    valid_from: date
    valid_until: date | None = None
    line_ids: tuple[int, ...] = ()


@operation
def save_plan(*, plan_id: int | None, fields: PlanFields, by: User | None, at: datetime) -> SlotPlan:
    """Offer places, or change how many and when. What is booked stays booked. Raises PlansClash."""
    plan = lock(SlotPlan, plan_id) if plan_id else SlotPlan(made_by=by, made_at=at)
    _refuse_clash(plan.pk or 0, fields)
    plan.branch_id, plan.kind, plan.weekdays = fields.branch_id, fields.kind, sorted(fields.weekdays)
    plan.opens, plan.closes, plan.minutes, plan.capacity = fields.opens, fields.closes, fields.minutes, fields.capacity
    plan.valid_from, plan.valid_until = fields.valid_from, fields.valid_until
    plan.save()
    plan.lines.set(fields.line_ids)
    # Slots that somebody is in already: more places at once, fewer only as far as they are free.
    Slot.objects.filter(plan=plan, starts_at__gt=at).update(capacity=Greatest(F("taken"), plan.capacity))
    trail.record(
        user=by, action="slot_plan:save", target=plan, at=at, detail={"plan": str(plan), "capacity": plan.capacity}
    )
    return plan


def _refuse_clash(own_id: int, fields: PlanFields) -> None:
    new = rules.Plan(
        pk=own_id,
        kind=fields.kind,
        weekdays=fields.weekdays,
        opens=fields.opens,
        closes=fields.closes,
        minutes=fields.minutes,
        capacity=fields.capacity,
        valid_from=fields.valid_from,
        valid_until=fields.valid_until,
        line_ids=frozenset(fields.line_ids),
    )
    others = [each for each in queries.plans_of(fields.branch_id, [fields.kind]) if each.pk != own_id]
    other = rules.clash(new, others)
    if other is not None:
        hours = {"opens": f"{other.opens:%H:%M}", "closes": f"{other.closes:%H:%M}"}
        raise PlansClash(_("与已有的 %(opens)s–%(closes)s 时段重叠，请先停用原来的。") % hours)


@operation
def end_plan(*, plan_id: int, on: date, by: User, at: datetime) -> SlotPlan:
    """Offer no places after `on`. Raises PlanOver."""
    plan = lock(SlotPlan, plan_id)
    if on < plan.valid_from:
        on = plan.valid_from
    if plan.valid_until is not None and plan.valid_until <= on:
        raise PlanOver(_("这个安排已于 %(day)s 结束。") % {"day": f"{plan.valid_until:%Y-%m-%d}"})
    plan.valid_until = on
    plan.save(update_fields=["valid_until"])
    trail.record(user=by, action="slot_plan:end", target=plan, at=at, detail={"on": f"{on:%Y-%m-%d}"})
    return plan


@operation
def close_day(*, branch_id: int | None, day: date, reason: str, by: User, at: datetime) -> int:
    """Take no appointments on a day; who has one is told and loses it. Returns how many. Raises ClosedAlready."""
    try:
        with transaction.atomic():
            closed = ClosedDay.objects.create(branch_id=branch_id, day=day, reason=reason, by=by, at=at)
    except IntegrityError:
        raise ClosedAlready(_("这一天已登记停约。")) from None
    since, until = queries.day_span(day)
    booked = Appointment.objects.select_for_update(of=("self",)).filter(
        status=AppointmentStatus.BOOKED, starts_at__gte=since, starts_at__lt=until
    )
    wishes = Wish.objects.select_for_update(of=("self",)).filter(
        day=day, status__in=[WishStatus.WAITING, WishStatus.OFFERED]
    )
    if branch_id is not None:
        booked, wishes = booked.filter(branch=branch_id), wishes.filter(branch=branch_id)
    _end_wishes(list(wishes.order_by("id")), by=by, at=at)
    count = 0
    for each in booked.order_by("id"):
        appointments.cancel(each, reason=reason, by=by, at=at, keeps_place=True)
        count += 1
    trail.record(user=by, action="closed_day:add", target=closed, at=at, detail={"reason": reason, "told": count})
    return count


def _end_wishes(entries: Collection[Wish], *, by: User, at: datetime) -> None:
    for entry in entries:
        if entry.slot_id is not None and entry.status == WishStatus.OFFERED:
            Slot.objects.filter(pk=entry.slot_id).update(taken=F("taken") - 1)
        move(entry, "lapse", WISH_MOVES, by=by, at=at)


@operation
def reopen_day(*, closed_id: int, by: User, at: datetime) -> None:
    """Take appointments again. Who lost one is not put back: somebody else may be quicker."""
    closed = lock(ClosedDay, closed_id)
    trail.record(user=by, action="closed_day:remove", target=closed, at=at, detail={"reason": closed.reason})
    closed.delete()
