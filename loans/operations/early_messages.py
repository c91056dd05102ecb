"""What borrowers hear of money paid early, of settled loans and of changes. Words are templates; see the migrations."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from common.money import yuan
from common.transactions import step
from loans.models import Loan, Prepayment
from loans.rules.standing import Early
from notifications import operations as notifications


@step
def tell(loan: Loan, template: str, key: str, *, at: datetime, **context: str) -> None:
    """Both borrowers hear it."""
    for person_id in filter(None, (loan.borrower_id, loan.co_borrower_id)):
        notifications.queue(
            person_id=person_id,
            template=template,
            context={"loan": loan.number, **context},
            key=f"{key}-{person_id}",
            at=at,
            own_act=True,
        )


@step
def tell_asked(prepayment: Prepayment, *, at: datetime) -> None:
    """What is waited for: the amount, the number for the transfer, until when."""
    tell(
        prepayment.loan,
        "loan_early_asked",
        prepayment.key,
        at=at,
        number=prepayment.number,
        amount=yuan(prepayment.money_fen),
        until=f"{prepayment.until:%Y-%m-%d}",
    )


@step
def tell_paid_early(prepayment: Prepayment, early: Early, *, at: datetime) -> None:
    """A part is booked: principal, interest, what is left, the next payment."""
    assert early.after is not None
    tell(
        prepayment.loan,
        "loan_early_done",
        prepayment.key,
        at=at,
        day=_("%(month)d月%(day)d日") % {"month": early.on.month, "day": early.on.day},
        principal=yuan(early.principal_fen),
        interest=yuan(early.interest_fen),
        left=yuan(early.after.planned_fen),
        payment=yuan(early.payment_fen),
        months=str(early.after.months_left),
    )


@step
def tell_cancelled(prepayment: Prepayment, why: str, *, at: datetime) -> None:
    """It came to nothing, and why."""
    tell(prepayment.loan, "loan_early_cancelled", prepayment.key, at=at, number=prepayment.number, why=why[:80])


@step
def tell_settled(loan: Loan, *, at: datetime) -> None:
    """Nothing is owed any more."""
    assert loan.settled_on is not None
    day = f"{loan.settled_on:%Y-%m-%d}"
    tell(loan, "loan_settled", f"{loan.key}-settled", at=at, day=day, amount=yuan(loan.principal_fen))


@step
def tell_changed(loan: Loan, what: str, key: str, *, at: datetime) -> None:
    """Something of the loan is different from now on."""
    day = f"{loan.next_due_on:%Y-%m-%d}" if loan.next_due_on else "—"
    payment = yuan(loan.next_principal_fen + loan.next_interest_fen)
    tell(loan, "loan_changed", key, at=at, what=what[:60], day=day, payment=payment)
