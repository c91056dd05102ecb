"""A remittance list from its declaration to the last fen: declared, waiting, allocated; void or reversed."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.rules import PersonRow
from bank import operations as bank
from bank import queries as bank_queries
from bank.states import OutcomeKind
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits import queries
from deposits.files.expected import Checked, CheckedRow
from deposits.models import EmployerAccount, PayrollUpload, PersonalAccount, RemittanceList
from deposits.operations import messages, uploads
from deposits.operations.personal import Opening, open_many, refuse_inactive
from deposits.states import (
    EMPLOYER_MOVES,
    LIST_MOVES,
    PERSONAL_MOVES,
    UPLOAD_MOVES,
    WAITING_STATUSES,
    ChangeKind,
    EmployerAccountStatus,
    ListStatus,
    PersonalAccountStatus,
)
from ledger import operations as ledger
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

WAKE = "deposits.tasks.allocate_covered"
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


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


class LaterMonthAllocated(BusinessError):
    """A later month is allocated; that one is reversed first."""


class MoneyGone(BusinessError):
    """A credited person has closed the account or withdrawn below the amount."""


@operation
def declare(*, upload_id: int, by: User | None, at: datetime) -> RemittanceList:
    """Declare a checked upload: people and accounts are opened, changes take effect, the list waits for its money.

    The file is judged anew under the employer's lock. Raises WrongState, ListStale, ListWaiting, MonthOutOfOrder,
    EmployerNotActive.
    """
    upload = lock(PayrollUpload, upload_id)
    account = lock(EmployerAccount, upload.employer_account_id)
    refuse_order(account, upload.month)
    checked = uploads.check_again(upload, account, at)
    if checked.errors:
        raise ListStale(
            _("名册在核验之后有变化，例如：%(first)s。请重新上传清册。") % {"first": checked.errors[0].message}
        )
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
    remittance = open_list(account, upload.month, checked.rows, upload=upload, by=by, at=at)
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
) -> RemittanceList:
    """Write the list of proved rows under a locked employer account, with the people and changes it brings."""
    on = policy.book_date()
    remittance = _create_list(account, month, upload, rows, on, by, at)
    persons = accounts.persons_for_list(
        rows=[PersonRow(row.name, row.document_type, row.document_number, row.mobile) for row in rows], at=at
    )
    _open_new(account, rows, persons, on, by, at)
    _insert_items(remittance, rows, persons)
    _apply_changes(remittance, account, by, at)
    _seal_leavers(account, rows, persons, on, by, at)
    if account.status == EmployerAccountStatus.OPENED:
        move(account, "begin", EMPLOYER_MOVES, by=by, at=at, note=remittance.number)
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
    return remittance


def refuse_order(account: EmployerAccount, month: str) -> None:
    """Months come in strict order, one list waiting at a time. Raises ListWaiting, MonthOutOfOrder."""
    waiting = account.lists.filter(status__in=WAITING_STATUSES).first()
    if waiting is not None:
        raise ListWaiting(_("%(month)s 的清册正在等候到账，入账或作废后才能申报下一张。") % {"month": waiting.month})
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
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('deposits_list_number')")
        sequence = cursor.fetchone()[0]
    employer_fen = sum(row.employer_fen for row in rows)
    employee_fen = sum(row.employee_fen for row in rows)
    remittance = RemittanceList.objects.create(
        number=f"HJ{on:%Y%m%d}{sequence % 1_000_000:06d}",
        employer_account=account,
        month=month,
        upload=upload,
        employer_rate=account.employer_rate,
        employee_rate=account.employee_rate,
        unit_fen=policy.on(on).contribution_unit_fen,
        person_count=sum(row.change != ChangeKind.SEAL for row in rows),
        employer_fen=employer_fen,
        employee_fen=employee_fen,
        total_fen=employer_fen + employee_fen,
        verify_code="".join(secrets.choice(_CODE_LETTERS) for _place in range(12)),
        declared_by=by,
        declared_at=at,
    )
    remittance.events.create(action="declare", before="", after=remittance.status, by=by, at=at)
    return remittance


def _open_new(
    account: EmployerAccount,
    rows: list[CheckedRow],
    persons: list[int],
    on: date,
    by: User | None,
    at: datetime,
) -> None:
    openings = [
        Opening(person, row.name, row.base_fen, row.employer_fen, row.employee_fen)
        for row, person in zip(rows, persons, strict=True)
        if row.change == ChangeKind.NEW
    ]
    opened = open_many(employer_account=account, openings=openings, on=on, by=by, at=at)
    messages.tell_opened(opened.values(), account.employer.name, on, at)


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
    values = {
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
) -> None:
    leaving = [person for row, person in zip(rows, persons, strict=True) if row.change == ChangeKind.SEAL]
    staying = PersonalAccount.objects.select_for_update(no_key=True, of=("self",)).filter(
        employer_account=account, person__in=leaving, status=PersonalAccountStatus.NORMAL
    )
    for personal in staying.order_by("pk"):
        move(personal, "seal", PERSONAL_MOVES, by=by, at=at, note=_("清册封存"), sealed_on=on)
    if leaving:
        messages.tell_changed("account_sealed", leaving, account.employer.name, on, f"seal-{on:%Y%m%d}", at)


@operation
def void_list(*, list_id: int, reason: str, by: User | None, at: datetime) -> RemittanceList:
    """Make a waiting list void; money that came for it goes to the employer's suspense. Raises WrongState."""
    remittance = lock(RemittanceList, list_id)
    move(remittance, "void", LIST_MOVES, by=by, at=at, note=reason)
    bank.cancel_expectation(key=remittance.expectation_key, by=by, at=at)
    return remittance


_LINES = """
    SELECT account_id, debit, 0::bigint, NULL::bigint
    FROM unnest(%(debit_accounts)s::bigint[], %(debit_fens)s::bigint[]) AS taken (account_id, debit)
    UNION ALL
    SELECT a.ledger_account_id, 0, i.employer_fen + i.employee_fen, %(employer)s::bigint
    FROM deposits_remittanceitem i JOIN deposits_personalaccount a ON a.id = i.account_id
    WHERE i.list_id = %(list)s
"""

_PAID_THROUGH = """
    UPDATE deposits_personalaccount a SET paid_through = %(month)s
    FROM deposits_remittanceitem i WHERE i.list_id = %(list)s AND i.account_id = a.id AND a.paid_through < %(month)s
"""


@operation
def allocate(*, list_id: int, by: User | None, at: datetime) -> RemittanceList:
    """Credit every person of a list whose money is all there, in one transaction to the exact total.

    Value date: that of the last receipt needed. Allocating twice gives the allocated list back. Raises WrongState,
    here or of the bank's expectation while money is missing.
    """
    return _allocate(list_id, by, at)


@operation
def follow_bank(*, at: datetime) -> int:
    """Act on one piece of news from the bank: allocate what is covered, note the rest. 0 when there is none."""
    outcomes = bank.claim_outcomes(source="deposits", limit=1, at=at)
    for outcome in outcomes:
        remittance = RemittanceList.objects.get(number=outcome.expectation.reference)
        if outcome.kind == OutcomeKind.COVERED:
            _allocate(remittance.pk, None, at)
        else:
            note_received(remittance.pk, at)
    return len(outcomes)


@step
def _allocate(list_id: int, by: User | None, at: datetime) -> RemittanceList:
    remittance = lock(RemittanceList, list_id)
    if remittance.status == ListStatus.ALLOCATED:
        return remittance
    credit(remittance, by=by, at=at)
    assert remittance.value_on is not None
    messages.tell_credited(remittance, remittance.value_on, at)
    messages.tell_clerks(
        remittance.employer_account,
        "list_allocated",
        remittance,
        at,
        by=by,
        people=str(remittance.person_count),
        amount=yuan(remittance.total_fen),
    )
    return remittance


@step
def credit(remittance: RemittanceList, *, by: User | None, at: datetime) -> None:
    """Take the money of a locked list and credit every person on it; nobody is told. Raises WrongState."""
    account = lock(EmployerAccount, remittance.employer_account_id)
    on = policy.book_date()
    taken = bank.take(expectation_key=remittance.expectation_key, on=on, by=by, at=at)
    values: dict[str, Any] = {
        "list": remittance.pk,
        "month": remittance.month,
        "employer": account.employer_id,
        "debit_accounts": [line.account for line in taken.debits],
        "debit_fens": [line.fen for line in taken.debits],
    }
    journal = ledger.post_select(
        key=remittance.expectation_key,
        reason=Reason.RECEIPT_ALLOCATED,
        on=on,
        value_on=taken.value_on,
        select=_LINES,
        params=values,
        by=by,
        at=at,
        memo=f"{account.employer.name} {remittance.month}"[:200],
        branch_id=account.employer.branch_id,
    )
    with connection.cursor() as cursor:
        cursor.execute(_PAID_THROUGH, values)
    facts = {"journal": journal, "value_on": taken.value_on, "allocated_at": at, "received_fen": remittance.total_fen}
    move(remittance, "allocate", LIST_MOVES, by=by, at=at, **facts)
    account.paid_through = remittance.month
    account.save(update_fields=["paid_through"])


@step
def note_received(list_id: int, at: datetime) -> None:
    """Show on the list how much of its money is reserved for it."""
    remittance = lock(RemittanceList, list_id)
    received = bank_queries.received_fen(remittance.expectation_key)
    if remittance.status not in WAITING_STATUSES or remittance.received_fen == received:
        return
    note = _("已到账 %(came)s 元，还差 %(rest)s 元") % {
        "came": yuan(received),
        "rest": yuan(remittance.total_fen - received),
    }
    action = "receive_part" if received else "lose_part"
    move(remittance, action, LIST_MOVES, by=None, at=at, note=note, received_fen=received)
    messages.tell_clerks(
        remittance.employer_account,
        "payment_short",
        remittance,
        at,
        by=None,
        key=f"{remittance.number}-{received}",
        received=yuan(received),
        missing=yuan(remittance.missing_fen),
        number=remittance.number,
    )


_PAID_BACK = """
    UPDATE deposits_personalaccount a SET paid_through = coalesce((
        SELECT max(l.month) FROM deposits_remittanceitem o JOIN deposits_remittancelist l ON l.id = o.list_id
        WHERE o.account_id = a.id AND l.status = 'ALLOCATED'
    ), '')
    FROM deposits_remittanceitem i WHERE i.list_id = %(list)s AND i.account_id = a.id
"""


@operation
def reverse_list(*, list_id: int, reason: str, by: User, at: datetime) -> RemittanceList:
    """Reverse an allocated month (冲账): the persons are debited, the money goes to the employer's suspense.

    Only while no later month is allocated and every credited person still has the amount. Raises WrongState,
    LaterMonthAllocated, MoneyGone.
    """
    remittance = lock(RemittanceList, list_id)
    account = lock(EmployerAccount, remittance.employer_account_id)
    if remittance.status == ListStatus.ALLOCATED and account.paid_through != remittance.month:
        raise LaterMonthAllocated(_("%(month)s 已入账，请先冲销较晚的月份。") % {"month": account.paid_through})
    refuse_move(remittance, "reverse", LIST_MOVES)
    on = policy.book_date()
    bank.give_back(expectation_key=remittance.expectation_key, by=by, at=at)
    try:
        reversal = ledger.reverse(
            journal_id=remittance.journal_id or 0,
            key=f"{remittance.expectation_key}-reversal",
            on=on,
            value_on=on,
            by=by,
            at=at,
            memo=reason[:200],
        )
    except (ledger.InsufficientBalance, ledger.AccountClosed) as short:
        raise MoneyGone(_("有职工已销户或余额不足以冲回本月金额，不能冲账。")) from short
    move(remittance, "reverse", LIST_MOVES, by=by, at=at, note=reason, reversal=reversal)
    with connection.cursor() as cursor:
        cursor.execute(_PAID_BACK, {"list": remittance.pk})
    last = account.lists.filter(status=ListStatus.ALLOCATED).order_by("-month").values_list("month", flat=True).first()
    account.paid_through = last or ""
    account.save(update_fields=["paid_through"])
    return remittance
