"""The cases of the employer that a clerk acts for."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, chosen_employer, requires
from accounts.permissions import Permission
from desk import queries
from desk.models import Case
from desk.views import own, receipts, wizard

SIDE = own.Side("employer")


@requires(Permission.OWN_EMPLOYER)
@require_safe
def cases(request: UserRequest) -> HttpResponseBase:
    """All cases and drafts of the employer."""
    drafts = queries.drafts_visible_to(request.user).filter(employer=chosen_employer(request))
    return own.cases_page(request, SIDE, _rows(request), drafts.order_by("-saved_at", "-id"))


@requires(Permission.OWN_EMPLOYER)
@require_safe
def case(request: UserRequest, pk: int) -> HttpResponse:
    """One of them."""
    return own.case_page(request, SIDE, own.case_of(request, pk, _rows(request)))


@requires(Permission.OWN_EMPLOYER)
@require_safe
def receipt(request: UserRequest, pk: int) -> HttpResponse:
    """The receipt of it to keep."""
    return receipts.receipt_paper(request, own.case_of(request, pk, _rows(request)))


@requires(Permission.OWN_EMPLOYER)
@require_safe
def submitted(request: UserRequest, pk: int) -> HttpResponse:
    """It is handed in: its number, and what happens next."""
    return wizard.submitted_page(request, SIDE.kind, own.case_of(request, pk, _rows(request)))


@requires(Permission.OWN_EMPLOYER)
@require_POST
def recall_case(request: UserRequest, pk: int) -> HttpResponse:
    """Take it back."""
    return own.recall(request, SIDE, own.case_of(request, pk, _rows(request)))


def _rows(request: UserRequest) -> QuerySet[Case]:
    return queries.cases_visible_to(request.user).filter(employer=chosen_employer(request))
