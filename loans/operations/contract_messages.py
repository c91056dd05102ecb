"""What borrowers hear on the way from the approval to the money. Words are templates; see the migrations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.money import yuan
from common.transactions import step
from loans.queries import contracts as queries
from notifications import operations as notifications

if TYPE_CHECKING:
    from loans.models import Contract, Disbursement, Guarantee, Loan


@step
def tell_drawn_up(contract: Contract, *, at: datetime) -> None:
    """The contract is there to be read and signed."""
    _tell(contract, "loan_contract_ready", {"amount": yuan(contract.principal_fen)}, contract.number, at=at)


@step
def tell_disbursed(contract: Contract, disbursement: Disbursement, loan: Loan, *, at: datetime) -> None:
    """The money is with the seller: amount, due day, monthly payment (domain §7.5)."""
    assert loan.next_due_on is not None
    context = {
        "amount": yuan(disbursement.amount_fen),
        "payee": disbursement.payee_name[:20],
        "due_day": str(loan.due_day),
        "payment": yuan(loan.next_principal_fen + loan.next_interest_fen),
        "first": _("%(month)d月%(day)d日") % {"month": loan.next_due_on.month, "day": loan.next_due_on.day},
    }
    _tell(contract, "loan_disbursed", context, f"{disbursement.key}-{disbursement.orders}", at=at)


@step
def tell_returned(contract: Contract, disbursement: Disbursement, *, at: datetime) -> None:
    """The bank sent the money back: it is paid once more after the account has been corrected."""
    context = {"amount": yuan(disbursement.amount_fen), "payee": disbursement.payee_name[:20]}
    _tell(contract, "loan_payment_returned", context, f"{disbursement.key}-{disbursement.orders}", at=at)


@step
def tell_released(guarantee: Guarantee, *, at: datetime) -> None:
    """The mortgage or other guarantee is free."""
    context = {"kind": guarantee.get_kind_display()}
    _tell(guarantee.contract, "loan_guarantee_released", context, f"guarantee-{guarantee.pk}", at=at)


@step
def _tell(contract: Contract, template: str, context: Mapping[str, object], key: str, *, at: datetime) -> None:
    """To borrower and co-borrower alike."""
    for person_id in queries.parties(contract.application):
        notifications.queue(
            person_id=person_id,
            template=template,
            context=context,
            key=f"{key}-{person_id}",
            at=at,
            own_act=True,
        )
