"""Taking over what was before the portal: past months list by list, and balances brought along.

A past list rests on the former system's records instead of a file, so nothing is uploaded and nobody is told; money,
accounts and books move exactly as in `declaring` and `allocating`. Taking over ends with an employer's first list of
its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bank import operations as bank
from bank.states import OutcomeKind
from common.errors import BusinessError
from common.months import month_of
from common.states import lock
from common.transactions import operation, step
from deposits.files.expected import CheckedRow
from deposits.models import EmployerAccount, PersonalAccount, RemittanceList
from deposits.operations import allocating, declaring
from deposits.operations.personal import refuse_inactive
from ledger import operations as ledger
from ledger.models import Journal
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

CONTRA = "321-04"
"""Balances brought along stand against undistributed surplus, where the opening of the bank accounts left it."""


class TakeOverEnded(BusinessError):
    """The employer has declared a list of its own, or the month has not begun."""


@operation
def declare_past_list(
    *, employer_account_id: int, month: str, rows: list[CheckedRow], by: User | None, at: datetime
) -> RemittanceList:
    """Declare a past month from proved rows; the list waits for its money like any other.

    Raises TakeOverEnded, ListWaiting, MonthOutOfOrder, EmployerNotActive.
    """
    account = lock(EmployerAccount, employer_account_id)
    refuse_inactive(account)
    if account.uploads.exists() or month > month_of(policy.book_date()):
        raise TakeOverEnded(_("单位已经自行申报，或该月份尚未开始，不能再补录历史清册。"))
    declaring.refuse_order(account, month)
    declared, _news = declaring.open_list(account, month, rows, upload=None, wake="", by=by, at=at)
    return declared


@operation
def allocate_past_lists(*, by: User | None, at: datetime) -> int:
    """Follow the bank's news: credit the past lists it covers, note what came in part; how many were credited."""
    credited = 0
    for outcome in bank.claim_outcomes(source="deposits", limit=1000, at=at):
        assert outcome.expectation is not None, "deposits hears of its expectations alone"
        known = RemittanceList.objects.get(number=outcome.expectation.reference)
        account = lock(EmployerAccount, known.employer_account_id)
        found = lock(RemittanceList, known.pk)
        if found.upload_id is None and outcome.kind == OutcomeKind.COVERED:
            allocating.credit(found, account, by=by, at=at)
            credited += 1
        elif outcome.kind != OutcomeKind.COVERED:
            allocating.note_received(found.pk, at)
    return credited


@operation
def take_over_balances(*, key: str, fen_by_number: Mapping[str, int], by: User | None, at: datetime) -> Journal:
    """Credit personal accounts, by number, with the balances they bring along; booked on the open business date.

    The same key does it once. Raises TakeOverEnded for an account that is not open here.
    """
    found = PersonalAccount.objects.filter(number__in=fen_by_number).values_list(
        "number", "ledger_account_id", "employer_account__employer_id"
    )
    credits = [
        ledger.Line(book, fen_by_number[number], employer) for number, book, employer in found.order_by("number")
    ]
    if len(credits) != len(fen_by_number):
        raise TakeOverEnded(_("有个人账号尚未开立，不能转入期初余额。"))
    return book_opening(key=key, value_on=policy.book_date(), credits=credits, by=by, at=at)


@step
def book_opening(*, key: str, value_on: date, credits: list[ledger.Line], by: User | None, at: datetime) -> Journal:
    """Credit what accounts bring along from a day on, booked on the open business date; the same key does it once."""
    on = policy.book_date()
    contra = ledger.open_account(code=CONTRA, name=_("待分配增值收益"), subject=CONTRA, on=on, is_guarded=False)
    return ledger.post(
        key=key,
        reason=Reason.OPENING,
        on=on,
        value_on=value_on,
        debits=[ledger.Line(contra.pk, sum(line.fen for line in credits))],
        credits=credits,
        by=by,
        at=at,
    )
