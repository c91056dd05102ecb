"""Paying for oneself, in the portal: agree, pay, change, stop, end."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from deposits.views import flexible as shared
from deposits.views.flexible import Side


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def flexible(request: UserRequest) -> HttpResponse:
    """One's own agreement, or the form to join."""
    return shared.home(request, _side(request))


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def flexible_change(request: UserRequest) -> HttpResponse:
    """Another base, rate or schedule."""
    return shared.change(request, _side(request))


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def flexible_mandate(request: UserRequest) -> HttpResponse:
    """Have one's payment fetched from one's own card."""
    return shared.mandate(request, _side(request))


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def flexible_back(request: UserRequest) -> HttpResponse:
    """Make up for missed months."""
    return shared.back(request, _side(request))


@requires(Permission.OWN_ACCOUNT)
@require_POST
def flexible_do(request: UserRequest, name: str) -> HttpResponse:
    """Pay, cancel, stop, go on, end."""
    return shared.do(request, _side(request), name)


def _side(request: UserRequest) -> Side:
    return Side("portal", request.user.person_id)
