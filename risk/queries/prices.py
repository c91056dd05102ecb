"""What a square metre costs where a house is."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Permission
from risk.models import AreaPrice
from risk.rules import prices
from risk.rules.facts import House

MOST = 500
"""Newest rows of a city that are read: its districts over many years."""


def price_at(house: House | None, on: date, as_of: datetime | None = None) -> int | None:
    """The price of a square metre in the house's district, or city, on a day, in fen; None where none is known.

    `as_of` leaves out what was put on record later.
    """
    city = prices.city_of(house) if house is not None else ""
    if house is None or not city:
        return None
    rows = AreaPrice.objects.filter(city=city, since__lte=on).order_by("-since", "-id")
    if as_of is not None:
        rows = rows.filter(made_at__lte=as_of)
    found = rows.values_list("district", "fen", "since")[:MOST]
    return prices.price_for(house.address, [prices.Price(*row) for row in found])


def prices_visible_to(user: User) -> QuerySet[AreaPrice]:
    """Every price there was, for those who look into matters."""
    rows = AreaPrice.objects.select_related("made_by__person")
    return rows if user.may(Permission.RISK_WORK) else rows.none()
