"""What stands out in what the staff do (issue 5, insiders): limits, and when an hour is night."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InsiderTerms:
    """From how many acts on something is looked at by the discipline office. Windows count back, both ends inside."""

    window_days: int = 30
    same_agent: int = 5
    """Cases of one agent handled by one clerk."""
    agent_share_percent: int = 80
    """… which are at least this share of all the agent's cases."""
    fast_seconds: int = 60
    """An approval sooner than this after the act before it was hardly read."""
    fast_approvals: int = 5
    night_from: int = 21
    night_to: int = 6
    """Hours of the evening and the morning between which nobody should be changing anything."""
    night_edits: int = 3
    looks_a_day: int = 10
    """People looked at on one day without a case."""


TERMS = InsiderTerms()


def is_night(hour: int, terms: InsiderTerms = TERMS) -> bool:
    """Whether an hour of the local clock (0–23) is night."""
    return hour >= terms.night_from or hour < terms.night_to


def is_fast(seconds: int | None, terms: InsiderTerms = TERMS) -> bool:
    """Whether an approval came too soon to have been read; exactly the limit is soon no more."""
    return seconds is not None and seconds < terms.fast_seconds
