"""Employers' rates and deferrals at the counter: taken for a walk-in, the committee's approval, an end before time."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import operations, queries
from deposits.forms import ReasonForm
from deposits.forms.terms import ApprovalForm
from deposits.operations.terms import RATES, RELIEF
from deposits.states import TERMS_BADGE, TermsKind, TermsStatus
from deposits.views import terms as shared
from desk.states.cases import CaseStatus, Channel


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def change_rates(request: UserRequest, pk: int) -> HttpResponse:
    """Take an application for other rates. `pk` is the legal entity's."""
    return _ask(request, pk, RATES)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_relief(request: UserRequest, pk: int) -> HttpResponse:
    """Take an application for a reduction or a deferral."""
    return _ask(request, pk, RELIEF)


def _ask(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    account = get_object_or_404(queries.employer_accounts_visible_to(request.user), employer_id=pk)
    form = shared.form_of(kind, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = operations.ask_terms(
                employer_account_id=account.pk,
                asked=form.asked(),
                channel=Channel.WINDOW,
                branch_id=request.user.staff.branch_id,
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            shared.add_refusal(form, refusal)
        else:
            messages.success(request, _("已提交，办件编号 %(number)s。") % {"number": case.number})
            return redirect("desk:counter_case", case.pk)
    title = _("调整缴存比例") if kind == RATES else _("缓缴或降低比例")
    context = {"form": form, "account": account, "title": title}
    return render(request, "deposits/counter/ask_terms.html", context, status=422 if form.errors else 200)


@requires(Permission.CASE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: UserRequest, pk: int) -> HttpResponse:
    """What a case asks for; who has it records the committee's approval here. `pk` is the case's."""
    found = get_object_or_404(queries.terms_visible_to(request.user), case=pk)
    may = request.user.may(Permission.CASE_WORK)
    form = ApprovalForm(
        request.POST or None, initial={"number": found.approval_number, "approved_on": found.approval_on}
    )
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            try:
                operations.record_approval(case_id=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
            except BusinessError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("已登记批准文件，可以送复核。"))
                return redirect("desk:counter_case", pk)
    context = {
        "terms": found,
        "case": found.case,
        "badge": TERMS_BADGE[found.status],
        "facts": queries.terms_facts(found.case),
        "form": form,
        "may_record": may and found.kind != TermsKind.RATES and found.case.status == CaseStatus.ACCEPTED,
        "may_end": may and found.kind == TermsKind.DEFERRAL and found.status == TermsStatus.RUNNING,
        "reason": ReasonForm(),
    }
    return render(request, "deposits/counter/terms.html", context, status=422 if form.errors else 200)


@requires(Permission.CASE_WORK)
@require_POST
def end_relief(request: UserRequest, pk: int) -> HttpResponse:
    """End a deferral before its time, at the employer's word. `pk` is the case's."""
    found = get_object_or_404(queries.terms_visible_to(request.user), case=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明原因。"))
        return redirect("deposits:counter_terms", pk)
    try:
        reason = form.cleaned_data["reason"]
        operations.end_deferral(terms_id=found.pk, reason=reason, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("缓缴已结束，单位恢复缴存。"))
    return redirect("deposits:counter_terms", pk)
