"""(a) What a posting costs: ledger.post beside django-hordak's transfer and beside bare psycopg2, in one run.

All on one server with production's durability (every commit waits for the disk), each client a process of its own.
Then the time to read a balance from an account with ten entries and from one with a hundred thousand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

from benchmarks import scratch
from benchmarks.posting_clients import AT, DAY, DEPOSITORS

SECONDS = 1 if scratch.SMALL else 8
ROUNDS = 1 if scratch.SMALL else 3
KINDS = {"ours": "ledger.post", "hordak": "django-hordak 2.0 transfer", "bare": "bare psycopg2, our tables"}


def client(*arguments: str) -> subprocess.Popen[str]:
    """One client process."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.posting_clients", *arguments]
    return subprocess.Popen(command, cwd=scratch.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def rate(kind: str, clients: int, turn: int) -> float:
    """Transfers a second of so many clients at once."""
    crowd = [client(kind, str(SECONDS), f"{turn}-{clients}-{number}") for number in range(clients)]
    for each in crowd:
        assert each.stdout.readline() == "ready\n"
    for each in crowd:
        each.stdin.write("go\n")
        each.stdin.flush()
    counts = [int(each.stdout.readline()) for each in crowd]
    for each in crowd:
        assert each.wait() == 0
    return sum(counts) / SECONDS


def rates() -> dict[tuple[str, int], float]:
    """The median rate of each kind with one client and with eight; rounds take turns, to meet the same machine."""
    found: dict[tuple[str, int], list[float]] = {}
    for turn in range(ROUNDS):
        for clients in (1, 8):
            for kind in KINDS:
                found.setdefault((kind, clients), []).append(rate(kind, clients, turn))
    return {key: median(values) for key, values in found.items()}


def fill() -> None:
    """Our chart, the bank and the depositors; hordak's database beside ours on the same server."""
    from django.db import connection, transaction

    from ledger import operations as ledger
    from policy import operations as policy

    with transaction.atomic():
        policy.set_book_date(on=DAY)
        ledger.open_account(code="101", name="bank", subject="101", on=DAY, is_guarded=False)
        names = [(f"D{number:04d}", "depositor") for number in range(DEPOSITORS)]
        ledger.open_accounts(rows=names, subject="201", on=DAY, is_guarded=True)
    with connection.cursor() as cursor:
        cursor.execute('DROP DATABASE IF EXISTS "bench_hordak" WITH (FORCE)')
        cursor.execute('CREATE DATABASE "bench_hordak"')
    os.environ["HORDAK_URL"] = os.environ["DATABASE_URL"].replace("/bench_posting?", "/bench_hordak?")
    assert client("fill-hordak").wait() == 0


def reads() -> list[str]:
    """Microseconds to read a balance, by the number of entries on the account."""
    from django.db import transaction

    from ledger import operations as ledger
    from ledger import queries
    from ledger.models import Account
    from ledger.states import Reason

    lines = []
    for number, entries in enumerate((10, 100_000)):
        with transaction.atomic():
            owner = ledger.open_account(code=f"R{number}", name="r", subject="201", on=DAY, is_guarded=True)
            control = ledger.open_account(code=f"C{number}", name="c", subject="101", on=DAY, is_guarded=False)
            for batch in range(10):
                ledger.post_select(
                    key=f"read:{number}:{batch}",
                    reason=Reason.OTHER,
                    on=DAY,
                    value_on=DAY,
                    select="SELECT %(owner)s::bigint, 0::bigint, 1::bigint, NULL::bigint FROM generate_series(1, %(n)s)"
                    " UNION ALL SELECT %(control)s, 1, 0, NULL FROM generate_series(1, %(n)s)",
                    params={"owner": owner.pk, "control": control.pk, "n": entries // 10},
                    by=None,
                    at=AT,
                )
    with transaction.atomic():
        ledger.seal_day(on=DAY, next_on=DAY + timedelta(days=2), by=None, at=AT)
    for code, words in (("R", "depositor's account (cached)"), ("C", "control account (snapshot + today)")):
        few, many = (
            microseconds(lambda account=account: queries.balance_fen(account))
            for account in (Account.objects.get(code=f"{code}0"), Account.objects.get(code=f"{code}1"))
        )
        lines.append(f"| {words} | {few:.0f} µs | {many:.0f} µs |")
    return lines


def microseconds(act: Callable[[], object]) -> float:
    """The median time of an act."""
    times = []
    for _ in range(1_000):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return median(times) * 1_000_000


def main() -> None:
    """Measure, prove that the books still stand, and write the section."""
    scratch.prepare("posting")
    fill()
    found = rates()
    balances = reads()
    from ledger import queries

    faults = {fault.check for fault in queries.verify_books()}
    assert faults <= {"journal's body differs from its hash"}, faults  # bare rows carry no hash
    ours, eight = found["ours", 1], found["ours", 8]
    scratch.write(
        "a_posting",
        "(a) Posting",
        [
            f"Journals of two lines, one transaction each, a second ({SECONDS} s; median of {ROUNDS} rounds in turn;"
            f" bank against one of {DEPOSITORS:,} depositors; fsync on).",
            "",
            "| | 1 client | 8 clients |",
            "|---|---:|---:|",
            *[f"| {words} | {found[kind, 1]:,.0f} | {found[kind, 8]:,.0f} |" for kind, words in KINDS.items()],
            "",
            f"- beside hordak: {ours / found['hordak', 1]:.1f} times its rate with one client (asked: 1),"
            f" {eight / found['hordak', 8]:.1f} with eight",
            f"- beside bare psycopg2: {ours / found['bare', 1]:.0%} of its rate with one client (asked: 33 %),"
            f" {eight / found['bare', 8]:.0%} with eight",
            f"- eight clients against one: {eight / ours:.1f} times (asked: 1), no deadlock, books proved after",
            "",
            "Reading a balance (median of 1,000):",
            "",
            "| | 10 entries | 100,000 entries |",
            "|---|---:|---:|",
            *balances,
        ],
    )


if __name__ == "__main__":
    main()
