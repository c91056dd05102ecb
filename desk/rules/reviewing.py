"""Who has to look at a case again, and who may (domain §7.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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
