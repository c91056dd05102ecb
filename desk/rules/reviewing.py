"""Who has to look at a case again, and who may (domain §7.1)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Level:
    """One level of review: needed where the amount (fen) exceeds `above_fen`, by somebody of at least `grade`."""

    number: int
    label: str
    above_fen: int
    grade: int


def levels_for(amount_fen: int, levels: Sequence[Level]) -> list[Level]:
    """The levels an amount needs, in order. None at all: the maker decides on the spot."""
    return [each for each in sorted(levels, key=lambda level: level.number) if amount_fen > each.above_fen]


@dataclass(frozen=True)
class Reviewer:
    """What counts of a reviewer: grade and limit (fen), their own or of whom they stand in for."""

    grade: int
    limit_fen: int


def too_junior(reviewer: Reviewer, *, level: Level, maker_grade: int) -> bool:
    """Whether somebody's grade is below the level's, or below the maker's."""
    return reviewer.grade < max(level.grade, maker_grade)


def beyond_limit(reviewer: Reviewer, *, amount_fen: int, is_last: bool) -> bool:
    """Whether the last word on an amount exceeds what the reviewer may decide."""
    return is_last and amount_fen > reviewer.limit_fen


def may_decide_itself(*, amount_fen: int, auto_limit_fen: int, verified: bool, gaps: int) -> bool:
    """Whether no person need look: all data verified, nothing missing, amount within the automatic limit."""
    return verified and gaps == 0 and auto_limit_fen > 0 and amount_fen <= auto_limit_fen


def is_sampled(draw: int, percent: int) -> bool:
    """Whether an automatic approval is looked at afterwards; `draw` is a random 0–99."""
    return draw < percent


def avoided_since(asked_on: date, months: int) -> date:
    """Whoever acted for an employer on or after this day handles nothing that it asks on `asked_on`.

    The same day of the month, or the month's last.
    """
    year, month = divmod(asked_on.year * 12 + asked_on.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(asked_on.day, last))
