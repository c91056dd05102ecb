"""The depositor's own ratings: cases to rate, what one said, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from desk import operations as desk
from desk import queries
from desk.forms.ratings import AgainForm, RateForm
from desk.states.ratings import FOLLOW_BADGE, LEVEL_BADGE, FollowStatus

SHOWN = 30


@requires(Permission.OWN_CASES)
@require_safe
def ratings(request: UserRequest) -> HttpResponse:
    """What waits to be rated, and what one has said."""
    given = queries.ratings_visible_to(request.user).select_related("case__version", "follow_up")
    rows = [
        (each, LEVEL_BADGE[each.level], getattr(each, "follow_up", None))
        for each in given.order_by("-rated_at", "-id")[:SHOWN]
    ]
    context = {
        "waiting": queries.cases_to_rate(request.user, timezone.now())[:SHOWN],
        "rows": [(each, badge, follow, FOLLOW_BADGE[follow.status] if follow else "") for each, badge, follow in rows],
        "told": FollowStatus.TOLD,
    }
    return render(request, "desk/portal/ratings.html", context)


@requires(Permission.OWN_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: UserRequest, pk: int) -> HttpResponse:
    """Rate one's own case; `pk` is the case's."""
    case = get_object_or_404(queries.cases_to_rate(request.user, timezone.now()), pk=pk)
    form = RateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            desk.rate(case_id=case.pk, said=form.said, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("谢谢您的评价。"))
            return redirect("desk:portal_ratings")
    return render(request, "desk/portal/rate.html", {"form": form, "case": case})


@requires(Permission.OWN_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def rate_again(request: UserRequest, pk: int) -> HttpResponse:
    """What was found and put right, and the second rating; `pk` is the follow-up's."""
    follow_up = get_object_or_404(queries.follow_ups_visible_to(request.user), pk=pk)
    form = AgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            desk.rate_again(follow_up_id=pk, level=form.cleaned_data["level"], by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("谢谢您的评价。"))
            return redirect("desk:portal_ratings")
    context = {"form": form, "follow_up": follow_up, "case": follow_up.rating.case}
    return render(
        request, "desk/portal/rate_again.html", {**context, "may_rate": follow_up.status == FollowStatus.TOLD}
    )
