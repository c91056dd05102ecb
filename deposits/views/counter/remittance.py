"""Remittance lists at the counter: overview, one list, and what may be undone or tried again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse as address
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import operations, queries
from deposits.forms import ReasonForm
from deposits.models import RemittanceList
from deposits.views import lists as list_pages
from deposits.views.uploads import Side

SIDE = Side("counter")


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def lists(request: UserRequest) -> HttpResponseBase:
    """All lists, to filter by status and month."""
    rows = queries.lists_visible_to(request.user)
    listing = list_pages.lists_listing(request, SIDE, rows, with_employer=True)
    return listing.response("deposits/counter/lists.html")


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def list(request: UserRequest, pk: int) -> HttpResponseBase:
    """One list, with what this member of staff may do about it."""
    remittance, may = _list(request, pk), request.user.may
    more = {
        "employer_url": address("deposits:counter_employer", args=[remittance.employer_account.employer_id]),
        "void_url": address("deposits:counter_void", args=[pk]) if may(Permission.REMITTANCE_REVERSE) else "",
        "reverse_url": address("deposits:counter_reverse", args=[pk]) if may(Permission.REMITTANCE_REVERSE) else "",
        "allocate_url": address("deposits:counter_allocate", args=[pk]) if may(Permission.REMITTANCE_ALLOCATE) else "",
    }
    person_url = "deposits:counter_account" if may(Permission.ACCOUNT_VIEW) else ""
    return list_pages.list_page(request, SIDE, remittance, more, person_url)


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def list_paper(request: UserRequest, pk: int) -> HttpResponse:
    """A list as PDF."""
    return list_pages.list_paper(request, SIDE, _list(request, pk))


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def receipt(request: UserRequest, pk: int) -> HttpResponse:
    """A list's receipt as PDF."""
    return list_pages.receipt(request, _list(request, pk))


@requires(Permission.REMITTANCE_REVERSE)
@require_POST
def void(request: UserRequest, pk: int) -> HttpResponse:
    """Make a waiting list void."""
    return list_pages.void(request, SIDE, _list(request, pk))


@requires(Permission.REMITTANCE_REVERSE)
@require_POST
def reverse(request: UserRequest, pk: int) -> HttpResponse:
    """Reverse an allocated month."""
    remittance, form = _list(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明冲账的原因。"))
        return redirect("deposits:counter_list", pk)
    reason = form.cleaned_data["reason"]
    try:
        operations.reverse_list(list_id=remittance.pk, reason=reason, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已冲账：个人账户已扣回，款项转入单位暂收款。"))
    return redirect("deposits:counter_list", pk)


@requires(Permission.REMITTANCE_ALLOCATE)
@require_POST
def allocate(request: UserRequest, pk: int) -> HttpResponse:
    """Allocate a list whose money is all there, without waiting for the timed task."""
    remittance = _list(request, pk)
    try:
        operations.allocate(list_id=remittance.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已入账分摊到 %(count)d 人。") % {"count": remittance.person_count})
    return redirect("deposits:counter_list", pk)


def _list(request: UserRequest, pk: int) -> RemittanceList:
    return get_object_or_404(queries.lists_visible_to(request.user), pk=pk)
