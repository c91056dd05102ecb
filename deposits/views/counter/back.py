"""Months behind (补缴) and months ahead (预缴) of employers at the window."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from deposits import queries
from deposits.models import EmployerAccount, PayrollUpload
from deposits.states import ListPurpose
from deposits.views import back as back_pages
from deposits.views.uploads import Side

SIDE = Side("counter")


@requires(Permission.REMITTANCE_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: UserRequest, pk: int) -> HttpResponse:
    """Take in an employer's back payment: typed, or as a file."""
    account = _account(request, pk)
    here = {page: SIDE.url(page, pk) for page in ("back", "back_template")}
    return back_pages.back_page(request, SIDE, account, here)


@requires(Permission.REMITTANCE_CONFIRM)
@require_safe
def back_template(request: UserRequest, pk: int) -> HttpResponse:
    """A back payment to fill in."""
    return back_pages.template_file(request, _account(request, pk))


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def back_check(request: UserRequest, pk: int) -> HttpResponse:
    """What each month lacks, to look at before it is declared."""
    found = _upload(request, pk)
    return back_pages.check_page(request, SIDE, found, SIDE.url("back", found.employer_account.employer_id))


@requires(Permission.REMITTANCE_CONFIRM)
@require_POST
def back_declare(request: UserRequest, pk: int) -> HttpResponse:
    """Declare a back payment for the employer."""
    return back_pages.declare(request, SIDE, _upload(request, pk))


@requires(Permission.REMITTANCE_CONFIRM)
@require_POST
def back_discard(request: UserRequest, pk: int) -> HttpResponse:
    """Give a back payment up."""
    found = _upload(request, pk)
    return back_pages.discard(request, SIDE, found, SIDE.url("back", found.employer_account.employer_id))


@requires(Permission.REMITTANCE_CONFIRM)
@require_safe
def back_marked(request: UserRequest, pk: int) -> HttpResponse:
    """A faulty file with its faults marked."""
    return back_pages.marked_file(request, SIDE, _upload(request, pk))


@requires(Permission.REMITTANCE_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def advance(request: UserRequest, pk: int) -> HttpResponse:
    """Several months at once for an employer."""
    return back_pages.advance_page(request, SIDE, _account(request, pk))


def _account(request: UserRequest, pk: int) -> EmployerAccount:
    return get_object_or_404(queries.employer_accounts_visible_to(request.user), employer_id=pk)


def _upload(request: UserRequest, pk: int) -> PayrollUpload:
    return get_object_or_404(queries.uploads_visible_to(request.user, ListPurpose.BACK), pk=pk)
