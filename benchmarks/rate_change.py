"""The change of 200,000 loans' rates on 1 January. Run `python -m benchmarks.rate_change`."""

from __future__ import annotations

import os
import time
from datetime import date

from benchmarks import scratch

LOANS = int(os.environ.get("BENCH_LOANS", "10000" if scratch.SMALL else "200000"))
TABLES = ("loans_raterun", "loans_ratechunk", "loans_planchange", "loans_ratechange")
CHANGED = (
    "annual_rate = n.annual_rate, level_fen = n.level_fen, next_principal_fen = n.next_principal_fen,"
    " next_interest_fen = n.next_interest_fen"
)
# Balances and months of many ages, as a real portfolio has them.
_AGES = """
    UPDATE loans_loan SET next_due_on = '2027-01-20', interest_from = '2026-12-20', months_left = 360 - id % 300,
        next_number = 1 + id % 300, planned_fen = 50000000 - (id % 300) * 100000"""


def main() -> None:
    """Fill, change, write the same by bare statements, tell everybody."""
    scratch.prepare("rate_change")
    from django.db import connection, transaction

    from benchmarks import loan_crowd
    from loans import tasks
    from policy import operations as policy
    from tests import make

    loan_crowd.fill(LOANS)
    make.parameter("loan_rate_first_long_percent", "2.35", date(2026, 11, 5))
    with transaction.atomic():
        policy.set_book_date(on=date(2027, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute(_AGES)
        cursor.execute("CREATE TABLE before_loans AS SELECT * FROM loans_loan")
        cursor.execute("VACUUM ANALYZE loans_loan")
    since = loan_crowd.newest(TABLES)
    start = time.perf_counter()
    tasks.change_rates(2027, loan_crowd.AT)
    ours = time.perf_counter() - start
    loan_crowd.keep(TABLES, since, "kept")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept_loans AS SELECT * FROM loans_loan")
    count = loan_crowd.rows("SELECT count(*) FROM loans_ratechange")[0]
    loan_crowd.undo(TABLES, since, [f"UPDATE loans_loan l SET {CHANGED} FROM before_loans AS n WHERE n.id = l.id"])
    bare = loan_crowd.write_back(TABLES, CHANGED, "kept")
    assert loan_crowd.rows("SELECT count(*) FROM loans_ratechange")[0] == count
    start = time.perf_counter()
    told = tasks.tell_rates()
    telling = time.perf_counter() - start
    lines = [
        f"{count:,} loans from 2.6 % to 2.35 %, each level anew, January by days of both rates.",
        "",
        "| | seconds | compared |",
        "|---|---|---|",
        f"| one worker | {ours:.1f} | {ours / bare:.2f} × the bare statements |",
        f"| bare statements, same rows, same triggers | {bare:.1f} | |",
        f"| {told:,} borrowers told afterwards | {telling:.1f} | {told / telling:,.0f} persons a second |",
    ]
    scratch.write("loans_rates", f"Rates of {count:,} loans on 1 January", lines)


if __name__ == "__main__":
    main()
