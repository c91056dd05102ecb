"""The counter over a million cases: worklist, search, board, a case. Run `python -m benchmarks.cases`.

Beside each other in one run: the same pages over ten thousand cases (the SQL may take three times as long over the
million), and the log-in page (a page may take eight times as long). The number of queries is the same, and no big table
is read from end to end.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks import scratch

CASES = int(os.environ.get("BENCH_CASES", "20000" if scratch.SMALL else "1000000"))
FEW = 10_000
PEOPLE = 20_000
RUNS = 7


@dataclass(frozen=True)
class Visit:
    """What one page cost: number of queries, seconds of SQL, seconds of the page, big tables read whole."""

    queries: int
    sql: float
    page: float
    whole: tuple[str, ...]


def quickest(act: Any, runs: int = RUNS) -> float:
    """Seconds of the quickest of `runs`."""
    found = 9.0
    for _run in range(runs):
        start = time.perf_counter()
        act()
        found = min(found, time.perf_counter() - start)
    return found


def visit(client: Any, url: str, typed: str) -> Visit:
    """Open the page and weigh it: its SELECTs again one by one, and as a whole."""
    from django.db import connection

    from benchmarks.pages import Page
    from benchmarks.pages import visit as open_page

    statements, page = open_page(client, Page(url, "", url, typed), RUNS)
    reads = [each for each in statements if each.lstrip("( ").upper().startswith(("SELECT", "WITH"))]
    with connection.cursor() as cursor:

        def again(statement: str) -> None:
            cursor.execute(statement)
            cursor.fetchall()

        sql = sum(quickest(lambda statement=each: again(statement)) for each in reads)
    return Visit(len(statements), sql, page, _whole(reads))


def _whole(reads: list[str]) -> tuple[str, ...]:
    """Big tables read from end to end; a count stopped by a limit or of next to nothing is none."""
    import re

    from django.db import connection

    found = set()
    with connection.cursor() as cursor:
        for each in reads:
            cursor.execute("EXPLAIN " + each)
            plan = "\n".join(str(row[0]) for row in cursor.fetchall())
            plan = re.sub(r"Limit .*\n *->  Seq Scan on \w+", "", plan)
            scans = re.findall(r"Seq Scan on (\w+).* rows=(\d+)", plan)
            found |= {name for name, rows in scans if name in BIG and int(rows) > FEW // 10}
    return tuple(sorted(found))


BIG = ("desk_case", "desk_caseevent", "desk_clockspan", "desk_requirement", "accounts_person")


def main() -> None:
    """Fill with few, visit; fill with many, visit; compare, write."""
    scratch.prepare("cases")
    from django.db import transaction
    from django.test import Client
    from django.utils import timezone

    from benchmarks import caseload, crowd
    from desk.models import Case
    from policy import operations as policy
    from tests import make, people
    from tests.desk import world

    with transaction.atomic():
        policy.set_book_date(on=date(2026, 10, 10))
    make.city()
    crowd.fill(PEOPLE, 10)
    teller, reviewer, head = people.wang_wu(), people.zhao_liu(), people.wu_shi()
    version = world.kind("try")
    facts = {
        "kind": version.kind_id,
        "version": version.pk,
        "prefix": version.kind.prefix,
        "branch": people.branch().pk,
        "people": PEOPLE,
        "teller": teller.pk,
        "teller_person": teller.person_id,
        "reviewer_person": reviewer.person_id,
    }
    browsers = {"teller": people.browser(teller), "reviewer": people.browser(reviewer), "auditor": people.browser(head)}
    stranger, visits, login = Client(), {}, 0.0
    for count in (FEW, CASES):
        caseload.fill(cases=count, now=timezone.now(), facts=facts)
        login = quickest(lambda: stranger.get("/login/staff/"))
        case = Case.objects.filter(owner=teller).order_by("-id")[0]
        for name, who, url, typed in pages(case):
            visits[name, count] = visit(browsers[who], url, typed)
    lines = [f"{CASES:,} cases, {caseload.OPEN:,} open; log-in page {1000 * login:.0f} ms.", ""]
    lines += [
        f"| page | queries | at {FEW:,} | SQL ms | at {FEW:,} | times | page ms | × log-in | read from end to end |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name in dict.fromkeys(name for name, _count in visits):
        few, many = visits[name, FEW], visits[name, CASES]
        lines.append(
            f"| {name} | {many.queries} | {few.queries} | {1000 * many.sql:.1f} | {1000 * few.sql:.1f}"
            f" | {many.sql / few.sql:.1f} | {1000 * many.page:.0f} | {many.page / login:.1f}"
            f" | {', '.join(many.whole) or 'none'} |"
        )
    scratch.write("d_cases", f"(d) Worklist, search and board over {CASES:,} cases", lines)


def pages(case: Any) -> list[tuple[str, str, str, str]]:
    """Name, who, address, what is typed there."""
    from django.urls import reverse

    cases, search = reverse("desk:counter_cases"), reverse("fundcenter:counter_search")
    return [
        ("worklist", "teller", cases, ""),
        ("all cases", "teller", f"{cases}?tab=all", ""),
        ("to review", "reviewer", f"{cases}?tab=review", ""),
        ("search: case number", "teller", search, case.number),
        ("search: name", "teller", search, case.person.name),
        ("board", "teller", reverse("desk:counter_board"), ""),
        ("case", "teller", reverse("desk:counter_case", args=[case.pk]), ""),
    ]


if __name__ == "__main__":
    main()
