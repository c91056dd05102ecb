"""The depositor's own complaints and suggestions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from desk import operations as desk
from desk import queries
from desk.forms.complaints import ObjectionForm, VoiceForm
from desk.states.complaints import VOICE_BADGE, VoiceWay
from desk.views import words

SHOWN = 30


@requires(Permission.OWN_CASES)
@require_safe
def complaints(request: UserRequest) -> HttpResponse:
    """What one has said, newest first."""
    rows = queries.complaints_visible_to(request.user).order_by("-made_at", "-id")[:SHOWN]
    return render(request, "desk/portal/complaints.html", {"rows": [(each, VOICE_BADGE[each.status]) for each in rows]})


@requires(Permission.OWN_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: UserRequest) -> HttpResponse:
    """Say something; `?case=` is the number of one's own case that it is about."""
    cases = queries.cases_visible_to(request.user)
    initial = {"number": request.GET.get("case", "")[:20]}
    form = VoiceForm(request.POST or None, cases=cases, initial=initial)
    if request.method == "POST" and form.is_valid():
        voice = form.voice(person_id=request.user.person_id)
        try:
            made = desk.complain(voice=voice, way=VoiceWay.PORTAL, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            due = f"{made.answer_due_on:%Y-%m-%d}"
            messages.success(request, _("已收到，%(due)s 前答复您。") % {"due": due})
            return redirect("desk:portal_complaint", made.pk)
    return render(request, "desk/portal/complain.html", {"form": form})


@requires(Permission.OWN_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: UserRequest, pk: int) -> HttpResponse:
    """One complaint: where it stands, the answer, and one's own word on it."""
    found = get_object_or_404(queries.complaints_visible_to(request.user), pk=pk)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and words.say_word(request, found, form, by=request.user, at=timezone.now()):
        return redirect("desk:portal_complaint", pk)
    return render(request, "desk/portal/complaint.html", words.complaint_context(found, form))
