"""What comes to nothing: an application without its loan, a loan whose money came back before anything was paid."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import step
from deposits import operations as deposits
from deposits.models import Encumbrance
from desk.models import Case
from ledger import operations as ledger
from ledger.states import Reason
from loans.models import Application, Loan
from loans.states.loans import LOAN_MOVES, Detail
from policy import queries as policy
from risk import operations as risk

APPLYING = "loans.application"
"""Under which an open application lies on its borrowers' fund accounts (withdrawals.queries.guards)."""


class LoanBegun(BusinessError):
    """Something has fallen due or was paid on the loan: accountants put it right by hand."""


@step
def undo_loan(*, loan_id: int, key: str, line: ledger.Line, case: str, at: datetime) -> Loan:
    """Book the money back, `line` / 121-01, on the day it had left, and cancel the loan (domain §6.2).

    Its contract is free for another payment; the loan keeps its number. Raises LoanBegun.
    """
    loan = lock(Loan, loan_id)
    begun = loan.instalments.exists() or loan.repayments.exclude(detail=Detail.DISBURSED).exists()
    if begun:
        raise LoanBegun(_("贷款 %(number)s 已有到期或还款，退回的放款须由财务人工处理。") % {"number": loan.number})
    ledger.post(
        key=key,
        reason=Reason.PAYMENT_RETURNED,
        on=policy.book_date(),
        value_on=loan.disbursed_on,
        debits=[line],
        credits=[ledger.Line(loan.ledger_account_id, loan.principal_fen)],
        case=case,
        memo=loan.number,
        branch_id=loan.branch_id,
        by=None,
        at=at,
    )
    assert loan.contract is not None
    note = _("放款被退回，合同 %(number)s") % {"number": loan.contract.number}
    facts: dict[str, Any] = {
        "contract": None,
        "planned_fen": 0,
        "months_left": 0,
        "next_due_on": None,
        "next_principal_fen": 0,
        "next_interest_fen": 0,
    }
    move(loan, "cancel", LOAN_MOVES, by=None, at=at, note=note, **facts)
    laid = Encumbrance.objects.filter(key__in=_laid(loan), lifted_at=None)
    for encumbrance in laid.order_by("id").values_list("key", flat=True):
        deposits.lift(key=encumbrance, by=None, at=at)
    return loan


def _laid(loan: Loan) -> list[str]:
    return [f"{loan.key}-{each}" for each in (loan.borrower_id, loan.co_borrower_id) if each is not None]


@step
def lift_application(application: Application, *, at: datetime) -> None:
    """An application is over, granted and paid or not: it lies on its borrowers' accounts no more. May run twice."""
    persons = [each for each in (application.borrower_id, application.co_borrower_id) if each is not None]
    laid = Encumbrance.objects.filter(person__in=persons, source=APPLYING, lifted_at=None)
    for key in laid.filter(key__startswith=f"{application.key}-").order_by("id").values_list("key", flat=True):
        deposits.lift(key=key, by=None, at=at)


@step
def end_application(application: Application, *, at: datetime) -> None:
    """A locked application comes to nothing; one that has ended stays as it is."""
    lift_application(application, at=at)
    if application.ended_at is None:
        application.ended_at = at
        application.save(update_fields=["ended_at"])
        risk.note_ended(case=Case.objects.values_list("number", flat=True).get(pk=application.case_id), at=at)
