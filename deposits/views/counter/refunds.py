"""Refunds of suspense money at the window, and one that the bank returned."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from bank.states import ORDER_BADGE, OrderStatus
from common.errors import BusinessError
from deposits import operations, queries
from deposits.forms import PayeeForm
from deposits.views import refunds as pages


@requires(Permission.CASE_WORK)
@require_safe
def refunds(request: UserRequest, pk: int) -> HttpResponse:
    """The employer's money in suspense."""
    employer = get_object_or_404(queries.employer_accounts_visible_to(request.user), employer_id=pk)
    return pages.refunds_page(request, "counter", employer.employer_id)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: UserRequest, pk: int) -> HttpResponse:
    """Ask one of them back for the employer at the window."""
    return pages.refund_page(request, pages.item_of(request, pk))


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def refund_case(request: UserRequest, pk: int) -> HttpResponse:
    """The payments of one refund; where the bank returned the last, the account is corrected and it is paid again."""
    found = get_object_or_404(queries.refunds(request.user), case=pk)
    form = PayeeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.cleaned_data["account"]
        try:
            operations.pay_again(case_id=pk, payee_account=account, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已按更正的账户重新制付款单，等另外两人复核、授权。"))
            return redirect("desk:counter_case", pk)
    orders = [(order, ORDER_BADGE[OrderStatus(order.status)]) for order in queries.refund_orders(found)]
    context = {"refund": found, "case": found.case, "orders": orders, "form": form}
    return render(request, "deposits/counter/refund_case.html", context, status=422 if form.errors else 200)


@requires(Permission.CASE_WORK)
@require_POST
def give_up(request: UserRequest, pk: int) -> HttpResponse:
    """The employer no longer wants a refund that the bank returned."""
    get_object_or_404(queries.refunds(request.user), case=pk)
    try:
        operations.give_up(case_id=pk, reason=request.POST.get("reason", "")[:200], by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("deposits:counter_refund_case", pk)
    messages.success(request, _("已不再执行，款项解除冻结。"))
    return redirect("desk:counter_case", pk)
