"""Bank against book, day by day."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from bank import operations, queries
from bank.forms import FeeForm, ReconcileForm
from bank.models import DayReconciliation
from bank.states import FeeKind
from bank.views.office.acts import act, first_error
from common.listing import Column, Listing
from policy import queries as policy


@requires(Permission.BANK_VIEW)
def reconciliations(request: UserRequest) -> HttpResponseBase:
    """All reconciliations, and a form for another."""
    listing = Listing(
        request,
        queries.reconciliations_visible_to(request.user),
        columns=[
            Column(
                "day",
                _("日期"),
                kind="date",
                order="day",
                link=lambda row: reverse("bank:office_reconciliation", args=[row.pk]),
            ),
            Column("bank_account", _("银行账户"), narrow=False),
            Column("statement_fen", _("银行余额"), kind="money"),
            Column("book_fen", _("账面余额"), kind="money"),
            Column("difference_fen", _("差额"), kind="money"),
            Column("state", _("结果"), value=state_words, badge=lambda row: "good" if row.is_clean else "bad"),
        ],
        order=("-day",),
        empty={"text": _("每天自动对账一次，也可以随时对某一天重新核对。")},
        file_name=_("日对账"),
    )
    may = request.user.may(Permission.BANK_RECONCILE)
    form = ReconcileForm(initial={"day": policy.book_date()}) if may else None
    return listing.response("bank/office/reconciliations.html", {"form": form})


@require_POST
@requires(Permission.BANK_RECONCILE)
def reconcile(request: UserRequest) -> HttpResponse:
    """Reconcile one account for one day."""
    form = ReconcileForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("bank:office_reconciliations")
    done = operations.reconcile_day(
        bank_account_id=form.cleaned_data["account"].pk,
        day=form.cleaned_data["day"],
        by=request.user,
        at=timezone.now(),
    )
    return redirect("bank:office_reconciliation", done.pk)


@requires(Permission.BANK_VIEW)
def reconciliation(request: UserRequest, pk: int) -> HttpResponse:
    """One account's day: both balances, and each open item with its age."""
    done = get_object_or_404(queries.reconciliations_visible_to(request.user), pk=pk)
    items = done.items.select_related("line__receipt", "entry__journal").order_by("since", "id")[:1000]
    for item in items:
        item.reconciliation = done
    bank_only = [item for item in items if item.line_id]
    book_only = [item for item in items if item.entry_id]
    unexplained = 0
    if done.difference_fen is not None and done.item_count <= 1000:
        unexplained = done.difference_fen - sum(item.signed_fen for item in items)
    fees: set[int] = set()
    if request.user.may(Permission.BANK_RECONCILE):
        fees = queries.fees_to_book([item.line for item in bank_only if item.line])
    context = {
        "done": done,
        "bank_only": bank_only,
        "fees": fees,
        "fee_form": FeeForm(auto_id=False),
        "may_reconcile": request.user.may(Permission.BANK_RECONCILE),
        "book_only": book_only,
        "unexplained_fen": unexplained,
        "state": state_words(done),
    }
    return render(request, "bank/office/reconciliation.html", context)


@require_POST
@requires(Permission.BANK_RECONCILE)
def fee(request: UserRequest, pk: int) -> HttpResponse:
    """Book one open item as the bank's fee."""
    done = get_object_or_404(queries.reconciliations_visible_to(request.user), pk=pk)
    form = FeeForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("bank:office_reconciliation", pk)
    line = get_object_or_404(queries.lines_visible_to(request.user), pk=form.cleaned_data["line"])
    kind = FeeKind(form.cleaned_data["kind"])
    verb = partial(operations.book_fee, line_id=line.pk, kind=kind, by=request.user, at=timezone.now())
    return act(
        request, verb, _("手续费已入账，凭证由另一人复核。请再核对一次这一天。"), "bank:office_reconciliation", done.pk
    )


def state_words(done: DayReconciliation) -> str:
    """The outcome in words."""
    if done.statement_fen is None:
        return _("没有对账单")
    if done.is_clean:
        return _("相符")
    return _("未达 %(count)d 笔") % {"count": done.item_count} if done.item_count else _("余额不符")
