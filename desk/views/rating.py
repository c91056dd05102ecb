"""Ratings of one's own cases, for the depositor's portal and the employer's: the same pages in two frames."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import UserRequest
from common.errors import BusinessError
from desk import operations as desk
from desk.forms.ratings import AgainForm, RateForm
from desk.models import Case, FollowUp, Rating
from desk.states.ratings import FOLLOW_BADGE, LEVEL_BADGE, FollowStatus
from desk.views.own import Side

SHOWN = 30


def ratings_page(request: UserRequest, side: Side, waiting: QuerySet[Case], given: QuerySet[Rating]) -> HttpResponse:
    """What waits to be rated, and what was said."""
    found = given.select_related("case__version", "follow_up").order_by("-rated_at", "-id")[:SHOWN]
    rows = []
    for rating in found:
        follow = getattr(rating, "follow_up", None)
        again = side.address("rate_again", follow.pk) if follow and follow.told_at else ""
        badge = FOLLOW_BADGE[follow.status] if follow else ""
        rows.append((rating, LEVEL_BADGE[rating.level], follow, badge, again))
    context = {
        "waiting": [(case, side.address("rate", case.pk)) for case in waiting[:SHOWN]],
        "rows": rows,
        "told": FollowStatus.TOLD,
    }
    return render(request, side.template("ratings"), context)


def rate(request: UserRequest, side: Side, rows: QuerySet[Case], pk: int) -> HttpResponse:
    """Rate one of the cases that wait for it; `pk` is the case's."""
    case = get_object_or_404(rows, pk=pk)
    form = RateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            desk.rate(case_id=case.pk, said=form.said, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("谢谢您的评价。"))
            return redirect(side.address("ratings"))
    return render(request, side.template("rate"), {"form": form, "case": case})


def rate_again(request: UserRequest, side: Side, rows: QuerySet[FollowUp], pk: int) -> HttpResponse:
    """What was found and put right, and the second rating; `pk` is the follow-up's."""
    follow_up = get_object_or_404(rows, pk=pk)
    form = AgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            desk.rate_again(follow_up_id=pk, level=form.cleaned_data["level"], by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("谢谢您的评价。"))
            return redirect(side.address("ratings"))
    context = {
        "form": form,
        "follow_up": follow_up,
        "case": follow_up.rating.case,
        "may_rate": follow_up.status == FollowStatus.TOLD,
    }
    return render(request, side.template("rate_again"), context)
