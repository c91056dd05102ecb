"""The borrower changes their own loan: what can be changed, and one page for each."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from desk.views.acting import Act, act_page
from loans.views import changing as shared
from loans.views.portal.mine import own_loan


@requires(Permission.OWN_ACCOUNT)
@require_safe
def change(request: UserRequest, pk: int) -> HttpResponse:
    """What can be changed about the loan."""
    found = own_loan(request, pk)
    context = {"loan": found, "entries": shared.offered(found, is_window=False)}
    return render(request, "loans/portal/change.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def change_one(request: UserRequest, pk: int, code: str) -> HttpResponse:
    """One change."""
    found = own_loan(request, pk)
    entry = dict(shared.offered(found, is_window=False)).get(code)
    if entry is None:
        raise Http404
    form = entry.form(
        request.POST if request.method == "POST" else None,
        loan=found,
        owner_id=request.user.person_id,
        initial=shared.first_of(code, found),
    )

    def run(said: dict[str, Any]) -> None:
        entry.run(found, form, request.user, timezone.now())

    act = Act(
        title=shared.title_of(entry),
        button=_("确认办理"),
        back=reverse("loans:portal_loan", args=[pk]),
        back_text=_("我的贷款"),
        said=str(entry.said),
        intro=str(entry.hint),
    )
    return act_page(request, act, form, run, template="loans/portal/change_one.html")
