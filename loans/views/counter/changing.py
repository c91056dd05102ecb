"""The window pays early and changes a loan for the borrower who stands there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from desk.views.acting import Act, act_page
from loans.operations import prepaying
from loans.views import changing as shared
from loans.views import early as trying
from loans.views.counter.keeping import look, visible


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def early(request: UserRequest, pk: int) -> HttpResponse:
    """What paying early would come to; sent, it is done, the identity document seen."""
    found = visible(request, pk)
    look(request, found)
    trial = trying.tried(request, found)
    if request.method == "POST" and trial.quote is not None:
        try:
            made = prepaying.pay_early(
                loan_id=pk, wish=trial.form.wish(), papers_seen=True, by=request.user, at=timezone.now()
            )
        except BusinessError as refusal:
            trial.form.add_error(None, str(refusal))
        else:
            messages.success(request, trying.done_words(made))
            return redirect("loans:counter_loan", pk)
    context = {"loan": found, **trying.context(trial, found, request.user)}
    return render(request, "loans/counter/early.html", context, status=422 if trial.form.errors else 200)


@requires(Permission.LOAN_WORK)
@require_safe
def change(request: UserRequest, pk: int) -> HttpResponse:
    """What can be changed about the loan."""
    found = visible(request, pk)
    look(request, found)
    context = {"loan": found, "entries": shared.offered(found, is_window=True)}
    return render(request, "loans/counter/change.html", context)


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def change_one(request: UserRequest, pk: int, code: str) -> HttpResponse:
    """One change, the papers seen."""
    found = visible(request, pk)
    look(request, found)
    entry = dict(shared.offered(found, is_window=True)).get(code)
    if entry is None:
        raise Http404
    form = entry.form(
        request.POST if request.method == "POST" else None,
        loan=found,
        is_window=True,
        initial=shared.first_of(code, found),
    )

    def run(said: dict[str, Any]) -> None:
        entry.run(found, form, request.user, timezone.now())

    act = Act(
        title=shared.title_of(entry),
        button=_("确认办理"),
        back=reverse("loans:counter_loan", args=[pk]),
        back_text=found.number,
        said=str(entry.said),
        intro=str(entry.hint),
    )
    return act_page(request, act, form, run, template="loans/counter/change_one.html")
