"""Democratic appraisal of members (民主评议党员): self, peers, masses, organisation; excellent one third at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

WEIGHTS: Mapping[str, int] = {"SELF": 20, "PEER": 40, "MASS": 20, "ORG": 20}
"""Percent of each source; every source has to be there."""
MOST_POINTS = 100


def composite(points: Mapping[str, Sequence[int]]) -> Decimal | None:
    """The weighted mean of the means, rounded half up to a tenth once; None where a source is missing."""
    if any(not points.get(source) for source in WEIGHTS):
        return None
    total = sum(
        (Decimal(weight) * sum(points[source]) / len(points[source]) for source, weight in WEIGHTS.items()), Decimal(0)
    )
    return (total / 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def most_excellent(members: int) -> int:
    """How many of a branch may be graded excellent: one third, rounded down."""
    return members // 3
