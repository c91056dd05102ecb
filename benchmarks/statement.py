"""What an account's pages cost after one year and after thirty. Run `python -m benchmarks.statement`.

Thirty years are 360 contributions, a withdrawal each fifth year and the interest of every year; beside them the
account of somebody who came last year, in one database with the entries of others.
"""

from __future__ import annotations

import os
from datetime import date
from typing import Any

from benchmarks import pages, scratch

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "2000" if scratch.SMALL else "100000"))
TODAY = date(2026, 10, 10)
SHOWN = (
    ("home", "/portal/"),
    ("this year's entries, each with its reason", "/portal/entries/"),
    ("every entry, as a page", "/portal/entries/statement/?since={since}&until=2026-10-10"),
    ("every entry, as a file", "/portal/entries/download.csv"),
    ("last year's interest, span by span", "/portal/interest/?year=2026"),
)


def movements(years: int) -> list[tuple[date, int]]:
    """A contribution on the 15th of each month and a withdrawal every fifth year, up to today: value date, fen."""
    found = []
    for year in range(TODAY.year - years, TODAY.year + 1):
        for month in range(1, 13):
            found.append((date(year, month, 15), 2_000_00))
        if year % 5 == 0:
            found.append((date(year, 6, 20), -30_000_00))
        found.append((date(year, 6, 30), 321_45))
    return [(day, fen) for day, fen in found if date(TODAY.year - years, 10, 10) < day <= TODAY]


def main() -> None:
    """Fill, visit, compare, write."""
    scratch.prepare("statement")
    from django.db import connection, transaction

    from benchmarks import crowd
    from deposits.models import EmployerAccount
    from ledger.models import Entry
    from policy import operations as policy
    from tests import make, people
    from tests.deposits import savings

    with transaction.atomic():
        policy.set_book_date(on=TODAY)
    make.city()
    crowd.fill(PEOPLE, max(10, PEOPLE // 100))
    employer = EmployerAccount.objects.order_by("id")[0]
    browsers: dict[int, Any] = {}
    for years, user in ((1, people.qian_qi()), (30, people.zhang_san())):
        account = savings.account(employer, years, movements(years))
        account.person_id = user.person_id
        account.save(update_fields=["person"])
        browsers[years] = people.browser(user)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    one, thirty = len(movements(1)), len(movements(30))
    lines = [
        f"{Entry.objects.count():,} entries of others; {one} of one year, {thirty} of thirty.",
        "",
        "| page | one year: queries, ms | thirty years: queries, ms | read from end to end |",
        "|---|---|---|---|",
    ]
    for name, url in SHOWN:
        cells, reads = [], set[str]()
        for years, browser in browsers.items():
            page = pages.Page(name, "depositor", url.format(since=date(TODAY.year - years, 10, 10)))
            statements, seconds = pages.visit(browser, page)
            cells.append(f"{len(statements)}, {1000 * seconds:.0f}")
            reads |= set(pages.whole_reads(statements))
        lines.append(f"| {name} | {cells[0]} | {cells[1]} | {', '.join(sorted(reads)) or 'none'} |")
    scratch.write("g_statement", "(g) The pages of an account of thirty years", lines)


if __name__ == "__main__":
    main()
