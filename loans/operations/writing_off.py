"""A loan that cannot be got back is written off against the risk reserve (301), by the committee's resolution."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from common.money import yuan
from common.states import move
from common.transactions import step
from ledger import operations as ledger
from ledger.models import Account
from ledger.queries import balances as books
from ledger.states import Reason
from loans.models import ChangeRequest, Instalment, Loan, Repayment
from loans.operations import asking, keeping
from loans.queries import dues
from loans.rules.schedules import CannotPlan
from loans.states.loans import LOAN_MOVES, Detail, InstalmentStatus, LoanStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

RESERVE = "301"


def owed_fen(loan: Loan) -> int:
    """The principal that the books hold of a loan, in order and late."""
    ids = [each for each in (loan.ledger_account_id, loan.overdue_account_id) if each]
    return sum(Account.objects.filter(pk__in=ids).values_list("balance_fen", flat=True))


@step
def refuse(loan: Loan, told: dict[str, Any], today: date) -> None:
    """Raise CannotPlan where a loan cannot be written off: not overdue, no resolution, or the reserve is too small."""
    if loan.status != LoanStatus.OVERDUE:
        raise CannotPlan("change", _("只有逾期贷款可以核销。"))
    if not str(told.get("resolution", "")).strip() or not str(told.get("why", "")).strip():
        raise CannotPlan("resolution", _("请写明管理委员会决议文号和损失认定理由。"))
    reserve = books.balance_fen(ledger.subject_account(subject=RESERVE, on=today))
    if reserve < owed_fen(loan):
        raise CannotPlan("change", _("贷款风险准备余额 %(fen)s 元，不够核销。") % {"fen": yuan(reserve)})


@step
def write_off(loan: Loan, request: ChangeRequest, *, by: User | None, at: datetime) -> str:
    """122 / 121-01 for what has not fallen due, then 301 / 122 for all of it (domain §6.2). The debt stays with the
    borrowers, and so does what lies on their accounts; what they still pay is left to the accountants, unidentified."""
    on, total = policy.book_date(), owed_fen(loan)
    rest = Account.objects.get(pk=loan.ledger_account_id).balance_fen
    late = keeping.overdue_account(loan, on)
    common: dict[str, Any] = {
        "on": on,
        "value_on": on,
        "case": request.case.number,
        "memo": _("%(loan)s 核销，%(paper)s") % {"loan": loan.number, "paper": request.told["resolution"]},
        "branch_id": loan.branch_id,
        "by": by,
        "at": at,
    }
    if rest:
        ledger.post(
            key=f"{loan.key}-write-off-rest",
            reason=Reason.LOAN_OVERDUE,
            debits=[ledger.Line(late.pk, rest)],
            credits=[ledger.Line(loan.ledger_account_id, rest)],
            **common,
        )
    reserve = ledger.subject_account(subject=RESERVE, on=on)
    journal = ledger.post(
        key=f"{loan.key}-write-off",
        reason=Reason.WRITE_OFF,
        debits=[ledger.Line(reserve.pk, total)],
        credits=[ledger.Line(late.pk, total)],
        **common,
    )
    Repayment.objects.create(
        loan=loan,
        detail=Detail.WRITTEN_OFF,
        on=on,
        value_on=on,
        fen=total,
        balance_fen=0,
        journal=journal,
        case=request.case.number,
        at=at,
    )
    Instalment.objects.filter(pk__in=[each.pk for each in dues.unpaid(loan)]).update(
        status=InstalmentStatus.WRITTEN_OFF
    )
    nothing: dict[str, Any] = {
        "planned_fen": 0,
        "next_principal_fen": 0,
        "next_interest_fen": 0,
        "months_left": 0,
        "next_due_on": None,
    }
    move(loan, "write_off", LOAN_MOVES, by=by, at=at, note=request.told["why"][:200], **nothing)
    asking.ask_no_more(loan, at=at)
    return _("核销本金 %(fen)s 元") % {"fen": yuan(total)}
