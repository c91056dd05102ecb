"""What who leads the hall sets up: windows and lines, places for appointments, closed days."""

from __future__ import annotations

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
from desk.forms.appointments import WEEKDAYS, ClosedDayForm, PlanForm
from desk.forms.queueing import LineForm, WindowForm
from desk.models import Line, SlotPlan, Window
from desk.states.appointments import SLOT_BADGE
from desk.states.queueing import WINDOW_BADGE
from desk.views.acting import Act, act_page

# --- windows and lines


@requires(Permission.APPOINTMENT_MANAGE)
@require_safe
def windows(request: UserRequest) -> HttpResponse:
    """Windows of all branches, and the lines they serve."""
    rows = queries.windows_visible_to(request.user).order_by("branch__code", "number", "id")
    context = {
        "windows": [(each, WINDOW_BADGE[each.status]) for each in rows],
        "lines": Line.objects.order_by("order", "id"),
    }
    return render(request, "desk/office/windows.html", context)


@requires(Permission.APPOINTMENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_window(request: UserRequest) -> HttpResponse:
    """Set up a window."""
    return _window_page(request, None, _("新增窗口"))


@requires(Permission.APPOINTMENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def window(request: UserRequest, pk: int) -> HttpResponse:
    """Change which lines a window serves."""
    found = get_object_or_404(queries.windows_visible_to(request.user), pk=pk)
    return _window_page(request, found, str(found))


def _window_page(request: UserRequest, found: Window | None, title: str) -> HttpResponse:
    initial: dict[str, Any] = {"branch": queries.branch_of(request.user), "is_active": True}
    if found is not None:
        lines = [line.pk for line in found.lines.all()]
        initial = {"branch": found.branch_id, "number": found.number, "lines": lines, "is_active": found.is_active}
    form = WindowForm(request.POST or None, initial=initial)
    if found is not None:
        form.fields["branch"].disabled = True

    def run(data: dict[str, Any]) -> None:
        desk.save_window(
            window_id=found.pk if found else None,
            branch_id=data["branch"].pk,
            number=data["number"],
            line_ids=[line.pk for line in data["lines"]],
            is_active=data["is_active"],
            by=request.user,
            at=timezone.now(),
        )

    act = Act(title, _("保存"), reverse("desk:office_windows"), _("窗口与队列"), said=_("已保存。"))
    return act_page(request, act, form, run)


@requires(Permission.APPOINTMENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: UserRequest, pk: int) -> HttpResponse:
    """Change what a line is called and for."""
    found = get_object_or_404(Line, pk=pk)
    names = ("label", "hint", "families", "bring", "is_active")
    form = LineForm(request.POST or None, initial={name: getattr(found, name) for name in names})

    def run(data: dict[str, Any]) -> None:
        desk.save_line(line_id=found.pk, **data, by=request.user, at=timezone.now())

    title = _("队列 %(letter)s") % {"letter": found.letter}
    return act_page(
        request, Act(title, _("保存"), reverse("desk:office_windows"), _("窗口与队列"), said=_("已保存。")), form, run
    )


# --- places


@requires(Permission.APPOINTMENT_MANAGE)
@require_safe
def slot_plans(request: UserRequest) -> HttpResponse:
    """The plans of each branch: those in force, then those that have ended."""
    today = timezone.localdate()
    names = dict(WEEKDAYS)
    rows = queries.plans_visible_to(request.user).order_by("branch__code", "kind", "opens", "id")
    plans = [
        {
            "plan": each,
            "badge": SLOT_BADGE[each.kind],
            "weekdays": "、".join(str(names[day]) for day in each.weekdays),
            "lines": "、".join(line.label for line in each.lines.all()),
            "is_over": each.valid_until is not None and each.valid_until < today,
        }
        for each in rows[:300]
    ]
    return render(request, "desk/office/slot_plans.html", {"plans": plans})


@requires(Permission.APPOINTMENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_slot_plan(request: UserRequest) -> HttpResponse:
    """Offer places."""
    initial = {
        "branch": queries.branch_of(request.user),
        "valid_from": timezone.localdate(),
        "weekdays": [1, 2, 3, 4, 5],
    }
    return _plan_page(request, None, PlanForm(request.POST or None, initial=initial), _("新增时段"))


@requires(Permission.APPOINTMENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def slot_plan(request: UserRequest, pk: int) -> HttpResponse:
    """Change how many places are offered, and when."""
    found = get_object_or_404(queries.plans_visible_to(request.user), pk=pk)
    names = ("kind", "weekdays", "opens", "closes", "minutes", "capacity", "valid_from", "valid_until")
    initial = {name: getattr(found, name) for name in names}
    initial |= {"branch": found.branch_id, "lines": [line.pk for line in found.lines.all()]}
    form = PlanForm(request.POST or None, initial=initial)
    # What is booked hangs on the plan's branch and kind.
    form.fields["branch"].disabled = form.fields["kind"].disabled = True
    return _plan_page(request, found, form, str(found))


def _plan_page(request: UserRequest, found: SlotPlan | None, form: PlanForm, title: str) -> HttpResponse:
    def run(data: dict[str, Any]) -> None:
        plan_id = found.pk if found else None
        desk.save_plan(plan_id=plan_id, fields=form.fields_of_plan(), by=request.user, at=timezone.now())

    act = Act(
        title,
        _("保存"),
        reverse("desk:office_slot_plans"),
        _("预约时段"),
        said=_("已保存。"),
        intro=_("已约出去的不受影响；减少名额只减还没约的。"),
    )
    return act_page(request, act, form, run)


@requires(Permission.APPOINTMENT_MANAGE)
@require_POST
def end_slot_plan(request: UserRequest, pk: int) -> HttpResponse:
    """Offer no places after today."""
    found = get_object_or_404(queries.plans_visible_to(request.user), pk=pk)
    now = timezone.now()
    try:
        desk.end_plan(plan_id=found.pk, on=timezone.localdate(now), by=request.user, at=now)
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("今天之后不再放号；已约的照常。"))
    return redirect("desk:office_slot_plans")


# --- closed days


@requires(Permission.APPOINTMENT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def closed_days(request: UserRequest) -> HttpResponse:
    """Days without appointments; a new one tells whoever has one."""
    today = timezone.localdate()
    form = ClosedDayForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            told = desk.close_day(
                branch_id=data["branch"].pk if data["branch"] else None,
                day=data["day"],
                reason=data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记停约，取消并通知了 %(count)d 个预约。") % {"count": told})
            return redirect("desk:office_closed_days")
    rows = queries.closed_days_visible_to(request.user).filter(day__gte=today).order_by("day", "id")
    return render(request, "desk/office/closed_days.html", {"form": form, "days": rows[:200]})


@requires(Permission.APPOINTMENT_MANAGE)
@require_POST
def reopen_day(request: UserRequest, pk: int) -> HttpResponse:
    """Take appointments again on a day."""
    found = get_object_or_404(queries.closed_days_visible_to(request.user), pk=pk)
    desk.reopen_day(closed_id=found.pk, by=request.user, at=timezone.now())
    messages.success(request, _("已恢复预约。"))
    return redirect("desk:office_closed_days")
