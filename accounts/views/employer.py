"""The clerk's choice of the employer they act for in this session, and its manager's say about who else does."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, forms, kept, queries
from accounts import operations as accounts
from accounts.access import UserRequest, chosen_employer, requires
from accounts.models import Employer, EmployerClerk
from accounts.permissions import ClerkDuty, Permission
from common.errors import BusinessError

ADDED_ONLINE = "网厅授权"


@requires(Permission.OWN_EMPLOYER, changes=False)
def choose(request: UserRequest) -> HttpResponse:
    """One of the employers that the clerk acts for now; another is not found."""
    employers = queries.clerk_employers(request.user)
    if request.method == "POST":
        choice = request.POST.get("employer", "")
        chosen = get_object_or_404(employers, pk=choice if choice.isdecimal() else 0)
        request.session["employer_id"] = chosen.pk
        form = kept.of(request, request.user, timezone.now())
        return redirect(form.page if form and form.employer_id is None else access.home_of(request.user))
    return render(
        request,
        "accounts/employer/choose.html",
        {"employers": employers, "current": request.session.get("employer_id")},
    )


@requires(Permission.OWN_EMPLOYER_CLERKS)
@require_http_methods(["GET", "HEAD", "POST"])
def clerks(request: UserRequest) -> HttpResponse:
    """Who acts for the employer, and what each may do; let another one in."""
    employer = chosen_employer(request)
    form = forms.OwnClerkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _authorise(request, employer, form)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("已授权。手机号经本人核实过的，可以直接开通登录；没有核实过的，请带身份证到任一柜台核实。")
            )
            return redirect("accounts:employer_clerks")
    context = {
        "employer": employer,
        "clerks": queries.clerks_of(employer),
        "form": form,
        "duties": ClerkDuty.choices,
        "own_person": request.user.person_id,
    }
    return render(request, "accounts/employer/clerks.html", context, status=422 if form.errors else 200)


def _authorise(request: UserRequest, employer: Employer, form: forms.OwnClerkForm) -> None:
    at, answers = timezone.now(), dict(form.cleaned_data)
    duty = answers.pop("duty")
    with transaction.atomic():  # a row of its own, as at the counter: useful though the act after it is refused
        someone = accounts.find_or_create_person(by=request.user, at=at, **answers)
    accounts.authorise_clerk(
        employer_id=employer.pk,
        person_id=someone.pk,
        mandate=ADDED_ONLINE,
        duty=duty,
        by=request.user,
        at=at,
        address=access.client_address(request),
    )


@requires(Permission.OWN_EMPLOYER_CLERKS)
@require_POST
def clerk_duty(request: UserRequest, pk: int) -> HttpResponse:
    """A colleague does more, or less, from now on."""
    _clerk(request, pk)
    form = forms.DutyForm(request.POST)
    if form.is_valid():
        address = access.client_address(request)
        try:
            accounts.change_duty(
                clerk_id=pk, duty=form.cleaned_data["duty"], by=request.user, at=timezone.now(), address=address
            )
        except BusinessError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("权限已调整，立即生效。"))
    return redirect("accounts:employer_clerks")


@requires(Permission.OWN_EMPLOYER_CLERKS)
@require_POST
def end_clerk(request: UserRequest, pk: int) -> HttpResponse:
    """A colleague acts for the employer no longer."""
    _clerk(request, pk)
    try:
        accounts.end_clerk(clerk_id=pk, by=request.user, at=timezone.now(), address=access.client_address(request))
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("授权已终止，该经办人已退出登录。"))
    return redirect("accounts:employer_clerks")


def _clerk(request: UserRequest, pk: int) -> EmployerClerk:
    return get_object_or_404(queries.clerks_visible_to(request.user), pk=pk, employer=chosen_employer(request))
