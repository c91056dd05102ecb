"""For those who lead: the tablets at the windows, and what people say of us in figures."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from desk import operations as desk
from desk import queries
from desk.forms.ratings import DeviceForm, SpanForm
from desk.states.ratings import Level


@requires(Permission.HALL_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def rating_devices(request: UserRequest) -> HttpResponse:
    """The tablets in use; a new one gets its address, which is shown once."""
    staff = getattr(request.user, "staff", None)
    form = DeviceForm(request.POST or None, initial={"branch": staff.branch_id if staff else None})
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        branch, window = form.cleaned_data["branch"], form.cleaned_data["window"]
        device, secret = desk.register_device(branch_id=branch.pk, window=window, by=request.user, at=timezone.now())
        context["made"] = device
        context["address"] = request.build_absolute_uri(reverse("desk:public_device", args=[secret]))
    return render(request, "desk/office/rating_devices.html", {**context, "devices": queries.devices()})


@requires(Permission.HALL_LEAD)
@require_POST
def end_device(request: UserRequest, pk: int) -> HttpResponse:
    """Take a tablet out of use."""
    device = get_object_or_404(queries.devices(), pk=pk)
    desk.end_device(device_id=device.pk, at=timezone.now())
    messages.success(request, _("评价器已停用。"))
    return redirect("desk:office_rating_devices")


@requires(Permission.CASE_FIGURES)
@require_safe
def voice_figures(request: UserRequest) -> HttpResponse:
    """Satisfaction by branch, kind and clerk; complaints for each hundred cases; questions."""
    today = timezone.localdate()
    form = SpanForm.of(request.GET, today)
    since, until = form.days(today)
    by_kind = queries.satisfaction_by("kind", since, until)
    labels = queries.kind_labels(row.label for row in by_kind)
    by_clerk = queries.satisfaction_by("clerk", since, until)
    clerks = queries.clerk_labels(row.label for row in by_clerk)
    found = queries.satisfaction(since, until)
    context = {
        "form": form,
        "all": found,
        "levels": [(str(each.label), found.counts.get(each.value, 0)) for each in Level],
        "invited": queries.invited_count(since, until),
        "bad": queries.follow_figures(since, until),
        "complaints": queries.complaint_figures(since, until),
        "enquiries": queries.enquiry_figures(since, until),
        "tables": [
            (_("管理部"), [(row.label, row.found) for row in queries.satisfaction_by("branch__name", since, until)]),
            (_("事项"), [(labels.get(row.label, row.label), row.found) for row in by_kind]),
            (
                _("经办人"),
                [(clerks.get(row.label, _("系统自动")), row.found) for row in by_clerk],
            ),
        ],
    }
    return render(request, "desk/office/voice_figures.html", context)
