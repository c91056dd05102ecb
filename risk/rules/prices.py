"""Which district's price a house is held against (F09). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from risk.rules import normal
from risk.rules.facts import House


@dataclass(frozen=True, slots=True)
class Price:
    """What a square metre costs in a district (fen) from a day on; without district in the whole city."""

    district: str
    fen: int
    since: date


def city_of(house: House) -> str:
    """The city that a house is in, by its address or as told, in its normal form; empty where none is known."""
    return normal.address(house.address).partition(":")[0] or normal.city(house.city)


def price_for(address: str, prices: Iterable[Price]) -> int | None:
    """The price that holds for an address: of the district that it names, else of the city; the newest of each.

    `prices` are those of the house's city up to the day, the newest first.
    """
    text = normal.plain(address)
    whole: int | None = None
    named: dict[str, int] = {}
    for each in prices:
        if not each.district:
            whole = each.fen if whole is None else whole
        elif normal.plain(each.district) in text:
            named.setdefault(each.district, each.fen)
    return named[max(named, key=len)] if named else whole
