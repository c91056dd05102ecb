"""What a bad rating obliges us to, and how satisfaction is reckoned. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from policy.rules import Calendar

LINK_LIFE = timedelta(days=30)
"""A link may be used for a month; the portal offers the same cases for as long."""
WINDOW_LIFE = timedelta(minutes=10)
"""The customer is still standing there."""
CONTACT_DAYS = 1
"""Working days until somebody with a bad rating is called (GB/T 39735, domain §7.2)."""
SETTLE_DAYS = 15
"""Working days until it is checked, put right and told (the same)."""
SECOND_DAYS = 10
"""Working days that the person has for a second rating; after that the follow-up closes by itself."""
BAD_LEVEL, SATISFIED_LEVEL = 2, 3
"""1–2 are bad; from 3 (basically satisfied) up somebody counts as satisfied in the national guide."""


@dataclass(frozen=True)
class FollowUpDays:
    """By when a bad rating's person is called, and by when it is settled."""

    contact_on: date
    settle_on: date


def follow_up_days(rated_on: date, calendar: Calendar) -> FollowUpDays:
    """Both days, in working days after the rating."""
    return FollowUpDays(
        calendar.add_working_days(rated_on, CONTACT_DAYS).day, calendar.add_working_days(rated_on, SETTLE_DAYS).day
    )


def is_silent_since(told_on: date, today: date, calendar: Calendar) -> bool:
    """Whether the days for a second rating are over."""
    return calendar.add_working_days(told_on, SECOND_DAYS).day < today


@dataclass(frozen=True)
class Satisfaction:
    """How many rated, at which level."""

    counts: Mapping[int, int]

    @property
    def raters(self) -> int:
        """Everybody who rated."""
        return sum(self.counts.values())

    @property
    def satisfied(self) -> int:
        """Very satisfied, satisfied and basically satisfied."""
        return sum(count for level, count in self.counts.items() if level >= SATISFIED_LEVEL)

    @property
    def bad(self) -> int:
        """Dissatisfied and very dissatisfied."""
        return self.raters - self.satisfied

    @property
    def percent(self) -> Decimal | None:
        """Satisfied among all raters, as the national guide on services defines it; None where nobody rated."""
        return percent(self.satisfied, self.raters)


def percent(part: int, whole: int) -> Decimal | None:
    """A share in percent with two places, rounded half up once; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
