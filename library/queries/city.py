"""The line to the city library, for the pages of the staff."""

from __future__ import annotations

from django.db.models import QuerySet

from library.models import CityCall, CityDifference, CityLine, Copy, SipLog
from library.states import CallStatus, CopyStatus

MOST = 100


def line() -> CityLine | None:
    """The active line; None: not joined."""
    return CityLine.objects.filter(is_active=True).first()


def open_calls() -> list[CityCall]:
    """What waits to be said, oldest first, and what was refused last."""
    calls = CityCall.objects.select_related("copy__title")
    waiting = list(calls.filter(status=CallStatus.WAITING).order_by("id")[:MOST])
    return [*waiting, *calls.filter(status=CallStatus.REFUSED).order_by("-id")[:20]]


def travelling() -> list[Copy]:
    """Books between the two houses: each goes with a slip."""
    found = Copy.objects.filter(status=CopyStatus.IN_TRANSIT).select_related("title")
    return list(found.order_by("id")[:MOST])


def differences() -> list[CityDifference]:
    """The last differences, newest day first."""
    return list(CityDifference.objects.select_related("copy__title").order_by("-on", "-id")[:MOST])


def log() -> QuerySet[SipLog]:
    """All lines."""
    return SipLog.objects.all()
