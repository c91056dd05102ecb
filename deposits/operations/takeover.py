"""Taking the accounts of the former system over: a whole file or nothing, once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.rules import PersonRow
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move
from common.transactions import operation, step
from deposits import rules
from deposits.files.columns import CellError
from deposits.files.takeover import TakenRow, read_takeover
from deposits.models import EmployerAccount, PersonalAccount, PersonalAccountEvent, TakenAccount, TakeOver
from deposits.operations import history
from deposits.queries import takeover as found
from deposits.states import EMPLOYER_MOVES, EmployerAccountStatus, PersonalAccountStatus
from ledger import operations as ledger
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class TakeOverFaulty(BusinessError):
    """The file has faults, or does not add up to its control totals; `errors` lists them by row and column."""

    def __init__(self, errors: list[CellError]) -> None:
        self.errors = errors
        first = errors[0]
        where = {"count": len(errors), "row": first.row, "column": first.column, "message": first.message}
        super().__init__(_("有 %(count)d 处差错，没有接收。第 %(row)d 行“%(column)s”：%(message)s") % where)


def rehearse_takeover(*, name: str, content: bytes, count: int, fen: int) -> found.Rehearsal:
    """What taking the file over would do, with every fault; nothing is written. Raises FileRefused."""
    read = read_takeover(content, name, today=policy.book_date())
    made = found.rehearse(read.rows, count=count, fen=fen) if not read.errors else found.Rehearsal(0, 0)
    made.errors = [*read.errors, *made.errors]
    return made


@operation
def take_over(*, name: str, content: bytes, count: int, fen: int, by: User | None, at: datetime) -> TakeOver:
    """Open the accounts of a file and book what they bring along, each balance from its own day; the whole or nothing.

    `count` and `fen` are the control totals. The same file again changes nothing and gives the first take-over back.
    The balances stand against undistributed surplus, where the opening of the bank accounts left it (domain §11).
    Raises TakeOverFaulty, FileRefused.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    with connection.cursor() as cursor:  # two who take over at once
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('take over'))")
    known = found.takeover_of(sha256)
    if known is not None:
        return known
    on = policy.book_date()
    read = read_takeover(content, name, today=on)
    made = found.rehearse(read.rows, count=count, fen=fen)
    if errors := [*read.errors, *(made.errors if not read.errors else [])]:
        raise TakeOverFaulty(errors)
    employers = _lock_employers(read.rows)
    accounts_by_row = _open(read.rows, employers, on, at)
    journals = _book(f"takeover-{sha256[:20]}", read.rows, accounts_by_row, on, by, at)
    done = TakeOver.objects.create(
        name=name[:200],
        sha256=sha256,
        on=on,
        people=len(read.rows),
        employers=len(employers),
        fen=made.fen,
        journals=journals,
        by=by,
        at=at,
    )
    TakenAccount.objects.bulk_create(
        [
            TakenAccount(
                takeover=done,
                row_no=row.row_no,
                old_number=row.old_number,
                account=accounts_by_row[row.row_no],
                fen=row.fen,
                paid_through=row.paid_through,
            )
            for row in read.rows
        ],
        batch_size=2000,
    )
    _tell_employers(read.rows, employers, at)
    return done


@step
def _lock_employers(rows: list[TakenRow]) -> dict[str, EmployerAccount]:
    numbers = {row.employer_number for row in rows}
    ids = EmployerAccount.objects.filter(number__in=numbers).order_by("id").values_list("pk", flat=True)
    locked = [lock(EmployerAccount, pk) for pk in ids]
    return {account.number: account for account in locked}


@step
def _open(
    rows: list[TakenRow], employers: dict[str, EmployerAccount], on: date, at: datetime
) -> dict[int, PersonalAccount]:
    """Persons, ledger accounts and personal accounts of all rows, by row number."""
    persons = accounts.persons_for_list(
        rows=[PersonRow(row.name, row.document_type, row.document_number, row.mobile) for row in rows], at=at
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('deposits_personal_number') FROM generate_series(1, %s)", [len(rows)])
        numbers = [rules.personal_account_number(sequence) for (sequence,) in cursor.fetchall()]
    names = [(f"201-{number}", row.name) for number, row in zip(numbers, rows, strict=True)]
    books = ledger.open_accounts(rows=names, subject="201", on=on, is_guarded=True)
    made = [
        PersonalAccount(
            number=number,
            person_id=person,
            employer_account=employers[row.employer_number],
            ledger_account_id=books[f"201-{number}"],
            status=row.status,
            base_fen=row.base_fen,
            employer_part_fen=row.employer_part_fen,
            employee_part_fen=row.employee_part_fen,
            paid_through=row.paid_through,
            opened_on=row.opened_on,
            sealed_on=row.sealed_on,
        )
        for number, person, row in zip(numbers, persons, rows, strict=True)
    ]
    PersonalAccount.objects.bulk_create(made, batch_size=2000)
    PersonalAccountEvent.objects.bulk_create(
        [
            PersonalAccountEvent(
                record=account, action="open", before="", after=account.status, at=at, note=row.old_number
            )
            for account, row in zip(made, rows, strict=True)
        ],
        batch_size=2000,
    )
    return {row.row_no: account for account, row in zip(made, rows, strict=True)}


@step
def _book(
    key: str, rows: list[TakenRow], opened: dict[int, PersonalAccount], on: date, by: User | None, at: datetime
) -> int:
    """One opening journal for each value date; how many."""
    lines: dict[date, list[ledger.Line]] = defaultdict(list)
    for row in rows:
        account = opened[row.row_no]
        for day, fen in ((row.carried_on, row.carried_fen), (row.current_on, row.current_fen)):
            if day is not None:
                employer = account.employer_account.employer_id
                lines[day].append(ledger.Line(account.ledger_account_id, fen, employer))
    for day, credits in sorted(lines.items()):
        history.book_opening(key=f"{key}-{day:%Y%m%d}", value_on=day, credits=credits, by=by, at=at)
    return len(lines)


@step
def _tell_employers(rows: list[TakenRow], employers: dict[str, EmployerAccount], at: datetime) -> None:
    """An employer is paid through the last month of the people it pays for, and goes on from there."""
    last: dict[str, str] = defaultdict(str)
    for row in rows:
        if row.status == PersonalAccountStatus.NORMAL:
            last[row.employer_number] = max(last[row.employer_number], row.paid_through)
    for number, account in sorted(employers.items()):
        if account.status == EmployerAccountStatus.OPENED:
            move(account, "begin", EMPLOYER_MOVES, by=None, at=at, note=_("旧系统接收"))
        if last[number] > account.paid_through:
            account.paid_through = last[number]
            account.save(update_fields=["paid_through"])


def summary(done: TakeOver) -> str:
    """What was taken over, in a sentence."""
    words = _("已接收 %(people)d 人、%(employers)d 家单位，余额合计 %(fen)s 元，期初凭证 %(journals)d 笔。")
    return words % {
        "people": done.people,
        "employers": done.employers,
        "fen": yuan(done.fen),
        "journals": done.journals,
    }
