"""The depositor's own cases, and those they act for."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from desk import queries
from desk.views import own, receipts, wizard

SIDE = own.Side("portal")


@requires(Permission.OWN_CASES)
@require_safe
def cases(request: UserRequest) -> HttpResponseBase:
    """All my cases and drafts."""
    rows = queries.cases_visible_to(request.user)
    return own.cases_page(request, SIDE, rows, queries.drafts_visible_to(request.user).order_by("-saved_at", "-id"))


@requires(Permission.OWN_CASES)
@require_safe
def case(request: UserRequest, pk: int) -> HttpResponse:
    """One of them."""
    return own.case_page(request, SIDE, own.case_of(request, pk, queries.cases_visible_to(request.user)))


@requires(Permission.OWN_CASES)
@require_safe
def receipt(request: UserRequest, pk: int) -> HttpResponse:
    """The receipt of my case to keep."""
    return receipts.receipt_paper(request, own.case_of(request, pk, queries.cases_visible_to(request.user)))


@requires(Permission.OWN_CASES)
@require_safe
def submitted(request: UserRequest, pk: int) -> HttpResponse:
    """It is handed in: its number, and what happens next."""
    found = own.case_of(request, pk, queries.cases_visible_to(request.user))
    return wizard.submitted_page(request, SIDE.kind, found)


@requires(Permission.OWN_CASES)
@require_POST
def recall_case(request: UserRequest, pk: int) -> HttpResponse:
    """Take it back."""
    return own.recall(request, SIDE, own.case_of(request, pk, queries.cases_visible_to(request.user)))
