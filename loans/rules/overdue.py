"""Late instalments (domain §5.7): the penalty, the order in which money is taken, overdue and the five classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from common import money


def penalty(base_fen: int, annual_rate: Decimal, days: int, factor: Decimal = Decimal("1.5")) -> int:
    """Penalty on an unpaid amount for so many days at the contract's rate times `factor`, a year of 360 days, in fen.

    Rounded once a settlement; days run from the day after the due date to the day of payment (251号: 1.3 to 1.5).
    """
    return _of_percent_days(base_fen, annual_rate * days, factor)


def _of_percent_days(base_fen: int, percent_days: Decimal, factor: Decimal) -> int:
    return money.round_fen(Decimal(base_fen) * percent_days * factor / 36000)


Rates = Sequence[tuple[date, Decimal]]
"""Yearly rates in percent, each with its first day, oldest first."""


def legs(rates: Rates, since: date, until: date) -> list[tuple[Decimal, int]]:
    """The days between two dates by the rate that held, as interest is counted; the first rate holds before its day."""
    starts = [since, *(max(since, first) for first, _rate in rates[1:]), until]
    spans = zip(rates, starts, starts[1:], strict=False)
    return [(rate, (min(end, until) - start).days) for (_first, rate), start, end in spans if start < min(end, until)]


@dataclass(frozen=True, slots=True)
class Due:
    """What is still unpaid of one instalment. `days_late` is 0 on or before its due date.

    `penalty_fen` is penalty of earlier days that a payment in part left open; `days_late` then runs from that payment.
    `percent_days` is the sum of each day's rate where the rate has changed in these days; None: one rate for all.
    """

    number: int
    interest_fen: int
    principal_fen: int
    days_late: int = 0
    penalty_fen: int = 0
    percent_days: Decimal | None = None

    @property
    def unpaid_fen(self) -> int:
        """Interest and principal together."""
        return self.interest_fen + self.principal_fen

    def late_fen(self, annual_rate: Decimal, factor: Decimal) -> int:
        """All penalty that is asked for it: what was left open, and that of the days since."""
        by_days = annual_rate * self.days_late if self.percent_days is None else self.percent_days
        return self.penalty_fen + _of_percent_days(self.unpaid_fen, by_days, factor)


class Part(StrEnum):
    """What a payment is taken for, in the order of the law of the contract."""

    FEE = "fee"
    PENALTY = "penalty"
    INTEREST = "interest"
    PRINCIPAL = "principal"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Taken:
    """A part of a payment: for what, of which instalment (0: none), in fen."""

    part: Part
    number: int
    fen: int


def take(
    paid_fen: int, dues: Sequence[Due], *, annual_rate: Decimal, factor: Decimal = Decimal("1.5"), fees_fen: int = 0
) -> list[Taken]:
    """What a payment goes to: fees, then instalment by instalment, oldest first: penalty, interest, principal.

    What is left is held as credit: prepaying is somebody's request, never a guess. Nothing of zero is listed.
    """
    wanted = [(Part.FEE, 0, fees_fen)]
    for due in sorted(dues, key=lambda each: each.number):
        wanted += [
            (Part.PENALTY, due.number, due.late_fen(annual_rate, factor)),
            (Part.INTEREST, due.number, due.interest_fen),
            (Part.PRINCIPAL, due.number, due.principal_fen),
        ]
    left, found = paid_fen, []
    for part, number, fen in wanted:
        taken = min(left, fen)
        if taken:
            found.append(Taken(part, number, taken))
            left -= taken
    return [*found, Taken(Part.CREDIT, 0, left)] if left else found


def is_overdue(unpaid_in_a_row: int, least: int = 3) -> bool:
    """Whether a loan counts as overdue in the statistics: so many consecutive instalments unpaid."""
    return unpaid_in_a_row >= least


CLASSES = ((0, "01"), (90, "02"), (180, "03"), (360, "04"))
"""Days past due up to which a loan is of a class (DKFXDJ); beyond the last it is lost (05)."""


def risk_class(days_past_due: int) -> str:
    """The class of a loan by days past due: 01 normal, 02 special mention, 03 substandard, 04 doubtful, 05 loss."""
    return next((code for most, code in CLASSES if days_past_due <= most), "05")
