"""The employer's clerk asks that a wrong payment is taken back (错缴更正)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import UserRequest, chosen_employer, requires
from accounts.permissions import Permission
from deposits import queries
from deposits.forms.corrections import WrongForm
from deposits.queries import wrong as wrong_queries
from deposits.views import wrong as shared
from desk.states.cases import Channel


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: UserRequest, pk: int) -> HttpResponse:
    """Which months of one of its people were paid by mistake, and why."""
    employers = queries.employer_accounts_visible_to(request.user)
    own = get_object_or_404(employers, employer=chosen_employer(request))
    found = get_object_or_404(queries.accounts_visible_to(request.user).filter(employer_account=own), pk=pk)
    lines = wrong_queries.lines_of(own, found)
    form = WrongForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        case = shared.submit(request, own, found, form, channel=Channel.EMPLOYER)
        if case is not None:
            said = _("已提交，办件编号 %(number)s。复核同意后退回单位暂收款。")
            messages.success(request, said % {"number": case.number})
            return redirect("deposits:employer_people")
    context = {"form": form, "account": found, "lines": lines}
    return render(request, "deposits/employer/wrong.html", context, status=422 if form.errors else 200)
