"""Employers that merge, split or close, taken in at the window with their papers; another person agrees."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import queries
from deposits.forms.endings import MergerForm, SplitForm, WindowClosingForm
from deposits.models import EmployerAccount
from deposits.operations import endings
from deposits.operations.endings import Ending
from deposits.queries import endings as ending_queries
from deposits.states import EMPLOYER_BADGE, EndingKind
from desk.states.cases import Channel
from policy import queries as policy


@requires(Permission.CASE_WORK)
@require_safe
def endings_of(request: UserRequest, pk: int) -> HttpResponse:
    """What an employer may ask for when it changes or ends, and what was done before."""
    account = _account(request, pk)
    whys = ending_queries.why_not_close(account, policy.book_date(), is_bankrupt=False)
    context = {
        "account": account,
        "badge": EMPLOYER_BADGE[account.status],
        "whys": whys,
        "done": ending_queries.endings_of(account),
        "may_hold": request.user.may(Permission.CASE_REVIEW) and ending_queries.holding_employer() is None,
    }
    return render(request, "deposits/counter/endings_of.html", context)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def merger(request: UserRequest, pk: int) -> HttpResponse:
    """All people of an employer go to another one, and it is closed."""
    form = MergerForm(request.POST or None)
    return _page(request, pk, form, EndingKind.MERGER)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: UserRequest, pk: int) -> HttpResponse:
    """Some people of an employer go to a new one."""
    form = SplitForm(request.POST or None, request.FILES or None)
    return _page(request, pk, form, EndingKind.SPLIT)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: UserRequest, pk: int) -> HttpResponse:
    """An employer's registration ends."""
    form = WindowClosingForm(request.POST or None)
    return _page(request, pk, form, EndingKind.CLOSING)


def _page(request: UserRequest, pk: int, form: Any, kind: EndingKind) -> HttpResponse:
    account = _account(request, pk)
    if request.method == "POST" and form.is_valid():
        into = getattr(form, "into", None)
        asked = Ending(
            kind=kind,
            reason=form.cleaned_data["reason"],
            into_id=into.pk if into else None,
            people=form.cleaned_data.get("people", ()),
            is_bankrupt=form.cleaned_data.get("is_bankrupt", False),
        )
        try:
            case = endings.ask_ending(
                employer_account_id=account.pk,
                ending=asked,
                channel=Channel.WINDOW,
                branch_id=request.user.staff.branch_id,
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已受理，办件编号 %(number)s，请送复核。") % {"number": case.number})
            return redirect("desk:counter_case", case.pk)
    template = f"deposits/counter/{kind.lower()}.html"
    return render(request, template, {"form": form, "account": account}, status=422 if form.errors else 200)


@requires(Permission.CASE_REVIEW)
@require_POST
def hold_accounts(request: UserRequest, pk: int) -> HttpResponse:
    """Make a new employer the one under which accounts lie whose employer is gone (集中封存户)."""
    account = _account(request, pk)
    try:
        endings.set_holding_employer(employer_account_id=account.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已设为集中封存户。"))
    return redirect("deposits:counter_employer", pk)


def _account(request: UserRequest, pk: int) -> EmployerAccount:
    return get_object_or_404(queries.employer_accounts_visible_to(request.user), employer_id=pk)
