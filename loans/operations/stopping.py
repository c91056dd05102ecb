"""Established to be fraud before the money went: it never goes, and the application comes to its end."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from common.states import lock
from common.transactions import step
from desk import operations as desk
from desk.models import Case
from desk.states.cases import BEFORE_DECISION, CaseStatus
from loans.models import Application
from loans.operations import contracting, undoing
from loans.queries import contracts as queries
from loans.states.contracts import DisbursementStatus


@step
def stop(application: Application, *, risk_case: str, at: datetime) -> None:
    """End a locked application whose money has not gone; one that is paid stays, and its loan is called in by hand.

    Raises contracting.MoneyUnderWay while the bank has the payment: the news is tried again once it has answered.
    """
    contract = queries.contract_of(application)
    payment = queries.disbursement_of(contract) if contract is not None else None
    why = _("经核查认定为骗贷，风险案件 %(number)s") % {"number": risk_case}
    if payment is not None and payment.status == DisbursementStatus.PAID:
        desk.note(lock(Case, application.case_id), "established", by=None, at=at, text=why)
        return
    contracting.annul(application, by=None, at=at, note=why)
    case = lock(Case, application.case_id)
    if case.status in BEFORE_DECISION:
        desk.refuse(case_id=case.pk, reason=why, by=None, at=at)
    elif case.status == CaseStatus.APPROVED:
        desk.begin_execution(case_id=case.pk, by=None, at=at)
        desk.abandon(case_id=case.pk, reason=why, by=None, at=at)
    elif case.is_open:
        desk.abandon(case_id=case.pk, reason=why, by=None, at=at)
    undoing.end_application(application, at=at)
