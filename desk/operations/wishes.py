"""The waiting list for a full day: told when a place frees, which is held for a while."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step
from desk import queries
from desk.models import Slot, Wish
from desk.queries.terms import booking_terms
from desk.rules import appointments as rules
from desk.states.appointments import AT_THE_HALL, WISH_MOVES, WishStatus
from notifications import operations as notifications

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User


class NotFull(BusinessError):
    """There is a place: nobody need wait for one. Or the day cannot be booked at all."""


class WaitsAlready(BusinessError):
    """The person is on the list of that day."""


@operation
def wish(*, branch_id: int, line_id: int, person_id: int, day: date, by: User, at: datetime) -> Wish:
    """Wait for a place on a full day. Raises NotFull, WaitsAlready."""
    lock(Person, person_id)
    today = timezone.localdate(at)
    days = [day] if day in rules.bookable_days(today, booking_terms(today)) else []
    places = queries.places(branch_id, AT_THE_HALL, line_id, at, days)
    if not places:
        raise NotFull(_("这一天不开放预约，请另选一天。"))
    if any(each.free for each in places):
        raise NotFull(_("这一天还有空位，可以直接预约。"))
    open_ones = Wish.objects.filter(
        person=person_id, branch=branch_id, day=day, status__in=[WishStatus.WAITING, WishStatus.OFFERED]
    )
    if open_ones.exists():
        raise WaitsAlready(_("您已登记这一天的候补，有空位会通知您。"))
    entry = Wish.objects.create(
        branch_id=branch_id, kind=places[0].plan.kind, line_id=line_id, person_id=person_id, day=day, made_at=at
    )
    entry.events.create(action="wish", after=entry.status, by=by, at=at)
    return entry


@step
def offer(slot: Slot, *, at: datetime) -> Wish | None:
    """Hold a freed place of a locked slot for whoever waits longest, if anybody and if there is time."""
    until = rules.hold_until(at, slot.starts_at, booking_terms(timezone.localdate(at)))
    if until <= at:
        return None
    local = timezone.localtime(slot.starts_at)
    line_ids = [line.pk for line in slot.plan.lines.all()]
    waiting = Wish.objects.select_for_update(of=("self",), skip_locked=True).filter(
        branch=slot.branch_id, day=local.date(), kind=slot.kind, status=WishStatus.WAITING
    )
    found = (waiting.filter(line__in=line_ids) if line_ids else waiting).order_by("id").first()
    if found is None:
        return None
    move(found, "offer", WISH_MOVES, by=None, at=at, slot=slot, held_until=until)
    ends = timezone.localtime(until)
    notifications.queue(
        person_id=found.person_id,
        template="appointment_place_free",
        context={
            "time": _("%(month)d月%(day)d日 %(clock)s")
            % {"month": local.month, "day": local.day, "clock": f"{local:%H:%M}"},
            "branch": slot.branch.name,
            "until": f"{ends:%H:%M}",
        },
        key=f"wish-{found.pk}-{slot.pk}",
        at=at,
    )
    return found


@step
def take(entry: Wish, *, by: User, at: datetime) -> None:
    """The held place of a locked entry becomes an appointment. Raises WrongState, NotFull when held no longer."""
    if entry.status == WishStatus.OFFERED and entry.held_until is not None and at > entry.held_until:
        raise NotFull(_("保留时间已过，这个空位已给下一位。"))
    move(entry, "take", WISH_MOVES, by=by, at=at)


@operation
def withdraw_wish(*, wish_id: int, by: User, at: datetime) -> Wish:
    """Wait no more; a held place goes to the next. Raises WrongState."""
    entry = lock(Wish, wish_id)
    _leave(entry, "withdraw", by=by, at=at)
    return entry


@operation
def lapse_wish(*, wish_id: int, at: datetime) -> bool:
    """End a hold that nobody took up, or a wish for a day that is over; whether there was need to."""
    entry = lock(Wish, wish_id)
    held = entry.status == WishStatus.OFFERED and entry.held_until is not None and entry.held_until <= at
    over = entry.status == WishStatus.WAITING and entry.day < timezone.localdate(at)
    if held or over:
        _leave(entry, "lapse", by=None, at=at)
    return held or over


def _leave(entry: Wish, action: str, *, by: User | None, at: datetime) -> None:
    slot_id = entry.slot_id if entry.status == WishStatus.OFFERED else None
    move(entry, action, WISH_MOVES, by=by, at=at)
    if slot_id is not None:
        slot = lock(Slot, slot_id)
        if offer(slot, at=at) is None:
            Slot.objects.filter(pk=slot.pk).update(taken=F("taken") - 1)
