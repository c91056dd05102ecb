"""The employer's clerk asks for other rates, a reduction or a deferral."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from deposits.operations.terms import RATES, RELIEF
from deposits.views import terms as shared
from deposits.views.employer_bases import own


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_rates(request: UserRequest) -> HttpResponse:
    """Other rates within the range."""
    return shared.wizard(request, own(request), RATES).answer(request)


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_relief(request: UserRequest) -> HttpResponse:
    """A deferral, or rates below the range."""
    return shared.wizard(request, own(request), RELIEF).answer(request)
