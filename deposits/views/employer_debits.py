"""An employer's direct debit as its clerk sees it: the mandate, the tries, its end."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, chosen_employer, requires
from accounts.permissions import Permission
from deposits import queries as deposits
from deposits.forms import ReasonForm
from deposits.models import EmployerAccount
from deposits.views import debits as shared


@requires(Permission.OWN_EMPLOYER)
@require_safe
def debit(request: UserRequest) -> HttpResponse:
    """What was agreed, and what became of each try."""
    account = _own(request)
    context = shared.context(account) | {"account": account, "form": ReasonForm()}
    return render(request, "deposits/employer/debit.html", context)


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_POST
def debit_end(request: UserRequest) -> HttpResponse:
    """End the mandate."""
    return shared.end(request, _own(request), "deposits:employer_debit")


def _own(request: UserRequest) -> EmployerAccount:
    visible = deposits.employer_accounts_visible_to(request.user)
    return get_object_or_404(visible, employer=chosen_employer(request))
