"""A schedule of 360 months beside numpy-financial. Run `python -m benchmarks.schedule`.

Ours is exact to the fen, each interest rounded as the contract says; theirs is binary floating point, all instalments
at once and unrounded. Before rounding they agree: our level payment is theirs, rounded.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import numpy_financial as npf

from benchmarks import scratch

ROUNDS = 20 if scratch.SMALL else 200
FEN, MONTHS, RATE = 500_000_00, 360, Decimal("2.6")


def theirs() -> float:
    """Level, interest and principal of every instalment; gives the level in fen."""
    rate = float(RATE) / 1200
    periods = np.arange(1, MONTHS + 1)
    level = npf.pmt(rate, MONTHS, -FEN)
    npf.ipmt(rate, periods, MONTHS, -FEN)
    npf.ppmt(rate, periods, MONTHS, -FEN)
    return float(level)


def ours() -> int:
    """The whole schedule; gives the level in fen."""
    from loans.rules import schedules

    plan = schedules.Plan(FEN, MONTHS, RATE)
    found = schedules.schedule(plan)
    assert found[-1].balance_fen == 0
    return plan.level_fen


def seconds(act: Callable[[], object]) -> float:
    """Of one schedule, on average."""
    start = time.perf_counter()
    for _round in range(ROUNDS):
        act()
    return (time.perf_counter() - start) / ROUNDS


def main() -> None:
    """Both, and how far apart they are."""
    scratch.prepare("schedule")
    from loans.rules import schedules

    dear = 0.0
    for fen in (FEN, 123_456_78, 800_000_00):
        for months in (60, 120, 240, 360):
            for rate in ("2.1", "2.6", "3.075"):
                other = npf.pmt(float(rate) / 1200, months, -fen)
                dear = max(dear, abs(schedules.level_payment(fen, months, Decimal(rate)) - other))
    assert dear <= 0.5001, dear
    mine, other = seconds(ours), seconds(theirs)
    lines = [
        "| | milliseconds | |",
        "|---|---|---|",
        f"| ours, {MONTHS} instalments exact to the fen | {mine * 1000:.2f} | {mine / other:.1f} × |",
        f"| numpy-financial, unrounded | {other * 1000:.2f} | |",
        "",
        f"The level payments of 36 loans differ by at most {dear:.2f} fen, which is our rounding.",
    ]
    scratch.write("loans_schedule", "A schedule of 360 months beside numpy-financial", lines)


if __name__ == "__main__":
    main()
