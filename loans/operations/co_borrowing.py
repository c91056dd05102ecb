"""The spouse who borrows along: told at once, since their account is bound too, and free to say no."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.money import yuan
from common.transactions import operation, step
from desk import operations as desk
from loans.models import Application
from loans.operations import locking, undoing
from notifications import operations as notifications

if TYPE_CHECKING:
    from accounts.models import User


class NotTheCoBorrower(BusinessError):
    """Only who was named as co-borrower says no to it."""


@step
def tell(application: Application, *, at: datetime) -> None:
    """The co-borrower hears what the spouse has asked for; nothing where nobody borrows along."""
    if application.co_borrower_id is None:
        return
    notifications.queue(
        person_id=application.co_borrower_id,
        template="loan_co_borrower",
        context={
            "borrower": application.borrower.name,
            "amount": yuan(application.asked_fen),
            "number": application.case.number,
        },
        key=f"{application.key}-co-borrower",
        at=at,
    )


@operation
def decline(*, case_id: int, by: User, at: datetime) -> Application:
    """The co-borrower does not want to borrow: the application ends, both accounts are free in the same moment.

    The borrower may apply alone. Raises NotTheCoBorrower, and WrongState once it is decided.
    """
    application = locking.application_of_case(case_id)
    if application.co_borrower_id != by.person_id:
        raise NotTheCoBorrower(_("只有共同借款人本人可以表示不同意。"))
    desk.refuse(case_id=case_id, reason=_("共同借款人不同意共同借款，借款人可以单独申请。"), by=None, at=at)
    application.events.create(action="decline", by=by, at=at)
    undoing.end_application(application, at=at)
    return application
