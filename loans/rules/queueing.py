"""What one approver more would bring: cases that came, the time they take in hand, and so many pairs of hands.

A queue served in order of arrival; times in hand are drawn anew from those observed, with a fixed seed, so that the
same month gives the same answer twice.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass

from loans.rules.minutes import quantile, within

SEED, ROUNDS = 20260920, 20


@dataclass(frozen=True, slots=True)
class Arrival:
    """A case that came to be approved: when (seconds of any clock), and what the rest of its way took of our time."""

    at: int
    rest: int = 0


def waits(arrivals: Sequence[int], services: Sequence[int], servers: int) -> list[int]:
    """How long each waits that comes at `arrivals` (in order) and takes `services`, where `servers` work at once."""
    assert servers > 0 and len(arrivals) == len(services)
    free = [0] * servers
    found = []
    for came, takes in zip(arrivals, services, strict=True):
        begins = max(came, heapq.heappop(free))
        found.append(begins - came)
        heapq.heappush(free, begins + takes)
    return found


@dataclass(frozen=True)
class Outlook:
    """What so many approvers come to, in seconds and percent."""

    servers: int
    wait_median: int
    wait_ninetieth: int
    whole_median: int
    whole_ninetieth: int
    within_percent: int


def outlook(
    arrivals: Sequence[Arrival],
    services: Sequence[int],
    *,
    servers: int,
    target: int,
    seed: int = SEED,
    rounds: int = ROUNDS,
) -> Outlook:
    """What the month would have come to with `servers` approvers. `services` are the times in hand that were seen."""
    ordered = sorted(arrivals, key=lambda each: each.at)
    draw = random.Random(seed)  # noqa: S311 a figure for planning, nothing secret
    waited, wholes = [], []
    for _round in range(rounds):
        takes = [draw.choice(services) for _each in ordered]
        found = waits([each.at for each in ordered], takes, servers)
        waited += found
        wholes += [each.rest + wait + take for each, wait, take in zip(ordered, found, takes, strict=True)]
    return Outlook(
        servers=servers,
        wait_median=quantile(waited, 50),
        wait_ninetieth=quantile(waited, 90),
        whole_median=quantile(wholes, 50),
        whole_ninetieth=quantile(wholes, 90),
        within_percent=within(wholes, target),
    )
