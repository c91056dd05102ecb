"""Appointments of an employer's clerk, who comes with the business of many people."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, acted_for, chosen_employer, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from desk import operations as desk
from desk import queries
from desk.models import Appointment
from desk.operations import Details
from desk.states.appointments import APPOINTMENT_BADGE, SlotKind
from desk.states.cases import Channel
from desk.views import booking
from desk.views.portal.appointments import appointment_context

SHOWN = 20


@requires(Permission.OWN_EMPLOYER)
@require_safe
def appointments(request: UserRequest) -> HttpResponse:
    """The employer's appointments, newest first."""
    own = chosen_employer(request)
    rows = queries.appointments_visible_to(request.user).filter(employer=own).order_by("-starts_at", "-id")
    context = {"employer": own, "appointments": [(each, APPOINTMENT_BADGE[each.status]) for each in rows[:SHOWN]]}
    return render(request, "desk/employer/appointments.html", context)


@requires(Permission.OWN_EMPLOYER)
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: UserRequest) -> HttpResponse:
    """Book a batch in four steps and a check."""
    own = chosen_employer(request)

    def run(want: booking.Wanted, details: Details) -> Appointment:
        assert want.branch and want.line
        return desk.book(
            branch_id=want.branch.pk,
            line_id=want.line.pk,
            kinds=want.kinds,
            key=want.key,
            person_id=request.user.person_id,
            employer_id=own.pk,
            details=details,
            channel=Channel.EMPLOYER,
            by=request.user,
            at=timezone.now(),
        )

    return booking.step(
        request,
        booking.wanted(request, kinds=(SlotKind.EMPLOYER,)),
        book=run,
        template="desk/employer/book.html",
        done="desk:employer_appointment",
        context={"employer": own},
    )


@requires(Permission.OWN_EMPLOYER)
@require_safe
def appointment(request: UserRequest, pk: int) -> HttpResponse:
    """One appointment of the employer."""
    found = get_object_or_404(queries.appointments_visible_to(request.user), pk=pk)
    return render(request, "desk/employer/appointment.html", appointment_context(found))


@requires(Permission.OWN_EMPLOYER)
@require_POST
def cancel_appointment(request: UserRequest, pk: int) -> HttpResponse:
    """Give the place back."""
    rows = queries.appointments_visible_to(request.user).filter(acted_for(request, "employer"))
    found = get_object_or_404(rows, pk=pk)
    try:
        desk.cancel_appointment(appointment_id=found.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:employer_appointment", pk)
    messages.success(request, _("已取消，名额已让给别人。"))
    return redirect("desk:employer_appointments")
