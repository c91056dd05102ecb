"""How a loan stands: late or in order, its class, and its end. Worked out from its instalments, on a locked loan."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from common.states import move
from common.transactions import step
from deposits import operations as deposits
from deposits.models import Encumbrance
from deposits.states import EncumbranceKind
from ledger import operations as ledger
from ledger.models import Account
from ledger.states import Reason
from loans.models import Instalment, Loan
from loans.operations import settling
from loans.operations.opening import OVERDUE
from loans.queries import dues
from loans.states.loans import LOAN_MOVES, OPEN_LOANS, InstalmentStatus, LoanStatus

if TYPE_CHECKING:
    from accounts.models import User

OVERDUE_SOURCE = "loans.overdue"
"""Under which a late loan lies on its borrowers' accounts: they withdraw for repaying only."""


@step
def fall_behind(loan: Loan, numbers: list[int], *, on: date, by: User | None, at: datetime) -> None:
    """Instalments of a locked loan are late: their principal moves from 121 to 122 (domain §6.2), the loan is overdue.

    Only what is DUE and has not moved yet; both borrowers' accounts bear it from now on.
    """
    late = [each for each in dues.unpaid(loan) if each.number in numbers and not each.is_overdue]
    if not late:
        return
    fen = dues.unpaid_principal_fen(late)
    if fen:
        ledger.post(
            key=f"{loan.key}-late-{late[-1].number}",
            reason=Reason.LOAN_OVERDUE,
            on=on,
            value_on=on,
            debits=[ledger.Line(overdue_account(loan, on).pk, fen)],
            credits=[ledger.Line(loan.ledger_account_id, fen)],
            memo=loan.number,
            branch_id=loan.branch_id,
            by=by,
            at=at,
        )
    Instalment.objects.filter(pk__in=[each.pk for each in late]).update(is_overdue=True)
    if loan.status == LoanStatus.NORMAL:
        move(loan, "fall_behind", LOAN_MOVES, by=by, at=at, overdue_since=late[0].due_on)
        _encumber(loan, on, by, at)


@step
def overdue_account(loan: Loan, on: date) -> Account:
    """The loan's ledger account under 122, made when it is first late."""
    if loan.overdue_account is None:
        loan.overdue_account = ledger.open_account(
            code=f"{OVERDUE}-{loan.number}",
            name=_("贷款 %(number)s 逾期") % {"number": loan.number},
            subject=OVERDUE,
            on=on,
            is_guarded=True,
        )
        loan.save(update_fields=["overdue_account"])
    return loan.overdue_account


@step
def _encumber(loan: Loan, on: date, by: User | None, at: datetime) -> None:
    for person_id in filter(None, (loan.borrower_id, loan.co_borrower_id)):
        bear_late(loan, person_id, on=on, by=by, at=at)


@step
def bear_late(loan: Loan, person_id: int, *, suffix: str = "", on: date, by: User | None, at: datetime) -> None:
    """A late loan lies on somebody's account who owes it; `suffix` where they come to owe it while it is late."""
    deposits.encumber(
        key=f"{loan.key}-late-{loan.overdue_since:%Y%m%d}-{person_id}{suffix}",
        person_id=person_id,
        kind=EncumbranceKind.LOAN,
        source=OVERDUE_SOURCE,
        sentence=_("公积金贷款（%(number)s）已逾期，还清逾期款以前只能提取用于还贷。") % {"number": loan.number},
        since=on,
        by=by,
        at=at,
    )


@step
def look_again(loan: Loan, *, on: date, value_on: date, by: User | None, at: datetime) -> None:
    """After money has come for a locked loan: is it in order again, and is all of it paid?"""
    unpaid = dues.unpaid(loan)
    late = [each for each in unpaid if each.is_overdue]
    if loan.status == LoanStatus.OVERDUE and not late:
        move(loan, "catch_up", LOAN_MOVES, by=by, at=at, overdue_since=None, risk_class="01")
        _lift(loan, OVERDUE_SOURCE, by, at)
    elif late and loan.overdue_since != late[0].due_on:
        loan.overdue_since = late[0].due_on
        loan.save(update_fields=["overdue_since"])
    if loan.status in OPEN_LOANS and not unpaid and not loan.planned_fen:
        settle(loan, value_on=value_on, by=by, at=at)


@step
def settle(loan: Loan, *, value_on: date, by: User | None, at: datetime) -> None:
    """A locked loan owes nothing any more: it is settled, and nothing of it lies on its borrowers' accounts.

    Also the end of a prepayment in full, whose act has paid everything and set the plan to nothing.
    """
    left = Instalment.objects.filter(loan=loan, status=InstalmentStatus.DUE).exists()
    assert not left and not loan.planned_fen, "a loan that owes something is not settled"
    facts: dict[str, Any] = {"next_due_on": None, "months_left": 0, "overdue_since": None, "risk_class": "01"}
    move(loan, "settle", LOAN_MOVES, by=by, at=at, settled_on=value_on, **facts)
    for source in ("loans", OVERDUE_SOURCE):
        _lift(loan, source, by, at)
    settling.finish(loan, by=by, at=at)


@step
def _lift(loan: Loan, source: str, by: User | None, at: datetime) -> None:
    rows = Encumbrance.objects.filter(key__startswith=f"{loan.key}-", source=source, lifted_at=None)
    for key in rows.order_by("id").values_list("key", flat=True):
        deposits.lift(key=key, by=by, at=at)
