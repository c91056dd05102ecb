"""Ratings of the employer's cases by its clerks: one word a case, whichever of them says it."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, chosen_employer, requires
from accounts.permissions import Permission
from desk import queries
from desk.views import own, rating

SIDE = own.Side("employer")


@requires(Permission.OWN_EMPLOYER)
@require_safe
def ratings(request: UserRequest) -> HttpResponse:
    """What waits to be rated, and what was said for the employer."""
    employer = chosen_employer(request)
    waiting = queries.cases_to_rate(request.user, timezone.now()).filter(employer=employer)
    given = queries.ratings_visible_to(request.user).filter(case__employer=employer)
    return rating.ratings_page(request, SIDE, waiting, given)


@requires(Permission.OWN_EMPLOYER)
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: UserRequest, pk: int) -> HttpResponse:
    """Rate a case of the employer; `pk` is the case's."""
    rows = queries.cases_to_rate(request.user, timezone.now()).filter(employer=chosen_employer(request))
    return rating.rate(request, SIDE, rows, pk)


@requires(Permission.OWN_EMPLOYER)
@require_http_methods(["GET", "HEAD", "POST"])
def rate_again(request: UserRequest, pk: int) -> HttpResponse:
    """What was found and put right, and the second rating; `pk` is the follow-up's."""
    rows = queries.follow_ups_visible_to(request.user).filter(rating__case__employer=chosen_employer(request))
    return rating.rate_again(request, SIDE, rows, pk)
