"""A window acts for somebody who pays for themselves. Opening the page is a look."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import operations as accounts
from accounts import queries as account_queries
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from deposits.views import flexible as shared
from deposits.views.flexible import Side


@requires(Permission.ACCOUNT_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def flexible(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody's agreement, or the form to join. `pk` is the person's."""
    side = _side(request, pk)
    accounts.look(
        person_id=pk,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("灵活就业缴存"),
        at=timezone.now(),
        address=client_address(request),
    )
    return shared.home(request, side)


@requires(Permission.ACCOUNT_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def flexible_change(request: UserRequest, pk: int) -> HttpResponse:
    """Another base, rate or schedule."""
    return shared.change(request, _side(request, pk))


@requires(Permission.ACCOUNT_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def flexible_mandate(request: UserRequest, pk: int) -> HttpResponse:
    """Have somebody's payment fetched from their own card."""
    return shared.mandate(request, _side(request, pk))


@requires(Permission.ACCOUNT_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def flexible_back(request: UserRequest, pk: int) -> HttpResponse:
    """Make up for somebody's missed months."""
    return shared.back(request, _side(request, pk))


@requires(Permission.ACCOUNT_OPEN)
@require_POST
def flexible_do(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """Pay, cancel, stop, go on, end."""
    return shared.do(request, _side(request, pk), name)


def _side(request: UserRequest, pk: int) -> Side:
    person = get_object_or_404(account_queries.persons_visible_to(request.user), pk=pk)
    return Side("counter", person.pk)
