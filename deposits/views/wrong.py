"""What the employer's and the counter's pages of wrong payments share."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.access import UserRequest
from common.errors import BusinessError
from deposits.forms.corrections import WrongForm
from deposits.models import EmployerAccount, PersonalAccount
from deposits.operations import wrong
from deposits.operations.wrong import Wrong
from deposits.states import WrongCause
from desk.models import Case


def submit(
    request: UserRequest,
    employer_account: EmployerAccount,
    account: PersonalAccount,
    form: WrongForm,
    **how: Any,
) -> Case | None:
    """The case that was opened; None where it is refused and the form says why."""
    answers = form.cleaned_data
    asked = Wrong(
        account_id=account.pk,
        months=answers["months"],
        cause=WrongCause(answers["cause"]),
        reason=answers["reason"],
        correct_base_fen=answers["base"],
    )
    try:
        return wrong.ask_correction(
            employer_account_id=employer_account.pk, wrong=asked, by=request.user, at=timezone.now(), **how
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return None
