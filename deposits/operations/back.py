"""Back payment (补缴) and advance (预缴): lists of several months that wait for money like any other (domain §2.3)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from common import crypto
from common.errors import BusinessError
from common.money import yuan
from common.months import month_of, shift
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits import queries
from deposits.files import back as files
from deposits.files.back import BackChecked, BackRow
from deposits.files.columns import CellError
from deposits.models import EmployerAccount, PayrollUpload, PersonalAccount, RemittanceItem, RemittanceList
from deposits.operations import declaring, messages, uploads
from deposits.operations.personal import EmployerNotActive, refuse_inactive
from deposits.queries import back as back_queries
from deposits.queries.back import PersonOwed
from deposits.queries.freezes import frozen_whole
from deposits.states import (
    UPLOAD_MOVES,
    ChangeKind,
    EmployerAccountStatus,
    ListPurpose,
    PersonalAccountStatus,
    UploadStatus,
)
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class BackWaiting(BusinessError):
    """Another back payment of the employer waits for money."""


class NothingOwed(BusinessError):
    """No month of the back payment lacks anything."""


class NotAhead(BusinessError):
    """So many months cannot be paid in advance now."""


# --- back payment


@operation
def upload_back(*, employer_account_id: int, name: str, content: bytes, by: User | None, at: datetime) -> PayrollUpload:
    """Check a back payment's file against its employer and keep it with what was found; nothing else is written.

    What is short for each month is reckoned anew when it is declared. Raises FileRefused for what is no such file,
    EmployerNotActive.
    """
    account = lock(EmployerAccount, employer_account_id)
    _refuse_closed(account)
    checked, owed = check_back(account, content)
    total = sum(each.total_fen for each in owed)
    upload = PayrollUpload.objects.create(
        employer_account=account,
        purpose=ListPurpose.BACK,
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        content=crypto.encrypt_bytes(content, where=uploads.WHERE),
        status=UploadStatus.FAULTY if checked.errors else UploadStatus.CHECKED,
        month=max((row.last for row in checked.rows), default=""),
        person_count=len(owed),
        total_fen=total,
        errors=[error.as_json() for error in checked.errors],
        by=by,
        at=at,
    )
    upload.events.create(action="upload", before="", after=upload.status, by=by, at=at)
    return upload


def check_back(account: EmployerAccount, content: bytes) -> tuple[BackChecked, list[PersonOwed]]:
    """Judge a file, and what its lines come to; a line that lacks nothing is a fault. Raises FileRefused."""
    expected = back_queries.back_expected(account, files.account_numbers(content))
    checked = files.check_back(content, expected)
    owed = back_queries.back_owed(account, checked.rows)
    idle = {each.account_id for each in owed if not each.months}
    faults = [_idle(row) for row in checked.rows if row.account_id in idle]
    if faults:
        return BackChecked([], faults), []
    return checked, owed


def _idle(row: BackRow) -> CellError:
    message = _("这些月份已按当月的标准缴足，没有要补的。")
    return CellError(row.row_no, files.BackColumn.BASE, yuan(row.base_fen), message)


@operation
def declare_back(*, upload_id: int, by: User | None, at: datetime) -> RemittanceList:
    """Declare a checked back payment: what is short is reckoned anew, and the list waits for its money.

    Raises WrongState, ListStale, BackWaiting, NothingOwed, EmployerNotActive.
    """
    upload = lock(PayrollUpload, upload_id)
    account = lock(EmployerAccount, upload.employer_account_id)
    assert upload.purpose == ListPurpose.BACK, "a month's list is declared by its own verb"
    refuse_move(upload, "declare", UPLOAD_MOVES)
    _refuse_closed(account)
    waiting = back_queries.waiting_back_list(account)
    if waiting is not None:
        raise BackWaiting(_("补缴 %(number)s 正在等候到账，入账或作废后才能申报下一笔。") % {"number": waiting.number})
    content = uploads.content_of(upload)
    _lock_people(content)
    checked, owed = check_back(account, content)
    if checked.errors:
        first = checked.errors[0].message.rstrip("。")
        raise declaring.ListStale(_("核对之后情况有变化，例如：%(first)s。请重新填报。") % {"first": first})
    if sum(each.total_fen for each in owed) != upload.total_fen:
        raise declaring.ListStale(_("核对之后应补的金额有变化。请重新填报，再看一遍每个月的金额。"))
    move(upload, "declare", UPLOAD_MOVES, by=by, at=at)
    return _open_back(account, upload, owed, by=by, at=at)


@step
def _open_back(
    account: EmployerAccount, upload: PayrollUpload, owed: Sequence[PersonOwed], *, by: User | None, at: datetime
) -> RemittanceList:
    on = policy.book_date()
    every = [month for each in owed for month, _reason in each.months]
    if not every:
        raise NothingOwed(_("这些月份都已缴足，没有要补的。"))
    remittance = declaring.write_list(
        account,
        purpose=ListPurpose.BACK,
        first_month=min(month.month for month in every),
        month=max(month.month for month in every),
        upload=upload,
        person_count=len(owed),
        employer_fen=sum(each.employer_fen for each in owed),
        employee_fen=sum(each.employee_fen for each in owed),
        on=on,
        by=by,
        at=at,
    )
    _insert_lines(remittance, owed)
    _insert_months(remittance, owed, today=month_of(on))
    declaring.expect_money(remittance, by=by, at=at)
    _tell(account, remittance, by=by, at=at)
    return remittance


def _insert_lines(remittance: RemittanceList, owed: Sequence[PersonOwed]) -> None:
    RemittanceItem.objects.bulk_create(
        (
            RemittanceItem(
                list=remittance,
                row_no=place,
                account_id=each.account_id,
                base_fen=each.months[-1][0].base_fen,
                employer_fen=each.employer_fen,
                employee_fen=each.employee_fen,
                change=ChangeKind.NORMAL,
            )
            for place, each in enumerate(owed, start=1)
        ),
        batch_size=1000,
    )


_MONTHS = """
    INSERT INTO deposits_remittancemonth
        (item_id, month, base_fen, floor_fen, cap_fen, unit_fen, employer_rate, employee_rate, paid_employer_fen,
         paid_employee_fen, employer_fen, employee_fen, counts, reason)
    SELECT i.id, row.month, base, floor, cap, unit, employer_rate, employee_rate, paid_employer, paid_employee,
           employer_part, employee_part, row.month >= %(today)s, reason
    FROM unnest(%(accounts)s::bigint[], %(months)s::text[], %(bases)s::bigint[], %(floors)s::bigint[],
                %(caps)s::bigint[], %(units)s::int[], %(employer_rates)s::numeric[], %(employee_rates)s::numeric[],
                %(paid_employer)s::bigint[], %(paid_employee)s::bigint[], %(employer_parts)s::bigint[],
                %(employee_parts)s::bigint[], %(reasons)s::text[])
        AS row (account_id, month, base, floor, cap, unit, employer_rate, employee_rate, paid_employer,
                paid_employee, employer_part, employee_part, reason)
    JOIN deposits_remittanceitem i ON i.list_id = %(list)s AND i.account_id = row.account_id
"""


def _insert_months(remittance: RemittanceList, owed: Sequence[PersonOwed], *, today: str) -> None:
    """Every month of every line. A month that is not over yet is paid in time: it counts as paid without a gap."""
    rows = [(each.account_id, month, reason) for each in owed for month, reason in each.months]
    values: dict[str, Any] = {
        "list": remittance.pk,
        "today": today,
        "accounts": [account for account, _month, _reason in rows],
        "months": [month.month for _account, month, _reason in rows],
        "bases": [month.base_fen for _account, month, _reason in rows],
        "floors": [month.terms.floor_fen for _account, month, _reason in rows],
        "caps": [month.terms.cap_fen for _account, month, _reason in rows],
        "units": [month.terms.unit_fen for _account, month, _reason in rows],
        "employer_rates": [month.terms.employer_rate for _account, month, _reason in rows],
        "employee_rates": [month.terms.employee_rate for _account, month, _reason in rows],
        "paid_employer": [month.paid.employer_fen for _account, month, _reason in rows],
        "paid_employee": [month.paid.employee_fen for _account, month, _reason in rows],
        "employer_parts": [month.short.employer_fen for _account, month, _reason in rows],
        "employee_parts": [month.short.employee_fen for _account, month, _reason in rows],
        "reasons": [reason for _account, _month, reason in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, values)
        assert cursor.rowcount == len(rows), "every month belongs to a line"


@step
def _lock_people(content: bytes) -> None:
    """Lock whom a file names: two employers may pay back the same months of one person, and one sees the other's."""
    rows = PersonalAccount.objects.select_for_update(no_key=True, of=("self",))
    list(rows.filter(number__in=set(files.account_numbers(content))).order_by("pk").values_list("pk"))


def _refuse_closed(account: EmployerAccount) -> None:
    """A debt is paid whatever state the employer is in, as long as its account is open. Raises EmployerNotActive."""
    if account.status == EmployerAccountStatus.CLOSED:
        raise EmployerNotActive(_("单位账户已销户，不能办理。"))


# --- advance


@operation
def declare_advance(*, employer_account_id: int, count: int, by: User | None, at: datetime) -> RemittanceList:
    """Declare the next `count` months at once for everybody who pays, as they pay now; the list waits for its money.

    Once it is allocated these months are paid: the next list is for the month after. Raises NotAhead, ListWaiting,
    EmployerNotActive.
    """
    account = lock(EmployerAccount, employer_account_id)
    refuse_inactive(account)
    waiting = queries.waiting_list(account)
    if waiting is not None:
        words = _("%(month)s的清册正在等候到账，入账或作废后才能预缴。")
        raise declaring.ListWaiting(words % {"month": waiting.period})
    on = policy.book_date()
    ahead = back_queries.months_ahead(account, on)
    why = back_queries.why_not_further(account, on)
    if len(ahead) < 2:
        words = _("现在不能预缴：请先缴清以前月份；预缴不超过十二个月，也不超过本缴存年度（六月）。")
        raise NotAhead(why or words)
    if not 2 <= count <= len(ahead):
        raise NotAhead(_("现在可以一次缴 2 至 %(most)d 个月。") % {"most": len(ahead)} + why)
    return _open_advance(account, ahead[0], count, on, by=by, at=at)


_ADVANCE_LINES = """
    INSERT INTO deposits_remittanceitem (list_id, row_no, account_id, base_fen, employer_fen, employee_fen, change)
    SELECT %(list)s, row_number() OVER (ORDER BY number), id, base_fen, employer_part_fen * %(count)s,
           employee_part_fen * %(count)s, 'NORMAL'
    FROM deposits_personalaccount WHERE id = ANY(%(accounts)s)
"""

_ADVANCE_MONTHS = """
    INSERT INTO deposits_remittancemonth
        (item_id, month, base_fen, floor_fen, cap_fen, unit_fen, employer_rate, employee_rate, paid_employer_fen,
         paid_employee_fen, employer_fen, employee_fen, counts, reason)
    SELECT i.id, month, i.base_fen, %(floor)s, %(cap)s, %(unit)s, %(employer_rate)s, %(employee_rate)s, 0, 0,
           i.employer_fen / %(count)s, i.employee_fen / %(count)s, true, ''
    FROM deposits_remittanceitem i, unnest(%(months)s::text[]) AS month WHERE i.list_id = %(list)s
"""


@step
def _open_advance(
    account: EmployerAccount, first: str, count: int, on: date, *, by: User | None, at: datetime
) -> RemittanceList:
    # Locked, so that what is declared is what each pays now; whoever is sealed meanwhile waits for this.
    paying = list(
        PersonalAccount.objects.select_for_update(no_key=True, of=("self",))
        .filter(employer_account=account, status=PersonalAccountStatus.NORMAL)
        .exclude(frozen_whole())
        .order_by("pk")
        .values_list("pk", "employer_part_fen", "employee_part_fen")
    )
    if not paying:
        raise NotAhead(_("单位没有正常缴存的职工，不用预缴。"))
    limits, months = policy.on(on), [shift(first, step) for step in range(count)]
    remittance = declaring.write_list(
        account,
        purpose=ListPurpose.ADVANCE,
        first_month=first,
        month=months[-1],
        upload=None,
        person_count=len(paying),
        employer_fen=count * sum(own for _pk, own, _theirs in paying),
        employee_fen=count * sum(theirs for _pk, _own, theirs in paying),
        on=on,
        by=by,
        at=at,
    )
    values: dict[str, Any] = {
        "list": remittance.pk,
        "count": count,
        "months": months,
        "accounts": [pk for pk, _own, _theirs in paying],
        "floor": limits.contribution_floor_fen,
        "cap": limits.contribution_cap_fen,
        "unit": limits.contribution_unit_fen,
        "employer_rate": account.employer_rate,
        "employee_rate": account.employee_rate,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE_LINES, values)
        cursor.execute(_ADVANCE_MONTHS, values)
    declaring.expect_money(remittance, by=by, at=at)
    _tell(account, remittance, by=by, at=at)
    return remittance


@step
def _tell(account: EmployerAccount, remittance: RemittanceList, *, by: User | None, at: datetime) -> None:
    amount, number = yuan(remittance.total_fen), remittance.number
    messages.tell_clerks(account, "list_waiting", remittance, at, by=by, amount=amount, number=number)
