"""What whoever complained can say of the answer, with the portal's or the code's right: the same for both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import BusinessError
from common.states import allowed
from desk import operations as desk
from desk.forms.complaints import ObjectionForm
from desk.models import Complaint
from desk.rules.complaints import code_groups
from desk.states.complaints import VOICE_BADGE, VOICE_MOVES


def complaint_context(found: Complaint, form: ObjectionForm) -> dict[str, Any]:
    """What the page of one's own complaint shows."""
    may = allowed(found.status, VOICE_MOVES)
    return {
        "complaint": found,
        "code": code_groups(found.code),
        "badge": VOICE_BADGE[found.status],
        "form": form,
        "may_word": "appeal" in may,
        "may_withdraw": "withdraw" in may,
        "steps": _steps(found),
    }


def say_word(request: HttpRequest, found: Complaint, form: ObjectionForm, *, by: User | None, at: datetime) -> bool:
    """Do what the button says: content, object or withdraw; whether it was done."""
    action = request.POST.get("action", "")
    try:
        if action == "content":
            desk.accept_answer(complaint_id=found.pk, by=by, at=at)
            messages.success(request, _("已办结，谢谢您。"))
        elif action == "withdraw":
            desk.withdraw_complaint(complaint_id=found.pk, by=by, at=at)
            messages.success(request, _("已撤回。"))
        elif form.is_valid():
            desk.object_to_answer(complaint_id=found.pk, reason=form.cleaned_data["reason"], by=by, at=at)
            messages.success(request, _("已转中心主任复查，5 个工作日内答复。"))
        else:
            return False
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    return True


def _steps(found: Complaint) -> list[dict[str, object]]:
    """The way of a complaint, as a courier would show it."""
    places = {"RECEIVED": 0, "HANDLING": 1, "ANSWERED": 2, "APPEALED": 2, "CLOSED": 3, "WITHDRAWN": 3}
    titles = [_("已收到"), _("处理中"), _("复查中") if found.status == "APPEALED" else _("已答复"), _("已办结")]
    if found.status == "WITHDRAWN":
        titles = [_("已收到"), _("已撤回")]
    here = min(places[found.status], len(titles) - 1)
    ended = found.closed_at is not None
    return [
        {"title": title, "state": "done" if place < here or ended else "now" if place == here else ""}
        for place, title in enumerate(titles)
    ]
