"""A withdrawal from submit to the bank, stage by stage. Run `python -m benchmarks.withdrawals`.

Beside an empty POST to the log-in page in the same run: how much of the wait is ours. One client, committed durably.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from benchmarks import scratch

scratch.prepare("withdrawals")

from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402

from bank import operations as bank  # noqa: E402
from bank import queries as bank_queries  # noqa: E402
from bank.gateways.sandbox import SandboxGateway  # noqa: E402
from policy import operations as policy  # noqa: E402
from tests import make  # noqa: E402
from tests.withdrawals import payer  # noqa: E402
from withdrawals import operations  # noqa: E402
from withdrawals.models import Withdrawal  # noqa: E402
from withdrawals.states import PayoutStatus  # noqa: E402

COUNT = 30 if scratch.SMALL else 300
STAGES = ("submit", "screen and approve", "order", "bank", "book and tell")


def timed(into: list[float], act: Callable[[], Any]) -> Any:
    """What `act` gives; its milliseconds are added."""
    began = time.perf_counter()
    found = act()
    into.append((time.perf_counter() - began) * 1000)
    return found


def one(application: operations.Application, took: dict[str, list[float]]) -> None:
    """One withdrawal, each stage as its task does it."""

    def submit() -> Withdrawal:
        with transaction.atomic():
            return operations.open_withdrawal(application=application, channel="PORTAL", by=None, at=make.AT)

    found = timed(took["submit"], submit)
    timed(took["screen and approve"], lambda: operations.screen(withdrawal_id=found.pk, at=make.AT))
    while operations.follow_risk(at=make.AT):
        pass
    timed(took["order"], lambda: operations.follow_case(at=make.AT))
    order = bank_queries.orders_to_send().get()
    timed(took["bank"], lambda: bank.send_order(order_id=order.pk, gateway=SandboxGateway(), at=make.AT))
    timed(took["book and tell"], lambda: operations.follow_payment(at=make.AT))


def main() -> None:
    """So many withdrawals one after another, and as many empty POSTs between them."""
    with transaction.atomic():
        policy.set_book_date(on=date(2026, 10, 10))
    make.city()
    empty: list[float] = []
    took: dict[str, list[float]] = {stage: [] for stage in STAGES}
    client = Client()
    for application in payer.applications(COUNT):
        one(application, took)
        timed(empty, lambda: client.post("/login/", {}))
    assert Withdrawal.objects.filter(status=PayoutStatus.PAID).count() == COUNT
    lines = ["| stage | median | p95 |", "|---|---:|---:|"]
    for stage in STAGES:
        times = sorted(took[stage])
        lines.append(f"| {stage} | {statistics.median(times):.1f} ms | {times[int(len(times) * 0.95)]:.1f} ms |")
    decided = statistics.median(a + b for a, b in zip(took["submit"], took["screen and approve"], strict=True))
    bare = statistics.median(empty)
    whole = sum(statistics.median(took[stage]) for stage in STAGES)
    lines += [
        "",
        f"- submit to approved: {decided:.0f} ms, {decided / bare:.1f} times an empty POST ({bare:.0f} ms)",
        f"- submit to booked, with a bank that answers at once: {whole:.0f} ms",
    ]
    scratch.write("withdrawals", "A withdrawal, from submit to the bank", lines)


if __name__ == "__main__":
    main()
