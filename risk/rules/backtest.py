"""What a rule set would have done with past cases, against what became of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

REVIEW_MINUTES = 20
"""What looking at one application costs somebody, for the comparison of two versions."""
BLOCK_MINUTES = 60
"""What verifying a held one costs."""

CONFIRMED, CLEARED, UNKNOWN = "confirmed", "cleared", "unknown"


@dataclass(frozen=True)
class Past:
    """One past application: what became of it, and the strongest action a rule set takes ("", review, block)."""

    label: str
    action: str
    amount_fen: int


@dataclass(frozen=True)
class Score:
    """Sums over past applications; parts add up."""

    seen: int = 0
    caught: int = 0
    missed: int = 0
    false_alarms: int = 0
    held: int = 0
    stopped_fen: int = 0
    minutes: int = 0

    def __add__(self, other: Score) -> Score:
        mine, more = asdict(self), asdict(other)
        return Score(**{name: mine[name] + more[name] for name in mine})

    @property
    def as_json(self) -> dict[str, int]:
        """For the row that keeps it."""
        return asdict(self)

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> Score:
        """What a row kept."""
        return cls(**stored)


def judge(past: Past) -> Score:
    """How one past application counts. What nobody decided is neither caught nor a false alarm, but costs minutes."""
    flagged = bool(past.action)
    confirmed, cleared = past.label == CONFIRMED, past.label == CLEARED
    minutes = {"": 0, "block": BLOCK_MINUTES}.get(past.action, REVIEW_MINUTES)
    return Score(
        seen=1,
        caught=int(confirmed and flagged),
        missed=int(confirmed and not flagged),
        false_alarms=int(cleared and flagged),
        held=int(past.action == "block"),
        stopped_fen=past.amount_fen if confirmed and flagged else 0,
        minutes=minutes,
    )


def is_lost(label: str, *, tried: str, published: str) -> bool:
    """Whether a confirmed fraud that the published version catches would slip through the tried one."""
    return label == CONFIRMED and bool(published) and not tried
