"""A loan begins: the day its money has left, its account, its first instalment and what forbids that savings leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from common.transactions import step
from deposits import operations as deposits
from deposits.states import EncumbranceKind
from ledger import operations as ledger
from ledger.models import Journal
from ledger.states import Reason
from loans import queries
from loans.models import Loan, LoanEvent, PlanChange, Repayment
from loans.rules import schedules
from loans.states.loans import Detail, PlanReason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

LOANS, OVERDUE = "121-01", "122"
"""Subjects of the principal: in order, and late."""
SOURCE = "loans"
"""Under which an outstanding loan lies on its borrowers' fund accounts."""


@step
def open_loan(
    *,
    key: str,
    borrower_id: int,
    co_borrower_id: int | None,
    branch_id: int,
    principal_fen: int,
    months: int,
    annual_rate: Decimal,
    method: str,
    penalty_factor: Decimal,
    due_day: int,
    disbursed_on: date,
    card_account: str,
    is_offset: bool,
    credits: Sequence[ledger.Line],
    on: date,
    is_first: bool = True,
    contract_id: int | None = None,
    case: str = "",
    by: User | None,
    at: datetime,
) -> Loan:
    """Open the account of a loan whose money left on `disbursed_on` and book it: 121-01 / `credits` (domain §6.2).

    The same `key` gives the first loan back. Its first instalment is made ready, a broken first period included, and
    an encumbrance laid on both borrowers. Raises what `ledger.post` refuses.
    """
    known = Repayment.objects.filter(journal__key=key, detail=Detail.DISBURSED).select_related("loan").first()
    if known is not None:
        return known.loan
    loan = _create(
        schedules.Plan(principal_fen, months, annual_rate, schedules.Method(method)),
        due_day=due_day,
        disbursed_on=disbursed_on,
        on=on,
        contract_id=contract_id,
        borrower_id=borrower_id,
        co_borrower_id=co_borrower_id,
        branch_id=branch_id,
        penalty_factor=penalty_factor,
        is_first=is_first,
        card_account=card_account,
        is_offset=is_offset,
    )
    journal = ledger.post(
        key=key,
        reason=Reason.LOAN_DISBURSED,
        on=on,
        value_on=disbursed_on,
        debits=[ledger.Line(loan.ledger_account_id, principal_fen)],
        credits=credits,
        case=case,
        memo=loan.number,
        branch_id=branch_id,
        by=by,
        at=at,
    )
    _note_beginning(loan, journal, on=on, case=case, by=by, at=at)
    return loan


@step
def _create(plan: schedules.Plan, *, due_day: int, disbursed_on: date, on: date, **facts: Any) -> Loan:
    """The row of a loan and its ledger account, the first instalment ready."""
    planned = schedules.schedule(plan, disbursed_on=disbursed_on, due_day=due_day)
    first, last = planned[0], planned[-1]
    assert first.due_on is not None and last.due_on is not None
    loan_id = _next_id()
    number = f"DK{disbursed_on:%Y}{loan_id:08d}"
    own = ledger.open_account(
        code=f"{LOANS}-{number}", name=_("贷款 %(number)s") % {"number": number}, subject=LOANS, on=on, is_guarded=True
    )
    return Loan.objects.create(
        pk=loan_id,
        number=number,
        ledger_account=own,
        principal_fen=plan.principal_fen,
        months=plan.months,
        method=plan.method.value,
        annual_rate=plan.annual_rate,
        rate_margin=_margin(plan, disbursed_on, **facts),
        due_day=due_day,
        disbursed_on=disbursed_on,
        matures_on=last.due_on,
        planned_fen=plan.principal_fen,
        level_fen=plan.level_fen,
        months_left=plan.months,
        next_number=1,
        next_due_on=first.due_on,
        interest_from=disbursed_on,
        next_principal_fen=first.principal_fen,
        next_interest_fen=first.interest_fen,
        card_tail=facts["card_account"][-4:],
        **facts,
    )


def _margin(
    plan: schedules.Plan, disbursed_on: date, *, is_first: bool, contract_id: int | None, **_other: Any
) -> Decimal:
    """What a loan's rate lies above the table. Our contracts are drawn up at the table's: where it has changed since,
    1 January brings the new one."""
    if contract_id is not None:
        return Decimal(0)
    return plan.annual_rate - queries.rate_of(policy.service_on(disbursed_on), is_first=is_first, months=plan.months)


def _next_id() -> int:
    """The id of a loan to be: its number, its ledger account and its keys are made of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('loans_loan', 'id'))")
        return int(cursor.fetchone()[0])


@step
def _note_beginning(loan: Loan, journal: Journal, *, on: date, case: str, by: User | None, at: datetime) -> None:
    """The first rows of a loan's life, and what it lays on its borrowers' fund accounts."""
    LoanEvent.objects.create(record=loan, action="open", before="", after=loan.status, by=by, at=at)
    PlanChange.objects.create(
        loan=loan,
        reason=PlanReason.DISBURSED,
        on=loan.disbursed_on,
        from_number=1,
        planned_fen=loan.planned_fen,
        months_left=loan.months_left,
        annual_rate=loan.annual_rate,
        level_fen=loan.level_fen,
        method=loan.method,
        by=by,
        at=at,
    )
    Repayment.objects.create(
        loan=loan,
        detail=Detail.DISBURSED,
        on=on,
        value_on=loan.disbursed_on,
        fen=loan.principal_fen,
        balance_fen=loan.principal_fen,
        journal=journal,
        case=case,
        at=at,
    )
    for person_id in filter(None, (loan.borrower_id, loan.co_borrower_id)):
        deposits.encumber(
            key=f"{loan.key}-{person_id}",
            person_id=person_id,
            kind=EncumbranceKind.LOAN,
            source=SOURCE,
            sentence=_("有未还清的公积金贷款（%(number)s），结清以前不能销户或转出。") % {"number": loan.number},
            since=loan.disbursed_on,
            by=by,
            at=at,
        )
