"""A payroll list of 50,000 people from file to allocated, beside reading the file and inserting the same rows.

Run `python -m benchmarks.payroll`. The list comes twice: first everybody is new, a month later everybody is known.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import scratch

PEOPLE = 2_000 if scratch.SMALL else 50_000
BASE_FEN = 800_000
PART_FEN = 96_000
AT = datetime(2026, 10, 10, 2, tzinfo=UTC)
HEADINGS = [
    *("序号", "个人账号", "姓名", "证件类型", "证件号码", "缴存基数"),
    *("单位月缴存额", "个人月缴存额", "月缴存额合计", "变更类型"),
]
FILES = scratch.ROOT / "var" / "bench"
LIMITS = {"known": 3.0, "new": 6.0}


def write_list(path: Path, month: str, change: str) -> None:
    """A list of 50,000 made-up people, as a clerk's program would write it."""
    import xlsxwriter

    from benchmarks.crowd import GIVEN, SURNAMES
    from common.identity import citizen_check_digit

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("汇缴清册")
        head = ["单位账号", "19000001", "单位名称", "万人集团", "汇缴月份", month, "人数", PEOPLE]
        sheet.write_row(0, 0, [*head, "合计金额", PEOPLE * 2 * PART_FEN / 100])
        sheet.write_row(1, 0, HEADINGS)
        for i in range(PEOPLE):
            first17 = f"2204021980{1 + i // 1000 % 12:02d}{1 + i // 12000:02d}{i % 1000:03d}"
            name = SURNAMES[i % 40] + GIVEN[i // 40 % 40] + GIVEN[i // 1600 % 40]
            number = first17 + citizen_check_digit(first17)
            amounts = [BASE_FEN / 100, PART_FEN / 100, PART_FEN / 100, 2 * PART_FEN / 100]
            sheet.write_row(i + 2, 0, [i + 1, "", name, "01", number, *amounts, change])


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds an act took, and what it gave."""
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def run_alone(path: Path, serial: str, balance_fen: int) -> tuple[dict[str, float], int]:
    """`run` in a process of its own; its stages, and the most memory it held in MB."""
    from django.db import connection

    connection.close()
    with get_context("fork").Pool(1) as pool:
        return pool.apply(_run_and_weigh, (path, serial, balance_fen))


def _run_and_weigh(path: Path, serial: str, balance_fen: int) -> tuple[dict[str, float], int]:
    stages = run(path, serial, balance_fen)
    return stages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def run(path: Path, serial: str, balance_fen: int) -> dict[str, float]:
    """One list from file to allocated; seconds by stage."""
    from bank import operations as bank
    from deposits import operations
    from deposits.files import reading
    from deposits.models import EmployerAccount
    from deposits.operations import uploads

    content = path.read_bytes()
    account = EmployerAccount.objects.get(number="19000001")
    stages = {}
    # What is read and checked on its own is let go: only the one act that follows counts for memory.
    stages["read"] = timed(lambda: reading.read_payroll(content, path.name))[0]
    both = timed(lambda: uploads.check(account, path.name, content, AT))[0]
    stages["check"] = both - stages["read"]
    declared, remittance = timed(
        lambda: operations.declare_file(employer_account_id=account.pk, name=path.name, content=content, by=None, at=AT)
    )
    stages["declare"] = declared - both
    line = (
        f"{BANK},2026-10-10,10:00:00,{serial},C,{PEOPLE * 2 * PART_FEN // 100}.00,{balance_fen // 100}.00,"
        f"0880000000000001,万人集团,{remittance.number},转账,"
    )
    stages["bank"], _result = timed(
        lambda: bank.import_statement(name=f"{serial}.csv", content=f"{HEAD}\n{line}\n".encode(), by=None, at=AT)
    )
    stages["allocate"], _list = timed(lambda: operations.allocate(list_id=remittance.pk, by=None, at=AT))
    return stages


BANK = "22001618636055000123"
HEAD = (
    "account,value_date,time,bank_serial,direction,amount,balance,counter_account,counter_name,remark,summary,"
    "reversal_flag"
)

# The same rows again, by one INSERT … SELECT a table, into the same tables with their triggers.
BARE_KNOWN = """
    INSERT INTO deposits_remittanceitem (list_id, row_no, account_id, base_fen, employer_fen, employee_fen, change)
    SELECT %(spare)s, row_no, account_id, base_fen, employer_fen, employee_fen, change
    FROM deposits_remittanceitem WHERE list_id = %(list)s;
    INSERT INTO ledger_journal (key, body_hash, reason, "on", value_on, "case", memo, at, txid)
    SELECT 'bare', 'bare', reason, "on", value_on, '', '', at, 0 FROM ledger_journal WHERE id = %(journal)s;
    INSERT INTO ledger_entry (journal_id, account_id, debit_fen, credit_fen, "on", value_on, employer_id)
    SELECT (SELECT id FROM ledger_journal WHERE key = 'bare'),
           CASE WHEN debit_fen > 0 THEN (SELECT id FROM ledger_account WHERE code = '101-01') ELSE account_id END,
           debit_fen, credit_fen, "on", value_on, employer_id
    FROM ledger_entry WHERE journal_id = %(journal)s;
"""
BARE_NEW = """
    INSERT INTO accounts_person (name, document_type, document_number, document_index, phone, phone_index, birth_on,
                                 search_keys, created_at)
    SELECT name, document_type, document_number, reverse(document_index), phone, phone_index, birth_on, search_keys,
           created_at
    FROM accounts_person;
    INSERT INTO ledger_account (code, name, subject_id, is_credit, is_guarded, balance_fen, held_fen, opened_on)
    SELECT 'bare-' || code, name, subject_id, is_credit, is_guarded, 0, 0, opened_on
    FROM ledger_account WHERE subject_id = '201';
    INSERT INTO deposits_personalaccount (number, person_id, employer_account_id, ledger_account_id, status, base_fen,
        employer_part_fen, employee_part_fen, paid_through, opened_on)
    SELECT 'b' || a.number, twin.id, a.employer_account_id, book.id, a.status, a.base_fen, a.employer_part_fen,
           a.employee_part_fen, '', a.opened_on
    FROM deposits_personalaccount a
    JOIN accounts_person p ON p.id = a.person_id
    JOIN accounts_person twin ON twin.document_index = reverse(p.document_index)
    JOIN ledger_account mine ON mine.id = a.ledger_account_id
    JOIN ledger_account book ON book.code = 'bare-' || mine.code;
"""


def messages_again() -> str:
    """The statement that writes the list's messages once more, whatever columns they have."""
    from django.db import connection

    from notifications.models import Message

    with connection.cursor() as cursor:
        table = Message._meta.db_table
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'", [table]
        )
        columns = [f'"{name}"' for (name,) in cursor.fetchall()]
    changed = ["'bare-' || key" if column == '"key"' else column for column in columns]
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(changed)} FROM {table}"
        f" WHERE queued_at = %(at)s AND key NOT LIKE 'bare-%%';"
    )


def bare(statements: str) -> float:
    """Seconds for the bare statements in one transaction."""
    from django.db import connection, transaction

    from deposits.models import RemittanceList

    last = RemittanceList.objects.order_by("-id")[0]
    spare = RemittanceList.objects.get(number="spare")
    values = {"list": last.pk, "spare": spare.pk, "journal": last.journal_id, "at": AT}

    def act() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statements, values)

    return timed(act)[0]


def spare_list() -> None:
    """A void list that the bare rows can hang on."""
    from deposits.models import EmployerAccount, RemittanceList

    RemittanceList.objects.create(
        number="spare",
        employer_account=EmployerAccount.objects.get(),
        month="202401",
        status="VOID",
        employer_rate=12,
        employee_rate=12,
        unit_fen=100,
        person_count=PEOPLE,
        employer_fen=1,
        employee_fen=1,
        total_fen=2,
        verify_code="spare",
        declared_at=AT,
    )


def main() -> None:
    """Measure, compare, write."""
    scratch.prepare("payroll")
    import python_calamine
    from django.db import connection, transaction

    from deposits import operations
    from policy import operations as policy
    from tests import make, people

    with transaction.atomic():
        policy.set_book_date(on=date(2026, 10, 10))
    make.city()
    make.bank_account(number=BANK, opening_fen=0 + 100)
    employer = operations.NewEmployer(
        name="万人集团",
        social_credit_code="91350100M000100Y43",
        employer_rate=Decimal(12),
        employee_rate=Decimal(12),
        payday=10,
        first_month="202610",
        paying_account="0880000000000001",
        number="19000001",
    )
    operations.register_employer(new=employer, branch_id=people.branch().pk, by=None, at=AT)
    total_fen = PEOPLE * 2 * PART_FEN
    lines = ["| list | stage | seconds |", "|---|---|---|"]
    verdicts = []
    spare_list()
    for place, (kind, month, change) in enumerate([("new", "202610", "新增"), ("known", "202611", "正常")]):
        path = FILES / f"{kind}.xlsx"
        write_list(path, month, change)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        reader, _rows = timed(
            lambda p=path: python_calamine.CalamineWorkbook.from_path(str(p)).get_sheet_by_index(0).to_python()
        )
        stages, memory = run_alone(path, f"S{place}", 100 + total_fen * (place + 1))
        ours = sum(stages.values())
        rows = bare(messages_again() + (BARE_NEW if kind == "new" else "") + BARE_KNOWN) if kind == "known" else 0.0
        lines += [f"| {kind} | most memory held (at most 400 MB) | {memory} MB |"]
        lines += [f"| {kind} | {stage} | {seconds:.2f} |" for stage, seconds in stages.items()]
        lines += [
            f"| {kind} | **file to allocated** | **{ours:.2f}** |",
            f"| {kind} | fastest reader alone | {reader:.2f} |",
        ]
        verdicts.append((kind, ours, reader, rows))
    known_rows = verdicts[1][3]
    new_rows = known_rows + bare(BARE_NEW)
    for kind, ours, reader, _rows in verdicts:
        rows = new_rows if kind == "new" else known_rows
        ratio = ours / (reader + rows)
        lines.append(f"| {kind} | one INSERT … SELECT of the same rows | {rows:.2f} |")
        lines.append(f"| {kind} | **times the two together** (at most {LIMITS[kind]:.0f}) | **{ratio:.2f}** |")
    scratch.write("b_payroll", f"(b) A list of {PEOPLE:,} people, from file to allocated", lines)


if __name__ == "__main__":
    main()
