"""Suspense money asked back: step by step by the employer's clerk, or on one page at the window for a walk-in."""

from __future__ import annotations

from functools import partial
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
from deposits.forms import ItemForm, RefundForm
from desk import queries as desk
from desk.models import Case
from desk.states.cases import Channel
from desk.views.wizard import Answers, Page, Wizard, raw_of


def refunds_page(request: UserRequest, side: str, employer_id: int) -> HttpResponse:
    """Money in suspense that may be asked back."""
    items = queries.refundable_items(request.user).filter(employer=employer_id)
    rows = [(item, _ask_url(side, item)) for item in items]
    context = {"rows": rows, "employer_id": employer_id, "drafts": _drafts(employer_id) if side == "employer" else []}
    return render(request, f"deposits/{side}/refunds.html", context)


def _drafts(employer_id: int) -> list[dict[str, Any]]:
    """What the employer has begun and not handed in, as `desk/_drafts.html` shows it."""
    draft = desk.draft_of(operations.REFUND, employer_id=employer_id)
    url = reverse("deposits:employer_ask_refund")
    return [{"draft": draft, "name": _("申请退款"), "url": url}] if draft else []


def _ask_url(side: str, item: SuspenseItem) -> str:
    if side == "employer":
        return f"{reverse('deposits:employer_ask_refund')}?item={item.pk}"
    return reverse("deposits:counter_refund", args=[item.pk])


# --- the employer's clerk


def wizard(request: UserRequest, employer_id: int) -> Wizard:
    """The steps in which a clerk asks; `?item=` names the money they came from."""
    items = {str(each.pk): each for each in queries.refundable_items(request.user).filter(employer=employer_id)}
    asked = request.GET.get("item", "")
    drafted = raw_of(desk.draft_of(operations.REFUND, employer_id=employer_id))
    chosen = items.get(request.POST.get("item", "") or asked or drafted.get("item", ""))
    most_fen = chosen.free_fen if chosen else 0

    def how(data: Any = None, *, initial: Any = None) -> RefundForm:
        return RefundForm(data, most_fen=most_fen, initial={"amount": most_fen, **(initial or {})})

    def submit(answers: Answers, draft_id: int) -> Case:
        return operations.apply_refund(
            item_id=int(answers["item"]),
            fen=answers["amount"],
            reason=answers["reason"],
            channel=Channel.EMPLOYER,
            draft_id=draft_id,
            by=request.user,
            at=timezone.now(),
        )

    return Wizard(
        kind=operations.REFUND,
        side="employer",
        channel=Channel.EMPLOYER,
        here=reverse("deposits:employer_ask_refund"),
        template="deposits/employer/ask_refund.html",
        pages=(
            Page("item", _("退哪一笔"), partial(ItemForm, items=list(items.values()))),
            Page("amount", _("退多少、为什么"), how),
        ),
        submit=submit,
        employer_id=employer_id,
        preset={"item": asked} if asked in items else {},
        promise=_("提交后这笔钱先冻结，不再用于汇缴；审核同意后由银行原路退回。"),
    )


# --- the window


def refund_page(request: UserRequest, item: SuspenseItem) -> HttpResponse:
    """Ask: amount and reason, then the answers to check, then the case."""
    form = RefundForm(request.POST or None, most_fen=item.free_fen, initial={"amount": item.free_fen})
    stage, status = "ask", 200
    if request.method == "POST":
        stage, status = ("check", 200) if form.is_valid() else ("ask", 422)
        if request.POST.get("go") == "back":
            stage = "ask"
        elif stage == "check" and request.POST.get("go") == "submit":
            answer = _submit(request, item, form)
            if answer is not None:
                return answer
            stage, status = "ask", 422
    line = item.receipt.line
    context = {"item": item, "form": form, "stage": stage, "line": line, "employer_id": item.employer_id}
    if stage == "check":
        context["fen"] = form.cleaned_data["amount"]
    return render(request, "deposits/counter/refund.html", context, status=status)


def _submit(request: UserRequest, item: SuspenseItem, form: RefundForm) -> HttpResponse | None:
    try:
        case = operations.apply_refund(
            item_id=item.pk,
            fen=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            channel=Channel.WINDOW,
            branch_id=request.user.staff.branch_id,
            by=request.user,
            at=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("已提交，办件编号 %(number)s。进度都在这一页。") % {"number": case.number})
    return redirect("desk:counter_case", case.pk)


def item_of(request: UserRequest, pk: int) -> SuspenseItem:
    """A piece of suspense money the user may ask back; else 404."""
    return get_object_or_404(queries.refundable_items(request.user), pk=pk)
