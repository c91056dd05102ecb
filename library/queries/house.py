"""Stock-takings, issues of periodicals, activities: for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from accounts.permissions import Permission
from library.models import Activity, Copy, Issue, Place, StockTaking, Subscription
from library.states import ActivityStatus, CopyStatus, PlaceStatus

SHOWN = 200


@dataclass(frozen=True)
class Look:
    """What a stock-taking shows so far: not yet seen, standing in the wrong place, out by the record, unknown."""

    seen: int
    unseen: list[Copy]
    misplaced: list[Copy]
    wrong_status: list[Copy]
    unknown: list[str]


def takings() -> QuerySet[StockTaking]:
    """All stock-takings, newest first."""
    return StockTaking.objects.select_related("begun_by__person").order_by("-id")


def look(taking: StockTaking) -> Look:
    """Compare what was scanned with the shelf."""
    scans = taking.scans.filter(copy__isnull=False)
    copies = Copy.objects.select_related("title").filter(pk__in=scans.values("copy"))
    expected = Copy.objects.select_related("title").filter(
        shelf=taking.shelf, status=CopyStatus.AVAILABLE, place="OURS"
    )
    right = (CopyStatus.AVAILABLE, CopyStatus.MISSING)
    return Look(
        seen=taking.scans.count(),
        unseen=list(expected.exclude(pk__in=scans.values("copy")).order_by("call_number", "id")[:SHOWN]),
        misplaced=list(copies.exclude(shelf=taking.shelf).order_by("shelf", "id")[:SHOWN]),
        wrong_status=list(copies.exclude(status__in=right).order_by("status", "id")[:SHOWN]),
        unknown=list(taking.scans.filter(copy=None).order_by("id").values_list("barcode", flat=True)[:SHOWN]),
    )


def subscriptions() -> QuerySet[Subscription]:
    """What comes, by name."""
    return Subscription.objects.select_related("title").order_by("title__title_key", "id")


def issues_due(day: date) -> list[Issue]:
    """Issues whose day has come and that are not here, oldest first."""
    found = Issue.objects.filter(arrived_on=None, expected_on__lte=day).select_related("subscription__title")
    return list(found.order_by("expected_on", "id")[:SHOWN])


def issues_of(subscription: Subscription) -> list[Issue]:
    """All issues of a periodical, newest first."""
    return list(subscription.issues.select_related("copy").order_by("-year", "-number", "-id")[:SHOWN])


# --- activities


def activities() -> QuerySet[Activity]:
    """All activities with how many have a seat, newest first."""
    seated = Count("places", filter=Q(places__status__in=[PlaceStatus.SEATED, PlaceStatus.CAME]))
    return Activity.objects.annotate(taken=seated).order_by("-starts_at", "-id")


def coming(at: datetime) -> list[Activity]:
    """What one can sign up for, soonest first."""
    open_now = activities().filter(status=ActivityStatus.OPEN, starts_at__gt=at)
    return list(open_now.order_by("starts_at", "id")[:20])


def places_visible_to(user: User) -> QuerySet[Place]:
    """Places of the readers a user may see."""
    places = Place.objects.select_related("activity", "reader")
    return places if user.may(Permission.LIBRARY_DESK) else places.filter(reader__person=user.person_id)


def own_places(user: User, at: datetime) -> list[Place]:
    """What somebody signed up for and that is still to come."""
    mine = Place.objects.select_related("activity").filter(reader__person=user.person_id, activity__ends_at__gt=at)
    return list(mine.exclude(status=PlaceStatus.CANCELLED).order_by("activity__starts_at", "id")[:20])
