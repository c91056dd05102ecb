"""An employer's direct debit at the counter: signed, looked at, ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import queries as deposits
from deposits.forms import ReasonForm
from deposits.forms.debits import MandateForm
from deposits.models import EmployerAccount
from deposits.operations import debits
from deposits.views import debits as shared


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def debit(request: UserRequest, pk: int) -> HttpResponse:
    """An employer's mandate and what became of each try. `pk` is the legal entity's."""
    account = _account(request, pk)
    may = request.user.may(Permission.EMPLOYER_REGISTER)
    context = shared.context(account) | {"account": account, "may": may, "form": ReasonForm()}
    return render(request, "deposits/counter/debit.html", context)


@requires(Permission.EMPLOYER_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def debit_sign(request: UserRequest, pk: int) -> HttpResponse:
    """Take in a signed mandate."""
    account = _account(request, pk)
    initial = {
        "payer_account": account.paying_account,
        "payer_name": account.employer.name,
        "payer_bank": account.paying_bank,
        "day": min(account.payday or 28, 28),
    }
    form = MandateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = debits.sign_mandate(
                employer_account_id=account.pk,
                terms=form.terms(),
                asked=form.spot(),
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已签，协议号 %(number)s。") % {"number": made.number})
            return redirect("deposits:counter_debit", pk)
    context = {"account": account, "form": form}
    return render(request, "deposits/counter/debit_sign.html", context, status=422 if form.errors else 200)


@requires(Permission.EMPLOYER_REGISTER)
@require_POST
def debit_end(request: UserRequest, pk: int) -> HttpResponse:
    """End an employer's mandate."""
    return shared.end(request, _account(request, pk), "deposits:counter_debit", pk)


def _account(request: UserRequest, pk: int) -> EmployerAccount:
    return get_object_or_404(deposits.employer_accounts_visible_to(request.user), employer_id=pk)
