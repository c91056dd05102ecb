"""Money paid by mistake: how much is too much, and which lines give it back. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from deposits.rules.back import MonthTerms
from deposits.rules.contributions import Contribution, clamp_base, contribution


def excess(terms: MonthTerms, *, base_fen: int, paid: Contribution) -> Contribution:
    """`max(0, paid − part)` a side for one month, by the right base within that month's limits."""
    due = contribution(
        base_fen=clamp_base(base_fen, terms.floor_fen, terms.cap_fen),
        employer_rate=terms.employer_rate,
        employee_rate=terms.employee_rate,
        unit_fen=terms.unit_fen,
    )
    return Contribution(max(0, paid.employer_fen - due.employer_fen), max(0, paid.employee_fen - due.employee_fen))


def spread(excess: Contribution, lines: Sequence[Contribution]) -> list[Contribution]:
    """What each line gives back of an excess: the first as much as it has, then the next."""
    own, theirs, parts = excess.employer_fen, excess.employee_fen, []
    for line in lines:
        part = Contribution(min(own, line.employer_fen), min(theirs, line.employee_fen))
        own, theirs = own - part.employer_fen, theirs - part.employee_fen
        parts.append(part)
    return parts


def lowest(opening_fen: int, moves: Sequence[tuple[date, int]]) -> int:
    """The lowest balance at the end of any day, from an opening balance and movements (value date, fen)."""
    balance = least = opening_fen
    by_day: dict[date, int] = {}
    for day, fen in moves:
        by_day[day] = by_day.get(day, 0) + fen
    for day in sorted(by_day):
        balance += by_day[day]
        least = min(least, balance)
    return least
