"""Readings, lectures and exhibitions: announced, signed up for, waited for, attended."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation
from library.models import Activity, Place, Reader
from library.rules import cards
from library.states import ACTIVITY_MOVES, PLACE_MOVES, ActivityStatus, PlaceStatus, ReaderStatus
from notifications import operations as notifications

if TYPE_CHECKING:
    from accounts.models import User


class NotOpen(BusinessError):
    """The activity has begun or was cancelled."""


class SignedUpAlready(BusinessError):
    """The reader has a place or waits for one."""


class NotOnTheList(BusinessError):
    """Nobody with that card signed up."""


class CardStopped(BusinessError):
    """The card opens nothing."""


@operation
def announce(
    *, name: str, intro: str, venue: str, starts_at: datetime, ends_at: datetime, seats: int, by: User, at: datetime
) -> Activity:
    """Announce an activity. Raises NotOpen where it lies in the past."""
    if starts_at <= at:
        raise NotOpen(_("开始时间应在现在之后。"))
    activity = Activity.objects.create(
        name=name, intro=intro, venue=venue, starts_at=starts_at, ends_at=ends_at, seats=seats, made_by=by, made_at=at
    )
    activity.events.create(action="announce", before="", after=activity.status, by=by, at=at)
    return activity


@operation
def sign_up(*, activity_id: int, reader_id: int, by: User | None, at: datetime) -> Place:
    """A seat, or a place on the waiting list where there is none left.

    Raises NotOpen, SignedUpAlready, CardStopped.
    """
    reader = lock(Reader, reader_id)
    activity = lock(Activity, activity_id)
    if activity.status != ActivityStatus.OPEN or activity.starts_at <= at:
        raise NotOpen(_("活动已经开始或取消，不能报名。"))
    if reader.status != ReaderStatus.ACTIVE:
        raise CardStopped(_("借书证已停用，请到馆办理。"))
    if activity.places.filter(reader=reader).exclude(status=PlaceStatus.CANCELLED).exists():
        raise SignedUpAlready(_("您已经报过名了。"))
    free = activity.places.filter(status__in=_SEATED).count() < activity.seats
    status = PlaceStatus.SEATED if free else PlaceStatus.WAITING
    place = Place.objects.create(activity=activity, reader=reader, status=status, asked_at=at)
    place.events.create(action="sign_up", before="", after=status, by=by, at=at)
    return place


_SEATED = (PlaceStatus.SEATED, PlaceStatus.CAME)


@operation
def give_up(*, place_id: int, by: User | None, at: datetime) -> Place:
    """Give a place back; the first who waits has the seat and is told. Raises WrongState."""
    activity = lock(Activity, Place.objects.values_list("activity", flat=True).get(pk=place_id))
    place = lock(Place, place_id)
    was_seated = place.status == PlaceStatus.SEATED
    move(place, "cancel", PLACE_MOVES, by=by, at=at)
    waiting = activity.places.filter(status=PlaceStatus.WAITING).order_by("id")
    first = waiting.select_for_update(of=("self",), no_key=True).first() if was_seated else None
    if first is not None and activity.status == ActivityStatus.OPEN and activity.starts_at > at:
        move(first, "seat", PLACE_MOVES, by=None, at=at)
        _tell(first, activity, "library_seat", at)
    return place


@operation
def come(*, activity_id: int, card: str, by: User, at: datetime) -> Place:
    """Somebody with a card has come; scanned twice changes nothing. Raises NotOnTheList, WrongState."""
    activity = lock(Activity, activity_id)
    places = activity.places.filter(reader__card=cards.scanned(card)).exclude(status=PlaceStatus.CANCELLED)
    place = places.select_for_update(of=("self",), no_key=True).first()
    if place is None:
        raise NotOnTheList(_("这张证没有报名。"))
    if place.status != PlaceStatus.CAME:
        move(place, "come", PLACE_MOVES, by=by, at=at)
    return place


@operation
def cancel(*, activity_id: int, reason: str, by: User, at: datetime) -> Activity:
    """Call an activity off; everybody on the list is told. Raises WrongState."""
    activity = lock(Activity, activity_id)
    move(activity, "cancel", ACTIVITY_MOVES, by=by, at=at, note=reason)
    for place in activity.places.filter(status__in=[PlaceStatus.SEATED, PlaceStatus.WAITING]).order_by("id"):
        _tell(place, activity, "library_activity_off", at)
    return activity


def _tell(place: Place, activity: Activity, event: str, at: datetime) -> None:
    person_id = place.reader.person_id
    if person_id:
        starts = timezone.localtime(activity.starts_at)
        context = {"activity": activity.name, "time": f"{starts:%m-%d %H:%M}", "venue": activity.venue}
        key = f"place-{place.pk}-{activity.status}"
        notifications.queue(person_id=person_id, template=event, context=context, key=key, at=at)
