"""What stands out in what the staff do (issue 5, insiders): limits, and when an hour is night."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class InsiderTerms:
    """From how many acts on something is looked at by the discipline office; the parameters `insider_…` of the day."""

    window_days: int
    same_agent: int
    agent_share_percent: Decimal
    fast_seconds: int
    fast_approvals: int
    night_from: int
    night_to: int
    night_edits: int
    looks_a_day: int


def is_night(hour: int, terms: InsiderTerms) -> bool:
    """Whether an hour of the local clock (0–23) is night."""
    if terms.night_from <= terms.night_to:
        return terms.night_from <= hour < terms.night_to
    return hour >= terms.night_from or hour < terms.night_to


def is_fast(seconds: int | None, terms: InsiderTerms) -> bool:
    """Whether an approval came too soon to have been read; exactly the limit is soon no more."""
    return seconds is not None and seconds < terms.fast_seconds
