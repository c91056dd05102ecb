"""Complaints and suggestions of everybody: no log-in, no name needed; a code shows how they stand."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import client_address, public
from common.errors import BusinessError
from desk import operations as desk
from desk import queries
from desk.forms.complaints import CodeForm, ObjectionForm, PublicVoiceForm
from desk.rules.complaints import clean_code
from desk.states.complaints import VoiceWay
from desk.views import words

SENT_AN_HOUR = 5
"""Complaints that one address may send in an hour: enough for a family, too few for a program."""
CODES_A_MINUTE = 30


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Say what is wrong, or what could be better."""
    form = PublicVoiceForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["website"] or _too_often(request, "complain", SENT_AN_HOUR, 3600):
            form.add_error(None, _("提交太频繁，请过一小时再试，或拨打 12329。"))
            status = 429
        else:
            try:
                made = desk.complain(voice=form.voice(), way=VoiceWay.PUBLIC, by=None, at=timezone.now())
            except BusinessError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("desk:public_complaint", made.code)
    return render(request, "desk/public/complain.html", {"form": form}, status=status)


@public
@never_cache
@require_safe
def complaint_status(request: HttpRequest) -> HttpResponse:
    """Type the code."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        code = clean_code(form.cleaned_data["code"])
        if code:
            return redirect("desk:public_complaint", code)
        form.add_error("code", _("查询码是 12 位字母和数字，请核对。"))
    return render(request, "desk/public/complaint_status.html", {"form": form})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: HttpRequest, code: str) -> HttpResponse:
    """How it stands and what was answered: for whoever holds the code. Nobody's name is shown."""
    if _too_often(request, "complaint", CODES_A_MINUTE, 60):
        return render(request, "desk/public/complaint_status.html", {"form": CodeForm(), "too_many": True}, status=429)
    found = queries.complaint_by_code(code)
    if found is None:
        return render(request, "desk/public/complaint_status.html", {"form": CodeForm(), "missing": True}, status=404)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and words.say_word(request, found, form, by=None, at=timezone.now()):
        return redirect("desk:public_complaint", found.code)
    return render(request, "desk/public/complaint.html", words.complaint_context(found, form))


def _too_often(request: HttpRequest, what: str, most: int, seconds: int) -> bool:
    """Whether an address has done this too often in the last while."""
    key = f"{what}-{client_address(request)}"
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) > most
    except ValueError:  # the while ended just now
        return False
