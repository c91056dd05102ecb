"""The spouse who borrows along: told at once, asked before their credit is, and free to say no."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError, WrongState
from common.money import yuan
from common.states import lock
from common.transactions import operation, step, wake
from desk import operations as desk
from desk.models import Case
from desk.states.cases import BEFORE_DECISION, CaseStatus
from loans.models import Application
from loans.operations import contracting, evidence, locking, undoing
from loans.queries import contracts
from loans.states.applying import CheckKind, CheckResult
from notifications import operations as notifications

if TYPE_CHECKING:
    from accounts.models import User


class NotTheCoBorrower(BusinessError):
    """Only who was named as co-borrower says yes or no to it."""


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
def agree(*, case_id: int, by: User, at: datetime) -> Application:
    """The co-borrower of an application made on line allows their credit to be asked, and it is. Twice is once.

    Raises NotTheCoBorrower, and WrongState once it is decided or came to nothing.
    """
    application = locking.application_of_case(case_id)
    _refuse_others(application, by)
    case = lock(Case, case_id)
    if application.ended_at is not None or case.status not in BEFORE_DECISION:
        raise WrongState(_("这件申请现在不需要再表示同意。"))
    if not evidence.waits_for_consent(application):
        return application
    application.events.create(action=evidence.AGREED, by=by, at=at)
    evidence.ask_credit_of_spouse(application, by=by, at=at)
    application.checks.filter(kind=CheckKind.CREDIT, result=CheckResult.PENDING).update(sentence="")
    wake(evidence.CHECK_TASK, application_id=application.pk, kind=CheckKind.CREDIT.value)
    return application


@operation
def decline(*, case_id: int, by: User, at: datetime) -> Application:
    """The co-borrower does not want to borrow: the application ends, both accounts are free in the same moment.

    The borrower may apply alone. May be said until they have signed the contract, which is void then. Raises
    NotTheCoBorrower, and WrongState once they have signed or it is over.
    """
    application = locking.application_of_case(case_id)
    _refuse_others(application, by)
    case, reason = lock(Case, case_id), _("共同借款人不同意共同借款，借款人可以单独申请。")
    if not contracts.may_decline(application, case, by.person_id):
        raise WrongState(_("您已在借款合同上签字，或者申请已经结束，不能再表示不同意。有疑问请到窗口说明。"))
    application.events.create(action="decline", by=by, at=at)
    contracting.annul(application, by=by, at=at, note=reason)
    _end_case(application, case, reason, at=at)
    undoing.end_application(application, at=at)
    return application


@step
def _end_case(application: Application, case: Case, reason: str, *, at: datetime) -> None:
    """Refused before the decision; what was granted is not carried out any more, and the borrower hears of both."""
    if case.status in BEFORE_DECISION:
        desk.refuse(case_id=case.pk, reason=reason, by=None, at=at)
        return
    if case.status == CaseStatus.APPROVED:
        desk.begin_execution(case_id=case.pk, by=None, at=at)
    if case.status == CaseStatus.DONE:  # its money came back after the end of the case
        desk.note(case, "give_up", by=None, at=at, text=reason)
    else:
        desk.abandon(case_id=case.pk, reason=reason, by=None, at=at)
    day = timezone.localtime(at)
    notifications.queue(
        person_id=application.borrower_id,
        template="case_refused",
        context={
            "number": case.number,
            "kind": case.version.label,
            "day": _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day},
            "reason": reason[:60],
        },
        key=f"{case.number}-declined",
        at=at,
    )


def _refuse_others(application: Application, by: User) -> None:
    if application.co_borrower_id != by.person_id:
        raise NotTheCoBorrower(_("只有共同借款人本人可以表示同意或不同意。"))
