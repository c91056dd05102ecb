"""The depositor's own ratings: cases to rate, what one said, and what came of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from desk import queries
from desk.views import own, rating

SIDE = own.Side("portal")


@requires(Permission.OWN_CASES)
@require_safe
def ratings(request: UserRequest) -> HttpResponse:
    """What waits to be rated, and what one has said."""
    waiting = queries.cases_to_rate(request.user, timezone.now())
    return rating.ratings_page(request, SIDE, waiting, queries.ratings_visible_to(request.user))


@requires(Permission.OWN_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: UserRequest, pk: int) -> HttpResponse:
    """Rate one's own case; `pk` is the case's."""
    return rating.rate(request, SIDE, queries.cases_to_rate(request.user, timezone.now()), pk)


@requires(Permission.OWN_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def rate_again(request: UserRequest, pk: int) -> HttpResponse:
    """What was found and put right, and the second rating; `pk` is the follow-up's."""
    return rating.rate_again(request, SIDE, queries.follow_ups_visible_to(request.user), pk)
