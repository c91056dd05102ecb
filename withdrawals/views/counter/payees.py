"""The register of accounts that money may be paid to: entered by one, confirmed by another against the paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.identity import mask
from common.listing import Column, Listing
from desk.views.acting import Act, act_page
from withdrawals import operations, queries
from withdrawals.forms.lists import PayeeFilter
from withdrawals.forms.payees import PayeeForm, PayeeReasonForm
from withdrawals.models import SupervisedAccount
from withdrawals.states import PAYEE_BADGE, PAYEE_MOVES

REVIEWERS_ACTS = ("confirm", "refuse")


@requires(Permission.CASE_VIEW)
@require_safe
def payees(request: UserRequest) -> HttpResponseBase:
    """All entries; what waits for a second person first."""
    listing = Listing(
        request,
        queries.payees_visible_to(request.user),
        columns=[
            Column(
                "name",
                _("户名"),
                order="name",
                link=lambda row: reverse("withdrawals:counter_payee", args=[row.pk]),
            ),
            Column("get_kind_display", _("类别"), narrow=False),
            Column("project", _("楼盘或业务")),
            Column("account", _("账号"), kind="code", value=lambda row: mask(row.account, head=4, tail=4)),
            Column("bank_name", _("开户银行"), narrow=False),
            Column("since", _("启用日期"), kind="date", order="since", narrow=False),
            Column(
                "status",
                _("状态"),
                value=lambda row: row.get_status_display(),
                badge=lambda row: PAYEE_BADGE[row.status],
            ),
        ],
        order=("-id",),
        filters=PayeeFilter,
        caption=_("收款单位"),
        file_name=_("收款单位名录"),
        empty={
            "title": _("名录里还没有收款单位"),
            "text": _("售房款监管账户、贷款银行、住房租赁企业登记并复核后，提取款才能付到那里。"),
        },
    )
    return listing.response("withdrawals/counter/payees.html", {"may_add": request.user.may(Permission.CASE_WORK)})


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def add_payee(request: UserRequest) -> HttpResponse:
    """Enter an account; another person confirms it."""
    form = PayeeForm(request.POST or None, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.propose_payee(**form.said, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记，由另一人复核后才能收款。"))
            return redirect("withdrawals:counter_payee", made.pk)
    return render(request, "withdrawals/counter/add_payee.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permission.CASE_VIEW)
@require_safe
def payee(request: UserRequest, pk: int) -> HttpResponse:
    """One entry with what can be done about it."""
    found = _visible(request, pk)
    may_review, may_work = request.user.may(Permission.CASE_REVIEW), request.user.may(Permission.CASE_WORK)
    possible = {name for name, (sources, _to) in PAYEE_MOVES.items() if found.status in sources}
    context = {
        "payee": found,
        "badge": PAYEE_BADGE[found.status],
        "may_confirm": may_review and "confirm" in possible and request.user.person_id != found.made_by_person_id,
        "may_end": may_work and "end" in possible,
        "is_own": request.user.person_id == found.made_by_person_id,
        "events": [
            {"title": _words(each.action), "at": each.at, "who": str(each.by or _("系统")), "note": each.note}
            for each in found.events.select_related("by__person").order_by("-at", "-id")
        ],
    }
    return render(request, "withdrawals/counter/payee.html", context)


def _words(action: str) -> str:
    words = {"propose": _("登记"), "confirm": _("复核通过"), "refuse": _("复核未通过"), "end": _("停用")}
    return words.get(action, action)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def payee_act(request: UserRequest, pk: int, act: str) -> HttpResponse:
    """Confirm an entry, refuse it with a reason, or end one that is supervised no more."""
    found = _visible(request, pk)
    if act not in PAYEE_MOVES:
        raise Http404
    if act in REVIEWERS_ACTS and not request.user.may(Permission.CASE_REVIEW):
        raise PermissionDenied
    if act == "confirm":
        return _confirm(request, found)
    form = PayeeReasonForm(request.POST or None)
    runs = {"refuse": operations.refuse_payee, "end": operations.end_payee}
    titles = {"refuse": _("复核不通过"), "end": _("停用收款账户")}

    def run(answers: dict[str, Any]) -> None:
        runs[act](payee_id=pk, reason=answers["reason"], by=request.user, at=timezone.now())

    page = Act(
        title=titles[act],
        button=titles[act],
        back=reverse("withdrawals:counter_payee", args=[pk]),
        back_text=found.name,
        said=_("已记录。"),
    )
    return act_page(request, page, form, run)


def _confirm(request: UserRequest, found: SupervisedAccount) -> HttpResponse:
    if request.method == "POST":
        try:
            operations.confirm_payee(payee_id=found.pk, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已复核，可以收款了。"))
    return redirect("withdrawals:counter_payee", found.pk)


def _visible(request: UserRequest, pk: int) -> SupervisedAccount:
    return get_object_or_404(queries.payees_visible_to(request.user), pk=pk)
