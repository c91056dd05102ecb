"""Appointments: booked, changed, cancelled, kept, missed. A place is never given twice."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from desk import queries
from desk.models import Appointment, Line, Slot, SlotPlan, Ticket, Wish
from desk.operations import tickets, wishes
from desk.queries.terms import booking_terms, queue_terms
from desk.rules import appointments as rules
from desk.rules import queueing
from desk.states.appointments import APPOINTMENT_MOVES, AT_THE_HALL, AppointmentStatus, SlotKind
from desk.states.cases import Channel
from desk.states.queueing import GreenReason, Lane
from notifications import operations as notifications

if TYPE_CHECKING:
    from accounts.models import User


class PlaceGone(BusinessError):
    """The place is not offered, or not any more."""


class PlaceFull(BusinessError):
    """Somebody was quicker."""


class TooManyAppointments(BusinessError):
    """The person has as many appointments as one may have, or one at this time."""


class ComeToTheCounter(BusinessError):
    """The person did not come too often and books at the counter."""


class TooLateToChange(BusinessError):
    """The appointment is too near to be changed or cancelled by oneself."""


class WrongDay(BusinessError):
    """The code is of no appointment here today."""


class DetailMissing(BusinessError):
    """A home visit needs an address and a reason, early involvement a question, a result its words."""


@dataclass(frozen=True)
class Details:
    """What the special services need beside a place."""

    address: str = ""
    visit_reason: str = ""
    questions: str = ""
    head_count: int = 1
    matter_id: int | None = None


NO_DETAILS = Details()


# --- booking


@operation
def book(
    *,
    branch_id: int,
    line_id: int,
    kinds: tuple[str, ...],
    key: str,
    person_id: int,
    employer_id: int | None = None,
    details: Details = NO_DETAILS,
    channel: str,
    by: User,
    at: datetime,
) -> Appointment:
    """Give a person the place that `key` names ("7-202610120900"), one of `kinds`.

    By phone or at the window staff book for whoever did not come too often as well. Raises PlaceGone, PlaceFull,
    TooManyAppointments, ComeToTheCounter, DetailMissing.
    """
    person = lock(Person, person_id)
    place = _offered(branch_id, kinds, line_id, key, at)
    _refuse_details(place.plan.kind, details)
    if channel in (Channel.PORTAL, Channel.API, Channel.EMPLOYER):
        _refuse_unreliable(person.pk, at)
    if employer_id is None:
        _refuse_many(person.pk, place.starts_at, at)
    slot = take_place(place)
    return _write(
        slot, person, line_id=line_id, employer_id=employer_id, details=details, channel=channel, by=by, at=at
    )


@operation
def take_offer(*, wish_id: int, by: User, at: datetime) -> Appointment:
    """Take the place that is held for somebody on the waiting list. Raises WrongState, TooManyAppointments."""
    wish = lock(Wish, wish_id)
    person = lock(Person, wish.person_id)
    wishes.take(wish, by=by, at=at)
    assert wish.slot is not None
    _refuse_many(person.pk, wish.slot.starts_at, at)
    return _write(
        wish.slot,
        person,
        line_id=wish.line_id,
        employer_id=None,
        details=NO_DETAILS,
        channel=Channel.PORTAL,
        by=by,
        at=at,
    )


def _write(
    slot: Slot,
    person: Person,
    *,
    line_id: int,
    employer_id: int | None,
    details: Details,
    channel: str,
    by: User,
    at: datetime,
) -> Appointment:
    appointment = Appointment.objects.create(
        code=_fresh_code(),
        kind=slot.kind,
        slot=slot,
        branch_id=slot.branch_id,
        line_id=line_id,
        matter_id=details.matter_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        person=person,
        employer_id=employer_id,
        head_count=details.head_count,
        channel=channel,
        booked_by=by,
        booked_at=at,
        address=details.address,
        visit_reason=details.visit_reason,
        questions=details.questions,
    )
    appointment.events.create(action="book", after=appointment.status, by=by, at=at)
    tell(appointment, "appointment_booked", by=by, at=at)
    return appointment


def _fresh_code() -> str:
    """Eight digits that nobody has: unguessable enough for a machine that takes a dozen tries a minute."""
    while True:
        code = f"{secrets.randbelow(9 * 10**7) + 10**7}"
        if not Appointment.objects.filter(code=code).exists():
            return code


def _offered(branch_id: int, kinds: tuple[str, ...], line_id: int, key: str, at: datetime) -> rules.Place:
    if not Line.objects.filter(pk=line_id, is_active=True).exists():
        raise PlaceGone(_("请先选择要办的业务。"))
    place = queries.place(branch_id, kinds, line_id, key, at)
    if place is None:
        raise PlaceGone(_("这个时间不能预约了，请另选一个。"))
    return place


def _refuse_details(kind: str, details: Details) -> None:
    if kind == SlotKind.HOME_VISIT and not (details.address and details.visit_reason):
        raise DetailMissing(_("上门服务请写明地址和原因。"))
    if kind == SlotKind.EARLY and not details.questions:
        raise DetailMissing(_("请写下想提前了解的问题，工作人员会先看材料再答复。"))


def _refuse_unreliable(person_id: int, at: datetime) -> None:
    terms = booking_terms(timezone.localdate(at))
    if rules.must_come_to_the_counter(queries.no_shows_of(person_id, at), terms):
        values = {"days": terms.no_show_days, "times": terms.no_shows}
        raise ComeToTheCounter(_("您 %(days)d 天内有 %(times)d 次预约未到，请到窗口或拨打 12329 预约。") % values)


def _refuse_many(person_id: int, starts_at: datetime, at: datetime) -> None:
    open_ones = Appointment.objects.filter(person=person_id, status=AppointmentStatus.BOOKED, employer=None)
    times = list(open_ones.values_list("starts_at", flat=True))
    if starts_at in times:
        raise TooManyAppointments(_("您在这个时间已有预约。"))
    most = booking_terms(timezone.localdate(at)).most_open
    if len(times) >= most:
        raise TooManyAppointments(_("每人最多同时有 %(most)d 个预约，请先取消不去的。") % {"most": most})


@step
def take_place(place: rules.Place) -> Slot:
    """One place of a slot, under its lock. Raises PlaceFull."""
    plan = SlotPlan.objects.get(pk=place.plan.pk)
    Slot.objects.bulk_create(
        [
            Slot(
                plan=plan,
                branch_id=plan.branch_id,
                kind=plan.kind,
                starts_at=place.starts_at,
                ends_at=place.ends_at,
                capacity=plan.capacity,
            )
        ],
        ignore_conflicts=True,
    )
    slot = lock(Slot, Slot.objects.values_list("pk", flat=True).get(plan=plan, starts_at=place.starts_at))
    if slot.taken >= slot.capacity:
        raise PlaceFull(_("这个时间刚刚约满了，请另选一个，或登记候补。"))
    slot.taken += 1
    slot.save(update_fields=["taken"])
    return slot


@step
def free_place(slot_id: int, *, at: datetime) -> None:
    """Give a place back: to who waits for one, or to everybody."""
    slot = lock(Slot, slot_id)
    if wishes.offer(slot, at=at) is None:
        Slot.objects.filter(pk=slot.pk).update(taken=F("taken") - 1)


# --- changing one's mind


@operation
def change_appointment(*, appointment_id: int, key: str, by: User, at: datetime) -> Appointment:
    """Move an appointment to another time at the same branch. Raises TooLateToChange, PlaceGone, PlaceFull."""
    appointment = lock(Appointment, appointment_id)
    refuse_move(appointment, "change", APPOINTMENT_MOVES)
    _refuse_late(appointment, by, at)
    kinds = (appointment.kind,) if appointment.kind not in AT_THE_HALL else AT_THE_HALL
    place = _offered(appointment.branch_id, kinds, appointment.line_id, key, at)
    if place.starts_at == appointment.starts_at:
        raise PlaceGone(_("这就是原来的时间。"))
    former = appointment.slot_id
    slot = take_place(place)
    _move(
        appointment,
        "change",
        by=by,
        at=at,
        slot=slot,
        kind=slot.kind,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        reminded_at=None,
    )
    free_place(former, at=at)
    tell(appointment, "appointment_changed", by=by, at=at)
    return appointment


@operation
def cancel_appointment(*, appointment_id: int, reason: str = "", by: User, at: datetime) -> Appointment:
    """Give the place back. Staff may do so until it begins, with a reason. Raises TooLateToChange, WrongState."""
    appointment = lock(Appointment, appointment_id)
    _refuse_late(appointment, by, at)
    cancel(appointment, reason=reason, by=by, at=at)
    return appointment


@step
def cancel(appointment: Appointment, *, reason: str, by: User | None, at: datetime, keeps_place: bool = False) -> None:
    """Cancel a locked appointment and tell the person; on a closed day nobody gets the place."""
    _move(appointment, "cancel", by=by, at=at, note=reason, ended_at=at)
    if keeps_place:
        Slot.objects.filter(pk=appointment.slot_id).update(taken=F("taken") - 1)
    else:
        free_place(appointment.slot_id, at=at)
    tell(appointment, "appointment_cancelled", by=by, at=at, reason=reason or _("本人取消"))


def _refuse_late(appointment: Appointment, by: User, at: datetime) -> None:
    is_own = by.person_id == appointment.person_id
    terms = booking_terms(timezone.localdate(at))
    if is_own and not rules.may_change(appointment.starts_at, at, terms):
        minutes = int(terms.cancel_before.total_seconds() // 60)
        raise TooLateToChange(_("预约前 %(minutes)d 分钟内请致电 12329 取消或改期。") % {"minutes": minutes})


# --- the day itself


@operation
def check_in(*, appointment_id: int, device_id: int | None = None, by: User | None, at: datetime) -> Ticket:
    """Somebody with an appointment is here: a number in the appointments' lane. Raises WrongDay, WrongState."""
    appointment = lock(Appointment, appointment_id)
    refuse_move(appointment, "check_in", APPOINTMENT_MOVES)
    if timezone.localdate(appointment.starts_at) != timezone.localdate(at) or appointment.kind == SlotKind.HOME_VISIT:
        raise WrongDay(_("这个预约不是今天到大厅办理的。"))
    line = tickets.open_line(appointment.branch_id, appointment.line_id)
    terms = queue_terms(timezone.localdate(at))
    is_old = queueing.is_old(appointment.person.birth_on, timezone.localdate(at), terms)
    ticket = tickets.give_ticket(
        branch_id=appointment.branch_id,
        lines=[line],
        lane=Lane.GREEN if is_old else Lane.APPOINTMENT,
        green_reason=GreenReason.OLD if is_old else "",
        due_at=appointment.starts_at if queueing.came_in_time(appointment.starts_at, at, terms) else None,
        person_id=appointment.person_id,
        device_id=device_id,
        by=by,
        at=at,
    )
    _move(appointment, "check_in", by=by, at=at, ticket=ticket)
    return ticket


@operation
def miss_appointment(*, appointment_id: int, by: User | None, at: datetime) -> Appointment:
    """Nobody came. Raises WrongState, TooLateToChange before the time has come."""
    appointment = lock(Appointment, appointment_id)
    if at < appointment.starts_at:
        raise TooLateToChange(_("还没到预约时间。"))
    _move(appointment, "no_show", by=by, at=at, ended_at=at)
    return appointment


@step
def finish_of_ticket(*, ticket_id: int, by: User, at: datetime) -> None:
    """The visit of a checked-in appointment is over."""
    found = Appointment.objects.filter(ticket=ticket_id, status=AppointmentStatus.ARRIVED).first()
    if found is not None:
        _move(lock(Appointment, found.pk), "finish", by=by, at=at, ended_at=at)


# --- timed


@operation
def remind(*, appointment_id: int, at: datetime) -> bool:
    """Remind of an appointment, once; whether there was need to."""
    appointment = lock(Appointment, appointment_id)
    if appointment.status != AppointmentStatus.BOOKED or appointment.reminded_at is not None:
        return False
    appointment.reminded_at = at
    appointment.save(update_fields=["reminded_at"])
    tell(appointment, "appointment_reminder", by=None, at=at, key=f"{appointment.starts_at:%m%d%H%M}")
    return True


@step
def tell(appointment: Appointment, event: str, *, by: User | None, at: datetime, key: str = "", **more: str) -> None:
    """Tell the person of their appointment. Each change has a key of its own: when it happened."""
    starts_at = timezone.localtime(appointment.starts_at)
    context = {
        "time": _("%(month)d月%(day)d日 %(clock)s")
        % {"month": starts_at.month, "day": starts_at.day, "clock": f"{starts_at:%H:%M}"},
        "branch": appointment.branch.name,
        "address": appointment.branch.address,
        "line": appointment.line.label,
        "code": appointment.code,
        **more,
    }
    notifications.queue(
        person_id=appointment.person_id,
        template=f"{event}_clerk" if appointment.employer_id else event,
        context=context,
        key=f"{appointment.code}:{key or int(at.timestamp())}",
        at=at,
        by=by,
        own_act=by is not None and by.person_id == appointment.person_id,
    )


def _move(
    appointment: Appointment, action: str, *, by: User | None, at: datetime, note: str = "", **facts: Any
) -> None:
    move(appointment, action, APPOINTMENT_MOVES, by=by, at=at, note=note, **facts)
