"""The employer's clerk pays for months behind (补缴) and months ahead (预缴)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, acted_for, chosen_employer, requires
from accounts.permissions import Permission
from deposits import queries
from deposits.models import EmployerAccount, PayrollUpload
from deposits.states import ListPurpose
from deposits.views import back as back_pages
from deposits.views.uploads import Side

SIDE = Side("employer")


@requires(Permission.OWN_EMPLOYER)
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: UserRequest) -> HttpResponse:
    """Months that were missed or paid too low: typed, or as a file."""
    return back_pages.back_page(request, SIDE, _own(request), _here())


@requires(Permission.OWN_EMPLOYER)
@require_safe
def back_template(request: UserRequest) -> HttpResponse:
    """A back payment to fill in."""
    return back_pages.template_file(request, _own(request))


@requires(Permission.OWN_EMPLOYER)
@require_safe
def back_check(request: UserRequest, pk: int) -> HttpResponse:
    """What each month lacks, to look at before it is declared."""
    return back_pages.check_page(request, SIDE, _upload(request, pk), SIDE.url("back"))


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_POST
def back_declare(request: UserRequest, pk: int) -> HttpResponse:
    """Declare a back payment."""
    return back_pages.declare(request, SIDE, _upload(request, pk))


@requires(Permission.OWN_EMPLOYER)
@require_POST
def back_discard(request: UserRequest, pk: int) -> HttpResponse:
    """Give a back payment up."""
    return back_pages.discard(request, SIDE, _upload(request, pk), SIDE.url("back"))


@requires(Permission.OWN_EMPLOYER)
@require_safe
def back_marked(request: UserRequest, pk: int) -> HttpResponse:
    """A faulty file with its faults marked."""
    return back_pages.marked_file(request, SIDE, _upload(request, pk))


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_http_methods(["GET", "HEAD", "POST"])
def advance(request: UserRequest) -> HttpResponse:
    """Several months at once."""
    return back_pages.advance_page(request, SIDE, _own(request))


def _here() -> dict[str, str]:
    return {page: SIDE.url(page) for page in ("back", "back_template")}


def _own(request: UserRequest) -> EmployerAccount:
    visible = queries.employer_accounts_visible_to(request.user)
    return get_object_or_404(visible, employer=chosen_employer(request))


def _upload(request: UserRequest, pk: int) -> PayrollUpload:
    rows = queries.uploads_visible_to(request.user, ListPurpose.BACK)
    return get_object_or_404(rows.filter(acted_for(request, "employer_account__employer")), pk=pk)
