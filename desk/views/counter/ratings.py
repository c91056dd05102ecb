"""Ratings at the counter: asking the customer, what was said of one's work, and following up what was bad."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from desk import operations as desk
from desk import queries
from desk.forms.ratings import ContactForm, RatingFilter, SettleForm, TellForm
from desk.models import FollowUp, Rating
from desk.states.ratings import FOLLOW_BADGE, LEVEL_BADGE, FollowStatus, Tag

SHOWN = 50


@requires(Permission.STAFF_DESK)
@require_safe
def ratings(request: UserRequest) -> HttpResponseBase:
    """What was said: all of it for leaders, of one's own work for a clerk. Nobody's name, and no case."""
    listing = Listing(
        request,
        queries.ratings_visible_to(request.user),
        columns=[
            Column("get_level_display", _("评价"), badge=lambda row: LEVEL_BADGE[row.level]),
            Column("words", _("说的话"), value=_words),
            Column("branch__name", _("管理部"), narrow=False),
            Column("clerk", _("经办人"), value=lambda row: str(row.clerk or _("系统自动"))),
            Column("get_way_display", _("方式"), narrow=False),
            # The day alone: with the minute a clerk would know who it was.
            Column("rated_at", _("日期"), kind="date", value=lambda row: timezone.localdate(row.rated_at)),
        ],
        order=("-rated_at",),
        filters=RatingFilter,
        caption=_("评价"),
        empty={"title": _("还没有评价"), "text": _("办件办结后，办事人的评价会列在这里。")},
    )
    return listing.response("desk/counter/ratings.html", {"may_follow": request.user.may(Permission.RATING_FOLLOW)})


def _words(row: Rating) -> str:
    """Tags and words in one line."""
    labels = [str(Tag(each).label) for each in row.tags]
    return "；".join(filter(None, ["、".join(labels), row.words]))


@requires(Permission.CASE_WORK)
@require_POST
def ask_rating(request: UserRequest, pk: int) -> HttpResponse:
    """Ask the customer at the window to rate a case: on the tablet, or with their own phone by a picture to scan."""
    case = get_object_or_404(queries.cases_visible_to(request.user), pk=pk)
    try:
        invitation, token = desk.ask_at_window(case_id=case.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:counter_ratings")
    link = request.build_absolute_uri(reverse("desk:public_rate", args=[token]))
    picture = segno.make(link, error="m", micro=False).svg_data_uri(scale=6, light="#fff")
    return render(request, "desk/counter/ask_rating.html", {"case": case, "invitation": invitation, "picture": picture})


@requires(Permission.RATING_FOLLOW)
@require_safe
def follow_ups(request: UserRequest) -> HttpResponse:
    """Bad ratings that wait for us, the most urgent first; and those that are late."""
    today = timezone.localdate()
    context = {
        "today": today,
        "rows": [(each, FOLLOW_BADGE[each.status]) for each in queries.follow_ups_waiting(request.user)[:SHOWN]],
        "late": {each.pk for each in queries.follow_ups_late(request.user, today)[:SHOWN]},
        "most": SHOWN,
    }
    return render(request, "desk/counter/follow_ups.html", context)


@requires(Permission.RATING_FOLLOW)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: UserRequest, pk: int) -> HttpResponse:
    """One bad rating: what was said, what is to be done next, and until when."""
    found = get_object_or_404(queries.follow_ups_visible_to(request.user), pk=pk)
    form = _next_form(found, request.POST or None)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _next_step(found, form.cleaned_data, request)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已记录。"))
            return redirect("desk:counter_follow_up", pk)
    case = found.rating.case
    if case.person_id:
        accounts.look(
            person_id=case.person_id,
            user=request.user,
            kind=LookKind.PAGE,
            what=_("差评跟进"),
            case=case.number,
            at=timezone.now(),
            address=client_address(request),
        )
    context = {
        "follow_up": found,
        "badge": FOLLOW_BADGE[found.status],
        "level_badge": LEVEL_BADGE[found.rating.level],
        "tags": [Tag(each).label for each in found.rating.tags],
        "case": case,
        "form": form,
        "button": _BUTTONS.get(found.status, ""),
        "events": _events(found),
    }
    return render(request, "desk/counter/follow_up.html", context)


_FORMS: dict[str, type[forms.Form]] = {
    FollowStatus.OPEN: ContactForm,
    FollowStatus.CONTACTED: SettleForm,
    FollowStatus.FIXED: TellForm,
}
_BUTTONS: dict[str, Any] = {
    FollowStatus.OPEN: gettext_lazy("已联系，由我跟进"),
    FollowStatus.CONTACTED: gettext_lazy("已核实整改"),
    FollowStatus.FIXED: gettext_lazy("反馈给办事人"),
}
_ACTIONS = {
    "open": gettext_lazy("收到差评"),
    "contact": gettext_lazy("已联系"),
    "fix": gettext_lazy("已核实整改"),
    "tell": gettext_lazy("已反馈"),
    "rate_again": gettext_lazy("再次评价"),
    "close_silent": gettext_lazy("到期未再次评价，自动办结"),
}


def _next_form(found: FollowUp, data: Any) -> forms.Form | None:
    form = _FORMS.get(found.status)
    return form(data) if form else None


def _next_step(found: FollowUp, answers: dict[str, Any], request: UserRequest) -> None:
    """The one act that the status leaves."""
    steps: dict[str, Callable[..., FollowUp]] = {
        FollowStatus.OPEN: desk.contact_rater,
        FollowStatus.CONTACTED: desk.settle_bad_rating,
        FollowStatus.FIXED: desk.tell_rater,
    }
    steps[found.status](follow_up_id=found.pk, by=request.user, at=timezone.now(), **answers)


def _events(found: FollowUp) -> list[dict[str, object]]:
    rows = found.events.select_related("by__person").order_by("-at", "-id")
    # Whoever rated stays unnamed here too.
    return [
        {
            "title": _ACTIONS.get(each.action, each.action),
            "at": each.at,
            "who": "" if each.action == "rate_again" else each.by or "",
            "note": each.note,
        }
        for each in rows
    ]
