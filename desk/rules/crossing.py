"""The thirteen national services between provinces (domain §7.3), and by when the other centre answers. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from desk.states.crossing import Direction
from policy.rules import Calendar

FORWARD_DAYS = 1
"""Working days until papers are on their way after the identity was checked."""
DEFAULT_DAYS = 5
"""Working days of the other centre, from forwarding, where a service has no number of its own."""

# Kind's code: working days of the account's centre (domain §7.4); on the spot counts as one between two centres.
ANSWER_DAYS = {
    "cross-query": 1,
    "cross-certificate": 1,
    "cross-retirement": 3,
    "cross-registration": 1,
    "cross-change": 1,
    "cross-purchase": 3,
    "cross-settled": 1,
    "cross-full-repayment": 3,
    "cross-remittance": 2,
    "cross-back-payment": 2,
    "cross-partial-repayment": 3,
    "cross-rent": 3,
    "cross-early-retirement": 3,
}
WORK_PAGES = {
    "cross-query": "fundcenter:counter_search",
    "cross-registration": "deposits:counter_register",
    "cross-change": "fundcenter:counter_search",
    "cross-purchase": "withdrawals:counter_start",
    "cross-rent": "withdrawals:counter_start",
    "cross-retirement": "withdrawals:counter_closing_start",
    "cross-early-retirement": "withdrawals:counter_closing_start",
    "cross-remittance": "deposits:counter_lists",
}
"""Where what another centre asks for is done here, for the person of the case where the page takes one (`?person=`).
A service joins when its business is built."""


def answer_due(kind: str, forwarded_on: date, calendar: Calendar) -> date:
    """By when the other centre answers: the clock runs from forwarding (domain §7.3)."""
    return calendar.add_working_days(forwarded_on, ANSWER_DAYS.get(kind, DEFAULT_DAYS)).day


@dataclass(frozen=True)
class Facts:
    """What has happened to a case between two centres so far."""

    direction: str
    is_open: bool
    is_accepted: bool
    sent_at: datetime | None
    outcome: str
    answered_at: datetime | None


STAGES: dict[str, tuple[str, ...]] = {
    Direction.OUT: ("check", "forward", "wait", "tell", "end"),
    Direction.IN: ("check", "decide", "work", "end"),
}


def stage(facts: Facts) -> str:
    """Which step of its way the case has reached: the first thing that is still to be done."""
    if facts.direction == Direction.IN:
        if facts.sent_at is not None:
            return "end"
        if facts.outcome:
            return "work"
        return _begun(facts, "decide")
    if not facts.is_open:
        return "end"
    if facts.answered_at is not None:
        return "tell"
    if facts.sent_at is not None:
        return "wait"
    return _begun(facts, "forward")


def _begun(facts: Facts, then: str) -> str:
    if not facts.is_open:
        return "end"
    return then if facts.is_accepted else "check"


def done_stages(direction: str, reached: str) -> Collection[str]:
    """The steps behind the one reached."""
    order = STAGES[direction]
    return order[: order.index(reached)]
