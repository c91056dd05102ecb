"""Complaints at the counter: written down, given to somebody, answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from common.states import allowed
from desk import operations as desk
from desk import queries
from desk.forms.complaints import AnswerForm, AssignForm, RecordedVoiceForm, VoiceFilter
from desk.models import Complaint
from desk.rules.complaints import code_groups
from desk.states.complaints import VOICE_BADGE, VOICE_MOVES, VoiceKind, VoiceStatus

SHOWN = 20
_ACTIONS = {
    "receive": gettext_lazy("收到"),
    "assign": gettext_lazy("分派"),
    "answer": gettext_lazy("答复"),
    "content": gettext_lazy("对方满意，办结"),
    "appeal": gettext_lazy("对方不满意，请求复查"),
    "answer_again": gettext_lazy("主任复查答复"),
    "close_silent": gettext_lazy("到期无异议，自动办结"),
    "withdraw": gettext_lazy("对方撤回"),
}


@requires(Permission.CASE_VIEW)
@require_safe
def complaints(request: UserRequest) -> HttpResponseBase:
    """All that the user may see; on top what waits for them and what is late."""
    user, today = request.user, timezone.localdate()
    listing = Listing(
        request,
        queries.complaints_visible_to(user),
        columns=[
            Column("title", _("事由"), link=lambda row: reverse("desk:counter_complaint", args=[row.pk])),
            Column("get_kind_display", _("类别")),
            Column("get_way_display", _("来源"), narrow=False),
            Column("branch__name", _("管理部"), narrow=False),
            Column("owner", _("承办人"), value=lambda row: str(row.owner or ""), narrow=False),
            Column("answer_due_on", _("答复期限"), kind="date"),
            Column("made_at", _("收到时间"), kind="time", order="made_at", narrow=False),
            Column("get_status_display", _("状态"), badge=lambda row: VOICE_BADGE[row.status]),
        ],
        order=("-made_at",),
        filters=VoiceFilter,
        caption=_("投诉建议"),
        empty={"title": _("还没有投诉建议"), "text": _("窗口、电话、网站和个人网厅收到的都列在这里。")},
    )
    context = {
        "today": today,
        "waiting": queries.complaints_waiting(user)[:SHOWN],
        "late": queries.complaints_late(user, today)[:SHOWN] if user.may(Permission.COMPLAINT_HANDLE) else [],
        "may_record": user.may(Permission.CASE_WORK),
    }
    return listing.response("desk/counter/complaints.html", context)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def record_complaint(request: UserRequest) -> HttpResponse:
    """Write down what somebody says at the window, on the hotline or in a letter; they get the code."""
    staff = getattr(request.user, "staff", None)
    initial = {"branch": staff.branch_id if staff else None, "number": request.GET.get("case", "")[:20]}
    form = RecordedVoiceForm(request.POST or None, cases=queries.cases_visible_to(request.user), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = desk.complain(voice=form.voice(), way=form.cleaned_data["way"], by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            said = {"code": code_groups(made.code), "due": f"{made.answer_due_on:%Y-%m-%d}"}
            messages.success(request, _("已登记，请把查询码 %(code)s 告诉对方，%(due)s 前答复。") % said)
            return redirect("desk:counter_complaints")
    return render(request, "desk/counter/record_complaint.html", {"form": form})


@requires(Permission.CASE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: UserRequest, pk: int) -> HttpResponse:
    """One complaint; its owner answers it here, and the head an objection."""
    found = _complaint(request, pk)
    form = _answer_form(found, request)
    if request.method == "POST" and form is not None and form.is_valid():
        answer = desk.answer_again if found.status == VoiceStatus.APPEALED else desk.answer_complaint
        facts = {"text": form.cleaned_data["text"], "finding": form.finding_said}
        try:
            answer(complaint_id=pk, by=request.user, at=timezone.now(), **facts)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已答复，对方可以看到。"))
            return redirect("desk:counter_complaint", pk)
    return _page(request, found, form=form)


@requires(Permission.COMPLAINT_HANDLE)
@require_POST
def assign_complaint(request: UserRequest, pk: int) -> HttpResponse:
    """Give it to somebody."""
    found = _complaint(request, pk)
    form = _assign_form(request, found)
    if form.is_valid():
        about = form.cleaned_data["about"]
        try:
            desk.assign_complaint(
                complaint_id=pk,
                owner_id=form.cleaned_data["owner"].pk,
                about_id=about.pk if about else None,
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已分派。"))
            return redirect("desk:counter_complaint", pk)
    return _page(request, found, assign_form=form, form=_answer_form(found, request, bound=False))


def _page(
    request: UserRequest, found: Complaint, *, form: AnswerForm | None = None, assign_form: AssignForm | None = None
) -> HttpResponse:
    if found.person_id:
        accounts.look(
            person_id=found.person_id,
            user=request.user,
            kind=LookKind.PAGE,
            what=_("投诉建议"),
            at=timezone.now(),
            address=client_address(request),
        )
    may_assign = request.user.may(Permission.COMPLAINT_HANDLE) and "assign" in allowed(found.status, VOICE_MOVES)
    context: dict[str, Any] = {
        "complaint": found,
        "code": code_groups(found.code),
        "badge": VOICE_BADGE[found.status],
        "form": form,
        "assign_form": assign_form or (_assign_form(request, found, bound=False) if may_assign else None),
        "is_owner": found.owner_id == request.user.pk,
        "events": [
            {"title": _ACTIONS.get(each.action, each.action), "at": each.at, "who": each.by or "", "note": each.note}
            for each in found.events.select_related("by__person").order_by("-at", "-id")
        ],
    }
    return render(request, "desk/counter/complaint.html", context)


def _complaint(request: UserRequest, pk: int) -> Complaint:
    return get_object_or_404(queries.complaints_visible_to(request.user), pk=pk)


def _answer_form(found: Complaint, request: UserRequest, *, bound: bool = True) -> AnswerForm | None:
    """The form of whoever may answer now, or none."""
    user = request.user
    is_mine = found.status == VoiceStatus.HANDLING and found.owner_id == user.pk
    is_appeal = found.status == VoiceStatus.APPEALED and user.may(Permission.COMPLAINT_HANDLE)
    if not (is_mine or is_appeal):
        return None
    data = request.POST if bound and request.method == "POST" else None
    return AnswerForm(data, is_complaint=found.kind == VoiceKind.COMPLAINT)


def _assign_form(request: UserRequest, found: Complaint, *, bound: bool = True) -> AssignForm:
    today = timezone.localdate()
    handlers = queries.staff_who_may(Permission.COMPLAINT_HANDLE, today)
    if found.about_person_id:
        handlers = handlers.exclude(person=found.about_person_id)
    return AssignForm(
        request.POST if bound else None,
        handlers=handlers,
        colleagues=queries.staff_who_may(Permission.STAFF_DESK, today),
        initial={"owner": found.owner_id or request.user.pk, "about": found.about_id},
    )
