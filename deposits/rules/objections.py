"""Re-adding an account's entries for an objection: does the balance follow from them, and each from its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sums:
    """A stretch of an account added up anew, in fen: what it began with, what came and went, what it comes to."""

    opening_fen: int
    in_fen: int
    out_fen: int

    @property
    def closing_fen(self) -> int:
        """Opening, plus what came, less what went."""
        return self.opening_fen + self.in_fen - self.out_fen


def add_up(opening_fen: int, changes_fen: Sequence[int]) -> Sums:
    """Add the changes of a stretch, one by one, to what it began with."""
    came = sum(change for change in changes_fen if change > 0)
    return Sums(opening_fen, came, -sum(change for change in changes_fen if change < 0))


def agrees_with_source(change_fen: int, source_fen: int, *, is_reversal: bool) -> bool:
    """Whether an entry is what its list's line says: the same amount, with the other sign where it takes it back."""
    return change_fen == (-source_fen if is_reversal else source_fen)
