"""What people ask an employer to confirm: the list, and its answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, chosen_employer, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from deposits import operations, queries
from deposits.forms.requests import EmployerAnswerForm
from deposits.models import EmployeeRequest
from deposits.states import REQUEST_BADGE, PersonalAccountStatus, RequestKind, RequestStatus


@requires(Permission.OWN_EMPLOYER)
@require_safe
def requests(request: UserRequest) -> HttpResponseBase:
    """What people ask this employer, the ones that wait first."""
    rows = queries.requests_visible_to(request.user).filter(employer_account__employer=chosen_employer(request))
    listing = Listing(
        request,
        rows,
        columns=[
            Column(
                "account__person__name",
                _("姓名"),
                link=lambda row: reverse("deposits:employer_answer_request", args=[row.pk]),
            ),
            Column("get_kind_display", _("事项")),
            Column("words", _("情况说明"), narrow=False),
            Column("asked_at", _("提出时间"), kind="time", order="asked_at", narrow=False),
            Column("get_status_display", _("状态"), badge=lambda row: REQUEST_BADGE[row.status]),
        ],
        order=("-asked_at", "-id"),
        caption=_("职工请单位确认的事"),
        file_name=_("职工请单位确认的事"),
        empty={"title": _("没有职工请单位确认的事"), "text": _("职工在网厅提出后会列在这里，并给经办人发消息。")},
    )
    return listing.response("deposits/employer/requests.html")


@requires(Permission.OWN_EMPLOYER)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_request(request: UserRequest, pk: int) -> HttpResponse:
    """One request: the employer's answer, and the way to do what was agreed."""
    rows = queries.requests_visible_to(request.user).filter(employer_account__employer=chosen_employer(request))
    found = get_object_or_404(rows, pk=pk)
    form = EmployerAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_request(request_id=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已答复，职工会收到消息。"))
            return redirect("deposits:employer_answer_request", pk)
    context = {
        "asked": found,
        "badge": REQUEST_BADGE[found.status],
        "form": form if found.status == RequestStatus.OPEN else None,
        "next": _what_to_do(found),
    }
    return render(request, "deposits/employer/answer_request.html", context, status=422 if form.errors else 200)


def _what_to_do(found: EmployeeRequest) -> tuple[str, str] | None:
    """Where the employer does what it agreed to: words and address; None where there is nothing to do there."""
    account = found.account
    if found.status != RequestStatus.AGREED or account.employer_account_id != found.employer_account_id:
        return None
    if found.kind == RequestKind.LEFT and account.status == PersonalAccountStatus.NORMAL:
        return _("去封存"), reverse("deposits:employer_seal", args=[account.pk])
    if found.kind == RequestKind.BASE and account.status == PersonalAccountStatus.NORMAL:
        return _("去调整基数"), reverse("deposits:employer_change_base", args=[account.pk])
    return (_("去补缴"), reverse("deposits:employer_back")) if found.kind == RequestKind.MISSED else None
