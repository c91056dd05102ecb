"""News from the counter and from the bank, acted on one by one."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bank import operations as bank
from common.transactions import operation, step
from deposits.operations import news
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseOutcomeKind, CaseStatus
from loans.models import Application
from loans.operations import contracting, disbursing, locking, undoing
from loans.queries.contracts import BANK_SOURCE
from loans.states.applying import Product

if TYPE_CHECKING:
    from desk.models import CaseOutcome

logger = logging.getLogger(__name__)
SOURCE = "loans"
"""Of the kinds of business whose cases are applications for loans."""


@operation
def follow_case(*, at: datetime) -> bool:
    """Act on the counter's oldest news of an application that can be acted on; False where there is none."""
    return news.follow(desk.claim_outcomes, SOURCE, _follow, at=at)


@step
def _follow(outcome: CaseOutcome, *, at: datetime) -> None:
    """Granted: its contract is drawn up; of a subsidised commercial loan the bank's own (domain §5.10). Else: ended."""
    found = Application.objects.filter(case=outcome.case_id).values_list("pk", flat=True).first()
    if found is None:
        return
    application = locking.application(found)
    if outcome.kind != CaseOutcomeKind.READY:
        end(application, note=outcome.case.reason or outcome.get_kind_display(), at=at)
        return
    if outcome.case.status == CaseStatus.APPROVED:
        desk.begin_execution(case_id=outcome.case_id, by=None, at=at)
    if application.product == Product.SUBSIDISED:
        undoing.end_application(application, at=at)
        result = _("已同意贴息，请与受托银行签订借款合同，由银行放款")
        desk.finish(case_id=outcome.case_id, by=None, at=at, result=result)
        return
    case = Case.objects.select_related("owner").get(pk=outcome.case_id)
    try:
        contracting.draw_up(application, by=case.owner, at=at)
    except contracting.NoPayee as why:  # whoever has the case names the payee, and the contract is drawn up then
        desk.note(case, "loan_waits", by=None, at=at, text=str(why))


@step
def end(application: Application, *, note: str, at: datetime) -> None:
    """An application that comes to nothing: its contract is void, and what it laid on the accounts is lifted."""
    contracting.annul(application, by=None, at=at, note=note)
    undoing.end_application(application, at=at)


@operation
def follow_payment(*, at: datetime) -> bool:
    """Act on the bank's oldest answer to a payment of a loan; False where there is none."""
    stuck = partial(disbursing.note_stuck, at=at)
    return news.follow(bank.claim_outcomes, BANK_SOURCE, disbursing.answered, at=at, stuck=stuck)
