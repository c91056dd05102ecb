"""The due day of 200,000 loans, a fifth offset from savings. Run `python -m benchmarks.due_day`.

In one run on one database: one worker, then bare statements that write the same rows into the same tables with their
triggers, then a worker that is killed with -9 half-way and another that goes on.
"""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import get_context

from benchmarks import scratch

LOANS = int(os.environ.get("BENCH_LOANS", "10000" if scratch.SMALL else "200000"))
TABLES = (
    "loans_duerun",
    "loans_duechunk",
    "ledger_journal",
    "ledger_entry",
    "loans_repayment",
    "loans_repaymentpart",
    "loans_taking",
    "loans_instalment",
    "bank_expectation",
    "bank_expectationevent",
    "bank_collectionorder",
    "bank_collectionorderevent",
    "loans_carddebit",
)
GOES_ON = (
    "planned_fen = n.planned_fen, months_left = n.months_left, next_number = n.next_number,"
    " interest_from = n.interest_from, next_due_on = n.next_due_on, next_interest_fen = n.next_interest_fen,"
    " next_principal_fen = n.next_principal_fen, expectation = n.expectation"
)
UNDO = (
    """UPDATE ledger_account a SET balance_fen = a.balance_fen + CASE WHEN is_credit THEN -e.fen ELSE e.fen END
       FROM (SELECT account_id, sum(credit_fen - debit_fen) AS fen FROM ledger_entry e
             JOIN ledger_journal j ON j.id = e.journal_id WHERE j.reason = 'LOAN_OFFSET' GROUP BY account_id) AS e
       WHERE a.id = e.account_id AND a.is_guarded""",
    f"UPDATE loans_loan l SET {GOES_ON} FROM before_loans AS n WHERE n.id = l.id",
)
FIGURES = """
    SELECT (SELECT count(*) FROM loans_instalment), (SELECT count(*) FROM loans_instalment WHERE status = 'PAID'),
           (SELECT sum(fen) FROM loans_taking), (SELECT count(*) FROM bank_collectionorder),
           (SELECT sum(amount_fen) FROM bank_expectation), (SELECT sum(planned_fen) FROM loans_loan),
           (SELECT sum(balance_fen) FROM ledger_account WHERE subject_id IN ('121-01', '201'))"""

CHUNKS = "SELECT count(*) FILTER (WHERE done_at IS NOT NULL), count(*) FROM loans_duechunk"


def work() -> None:
    """One worker process: the whole due day."""
    import django

    django.setup()
    from django.utils import timezone

    from loans import tasks

    tasks.carry_out_due_day(timezone.now())


def run() -> float:
    """Seconds of one worker, in this process."""
    from django.utils import timezone

    from loans import tasks

    start = time.perf_counter()
    assert tasks.carry_out_due_day(timezone.now())
    return time.perf_counter() - start


def killed_and_resumed() -> tuple[int, float]:
    """Kill a worker when half the chunks are done; how many were, and the seconds of the one who goes on."""
    from django.db import connection

    from benchmarks import loan_crowd

    connection.close()
    process = get_context("spawn").Process(target=work)
    process.start()
    while True:
        done, chunks = loan_crowd.rows(CHUNKS)
        if chunks and done * 2 >= chunks:
            break
        time.sleep(0.02)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    return done, run()


def main() -> None:
    """Fill, run, write the same by bare statements, and once more with a kill."""
    scratch.prepare("due_day")
    from django.conf import settings
    from django.db import connection

    from benchmarks import loan_crowd
    from ledger import operations as ledger
    from loans import tasks
    from loans.operations import repaying

    assert tasks.carry_out_due_day  # imported before the clock runs

    settings.CELERY_TASK_ALWAYS_EAGER = False
    loan_crowd.fill(LOANS)
    from django.db import transaction

    with transaction.atomic():
        ledger.subject_account(subject=repaying.INCOME, on=loan_crowd.DUE)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE before_loans AS SELECT * FROM loans_loan")
    since = loan_crowd.newest(TABLES)
    ours = run()
    figures = loan_crowd.rows(FIGURES)
    loan_crowd.keep(TABLES, since, "kept")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept_loans AS SELECT * FROM loans_loan")
    loan_crowd.undo(TABLES, since, UNDO)
    bare = loan_crowd.write_back(TABLES, GOES_ON, "kept")
    assert loan_crowd.rows(FIGURES) == figures
    loan_crowd.undo(TABLES, since, UNDO)
    done, rest = killed_and_resumed()
    assert loan_crowd.rows(FIGURES) == figures, "something twice, or lost"
    count = figures[0]
    lines = [
        f"{count:,} loans fall due: {figures[1]:,} are paid from savings, {figures[3]:,} cards are asked.",
        "",
        "| | seconds | compared |",
        "|---|---|---|",
        f"| one worker | {ours:.1f} | {ours / bare:.2f} × the bare statements (limit 2) |",
        f"| bare statements, same rows, same triggers | {bare:.1f} | |",
        f"| killed with -9 after {done} chunks, gone on with | {rest:.1f} | the same figures, nothing twice |",
    ]
    scratch.write("loans_due_day", f"Due day of {count:,} loans", lines)


if __name__ == "__main__":
    main()
