"""The window's own page: call, serve, pass on; numbers given at the reception; machines of the hall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.states import allowed
from desk import operations as desk
from desk import queries
from desk.forms.queueing import CaseForm, HallDeviceForm, PauseForm, TakeForm, TransferForm
from desk.models import Ticket, Window
from desk.queries.terms import queue_terms
from desk.states.queueing import LANE_BADGE, TICKET_BADGE, TICKET_MOVES, WINDOW_BADGE, TicketStatus, WindowStatus


@requires(Permission.QUEUE_CALL)
@require_safe
def calling(request: UserRequest) -> HttpResponse:
    """One screen: who stands here, who is next and why, how the day went. Without a window: sit down at one."""
    now = timezone.now()
    window = queries.window_at(request.user)
    if request.headers.get("HX-Request"):
        return render(request, "desk/counter/_queue.html", _side(request, window, now) if window else {})
    if window is None:
        return render(request, "desk/counter/sit_down.html", _seats(request))
    current = queries.current_ticket(window)
    context = {
        "window": window,
        "window_badge": WINDOW_BADGE[window.status],
        "is_open": window.status == WindowStatus.OPEN,
        "lines": list(queries.lines_of(window.branch_id)),
        "day": queries.own_day(request.user, timezone.localdate(now)),
        "missed": queries.missed_today(window.branch_id, timezone.localdate(now), now),
        "pause_form": PauseForm(),
        **_side(request, window, now),
        **(_current(current, window) if current else {"ticket": None}),
    }
    return render(request, "desk/counter/calling.html", context)


def _side(request: UserRequest, window: Window, now: datetime) -> dict[str, Any]:
    """What changes while the window works: who waits, in the order of calling."""
    rows = queries.queue_of(window, timezone.localdate(now), now)
    return {
        "window": window,
        "is_open": window.status == WindowStatus.OPEN,
        "rows": [(row, LANE_BADGE[row.ticket.lane]) for row in rows[:30]],
        "waiting": len(rows),
        "first": rows[0] if rows else None,
        "may_call": window.status == WindowStatus.OPEN and queries.current_ticket(window) is None,
        "now": now,
    }


def _current(ticket: Ticket, window: Window) -> dict[str, Any]:
    """The ticket at the window and what may be done with it."""
    services = queries.services_of(ticket)
    return {
        "ticket": ticket,
        "ticket_badge": TICKET_BADGE[ticket.status],
        "lane_badge": LANE_BADGE[ticket.lane],
        "may": set(allowed(ticket.status, TICKET_MOVES)),
        "calls_left": max(queue_terms(ticket.day).calls_before_no_show - ticket.calls, 0),
        "services": services,
        "planned": [each for each in services if each.began_at is None],
        "is_serving": ticket.status == TicketStatus.SERVING,
        "transfer_form": TransferForm(window=window),
        "case_form": CaseForm(),
        "appointment": queries.appointment_of(ticket),
    }


def _seats(request: UserRequest) -> dict[str, Any]:
    branch = queries.branch_of(request.user)
    windows = queries.open_windows(branch.pk) if branch else []
    own = getattr(getattr(request.user, "staff", None), "window", "")
    return {
        "branch": branch,
        "windows": [(each, WINDOW_BADGE[each.status], each.number == own) for each in windows],
        "may_set_up": request.user.may(Permission.APPOINTMENT_MANAGE),
    }


# --- acts at the window


@requires(Permission.QUEUE_CALL)
@require_POST
def call_next(request: UserRequest) -> HttpResponse:
    """Call whoever's turn it is."""
    return _act(request, lambda: desk.call_next(by=request.user, at=timezone.now()), "")


@requires(Permission.QUEUE_CALL)
@require_POST
def window_act(request: UserRequest, pk: int, action: str) -> HttpResponse:
    """Open, pause, resume or close a window of one's branch."""
    window = get_object_or_404(queries.windows_visible_to(request.user).filter(is_active=True), pk=pk)
    user, now = request.user, timezone.now()
    if window.branch != queries.branch_of(user):
        raise Http404
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "open": (lambda: desk.open_window(window_id=pk, by=user, at=now), _("已开窗。")),
        "pause": (
            lambda: desk.pause_window(window_id=pk, reason=request.POST.get("reason", "")[:60], by=user, at=now),
            _("已暂停叫号。"),
        ),
        "resume": (lambda: desk.resume_window(window_id=pk, by=user, at=now), _("继续叫号。")),
        "close": (lambda: desk.close_window(window_id=pk, by=user, at=now), _("已关窗。")),
    }
    if action not in acts:
        raise Http404
    return _act(request, *acts[action])


@requires(Permission.QUEUE_CALL)
@require_POST
def ticket_act(request: UserRequest, pk: int, action: str) -> HttpResponse:
    """Call, call again, start, finish, mark as missed, bring back or take out one ticket of one's branch."""
    ticket = get_object_or_404(queries.tickets_visible_to(request.user), pk=pk)
    same = {"ticket_id": ticket.pk, "by": request.user, "at": timezone.now()}
    acts: dict[str, tuple[Callable[..., object], str]] = {
        "call": (desk.call_ticket, ""),
        "again": (desk.call_again, _("已再叫一次。")),
        "start": (desk.start_ticket, ""),
        "finish": (desk.finish_ticket, _("%(code)s 号已办结。") % {"code": ticket}),
        "miss": (desk.miss_ticket, _("%(code)s 号已过号。") % {"code": ticket}),
        "return": (desk.return_ticket, _("%(code)s 号已恢复排队。") % {"code": ticket}),
        "leave": (desk.leave_ticket, _("%(code)s 号已取消。") % {"code": ticket}),
    }
    if action not in acts:
        raise Http404
    run, said = acts[action]
    return _act(request, lambda: run(**same), said)


@requires(Permission.QUEUE_CALL)
@require_POST
def transfer(request: UserRequest, pk: int) -> HttpResponse:
    """Pass somebody on to another line or window."""
    ticket, window = _at_own_window(request, pk)
    form = TransferForm(request.POST, window=window)
    if not form.is_valid():
        messages.error(request, _("请选择转到哪个队列或窗口。"))
        return redirect("desk:counter_calling")
    line, target = form.cleaned_data["line"], form.cleaned_data["window"]
    return _act(
        request,
        lambda: desk.transfer_ticket(
            ticket_id=ticket.pk,
            line_id=line.pk if line else None,
            window_id=target.pk if target else None,
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        ),
        _("%(code)s 号已转办，排在前面。") % {"code": ticket},
    )


@requires(Permission.QUEUE_CALL)
@require_POST
def begin_business(request: UserRequest, pk: int) -> HttpResponse:
    """Go on with another business of the same visit."""
    ticket, window = _at_own_window(request, pk)
    line = get_object_or_404(queries.lines_of(window.branch_id), letter=request.POST.get("letter", ""))
    return _act(
        request,
        lambda: desk.begin_business(ticket_id=ticket.pk, line_id=line.pk, by=request.user, at=timezone.now()),
        _("接着办：%(line)s。") % {"line": line.label},
    )


@requires(Permission.QUEUE_CALL)
@require_POST
def attach_case(request: UserRequest, pk: int) -> HttpResponse:
    """Say which case the visit is about."""
    ticket, _window = _at_own_window(request, pk)
    form = CaseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写办件编号。"))
        return redirect("desk:counter_calling")
    number = form.cleaned_data["number"]
    return _act(
        request,
        lambda: desk.attach_case(ticket_id=ticket.pk, number=number, by=request.user, at=timezone.now()),
        _("已关联办件。"),
    )


def _at_own_window(request: UserRequest, pk: int) -> tuple[Ticket, Window]:
    ticket = get_object_or_404(queries.tickets_visible_to(request.user), pk=pk)
    window = queries.window_at(request.user)
    if window is None:
        raise Http404
    return ticket, window


def _act(request: UserRequest, run: Callable[[], object], said: str) -> HttpResponse:
    """Do it, say so or why not, and show the window again."""
    try:
        run()
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)
    return redirect("desk:counter_calling")


# --- the reception


@requires(Permission.QUEUE_CALL)
@require_http_methods(["GET", "HEAD", "POST"])
def take_number(request: UserRequest) -> HttpResponse:
    """Give a number to somebody who cannot use the kiosk."""
    branch = queries.branch_of(request.user)
    form = TakeForm(request.POST or None, branch_id=branch.pk if branch else 0)
    taken = None
    if request.method == "POST" and branch and form.is_valid():
        data = form.cleaned_data
        try:
            taken = desk.take_ticket(
                branch_id=branch.pk,
                line_ids=[data["line"].pk],
                green_reason=data["green_reason"],
                document_number=data["document"],
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("desk:counter_number", taken.pk)
    return render(request, "desk/counter/take_number.html", {"form": form, "branch": branch})


@requires(Permission.QUEUE_CALL)
@require_safe
def number(request: UserRequest, pk: int) -> HttpResponse:
    """A number given at the reception, to be printed; what has happened to it since."""
    ticket = get_object_or_404(queries.tickets_visible_to(request.user), pk=pk)
    now = timezone.now()
    context: dict[str, Any] = {"ticket": ticket, "badge": TICKET_BADGE[ticket.status]}
    if ticket.status == TicketStatus.WAITING:
        hall = queries.hall_of(ticket.branch_id, ticket.day, now)
        waiting = queries.as_waiting(ticket)
        context |= {"ahead": hall.ahead_of(waiting), "minutes": hall.minutes_for(waiting)}
    context["events"] = [
        {"title": queries.ticket_words(each.action), "at": each.at, "note": each.note, "who": each.by or ""}
        for each in ticket.events.select_related("by__person").order_by("-at", "-id")
    ]
    return render(request, "desk/counter/number.html", context)


# --- machines


@requires(Permission.QUEUE_CALL)
@require_http_methods(["GET", "HEAD", "POST"])
def machines(request: UserRequest) -> HttpResponse:
    """Kiosks and boards of the branch; a new one's code is shown once, on the answer itself."""
    branch = queries.branch_of(request.user)
    form = HallDeviceForm(request.POST or None)
    coded = None
    if request.method == "POST" and branch and form.is_valid():
        coded = desk.register_hall_device(
            branch_id=branch.pk,
            kind=form.cleaned_data["kind"],
            label=form.cleaned_data["label"],
            by=request.user,
            at=timezone.now(),
        )
        form = HallDeviceForm()
    devices = queries.devices_visible_to(request.user).order_by("revoked_at", "branch__code", "-made_at", "-id")[:100]
    return render(request, "desk/counter/machines.html", {"form": form, "coded": coded, "devices": devices})


@requires(Permission.QUEUE_CALL)
@require_POST
def unbind_machine(request: UserRequest, pk: int) -> HttpResponse:
    """Unbind a machine."""
    device = get_object_or_404(queries.devices_visible_to(request.user), pk=pk)
    try:
        desk.revoke_hall_device(device_id=device.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已解绑，那台设备不再显示内容。"))
    return redirect("desk:counter_machines")
