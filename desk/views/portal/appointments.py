"""The depositor's own appointments: booked in four steps, changed, cancelled, waited for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from desk import operations as desk
from desk import queries
from desk.models import Appointment, Wish
from desk.operations import Details
from desk.queries.terms import booking_terms, queue_terms
from desk.rules import appointments as rules
from desk.states.appointments import (
    APPOINTMENT_BADGE,
    AT_THE_HALL,
    SLOT_BADGE,
    WISH_BADGE,
    AppointmentStatus,
    SlotKind,
    WishStatus,
)
from desk.states.cases import Channel
from desk.views import booking

SHOWN = 20


@requires(Permission.OWN_CASES)
@require_safe
def appointments(request: UserRequest) -> HttpResponse:
    """What is ahead, what one waits for, and what was."""
    now = timezone.now()
    terms = booking_terms(timezone.localdate(now))
    ahead = list(queries.to_come(request.user)[:SHOWN])
    past = queries.appointments_visible_to(request.user).exclude(pk__in=[each.pk for each in ahead])
    open_wishes = queries.wishes_visible_to(request.user).filter(
        status__in=[WishStatus.WAITING, WishStatus.OFFERED], day__gte=timezone.localdate(now)
    )
    context = {
        "ahead": [(each, _badges(each)) for each in ahead],
        "past": [(each, _badges(each)) for each in past.order_by("-starts_at", "-id")[:SHOWN]],
        "wishes": [(each, WISH_BADGE[each.status]) for each in open_wishes.order_by("day", "id")[:SHOWN]],
        "must_phone": rules.must_come_to_the_counter(queries.no_shows_of(request.user.person_id, now), terms),
    }
    return render(request, "desk/portal/appointments.html", context)


def _badges(each: Appointment) -> dict[str, str]:
    return {"status": APPOINTMENT_BADGE[each.status], "kind": SLOT_BADGE[each.kind]}


@requires(Permission.OWN_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: UserRequest) -> HttpResponse:
    """Book in four steps and a check."""
    want = booking.wanted(request, keep=("matter",))

    def run(want: booking.Wanted, details: Details) -> Appointment:
        assert want.branch and want.line
        return desk.book(
            branch_id=want.branch.pk,
            line_id=want.line.pk,
            kinds=want.kinds,
            key=want.key,
            person_id=request.user.person_id,
            details=replace(details, matter_id=booking.matter_id(want)),
            channel=Channel.PORTAL,
            by=request.user,
            at=timezone.now(),
        )

    return booking.step(
        request,
        want,
        book=run,
        template="desk/portal/book.html",
        done="desk:portal_appointment",
        context={"heading": SlotKind(want.kind).label, "may_wish": want.kind == SlotKind.ORDINARY},
    )


@requires(Permission.OWN_CASES)
@require_safe
def appointment(request: UserRequest, pk: int) -> HttpResponse:
    """One appointment: its code, when and where, what to bring; what may still be done."""
    found = get_object_or_404(queries.appointments_visible_to(request.user), pk=pk)
    return render(request, "desk/portal/appointment.html", appointment_context(found))


def appointment_context(found: Appointment) -> dict[str, Any]:
    """What the page of an appointment shows to who has it."""
    now = timezone.now()
    today = timezone.localdate(now)
    terms = booking_terms(today)
    is_booked = found.status == AppointmentStatus.BOOKED
    return {
        "appointment": found,
        "badges": _badges(found),
        "is_booked": is_booked,
        "is_home": found.kind == SlotKind.HOME_VISIT,
        "may_change": is_booked and rules.may_change(found.starts_at, now, terms),
        "change_until": found.starts_at - terms.cancel_before,
        "when": booking.day_words(timezone.localdate(found.starts_at), today),
        "early": int(queue_terms(today).appointment_early.total_seconds() // 60),
    }


@requires(Permission.OWN_CASES)
@require_POST
def cancel_appointment(request: UserRequest, pk: int) -> HttpResponse:
    """Give the place back."""
    found = get_object_or_404(queries.appointments_visible_to(request.user), pk=pk)
    try:
        desk.cancel_appointment(appointment_id=found.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:portal_appointment", pk)
    messages.success(request, _("已取消，名额已让给别人。"))
    return redirect("desk:portal_appointments")


@requires(Permission.OWN_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def change_appointment(request: UserRequest, pk: int) -> HttpResponse:
    """Another day and time at the same branch for the same business."""
    found = get_object_or_404(queries.appointments_visible_to(request.user), pk=pk)
    asked = booking.wanted(request)
    kind = SlotKind.ORDINARY if found.kind in AT_THE_HALL else found.kind
    want = booking.Wanted(kind, found.branch, found.line, asked.day, asked.key)

    def run(want: booking.Wanted, details: Details) -> Appointment:
        return desk.change_appointment(appointment_id=found.pk, key=want.key, by=request.user, at=timezone.now())

    return change_step(request, want, found, run, "desk:portal_appointment")


def change_step(
    request: UserRequest, want: booking.Wanted, found: Appointment, run: booking.Book, done: str
) -> HttpResponse:
    """The steps of a change: day, time, check. Nothing else is asked again."""
    now = timezone.now()
    assert want.branch and want.line
    place = queries.place(want.branch.pk, want.kinds, want.line.pk, want.key, now) if want.key else None
    if request.method == "POST" and place is not None:
        try:
            run(want, Details())
        except BusinessError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已改期。"))
            return redirect(done, found.pk)
    context = {
        "want": want,
        "place": place,
        "appointment": found,
        "back": reverse(done, args=[found.pk]),
        **booking.page_of(want, place, now),
    }
    return render(request, "desk/portal/change_appointment.html", context)


# --- the waiting list


@requires(Permission.OWN_CASES)
@require_POST
def wish(request: UserRequest) -> HttpResponse:
    """Wait for a place on a full day."""
    want = booking.wanted(request)
    if not (want.branch and want.line and want.day):
        return redirect("desk:portal_book")
    try:
        desk.wish(
            branch_id=want.branch.pk,
            line_id=want.line.pk,
            person_id=request.user.person_id,
            day=want.day,
            by=request.user,
            at=timezone.now(),
        )
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect(reverse("desk:portal_book") + want.address())
    messages.success(request, _("已登记候补，有空位会通知您，并为您保留两小时。"))
    return redirect("desk:portal_appointments")


@requires(Permission.OWN_CASES)
@require_POST
def take_offer(request: UserRequest, pk: int) -> HttpResponse:
    """Take the place that is held."""
    found = _own_wish(request, pk)
    try:
        booked = desk.take_offer(wish_id=found.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:portal_appointments")
    return redirect("desk:portal_appointment", booked.pk)


@requires(Permission.OWN_CASES)
@require_POST
def withdraw_wish(request: UserRequest, pk: int) -> HttpResponse:
    """Wait no more."""
    found = _own_wish(request, pk)
    try:
        desk.withdraw_wish(wish_id=found.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已退出候补。"))
    return redirect("desk:portal_appointments")


def _own_wish(request: UserRequest, pk: int) -> Wish:
    return get_object_or_404(queries.wishes_visible_to(request.user), pk=pk)
