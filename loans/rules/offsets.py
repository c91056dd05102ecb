"""Offset (冲还贷, domain §5.8): an instalment taken from the accounts of borrower and co-borrower, the rest by card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Offset:
    """What each account gives, in their order, and what is left for the card, in fen."""

    from_accounts: tuple[int, ...]
    card_fen: int


def offset(due_fen: int, free_fen: Sequence[int], *, residual_fen: int = 0) -> Offset:
    """Take what is due from the accounts in order, each down to `residual_fen`; the card pays the rest."""
    left, taken = due_fen, []
    for free in free_fen:
        part = min(left, max(0, free - residual_fen))
        taken.append(part)
        left -= part
    return Offset(tuple(taken), left)
