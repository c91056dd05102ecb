"""Risk cases: numbers, terms, and what a proposal has to say (domain §4.4, case life cycle)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

REFUND_DAYS = 30
"""Days in which what was wrongly withdrawn is paid back, counted from the day after the decision."""
VERIFYING_DAYS = 10
"""Working days in which a suspicion is verified; the day it arose does not count."""


def number_of(on: date, place: int) -> str:
    """A case's number: prefix, business date, place among the day's cases."""
    return f"FX{on:%Y%m%d}{place:04d}"


def refund_due(decided_on: date, days: int = REFUND_DAYS) -> date:
    """The last day to pay back."""
    return decided_on + timedelta(days=days)


@dataclass(frozen=True)
class MatterFacts:
    """One withdrawal or loan that a case is about: what was asked, and what is to come back."""

    amount_fen: int
    is_established: bool
    refund_fen: int


def total_refund(matters: list[MatterFacts]) -> int:
    """What the order asks back, in fen. Raises ValueError where a share is below zero, above its sum, or groundless."""
    for matter in matters:
        if not 0 <= matter.refund_fen <= matter.amount_fen:
            raise ValueError("a share lies outside its sum")
        if matter.refund_fen and not matter.is_established:
            raise ValueError("nothing is asked back of what is not established")
    return sum(matter.refund_fen for matter in matters)


def is_late(due_on: date, today: date, snoozed_until: date | None = None) -> bool:
    """Whether verifying has taken longer than it may; while it waits with leave it is not late."""
    if snoozed_until is not None and snoozed_until >= today:
        return False
    return today > due_on
