"""The year's interest of a million accounts with twelve movements each. Run `python -m benchmarks.settlement`.

In one run on one database: one worker, a bare statement that writes the same journals, entries and balances into the
same tables with their triggers, two workers; and beside it one worker over a tenth of the accounts.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime
from multiprocessing import get_context
from typing import Any

from benchmarks import scratch

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "20000" if scratch.SMALL else "1000000"))
AT = datetime(2026, 10, 10, 2, tzinfo=UTC)

# Movements of twelve months for every account of the crowd, instead of its one entry. The update leaves the accounts'
# pages the room that a year of postings leaves: without it the first of the three would pay for it alone.
_MOVEMENTS = (
    "DELETE FROM ledger_entry",
    """INSERT INTO ledger_journal (key, body_hash, reason, "on", value_on, "case", memo, at, txid)
       SELECT 'month-' || m, '', 'RECEIPT_ALLOCATED', '2026-09-30', date '2025-07-15' + m * interval '1 month', '', '',
              %(at)s, 0
       FROM generate_series(0, 11) AS m""",
    """INSERT INTO ledger_entry (journal_id, account_id, debit_fen, credit_fen, "on", value_on, employer_id)
       SELECT j.id, a.id, 0, 200000, j."on", j.value_on, 1
       FROM ledger_journal j, ledger_account a WHERE j.key LIKE 'month-%%' AND a.subject_id = '201'
       ORDER BY j.id, a.id""",
    "UPDATE ledger_account SET balance_fen = 12 * 200000 WHERE subject_id = '201'",
)
_KEEP = """
    CREATE TABLE bench_lines AS
    SELECT e.journal_id, e.account_id, e.debit_fen, e.credit_fen, e.employer_id
    FROM ledger_entry e JOIN ledger_journal j ON j.id = e.journal_id WHERE j.reason = 'INTEREST_SETTLED'"""
_BARE = """
    WITH made AS (
        INSERT INTO ledger_journal (key, body_hash, reason, "on", value_on, "case", memo, at, txid)
        SELECT 'bare-' || journal_id, '', 'INTEREST_SETTLED', '2026-10-10', '2026-06-30', '', '', %(at)s, 0
        FROM (SELECT DISTINCT journal_id FROM bench_lines) AS journals RETURNING id, key
    )
    INSERT INTO ledger_entry (journal_id, account_id, debit_fen, credit_fen, "on", value_on, employer_id)
    SELECT made.id, l.account_id, l.debit_fen, l.credit_fen, '2026-10-10', '2026-06-30', l.employer_id
    FROM bench_lines l JOIN made ON made.key = 'bare-' || l.journal_id
    ORDER BY made.id, l.account_id"""
_UNDO = (
    """UPDATE ledger_account a SET balance_fen = a.balance_fen - e.fen
       FROM (SELECT account_id, sum(credit_fen - debit_fen) AS fen FROM ledger_entry e
             JOIN ledger_journal j ON j.id = e.journal_id WHERE j.reason LIKE 'INTEREST%%' GROUP BY account_id) AS e
       WHERE a.id = e.account_id AND a.is_guarded""",
    """DELETE FROM ledger_entry e USING ledger_journal j WHERE j.id = e.journal_id AND j.reason LIKE 'INTEREST%%'""",
    "DELETE FROM deposits_interestchunk",
    "DELETE FROM deposits_interestrunevent",
    "DELETE FROM deposits_interestrun",
    "DELETE FROM ledger_journal WHERE reason LIKE 'INTEREST%%'",
)


def _replica(statements: tuple[str, ...]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for each in statements:
            cursor.execute(each, {"at": AT})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_account")
        cursor.execute("VACUUM ANALYZE ledger_entry")
        cursor.execute("CHECKPOINT")  # each of the measured begins with nothing left to write


def fill(people: int) -> None:
    """So many accounts with twelve movements of the fund year 2026."""
    from benchmarks import crowd

    crowd.fill(people, max(10, people // 100))
    _replica(_MOVEMENTS)


def work(queue: Any) -> None:
    """One worker process: settle until nothing is left; tells seconds, chunks, memory before and after in MB."""
    import django

    django.setup()
    from deposits import tasks

    before = _memory("VmRSS")
    start = time.perf_counter()
    done = tasks.settle_interest()
    queue.put((time.perf_counter() - start, done, before, _memory("VmHWM")))


def tell() -> float:
    """Seconds to tell everybody of a settlement, which goes on beside the books."""
    from deposits import tasks

    start = time.perf_counter()
    told = tasks.tell_interest()
    assert told == PEOPLE, told
    return time.perf_counter() - start


def _memory(name: str) -> int:
    """MB of this process, as the kernel counts them: VmRSS now, VmHWM at most."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith(name))


def settle(workers: int) -> tuple[float, int, int]:
    """Settle 2026 with so many worker processes: seconds from start to finish, most memory at their start and end."""
    from django.db import connection

    from deposits import operations, tasks
    from deposits.models import InterestRun
    from tests import people

    run = operations.prepare_settlement(fund_year=2026, by=people.zhou_jiu(), at=AT)
    tasks.count_interest()
    operations.start_settlement(run_id=run.pk, by=people.feng_er(), at=AT)
    connection.close()
    context = get_context("spawn")
    queue = context.Queue()
    processes = [context.Process(target=work, args=(queue,)) for _ in range(workers)]
    start = time.perf_counter()
    for process in processes:
        process.start()
    told = [queue.get() for _ in processes]
    for process in processes:
        process.join()
    seconds = max(each[0] for each in told) if workers == 1 else time.perf_counter() - start - _start_up(told, start)
    found = InterestRun.objects.get(pk=run.pk)
    assert found.status == "DONE", found.status
    assert (found.people, found.fen) == (found.expected_people, found.expected_fen)
    return seconds, max(each[2] for each in told), max(each[3] for each in told)


def _start_up(told: list[tuple[float, int, int, int]], start: float) -> float:
    """What the processes took to import Django: the whole less the longest work."""
    return time.perf_counter() - start - max(each[0] for each in told)


def bare() -> float:
    """Seconds of one statement that writes the same rows, triggers and all."""
    from django.db import connection, transaction

    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BARE, {"at": AT})
    return time.perf_counter() - start


def measure(people_count: int, whole: bool) -> dict[str, float]:
    """Everything for one size; the small one only with one worker."""
    from django.db import connection, transaction

    from policy import operations as policy
    from tests import make, people

    with transaction.atomic():
        policy.set_book_date(on=date(2026, 10, 10))
    make.city()
    people.branch()
    fill(people_count)
    found: dict[str, float] = {}
    found["one"], found["before"], found["after"] = settle(1)
    if not whole:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_KEEP)
    _replica(_UNDO)
    found["bare"] = bare()
    _replica(_UNDO)
    found["two"], _before, _after = settle(2)
    found["told"] = tell()
    return found


def main() -> None:
    """A tenth first, in a database of its own; then the whole."""
    scratch.prepare("settlement")
    few = measure_apart(PEOPLE // 10)
    many = measure(PEOPLE, whole=True)
    each_few, each_many = few["one"] / (PEOPLE // 10), many["one"] / PEOPLE
    lines = [
        f"{PEOPLE:,} accounts, twelve movements each, one journal for 10,000 accounts.",
        "",
        "| | seconds | compared |",
        "|---|---|---|",
        f"| one worker | {many['one']:.1f} | {many['one'] / many['bare']:.2f} × the bare statement (limit 1.5) |",
        f"| bare statement, same rows | {many['bare']:.1f} | |",
        f"| two workers | {many['two']:.1f} | {many['one'] / many['two']:.2f} × one (at least 1.5) |",
        f"| one worker, {PEOPLE // 10:,} accounts | {few['one']:.1f} |"
        f" an account costs {each_many / each_few:.2f} × as much in the large (limit 1.5) |",
        f"| everybody told afterwards | {many['told']:.1f} | {PEOPLE / many['told']:,.0f} persons a second |",
        "",
        f"Memory of a worker: {many['before']:.0f} MB before, {many['after']:.0f} MB after"
        f" ({few['after']:.0f} MB after a tenth of the accounts).",
    ]
    scratch.write("e_settlement", f"(e) The year's interest of {PEOPLE:,} accounts", lines)


def measure_apart(people_count: int) -> dict[str, float]:
    """The small size in a process and a database of its own."""
    context = get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_apart, args=(queue, people_count))
    process.start()
    found: dict[str, float] = queue.get()
    process.join()
    return found


def _apart(queue: Any, people_count: int) -> None:
    scratch.prepare("settlement_few")
    queue.put(measure(people_count, whole=False))


if __name__ == "__main__":
    main()
