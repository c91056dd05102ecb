"""A depositor's questions: asked, and answered by the next working day."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from desk import operations as desk
from desk import queries
from desk.forms.enquiries import AskForm
from desk.states.enquiries import ENQUIRY_BADGE

SHOWN = 30


@requires(Permission.OWN_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def enquiries(request: UserRequest) -> HttpResponse:
    """Ask, and read what was answered."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            made = desk.send_enquiry(
                question=answers["question"], branch_id=answers["branch"].pk, by=request.user, at=timezone.now()
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已收到，%(due)s 前答复您。") % {"due": f"{made.due_on:%Y-%m-%d}"})
            return redirect("desk:portal_enquiries")
    rows = queries.enquiries_visible_to(request.user).order_by("-asked_at", "-id")[:SHOWN]
    context = {"form": form, "rows": [(each, ENQUIRY_BADGE[each.status]) for each in rows]}
    return render(request, "desk/portal/enquiries.html", context)
