"""Declaring a remittance list: people and accounts are opened, changes take effect, the bank is told to expect it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.rules import PersonRow
from bank import operations as bank
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits import queries
from deposits.files.expected import Checked, CheckedRow
from deposits.models import EmployerAccount, PayrollUpload, PersonalAccount, RemittanceList
from deposits.operations import hiring, messages, transfers, uploads
from deposits.operations.personal import Opening, open_many, refuse_inactive
from deposits.states import (
    EMPLOYER_MOVES,
    PERSONAL_MOVES,
    UPLOAD_MOVES,
    ChangeKind,
    EmployerAccountStatus,
    ListPurpose,
    PersonalAccountStatus,
)
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

WAKE = "deposits.tasks.allocate_covered"
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class News:
    """What a list brought beside its money: accounts opened (ids), and persons whose account it sealed, unsealed, or
    took over from another employer."""

    opened: list[int]
    sealed: list[int]
    unsealed: list[int]
    moved: list[int]


class ListStale(BusinessError):
    """What the centre knows has changed since the file was checked."""


class PayrollFaulty(BusinessError):
    """A payroll file has faults; `checked` lists them."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        first = checked.errors[0]
        super().__init__(
            _("清册有 %(count)d 处错误，没有申报。第 %(row)d 行“%(column)s”：%(message)s")
            % {"count": checked.error_count, "row": first.row, "column": first.column, "message": first.message}
        )


class ListWaiting(BusinessError):
    """Another list of the employer waits for money."""


class MonthOutOfOrder(BusinessError):
    """Months are declared in strict order."""


@operation
def declare(*, upload_id: int, by: User | None, at: datetime) -> RemittanceList:
    """Declare a checked upload: people and accounts are opened, changes take effect, the list waits for its money.

    The file is judged anew under the employer's lock. Raises WrongState, ListStale, ListWaiting, MonthOutOfOrder,
    EmployerNotActive.
    """
    upload = lock(PayrollUpload, upload_id)
    account = lock(EmployerAccount, upload.employer_account_id)
    assert upload.purpose == ListPurpose.REGULAR, "a back payment is declared by its own verb"
    refuse_move(upload, "declare", UPLOAD_MOVES)
    refuse_order(account, upload.month)
    checked = uploads.check_again(upload, account, at)
    if checked.errors:
        first = checked.errors[0].message.rstrip("。")
        raise ListStale(_("名册在核验之后有变化，例如：%(first)s。请重新上传清册。") % {"first": first})
    return _declare(account, upload, checked, by, at)


@operation
def declare_file(
    *, employer_account_id: int, name: str, content: bytes, by: User | None, at: datetime
) -> RemittanceList:
    """Check a payroll file and declare it in one act: for commands and partners, who look at no page in between.

    Raises PayrollFaulty with all faults, FileRefused, and as `declare`; then nothing is kept.
    """
    account = lock(EmployerAccount, employer_account_id)
    upload, checked = uploads.take_in(account, name, content, by, at)
    refuse_order(account, upload.month)
    if checked.errors:
        raise PayrollFaulty(checked)
    return _declare(account, upload, checked, by, at)


@step
def _declare(
    account: EmployerAccount, upload: PayrollUpload, checked: Checked, by: User | None, at: datetime
) -> RemittanceList:
    refuse_inactive(account)
    move(upload, "declare", UPLOAD_MOVES, by=by, at=at)
    remittance, news = open_list(account, upload.month, checked.rows, upload=upload, by=by, at=at)
    on, employer = policy.book_date(), account.employer.name
    messages.tell_opened(news.opened, employer, on, at)
    if news.sealed:
        messages.tell_changed("account_sealed", news.sealed, employer, on, f"seal-{on:%Y%m%d}", at)
    messages.tell_changed("account_unsealed", news.unsealed, employer, on, f"unseal-{remittance.number}", at)
    messages.tell_changed("account_moved", news.moved, employer, on, f"unseal-{remittance.number}", at)
    amount, number = yuan(remittance.total_fen), remittance.number
    messages.tell_clerks(account, "list_waiting", remittance, at, by=by, amount=amount, number=number)
    return remittance


@step
def open_list(
    account: EmployerAccount,
    month: str,
    rows: list[CheckedRow],
    *,
    upload: PayrollUpload | None,
    wake: str = WAKE,
    by: User | None,
    at: datetime,
) -> tuple[RemittanceList, News]:
    """Write the list of proved rows under a locked employer account, with the people and changes it brings."""
    on = policy.book_date()
    rows = [_as_unsealed(row) if row.account_number else row for row in rows]
    remittance = _create_list(account, month, upload, rows, on, by, at)
    persons = accounts.persons_for_list(
        rows=[PersonRow(row.name, row.document_type, row.document_number, row.mobile) for row in rows], at=at
    )
    opened = _open_new(account, rows, persons, on, by, at)
    _insert_items(remittance, rows, persons)
    hiring.release_hired(remittance, by=by, at=at)
    _refuse_changed(remittance, account)
    moved = transfers.note_transfers(remittance, account, on=on, by=by, at=at)
    _apply_changes(remittance, account, by, at)
    sealed = _seal_leavers(account, rows, persons, on, by, at)
    if account.status == EmployerAccountStatus.OPENED:
        move(account, "begin", EMPLOYER_MOVES, by=by, at=at, note=remittance.number)
    expect_money(remittance, wake=wake, by=by, at=at)
    unsealed = {person for row, person in zip(rows, persons, strict=True) if row.change == ChangeKind.UNSEAL}
    return remittance, News(opened, sealed, sorted(unsealed.difference(moved)), moved)


def refuse_order(account: EmployerAccount, month: str) -> None:
    """Months come in strict order, one list waiting at a time. Raises ListWaiting, MonthOutOfOrder."""
    waiting = queries.waiting_list(account)
    if waiting is not None:
        raise ListWaiting(_("%(month)s的清册正在等候到账，入账或作废后才能申报下一张。") % {"month": waiting.period})
    due = queries.next_month(account)
    if month != due:
        raise MonthOutOfOrder(_("应先申报 %(due)s 的清册，月份不能跳过或重复。") % {"due": due})


def _create_list(
    account: EmployerAccount,
    month: str,
    upload: PayrollUpload | None,
    rows: list[CheckedRow],
    on: date,
    by: User | None,
    at: datetime,
) -> RemittanceList:
    return write_list(
        account,
        month=month,
        upload=upload,
        person_count=sum(row.change != ChangeKind.SEAL for row in rows),
        employer_fen=sum(row.employer_fen for row in rows),
        employee_fen=sum(row.employee_fen for row in rows),
        on=on,
        by=by,
        at=at,
    )


@step
def write_list(
    account: EmployerAccount,
    *,
    month: str,
    upload: PayrollUpload | None,
    person_count: int,
    employer_fen: int,
    employee_fen: int,
    purpose: ListPurpose = ListPurpose.REGULAR,
    first_month: str = "",
    on: date,
    by: User | None,
    at: datetime,
) -> RemittanceList:
    """The row of a list that waits for its money, with its number and code; its lines are the caller's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('deposits_list_number')")
        sequence = cursor.fetchone()[0]
    remittance = RemittanceList.objects.create(
        number=f"HJ{on:%Y%m%d}{sequence % 1_000_000:06d}",
        employer_account=account,
        purpose=purpose,
        first_month=first_month,
        month=month,
        upload=upload,
        employer_rate=account.employer_rate,
        employee_rate=account.employee_rate,
        unit_fen=policy.on(on).contribution_unit_fen,
        person_count=person_count,
        employer_fen=employer_fen,
        employee_fen=employee_fen,
        total_fen=employer_fen + employee_fen,
        verify_code="".join(secrets.choice(_CODE_LETTERS) for _place in range(12)),
        declared_by=by,
        declared_at=at,
    )
    remittance.events.create(action="declare", before="", after=remittance.status, by=by, at=at)
    return remittance


@step
def expect_money(remittance: RemittanceList, *, wake: str = WAKE, by: User | None, at: datetime) -> None:
    """Tell the bank what should come for a list, and how it is recognised."""
    account = remittance.employer_account
    bank.expect(
        key=remittance.expectation_key,
        amount_fen=remittance.total_fen,
        employer_id=account.employer_id,
        reference=remittance.number,
        account_number=account.number,
        payer_account=account.paying_account,
        payer_name=account.employer.name,
        wake=wake,
        by=by,
        at=at,
    )


def _as_unsealed(row: CheckedRow) -> CheckedRow:
    """Somebody "new" who has an account, sealed at another employer, takes it along."""
    return row._replace(change=ChangeKind.UNSEAL) if row.change == ChangeKind.NEW else row


def _open_new(
    account: EmployerAccount,
    rows: list[CheckedRow],
    persons: list[int],
    on: date,
    by: User | None,
    at: datetime,
) -> list[int]:
    """Open accounts for who is new; their ids."""
    openings = [
        Opening(person, row.name, row.base_fen, row.employer_fen, row.employee_fen)
        for row, person in zip(rows, persons, strict=True)
        if row.change == ChangeKind.NEW
    ]
    return list(open_many(employer_account=account, openings=openings, on=on, by=by, at=at).values())


_ITEMS = """
    INSERT INTO deposits_remittanceitem (list_id, row_no, account_id, base_fen, employer_fen, employee_fen, change)
    SELECT %(list)s, row_no, a.id, base, employer_part, employee_part, change
    FROM unnest(%(row_nos)s::int[], %(persons)s::bigint[], %(bases)s::bigint[], %(employer_parts)s::bigint[],
                %(employee_parts)s::bigint[], %(changes)s::text[])
        AS row (row_no, person_id, base, employer_part, employee_part, change)
    JOIN deposits_personalaccount a ON a.person_id = row.person_id AND a.status IN ('01', '02')
"""


@step
def _insert_items(remittance: RemittanceList, rows: list[CheckedRow], persons: list[int]) -> None:
    paying = [(row, person) for row, person in zip(rows, persons, strict=True) if row.change != ChangeKind.SEAL]
    with connection.cursor() as cursor:
        cursor.execute(
            _ITEMS,
            {
                "list": remittance.pk,
                "row_nos": [row.row_no for row, _person in paying],
                "persons": [person for _row, person in paying],
                "bases": [row.base_fen for row, _person in paying],
                "employer_parts": [row.employer_fen for row, _person in paying],
                "employee_parts": [row.employee_fen for row, _person in paying],
                "changes": [row.change.value for row, _person in paying],
            },
        )
        assert cursor.rowcount == len(paying), "every paying row has an open account"


# A FILTER and no WHERE: a condition would sink below the lock, and rows that still look right would not be locked.
_MOVED = """
    SELECT count(*) FILTER (
        WHERE CASE change WHEN 'UNSEAL' THEN status <> '02'
              ELSE (status, employer_account_id) IS DISTINCT FROM ('01', %(employer_account)s) END
    ) FROM (
        SELECT i.change, a.status, a.employer_account_id
        FROM deposits_remittanceitem i JOIN deposits_personalaccount a ON a.id = i.account_id
        WHERE i.list_id = %(list)s ORDER BY a.id FOR NO KEY UPDATE OF a
    ) AS now
"""


@step
def _refuse_changed(remittance: RemittanceList, account: EmployerAccount) -> None:
    """Lock the accounts of a list and look at them again: another window may have sealed one, or another employer
    taken somebody over, since the list was judged. Raises ListStale."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, {"list": remittance.pk, "employer_account": account.pk})
        if cursor.fetchone()[0]:
            raise ListStale(_("名册中有人的账户刚刚在别处办理了变动。请重新上传清册。"))


_CHANGED = """
    UPDATE deposits_personalaccount a
    SET status = '01', sealed_on = NULL, employer_account_id = %(employer_account)s, base_fen = i.base_fen,
        employer_part_fen = i.employer_fen, employee_part_fen = i.employee_fen
    FROM deposits_remittanceitem i
    WHERE i.list_id = %(list)s AND i.account_id = a.id
      AND (a.status, a.employer_account_id, a.base_fen, a.employer_part_fen, a.employee_part_fen)
          IS DISTINCT FROM ('01', %(employer_account)s, i.base_fen, i.employer_fen, i.employee_fen)
"""

_CHANGE_EVENTS = """
    INSERT INTO deposits_personalaccountevent (record_id, action, before, after, by_id, at, note, month)
    SELECT a.id, CASE i.change WHEN 'UNSEAL' THEN 'unseal' ELSE 'change_base' END, a.status, '01', %(by)s, %(at)s,
           a.base_fen || ' → ' || i.base_fen, %(month)s
    FROM deposits_remittanceitem i JOIN deposits_personalaccount a ON a.id = i.account_id
    WHERE i.list_id = %(list)s AND i.change IN ('UNSEAL', 'BASE')
"""


def _apply_changes(remittance: RemittanceList, account: EmployerAccount, by: User | None, at: datetime) -> None:
    """Unseal and change bases as the list says, with an event each."""
    values: dict[str, Any] = {
        "list": remittance.pk,
        "employer_account": account.pk,
        "month": remittance.month,
        "by": by.pk if by else None,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE_EVENTS, values)
        cursor.execute(_CHANGED, values)


def _seal_leavers(
    account: EmployerAccount, rows: list[CheckedRow], persons: list[int], on: date, by: User | None, at: datetime
) -> list[int]:
    """Seal the accounts of who leaves; their persons."""
    leaving = [person for row, person in zip(rows, persons, strict=True) if row.change == ChangeKind.SEAL]
    staying = PersonalAccount.objects.select_for_update(no_key=True, of=("self",)).filter(
        employer_account=account, person__in=leaving, status=PersonalAccountStatus.NORMAL
    )
    for personal in staying.order_by("pk"):
        move(personal, "seal", PERSONAL_MOVES, by=by, at=at, note=_("清册封存"), sealed_on=on)
    return leaving
