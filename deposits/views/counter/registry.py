"""Employers at the counter: found, registered, looked at as a whole."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from bank import queries as bank
from common.errors import BusinessError
from common.listing import Column, Listing
from common.months import month_of
from deposits import operations, queries
from deposits.forms import EmployerChangeForm, EmployerFilter, RegisterForm
from deposits.models import EmployerAccount
from deposits.operations import NewEmployer
from deposits.states import EMPLOYER_BADGE, LIST_BADGE, UPLOAD_BADGE
from deposits.views import lists as list_pages
from deposits.views import terms as terms_pages
from policy import queries as policy

RECENT = 6


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def employers(request: UserRequest) -> HttpResponseBase:
    """All employers, to filter and sort."""
    listing = Listing(
        request,
        queries.employer_accounts_visible_to(request.user),
        columns=[
            Column("employer__name", _("单位名称"), link=_employer_url),
            Column("number", _("单位账号"), kind="code", order="number"),
            Column("employer__branch__name", _("管理部"), narrow=False),
            Column(
                "employer_rate", _("单位比例"), value=lambda row: f"{row.employer_rate.normalize():f}%", narrow=False
            ),
            Column(
                "employee_rate", _("个人比例"), value=lambda row: f"{row.employee_rate.normalize():f}%", narrow=False
            ),
            Column("paid_through", _("缴至年月"), kind="month"),
            Column("get_status_display", _("状态"), badge=lambda row: EMPLOYER_BADGE[row.status]),
        ],
        order=("number",),
        filters=EmployerFilter,
        caption=_("单位"),
        file_name=_("单位名册"),
        empty={"title": _("还没有单位"), "text": _("登记第一家单位后会列在这里。")},
    )
    return listing.response("deposits/counter/employers.html")


def _employer_url(account: EmployerAccount) -> str:
    return reverse("deposits:counter_employer", args=[account.employer_id])


@requires(Permission.EMPLOYER_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: UserRequest) -> HttpResponse:
    """Register an employer and open its account."""
    today = policy.book_date()
    form = RegisterForm(request.POST or None, parameters=policy.on(today), initial=_initial(request, month_of(today)))
    if request.method == "POST" and form.is_valid():
        answers = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        branch = answers.pop("branch")
        try:
            account = operations.register_employer(
                new=NewEmployer(**answers),
                branch_id=branch.pk,
                asked=form.spot(),
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记，单位账号 %(number)s。") % {"number": account.number})
            return redirect("deposits:counter_employer", account.employer_id)
    return render(request, "deposits/counter/register.html", {"form": form})


def _initial(request: UserRequest, month: str) -> dict[str, Any]:
    """What is most likely: the window's own branch, this month, the usual rates."""
    staff = getattr(request.user, "staff", None)
    branch = staff.branch_id if staff else None
    return {"branch": branch, "first_month": month, "employer_rate": 12, "employee_rate": 12}


@requires(Permission.EMPLOYER_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def change_employer(request: UserRequest, pk: int) -> HttpResponse:
    """Change an employer's record, papers in hand."""
    account = get_object_or_404(queries.employer_accounts_visible_to(request.user), employer_id=pk)
    record = queries.record_of(account)
    initial = {**asdict(record), "branch": record.branch_id, "last_event": queries.last_event(account)}
    form = EmployerChangeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        answers = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        last_event, branch = answers.pop("last_event"), answers.pop("branch")
        try:
            operations.change_employer(
                employer_account_id=account.pk,
                record=queries.EmployerRecord(**answers, branch_id=branch.pk),
                last_event=last_event,
                asked=form.spot(),
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已变更，各位经办人会收到消息。"))
            return redirect("deposits:counter_employer", pk)
    return render(request, "deposits/counter/change_employer.html", {"form": form, "account": account})


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def employer(request: UserRequest, pk: int) -> HttpResponse:
    """One employer: where it stands, its months, uploads and clerks. `pk` is the legal entity's, as in accounts."""
    account = get_object_or_404(queries.employer_accounts_visible_to(request.user), employer_id=pk)
    today = policy.book_date()
    uploads = queries.uploads_visible_to(request.user).filter(employer_account=account).order_by("-at", "-id")[:RECENT]
    context = {
        "account": account,
        "badge": EMPLOYER_BADGE[account.status],
        "today": today,
        "standing": queries.standing(account, today),
        "suspense_fen": bank.free_suspense_fen(account.employer_id),
        "shown_terms": terms_pages.shown(account),
        "may_ask_terms": request.user.may(Permission.CASE_WORK),
        "months": [(each, LIST_BADGE[each.status]) for each in queries.months_of(account, 2 * RECENT)],
        "uploads": [(each, UPLOAD_BADGE[each.status]) for each in uploads],
        "clerks": account.employer.clerks.filter(ended_at=None)
        .select_related("person")
        .order_by("authorised_at", "id"),
        "may_confirm": request.user.may(Permission.REMITTANCE_CONFIRM),
        "may_open": request.user.may(Permission.ACCOUNT_OPEN),
        "may_manage": request.user.may(Permission.EMPLOYER_CLERK_MANAGE),
        "may_change": request.user.may(Permission.EMPLOYER_REGISTER),
        "may_see_people": request.user.may(Permission.ACCOUNT_VIEW),
    }
    return render(request, "deposits/counter/employer.html", context)


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def people(request: UserRequest, pk: int) -> HttpResponseBase:
    """An employer's roster."""
    account = get_object_or_404(queries.employer_accounts_visible_to(request.user), employer_id=pk)
    rows = queries.accounts_visible_to(request.user).filter(employer_account=account)
    listing = list_pages.people_listing(request, rows, person_url="deposits:counter_account")
    context = {"account": account, "totals": queries.employer_totals(account)}
    return listing.response("deposits/counter/people.html", context)
