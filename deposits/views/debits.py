"""Direct debit as the counter and the employer's clerk both see it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import UserRequest
from common.errors import BusinessError
from deposits.forms import ReasonForm
from deposits.models import EmployerAccount
from deposits.operations import debits
from deposits.queries import debits as queries
from deposits.states import DEBIT_BADGE, MANDATE_BADGE, MandateStatus


def context(account: EmployerAccount) -> dict[str, Any]:
    """The mandate and the newest tries."""
    mandate = queries.mandate_of(account)
    return {
        "mandate": mandate,
        "badge": MANDATE_BADGE[mandate.status] if mandate else "",
        "holds": mandate is not None and mandate.status == MandateStatus.ACTIVE,
        "tries": [(each, DEBIT_BADGE[each.status]) for each in queries.tries_of(account)],
    }


def end(request: UserRequest, account: EmployerAccount, url_name: str, *args: Any) -> HttpResponse:
    """End the mandate that holds, with a reason, and go back."""
    form, mandate = ReasonForm(request.POST), queries.active_mandate(account)
    if mandate is None:
        messages.error(request, _("没有生效的托收协议。"))
    elif not form.is_valid():
        messages.error(request, _("请写明原因。"))
    else:
        try:
            reason = form.cleaned_data["reason"]
            debits.end_mandate(mandate_id=mandate.pk, reason=reason, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("协议已终止，以后不再扣款。"))
    return redirect(url_name, *args)
