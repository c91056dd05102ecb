"""The receipt of an acceptance (受理回执), and the codes that prove papers of the counter."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from common.transactions import step
from desk.models import Case, Receipt, Requirement
from desk.operations import moving

if TYPE_CHECKING:
    from accounts.models import User

_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def verify_code() -> str:
    """A new code for a printed paper: too long to guess, without letters that look like digits."""
    return "".join(secrets.choice(_CODE_LETTERS) for _place in range(12))


@step
def give_receipt(case: Case, *, by: User | None, at: datetime) -> Receipt:
    """Write down what was taken and promised at the first acceptance; `by` None is the system."""
    assert case.promised_due_at is not None, case.number
    rows = Requirement.objects.filter(case=case).order_by("order", "id")
    return Receipt.objects.create(
        case=case,
        verify_code=verify_code(),
        papers=[{"label": row.label, "how": row.how} for row in rows],
        promised_due_at=case.promised_due_at,
        statutory_due_on=case.statutory_due_on,
        branch_id=case.branch_id,
        window=moving.window_of(by),
        by=by,
        at=at,
    )
