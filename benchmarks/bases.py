"""The yearly adjustment of 50,000 people from file to new bases, beside reading the file and writing the same rows.

Run `python -m benchmarks.bases`. The bare run is the fastest reader and one INSERT and one UPDATE of the same rows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks import scratch

PEOPLE = 2_000 if scratch.SMALL else 50_000
AT = datetime(2026, 10, 10, 2, tzinfo=UTC)
FILES = scratch.ROOT / "var" / "bench"
LIMIT = 3.0
BANK = "22001618636055000123"

# The same rows again, into the same tables with their triggers and indexes.
BARE = """
    UPDATE deposits_basechange SET ended_at = at, applied_at = NULL WHERE month = '202610';
    INSERT INTO deposits_basechange (account_id, employer_account_id, batch_id, month, asked_fen, base_fen, before_fen,
        channel, by_id, at, applied_at, note)
    SELECT account_id, employer_account_id, batch_id, '202611', asked_fen, base_fen, before_fen, channel, by_id, at,
        at, '' FROM deposits_basechange WHERE month = '202610';
    INSERT INTO deposits_personalaccountevent (record_id, action, before, after, by_id, at, note, month)
    SELECT record_id, action, before, after, by_id, at, note, '202611' FROM deposits_personalaccountevent
    WHERE action = 'change_base';
    UPDATE deposits_personalaccount SET base_fen = base_fen + 1, employer_part_fen = employer_part_fen + 1,
        employee_part_fen = employee_part_fen + 1;
"""


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds an act took, and what it gave."""
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def crowd() -> Any:
    """An employer with its people, opened in one act; its account."""
    from django.db import transaction

    from accounts import operations as accounts
    from accounts.rules import PersonRow
    from benchmarks.crowd import GIVEN, SURNAMES
    from common.identity import citizen_check_digit
    from deposits import operations
    from deposits.operations.personal import Opening, open_many
    from tests import people

    employer = operations.NewEmployer(
        name="万人集团",
        social_credit_code="91350100M000100Y43",
        employer_rate=Decimal(12),
        employee_rate=Decimal(12),
        payday=10,
        first_month="202610",
        number="19000001",
    )
    account = operations.register_employer(new=employer, branch_id=people.branch().pk, by=None, at=AT)
    rows = []
    for i in range(PEOPLE):
        first17 = f"2204021980{1 + i // 1000 % 12:02d}{1 + i // 12000:02d}{i % 1000:03d}"
        name = SURNAMES[i % 40] + GIVEN[i // 40 % 40] + GIVEN[i // 1600 % 40]
        rows.append(PersonRow(name, "01", first17 + citizen_check_digit(first17), ""))
    with transaction.atomic():
        persons = accounts.persons_for_list(rows=rows, at=AT)
        openings = [
            Opening(person, row.name, 800_000, 96_000, 96_000) for row, person in zip(rows, persons, strict=True)
        ]
        open_many(employer_account=account, openings=openings, on=date(2026, 10, 10), by=None, at=AT)
    return account


def write_file(path: Path, account: Any) -> None:
    """The yearly file, every fourth wage outside the limits."""
    import xlsxwriter

    from deposits import queries

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("年度调基")
        sheet.write_row(0, 0, ["单位账号", account.number])
        sheet.write_row(1, 0, ["序号", "个人账号", "姓名", "上年月平均工资"])
        people = queries.paying_people(account).values_list("number", "person__name")
        for i, (number, name) in enumerate(people.iterator()):
            sheet.write_row(i + 2, 0, [i + 1, number, name, 40_000 if i % 4 == 0 else 6_000 + i % 5_000])


def main() -> None:
    """Measure, compare, write."""
    scratch.prepare("bases")
    import python_calamine
    from django.db import connection, transaction

    from deposits import operations
    from policy import operations as policy
    from tests import make, people

    with transaction.atomic():
        policy.set_book_date(on=date(2026, 10, 10))
    make.city()
    make.bank_account(number=BANK)
    account, path = crowd(), FILES / "wages.xlsx"
    FILES.mkdir(parents=True, exist_ok=True)
    write_file(path, account)
    content, by = path.read_bytes(), people.wang_wu()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    reader, _rows = timed(
        lambda: python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    )
    upload, batch = timed(
        lambda: operations.upload_bases(employer_account_id=account.pk, name=path.name, content=content, by=by, at=AT)
    )
    confirm, _done = timed(lambda: operations.confirm_bases(batch_id=batch.pk, by=by, at=AT))

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(BARE)
            # What people are told, once more.
            cursor.execute(
                "CREATE TEMP TABLE told AS SELECT * FROM notifications_message WHERE key LIKE 'bases-%%'", ()
            )
            cursor.execute("UPDATE told SET id = nextval('notifications_message_id_seq'), key = 'bare-' || key")
            cursor.execute("INSERT INTO notifications_message SELECT * FROM told")

    rows = timed(bare)[0]
    ours, ratio = upload + confirm, (upload + confirm) / (reader + rows)
    lines = [
        "| stage | seconds |",
        "|---|---|",
        f"| upload: read, judge, keep | {upload:.2f} |",
        f"| confirm: judge again, write, lay on the accounts, tell | {confirm:.2f} |",
        f"| **file to new bases** | **{ours:.2f}** |",
        f"| fastest reader alone | {reader:.2f} |",
        f"| the same rows by bare INSERT and UPDATE | {rows:.2f} |",
        f"| **times the two together** (at most {LIMIT:.0f}) | **{ratio:.2f}** |",
    ]
    scratch.write("f_bases", f"(f) The yearly adjustment of {PEOPLE:,} people, from file to new bases", lines)


if __name__ == "__main__":
    main()
