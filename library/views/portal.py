"""For readers with a log-in: their card, loans, holds, wishes and their own year."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from library.forms import WishForm
from library.models import Activity, Title
from library.operations import activities, holds, lending
from library.operations import readers as reader_operations
from library.operations import wishes as wish_operations
from library.queries import circulation, house
from library.rules import clc
from library.states import PLACE_BADGE, WISH_BADGE, HoldStatus, PlaceStatus


@requires(Permission.OWN_LIBRARY)
@require_safe
def loans(request: UserRequest) -> HttpResponse:
    """The card as a QR code, what is at home, what waits; without a card, how to get one."""
    reader = circulation.own_reader(request.user)
    context: dict[str, Any] = {"reader": reader, "today": timezone.localdate()}
    if reader is not None:
        own_holds = list(circulation.open_holds(reader))
        waiting = [each for each in own_holds if each.status == HoldStatus.WAITING]
        places = {each.pk: circulation.place_in_queue(each) for each in waiting}
        context |= {
            # The drawing is made of our own card number: black squares and nothing else.
            "code": mark_safe(segno.make(reader.card, error="m").svg_inline(scale=4)),
            "loans": list(circulation.open_loans(reader)),
            "holds": [(each, places.get(each.pk)) for each in own_holds],
            "places": [
                (each, PLACE_BADGE[each.status])  # type: ignore[index]
                for each in house.own_places(request.user, timezone.now())
            ],
            "owed_fen": circulation.owed_fen(reader),
            "past": list(circulation.past_loans(reader)[:20]),
            "year": timezone.localdate().year,
        }
    return render(request, "library/portal/loans.html", context)


@requires(Permission.OWN_LIBRARY)
@require_POST
def enrol(request: UserRequest) -> HttpResponse:
    """Open the depositor's own card."""
    person_id = request.user.person_id
    kind = circulation.kinds_of_reader(person_id)
    try:
        reader_operations.enrol(person_id=person_id, kind=kind, by=None, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("借书证已开通，到馆出示二维码就能借书。"))
    return redirect("library:portal_loans")


@requires(Permission.OWN_LIBRARY)
@require_POST
def renew(request: UserRequest, pk: int) -> HttpResponse:
    """Another term for one's own loan."""
    loan = get_object_or_404(circulation.loans_visible_to(request.user), pk=pk)
    try:
        loan = lending.renew(loan_id=loan.pk, by=None, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        said = {"title": loan.copy.title.title, "day": f"{loan.due_on:%Y-%m-%d}"}
        messages.success(request, _("《%(title)s》已续借到 %(day)s。") % said)
    return redirect("library:portal_loans")


@requires(Permission.OWN_LIBRARY)
@require_POST
def place_hold(request: UserRequest, pk: int) -> HttpResponse:
    """Join the queue for a title."""
    title = get_object_or_404(Title, pk=pk)
    reader = circulation.own_reader(request.user)
    if reader is None:
        messages.error(request, _("请先开通借书证。"))
        return redirect("library:portal_loans")
    try:
        holds.place(reader_id=reader.pk, title_id=title.pk, by=None, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("library:public_title", pk)
    messages.success(request, _("已预约《%(title)s》，到书会给您发消息。") % {"title": title.title})
    return redirect("library:portal_loans")


@requires(Permission.OWN_LIBRARY)
@require_POST
def cancel_hold(request: UserRequest, pk: int) -> HttpResponse:
    """Leave a queue."""
    hold = get_object_or_404(circulation.holds_visible_to(request.user), pk=pk)
    try:
        holds.cancel(hold_id=hold.pk, by=None, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已取消预约。"))
    return redirect("library:portal_loans")


@requires(Permission.OWN_LIBRARY)
@require_POST
def sign_up(request: UserRequest, pk: int) -> HttpResponse:
    """Sign up for an activity."""
    activity = get_object_or_404(Activity, pk=pk)
    reader = circulation.own_reader(request.user)
    if reader is None:
        messages.error(request, _("请先开通借书证。"))
        return redirect("library:portal_loans")
    try:
        place = activities.sign_up(activity_id=activity.pk, reader_id=reader.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("library:public_activity", pk)
    if place.status == PlaceStatus.WAITING:
        messages.warning(request, _("名额已满，已为您排候补，有名额会发消息。"))
    else:
        messages.success(request, _("报名成功，到场出示借书证二维码签到。"))
    return redirect("library:portal_loans")


@requires(Permission.OWN_LIBRARY)
@require_POST
def give_up(request: UserRequest, pk: int) -> HttpResponse:
    """Give one's place back."""
    place = get_object_or_404(house.places_visible_to(request.user), pk=pk)
    try:
        activities.give_up(place_id=place.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已取消报名，名额让给后面的读者。"))
    return redirect("library:portal_loans")


@requires(Permission.OWN_LIBRARY)
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: UserRequest) -> HttpResponse:
    """Ask for a book; one's own wishes with their answers."""
    reader = circulation.own_reader(request.user)
    form = WishForm(request.POST or None)
    if request.method == "POST" and reader is not None and form.is_valid():
        try:
            wish_operations.wish(reader_id=reader.pk, **form.cleaned_data, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已收到您的荐购，答复会显示在这里。"))
            return redirect("library:portal_wishes")
    own = circulation.wishes_visible_to(request.user).order_by("-id")[:50] if reader else []
    rows = [(wish, WISH_BADGE[wish.status]) for wish in own]  # type: ignore[index]
    context = {"reader": reader, "form": form, "rows": rows}
    return render(request, "library/portal/wishes.html", context, status=422 if reader and form.errors else 200)


@requires(Permission.OWN_LIBRARY)
@require_safe
def year(request: UserRequest) -> HttpResponse:
    """What one read in a year, by class: for oneself alone."""
    reader = circulation.own_reader(request.user)
    this_year = timezone.localdate().year
    asked = request.GET.get("year", "")
    shown = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    report = circulation.year_of(reader, shown) if reader else None
    most = max((count for _letter, count in report.classes), default=0) if report else 0
    context = {
        "reader": reader,
        "report": report,
        "rows": [(letter, clc.label(letter), count) for letter, count in report.classes] if report else [],
        "most": most,
        "years": [each for each in (shown - 1, shown + 1) if 2000 <= each <= this_year],
    }
    return render(request, "library/portal/year.html", context)
