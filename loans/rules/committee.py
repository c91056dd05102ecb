"""When the loan committee must vote, and what its votes come to (domain §7.1: above 600,000 yuan)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loans.states.committee import Word


def is_needed(amount_fen: int, above_fen: int) -> bool:
    """Whether an amount is above the limit up to which reviewer and approver decide alone."""
    return amount_fen > above_fen


@dataclass(frozen=True)
class Tally:
    """Votes by what they say, beside how many are needed."""

    yes: int
    no: int
    abstain: int
    quorum: int

    @property
    def count(self) -> int:
        """All votes."""
        return self.yes + self.no + self.abstain

    @property
    def has_quorum(self) -> bool:
        """Whether enough members have voted."""
        return self.count >= self.quorum

    @property
    def passes(self) -> bool:
        """More than half of all who voted say yes; who abstains does not."""
        return self.has_quorum and self.yes * 2 > self.count


def tally(words: Sequence[str], quorum: int) -> Tally:
    """The votes counted."""
    return Tally(
        yes=sum(each == Word.YES for each in words),
        no=sum(each == Word.NO for each in words),
        abstain=sum(each == Word.ABSTAIN for each in words),
        quorum=quorum,
    )
