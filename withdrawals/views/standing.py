"""Standing withdrawals, as both the owner and the window see them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts import queries as people
from accounts.access import UserRequest
from withdrawals.forms.standing import FORMS, AgreementForm
from withdrawals.models import Agreement, Reason
from withdrawals.queries import pages
from withdrawals.queries import standing as queries
from withdrawals.states.standing import AGREEMENT_BADGE, RUN_BADGE
from withdrawals.views import told


def kinds() -> list[Reason]:
    """Reasons that may be agreed upon today."""
    return list(queries.repeating_reasons(timezone.localdate()))


def form_of(request: UserRequest, code: str, person_id: int) -> AgreementForm:
    """The form of a reason for a person."""
    reason = next(each for each in kinds() if each.code == code)
    payees = pages.payees_for(reason, timezone.localdate())
    return FORMS[code](request.POST or None, cards=list(people.cards_of(person_id)[:20]), payees=payees)


def page_context(agreement: Agreement) -> dict[str, Any]:
    """An agreement with what was declared and what its periods came to."""
    card = agreement.card
    return {
        "agreement": agreement,
        "badge": AGREEMENT_BADGE[agreement.status],
        "runs": [(each, RUN_BADGE[each.result]) for each in queries.runs_of(agreement)],
        "told": told.lines(agreement.particulars),
        "tail": card.number[-4:] if card else agreement.payee.tail if agreement.payee else "",
    }
