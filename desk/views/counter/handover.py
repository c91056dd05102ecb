"""Open cases given to a colleague at a shift's end, or by a leader for somebody who is away."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import UserRequest, requires
from accounts.models import User
from accounts.permissions import Permission
from desk import operations, queries
from desk.forms.cases import HandOverForm
from desk.views.acting import Act, act_at_once, act_page


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: UserRequest) -> HttpResponse:
    """My open cases, to a colleague with a note; and what was handed to me. A leader may name whose (`?from=`)."""
    giver = _giver(request)
    rows = queries.open_in_hand(giver)
    form = HandOverForm(request.POST or None, takers=_colleagues(giver), cases=rows)
    act = Act(
        _("交接办件") if giver == request.user else _("代%(who)s交接") % {"who": giver},
        _("交接"),
        reverse("desk:counter_cases"),
        _("办件"),
        _("已交接，接收人会看到您的说明。"),
    )

    def run(answers: dict[str, Any]) -> None:
        operations.hand_over(
            giver_id=giver.pk,
            taker_id=answers["taker"].pk,
            note=answers["note"],
            case_ids=[case.pk for case in answers["cases"]],
            by=request.user,
            at=timezone.now(),
        )

    context = {"received": queries.hand_overs_to(request.user), "has_cases": bool(rows), "giver": giver}
    return act_page(request, act, form, run, "desk/counter/hand_over.html", context)


def _giver(request: UserRequest) -> User:
    asked = request.GET.get("from", "")
    if not asked or not request.user.may(Permission.HALL_LEAD):
        return request.user
    # Also of somebody who has left: their cases must find other hands.
    return get_object_or_404(User.objects.filter(staff__isnull=False).select_related("person"), staff__number=asked)


def _colleagues(user: User) -> QuerySet[User]:
    return queries.staff_who_may(Permission.CASE_WORK, timezone.localdate()).exclude(pk=user.pk)


@requires(Permission.CASE_WORK)
@require_POST
def seen_hand_over(request: UserRequest, pk: int) -> HttpResponse:
    """The taker has read the note."""
    found = get_object_or_404(queries.hand_overs_to(request.user), pk=pk)
    return act_at_once(
        request,
        lambda: operations.acknowledge_hand_over(hand_over_id=found.pk, by=request.user, at=timezone.now()),
        said=_("已阅知。"),
        to=reverse("desk:counter_hand_over"),
    )
