"""Machines of the hall, and the number on one's phone. None of these pages names a person."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import client_address, public
from common import identity
from common.errors import BusinessError
from desk import operations as desk
from desk import queries
from desk.forms.queueing import BindForm, CodeForm, KioskForm
from desk.models import Device, Ticket
from desk.queries.terms import queue_terms
from desk.rules import queueing as rules
from desk.states.queueing import TICKET_BADGE, DeviceKind, TicketStatus

COOKIE = "hall_device"
COOKIE_AGE = 365 * 24 * 3600
TRIES_A_MINUTE = 10
HOMES = {DeviceKind.KIOSK: "desk:public_kiosk", DeviceKind.BOARD: "desk:public_board"}


# --- binding


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bind(request: HttpRequest) -> HttpResponse:
    """Turn this browser into a machine of the hall, by a code that a member of staff has made."""
    form = BindForm(request.POST or None)
    if request.method == "POST" and _too_many("bind", client_address(request)):
        messages.error(request, _("试得太频繁了，请一分钟后再试。"))
        return redirect("desk:public_bind")
    if request.method == "POST" and form.is_valid():
        try:
            bound = desk.bind_hall_device(code=form.cleaned_data["code"], at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            response = redirect(HOMES[DeviceKind(bound.device.kind)])
            response.set_signed_cookie(
                COOKIE, bound.token, max_age=COOKIE_AGE, httponly=True, samesite="Strict", secure=settings.HTTPS
            )
            return response
    return render(request, "desk/public/bind.html", {"form": form})


def _device(request: HttpRequest, kind: DeviceKind) -> Device | None:
    """The machine that this browser is; None for any other browser."""
    return queries.device_with(request.get_signed_cookie(COOKIE, "", max_age=COOKIE_AGE) or "", kind)


def _too_many(what: str, who: object) -> bool:
    """Whether somebody has tried too often in the last minute."""
    key = f"hall-{what}-{who}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) > TRIES_A_MINUTE
    except ValueError:  # the minute ended just now
        return False


# --- the kiosk


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """Take a number: one touch for one business; the green lane and several businesses at once ask one thing more."""
    device = _device(request, DeviceKind.KIOSK)
    if device is None:
        return redirect("desk:public_bind")
    form = KioskForm(request.POST if request.method == "POST" else None, branch_id=device.branch_id)
    mode = request.GET.get("mode", "")
    if request.method == "POST" and form.is_valid() and "scan" not in request.POST:
        taken = _take(request, device, form, mode)
        if taken is not None:
            return redirect("desk:public_kiosk_ticket", taken.secret)
    now = timezone.now()
    hall = queries.hall_of(device.branch_id, timezone.localdate(now), now)
    lines = list(queries.lines_of(device.branch_id))
    context = {
        "device": device,
        "form": form,
        "mode": mode if mode in ("green", "several") else "",
        "lines": queries.line_states(hall, lines),
        "chosen": {str(each) for each in request.POST.getlist("lines")},
        "green_age": queue_terms(timezone.localdate(now)).green_age,
    }
    return render(request, "desk/public/kiosk.html", context)


def _take(request: HttpRequest, device: Device, form: KioskForm, mode: str) -> Ticket | None:
    """The ticket, or None with the reason on the form."""
    data = form.cleaned_data
    if not data["lines"]:
        form.add_error(None, _("请选择要办的业务。"))
        return None
    # An old person's card is reason enough.
    today = timezone.localdate()
    is_old = data["document"] and rules.is_old(identity.birth_date(data["document"]), today, queue_terms(today))
    if mode == "green" and not data["green_reason"] and not is_old:
        form.add_error(None, _("请先选择属于哪一种情况。"))
        return None
    try:
        return desk.take_ticket(
            branch_id=device.branch_id,
            line_ids=[line.pk for line in data["lines"]],
            green_reason=data["green_reason"] if mode == "green" else "",
            document_number=data["document"],
            device_id=device.pk,
            by=None,
            at=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return None


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk_appointment(request: HttpRequest) -> HttpResponse:
    """Check in with the code of an appointment."""
    device = _device(request, DeviceKind.KIOSK)
    if device is None:
        return redirect("desk:public_bind")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        taken = _check_in(form, device)
        if taken is not None:
            return redirect("desk:public_kiosk_ticket", taken.secret)
    return render(request, "desk/public/kiosk_appointment.html", {"form": form, "device": device})


def _check_in(form: CodeForm, device: Device) -> Ticket | None:
    now = timezone.now()
    if _too_many("code", device.pk):
        form.add_error(None, _("试得太频繁了，请一分钟后再试，或到咨询台。"))
        return None
    found = queries.by_code(form.cleaned_data["code"], device.branch_id, timezone.localdate(now))
    if found is None:
        form.add_error("code", _("今天这里没有这个预约码，请核对，或到咨询台。"))
        return None
    if found.ticket is not None:
        return found.ticket  # the same paper once more
    try:
        return desk.check_in(appointment_id=found.pk, device_id=device.pk, by=None, at=now)
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return None


@public
@never_cache
@require_safe
def kiosk_ticket(request: HttpRequest, secret: str) -> HttpResponse:
    """The number just taken, to be printed or photographed; the kiosk goes back by itself."""
    device = _device(request, DeviceKind.KIOSK)
    if device is None:
        return redirect("desk:public_bind")
    ticket = queries.ticket_by_secret(secret)
    if ticket is None or ticket.branch_id != device.branch_id:
        raise Http404
    address = request.build_absolute_uri(reverse("desk:public_ticket", args=[ticket.secret]))
    # The picture is drawn by segno from our own address.
    picture = mark_safe(segno.make(address, error="m").svg_inline(border=2, scale=5))  # noqa: S308
    return render(request, "desk/public/kiosk_ticket.html", {**_standing(ticket), "picture": picture})


# --- the board


@public
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The big screen: who is called to which window, how many wait. The fragment asks again every few seconds."""
    device = _device(request, DeviceKind.BOARD)
    if device is None:
        return redirect("desk:public_bind")
    now = timezone.localtime()
    hall = queries.hall_of(device.branch_id, now.date(), now)
    context = {
        "device": device,
        "now": now,
        "called": queries.called_now(device.branch_id, now.date()),
        "lines": queries.line_states(hall, list(queries.lines_of(device.branch_id))),
    }
    template = "desk/public/_board.html" if request.headers.get("HX-Request") else "desk/public/board.html"
    return render(request, template, context)


# --- on one's phone


@public
@never_cache
@require_safe
def ticket(request: HttpRequest, secret: str) -> HttpResponse:
    """Where a number stands, by the address in its picture."""
    found = queries.ticket_by_secret(secret)
    if found is None:
        raise Http404
    template = "desk/public/_ticket.html" if request.headers.get("HX-Request") else "desk/public/ticket.html"
    return render(request, template, _standing(found))


@public
@require_POST
def leave_ticket(request: HttpRequest, secret: str) -> HttpResponse:
    """Give a number up."""
    found = queries.ticket_by_secret(secret)
    if found is None:
        raise Http404
    try:
        desk.leave_ticket(ticket_id=found.pk, by=None, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已放弃排队，谢谢您把位置让给别人。"))
    return redirect("desk:public_ticket", secret)


def _standing(found: Ticket) -> dict[str, Any]:
    """How a ticket stands: how many are before it and how long it may take."""
    now = timezone.now()
    context: dict[str, Any] = {
        "ticket": found,
        "badge": TICKET_BADGE[found.status],
        "is_waiting": found.status == TicketStatus.WAITING,
        "is_called": found.status == TicketStatus.CALLED,
        "is_missed": found.status == TicketStatus.NO_SHOW,
        "is_over": found.ended_at is not None,
        "now": now,
    }
    if found.status == TicketStatus.WAITING:
        hall = queries.hall_of(found.branch_id, found.day, now)
        waiting = queries.as_waiting(found)
        context |= {"ahead": hall.ahead_of(waiting), "minutes": hall.minutes_for(waiting)}
    return context


@public
@require_safe
def halls(request: HttpRequest) -> HttpResponse:
    """How many wait at each branch now: for who thinks of going there."""
    now = timezone.localtime()
    states = [
        (state, max(int((now - state.since).total_seconds() // 60), 0) if state.since else 0)
        for state in queries.branch_states(now.date())
    ]
    return render(request, "desk/public/halls.html", {"states": states, "now": now})
