"""Readings and lectures at the library's counter: announced, who comes, who came."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from library.forms import ActivityForm
from library.models import Activity
from library.operations import activities as operations
from library.queries import house as queries
from library.rules import cards
from library.states import ACTIVITY_BADGE, PLACE_BADGE, ActivityStatus


@requires(Permission.LIBRARY_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def activities(request: UserRequest) -> HttpResponseBase:
    """All activities, and the form of the next one."""
    form = ActivityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.announce(**form.cleaned_data, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error("starts_at", str(refusal))
        else:
            messages.success(request, _("已发布，读者可以报名。"))
            return redirect("library:counter_activity", made.pk)
    listing = Listing(
        request,
        queries.activities(),
        columns=[
            Column("name", _("活动"), link=lambda row: reverse("library:counter_activity", args=[row.pk])),
            Column("starts_at", _("开始时间"), kind="time"),
            Column("venue", _("地点"), narrow=False),
            Column("taken", _("报名"), value=lambda row: f"{row.taken}/{row.seats}"),
            Column("get_status_display", _("状态"), badge=lambda row: ACTIVITY_BADGE[row.status]),
        ],
        order=("-starts_at", "-id"),
        caption=_("活动"),
        empty={"title": _("还没有活动")},
    )
    answer = listing.response("library/counter/activities.html", {"form": form})
    answer.status_code = 422 if form.errors else answer.status_code
    return answer


@requires(Permission.LIBRARY_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: UserRequest, pk: int) -> HttpResponse:
    """Who signed up; a scanned card has come."""
    found = get_object_or_404(queries.activities(), pk=pk)
    if request.method == "POST":
        try:
            place = operations.come(
                activity_id=found.pk, card=cards.plain(request.POST.get("card", "")), by=request.user, at=timezone.now()
            )
        except BusinessError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s 已签到。") % {"name": place.reader.name})
        return redirect("library:counter_activity", pk)
    places = found.places.select_related("reader").order_by("id")[:500]
    context = {
        "activity": found,
        "badge": ACTIVITY_BADGE[found.status],  # type: ignore[index]
        "places": [(place, PLACE_BADGE[place.status]) for place in places],  # type: ignore[index]
        "may_cancel": found.status == ActivityStatus.OPEN and found.starts_at > timezone.now(),
    }
    return render(request, "library/counter/activity.html", context)


@requires(Permission.LIBRARY_DESK)
@require_POST
def cancel_activity(request: UserRequest, pk: int) -> HttpResponse:
    """Call it off and tell everybody."""
    found = get_object_or_404(Activity, pk=pk)
    reason = cards.plain(request.POST.get("reason", ""))
    if not reason:
        messages.error(request, _("请写明取消的原因。"))
        return redirect("library:counter_activity", pk)
    try:
        operations.cancel(activity_id=found.pk, reason=reason, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已取消，并通知报名的读者。"))
    return redirect("library:counter_activity", pk)
