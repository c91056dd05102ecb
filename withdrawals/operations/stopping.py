"""Established to be fraud before the money went: it never goes, and what was held for it is free."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock
from common.transactions import step
from desk import operations as desk
from desk.models import Case
from desk.states.cases import BEFORE_DECISION, CaseStatus
from withdrawals.models import Withdrawal
from withdrawals.operations import closing, payout
from withdrawals.queries import closing as closings
from withdrawals.states import PayoutStatus


class UnderWay(BusinessError):
    """The bank has the payment and has not said what became of it."""


@step
def stop(withdrawal: Withdrawal, *, risk_case: str, at: datetime) -> None:
    """End the case of a locked withdrawal that is not paid, and let go of its money.

    Of an account that ends, payees who have their money keep it until it is demanded back; nobody else is paid.
    Raises UnderWay: what the bank may still pay is demanded back once it has.
    """
    if withdrawal.status == PayoutStatus.ORDERED or (withdrawal.reason.closes and closings.is_under_way(withdrawal)):
        raise UnderWay(_("款项正在支付，银行答复后再处理。"))
    if withdrawal.status == PayoutStatus.RELEASED:
        return
    why = _("经核查认定为骗提，风险案件 %(number)s") % {"number": risk_case}
    if withdrawal.reason.closes and withdrawal.status != PayoutStatus.HELD:
        closing.end_stopped(withdrawal, reason=why, at=at)
        return
    case = lock(Case, withdrawal.case_id)
    if case.status in BEFORE_DECISION:
        desk.refuse(case_id=case.pk, reason=why, by=None, at=at)
    elif case.is_open:
        if case.status == CaseStatus.APPROVED:
            desk.begin_execution(case_id=case.pk, by=None, at=at)
        desk.abandon(case_id=case.pk, reason=why, by=None, at=at)
    payout.release(withdrawal, by=None, at=at, note=why)
