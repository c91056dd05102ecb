"""After the last fen: the settlement certificate is there, the guarantees are to be released, the borrowers hear it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.transactions import operation, step
from desk import operations as desk
from loans.models import Certificate, Loan
from loans.operations import early_messages, guarantees
from loans.states.loans import LoanStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class NotSettled(BusinessError):
    """Something is still owed: there is nothing to certify."""


@step
def finish(loan: Loan, *, by: User | None, at: datetime) -> Certificate:
    """A locked loan has just been settled: certify it, begin to release what secures it, tell its borrowers.

    May run twice.
    """
    certificate = _certify(loan, by=by, at=at)
    if loan.contract_id is not None:
        guarantees.begin_release(contract_id=loan.contract_id, by=by, at=at)
    early_messages.tell_settled(loan, at=at)
    return certificate


@operation
def certify(*, loan_id: int, by: User | None, at: datetime) -> Certificate:
    """The settlement certificate (结清证明) of a settled loan, the same one every time. Raises NotSettled."""
    return _certify(Loan.objects.select_for_update(of=("self",), no_key=True).get(pk=loan_id), by=by, at=at)


@step
def _certify(loan: Loan, *, by: User | None, at: datetime) -> Certificate:
    if loan.status != LoanStatus.SETTLED:
        raise NotSettled(_("贷款还没有结清，结清后即可开具结清证明。"))
    found, _made = Certificate.objects.get_or_create(
        loan=loan,
        defaults={
            "verify_code": desk.verify_code(),
            "issued_on": policy.book_date(),
            "issued_by": by,
            "issued_at": at,
        },
    )
    return found
