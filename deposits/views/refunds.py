"""Suspense money asked back, by the employer's clerk or at the window for a walk-in: the same pages in two frames."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import UserRequest
from bank.models import SuspenseItem
from common.errors import BusinessError
from deposits import operations, queries
from deposits.forms import RefundForm
from desk.states.cases import Channel

CHANNELS = {"employer": Channel.EMPLOYER, "counter": Channel.WINDOW}


def refunds_page(request: UserRequest, side: str, employer_id: int) -> HttpResponse:
    """Money in suspense that may be asked back."""
    items = queries.refundable_items(request.user).filter(employer=employer_id)
    rows = [(item, reverse(f"deposits:{side}_refund", args=[item.pk])) for item in items]
    return render(request, f"deposits/{side}/refunds.html", {"rows": rows, "employer_id": employer_id})


def refund_page(request: UserRequest, side: str, item: SuspenseItem) -> HttpResponse:
    """Ask: amount and reason, then the answers to check, then the case."""
    form = RefundForm(request.POST or None, most_fen=item.free_fen, initial={"amount": item.free_fen})
    stage, status = "ask", 200
    if request.method == "POST":
        stage, status = ("check", 200) if form.is_valid() else ("ask", 422)
        if request.POST.get("go") == "back":
            stage = "ask"
        elif stage == "check" and request.POST.get("go") == "submit":
            answer = _submit(request, side, item, form)
            if answer is not None:
                return answer
            stage, status = "ask", 422
    line = item.receipt.line
    context = {"item": item, "form": form, "stage": stage, "line": line, "employer_id": item.employer_id}
    if stage == "check":
        context["fen"] = form.cleaned_data["amount"]
    return render(request, f"deposits/{side}/refund.html", context, status=status)


def _submit(request: UserRequest, side: str, item: SuspenseItem, form: RefundForm) -> HttpResponse | None:
    staff: Any = getattr(request.user, "staff", None)
    try:
        case = operations.apply_refund(
            item_id=item.pk,
            fen=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            channel=CHANNELS[side],
            branch_id=staff.branch_id if staff else None,
            by=request.user,
            at=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("已提交，办件编号 %(number)s。进度都在这一页。") % {"number": case.number})
    return redirect(f"desk:{side}_case", case.pk)


def item_of(request: UserRequest, pk: int) -> SuspenseItem:
    """A piece of suspense money the user may ask back; else 404."""
    return get_object_or_404(queries.refundable_items(request.user), pk=pk)
