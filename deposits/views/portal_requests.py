"""A person asks their employer to confirm something."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import operations, queries
from deposits.forms.requests import AskEmployerForm
from deposits.states import REQUEST_BADGE

SHOWN = 50


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: UserRequest) -> HttpResponse:
    """Ask one's employer; what was asked before and what it said."""
    account = queries.own_account(request.user)
    if account is None:
        raise Http404
    form = AskEmployerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_employer(account_id=account.pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已转给单位，答复后会给您发消息。"))
            return redirect("deposits:portal_requests")
    asked = queries.requests_visible_to(request.user)[:SHOWN]
    context = {
        "account": account,
        "form": form if account.closed_on is None else None,
        "asked": [(each, REQUEST_BADGE[each.status]) for each in asked],
    }
    return render(request, "deposits/portal/requests.html", context, status=422 if form.errors else 200)


@requires(Permission.OWN_ACCOUNT)
@require_POST
def withdraw_request(request: UserRequest, pk: int) -> HttpResponse:
    """One asks no longer."""
    get_object_or_404(queries.requests_visible_to(request.user), pk=pk)
    try:
        operations.withdraw_request(request_id=pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已撤回。"))
    return redirect("deposits:portal_requests")
