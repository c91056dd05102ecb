"""Payroll lists of walk-in clerks, taken in at the counter."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from deposits import queries
from deposits.models import EmployerAccount, PayrollUpload
from deposits.views import typed as typed_pages
from deposits.views import uploads as upload_pages

SIDE = upload_pages.Side("counter")


@requires(Permission.REMITTANCE_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: UserRequest, pk: int) -> HttpResponse:
    """Take in an employer's list for the month."""
    account = _account(request, pk)
    return upload_pages.upload_page(request, SIDE, account, _here(account))


@requires(Permission.REMITTANCE_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def typed(request: UserRequest, pk: int) -> HttpResponse:
    """Type an employer's list on the page."""
    account = _account(request, pk)
    return typed_pages.typed_page(request, SIDE, account, _here(account))


@requires(Permission.REMITTANCE_CONFIRM)
@require_safe
def template(request: UserRequest, pk: int) -> HttpResponse:
    """An employer's list to fill in."""
    return upload_pages.template_file(request, _account(request, pk))


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def uploads(request: UserRequest, pk: int) -> HttpResponseBase:
    """An employer's uploads."""
    account = _account(request, pk)
    rows = queries.uploads_visible_to(request.user).filter(employer_account=account)
    listing = upload_pages.uploads_listing(request, SIDE, rows)
    return listing.response("deposits/counter/uploads.html", {"account": account})


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def check(request: UserRequest, pk: int) -> HttpResponse:
    """What was found in an upload."""
    found = _upload(request, pk)
    return upload_pages.check_page(request, SIDE, found, _here(found.employer_account)["upload"])


@requires(Permission.REMITTANCE_CONFIRM)
@require_safe
def marked(request: UserRequest, pk: int) -> HttpResponse:
    """A faulty file with its faults marked."""
    return upload_pages.marked_file(request, SIDE, _upload(request, pk))


@requires(Permission.REMITTANCE_CONFIRM)
@require_POST
def declare(request: UserRequest, pk: int) -> HttpResponse:
    """Declare an upload for the employer."""
    return upload_pages.declare(request, SIDE, _upload(request, pk))


@requires(Permission.REMITTANCE_CONFIRM)
@require_POST
def discard(request: UserRequest, pk: int) -> HttpResponse:
    """Give an upload up."""
    found = _upload(request, pk)
    return upload_pages.discard(request, SIDE, found, _here(found.employer_account)["upload"])


def _here(account: EmployerAccount) -> dict[str, str]:
    """Addresses of the pages where this employer's list comes in."""
    return {page: SIDE.url(page, account.employer_id) for page in ("upload", "typed", "template", "uploads")}


def _account(request: UserRequest, pk: int) -> EmployerAccount:
    return get_object_or_404(queries.employer_accounts_visible_to(request.user), employer_id=pk)


def _upload(request: UserRequest, pk: int) -> PayrollUpload:
    return get_object_or_404(queries.uploads_visible_to(request.user), pk=pk)
