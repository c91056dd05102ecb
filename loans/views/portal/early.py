"""Paying early through the portal: tried out on one's own loan, then done with one press."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from loans.models import Prepayment
from loans.operations import prepaying
from loans.queries import own
from loans.views import early as shared
from loans.views.portal.mine import own_loan


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def early(request: UserRequest, pk: int) -> HttpResponse:
    """What paying early would come to, with the figures that are booked; sent, it is done."""
    found = own_loan(request, pk)
    trial = shared.tried(request, found)
    if request.method == "POST" and trial.quote is not None:
        try:
            made = prepaying.pay_early(loan_id=pk, wish=trial.form.wish(), by=request.user, at=timezone.now())
        except BusinessError as refusal:
            trial.form.add_error(None, str(refusal))
        else:
            messages.success(request, shared.done_words(made))
            return redirect("loans:portal_loan", pk)
    context = {"loan": found, **shared.context(trial, found, request.user)}
    return render(request, "loans/portal/early.html", context, status=422 if trial.form.errors else 200)


@requires(Permission.OWN_ACCOUNT)
@require_POST
def cancel_early(request: UserRequest, pk: int) -> HttpResponse:
    """What is waited for is not wanted any more; `pk` is the prepayment's."""
    mine = own.loans_visible_to(request.user).values("pk")
    found = get_object_or_404(Prepayment, pk=pk, loan__in=mine)
    try:
        prepaying.cancel(prepayment_id=pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已取消，占用的公积金余额已放开。"))
    return redirect("loans:portal_loan", found.loan_id)
