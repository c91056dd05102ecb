"""Party dues (党费): the whole base at its band's rate, rounded half up to the fen (组通字〔2008〕3号 Art. 1–8)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from common import money


@dataclass(frozen=True)
class Band:
    """Bases up to and including `up_to_fen` (None: above all) pay `percent`."""

    up_to_fen: int | None
    percent: Decimal


@dataclass(frozen=True)
class Bands:
    """The bands of people in work, on wages after tax and statutory deductions, and of the retired."""

    in_work: tuple[Band, ...]
    retired: tuple[Band, ...]


@dataclass(frozen=True)
class Due:
    """What a month costs: the rate that holds and the amount."""

    percent: Decimal
    fen: int


def due(base_fen: int, bands: tuple[Band, ...]) -> Due:
    """The month's due on a base. Raises ValueError for a base below zero."""
    if base_fen < 0:
        raise ValueError("a base is zero or more")
    band = next(each for each in bands if each.up_to_fen is None or base_fen <= each.up_to_fen)
    return Due(band.percent, money.percent_of(base_fen, band.percent))


def bands_of(
    *,
    limits_fen: tuple[int, int, int],
    percents: tuple[Decimal, Decimal, Decimal, Decimal],
    retired_limit_fen: int,
) -> Bands:
    """The bands from their parameters: three limits with four rates; the retired have the first two rates."""
    in_work = tuple(Band(limit, percent) for limit, percent in zip((*limits_fen, None), percents, strict=True))
    retired = (Band(retired_limit_fen, percents[0]), Band(None, percents[1]))
    return Bands(in_work, retired)
