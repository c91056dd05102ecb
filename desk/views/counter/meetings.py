"""The morning meeting: planned, prepared, held, confirmed; and who came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from desk.forms.hall import WordsForm
from desk.forms.meetings import (
    DrillForm,
    DrillRecordForm,
    HostForm,
    MeetingFilter,
    MinutesForm,
    PlanForm,
    ProgrammeForm,
    RollForm,
    ShareForm,
    SpanForm,
)
from desk.models import FaultDrill, Meeting
from desk.operations import meetings as operations
from desk.queries import hall, knowledge
from desk.queries import meetings as queries
from desk.states.meetings import MEETING_BADGE, PRESENCE_BADGE, MeetingStatus
from desk.views.acting import Act, act_at_once, act_page

GET_OR_POST = ["GET", "HEAD", "POST"]
SHARED_FROM = 60
"""Newest entries of the register that can be shared."""


@requires(Permission.STAFF_DESK)
@require_safe
def meetings(request: UserRequest) -> HttpResponseBase:
    """All meetings, the newest first."""
    listing = Listing(
        request,
        queries.meetings_visible_to(request.user),
        columns=[
            Column("day", _("日期"), kind="date", link=_url),
            Column("branch__name", _("管理部")),
            Column("host", _("主持人"), value=lambda row: str(row.host)),
            Column("held_at", _("实际开始"), kind="time", narrow=False),
            Column("get_status_display", _("状态"), badge=lambda row: MEETING_BADGE[row.status]),
        ],
        order=("-day",),
        filters=MeetingFilter,
        caption=_("晨会"),
        empty={"title": _("还没有晨会"), "text": _("负责人安排后，主持人会收到提醒。")},
    )
    leads = hall.leads(request.user, hall.branch_of(request.user))
    return listing.response("desk/counter/meetings.html", {"leads": leads})


def _url(row: Meeting) -> str:
    return reverse("desk:counter_meeting", args=[row.pk])


@requires(Permission.HALL_LEAD)
@require_http_methods(GET_OR_POST)
def plan_meetings(request: UserRequest) -> HttpResponse:
    """Plan the coming mornings, hosts in turn."""
    form = PlanForm(request.POST or None, initial={"since": timezone.localdate() + timedelta(days=1)})

    def run(answers: dict[str, Any]) -> None:
        operations.plan_meetings(
            branch_id=hall.branch_of(request.user),
            since=answers["since"],
            count=answers["count"],
            by=request.user,
            at=timezone.now(),
        )

    act = Act(
        _("安排晨会"),
        _("安排"),
        reverse("desk:counter_meetings"),
        _("晨会"),
        said=_("已安排，主持人会收到提醒。"),
        intro=_("只排工作日，已经安排的日子跳过；主持人按最久没有主持的先轮。"),
    )
    return act_page(request, act, form, run)


@requires(Permission.STAFF_DESK)
@require_safe
def meeting(request: UserRequest, pk: int) -> HttpResponse:
    """One meeting: its programme in three parts, who came, its minutes; prints as the record (晨会记录册)."""
    found, user = _meeting(request, pk), request.user
    parts = queries.parts_of(found)
    hosts = found.host_id == user.pk or hall.leads(user, found.branch_id)
    planned, held = found.status == MeetingStatus.PLANNED, found.status == MeetingStatus.HELD
    context = {
        "meeting": found,
        "badge": MEETING_BADGE[found.status],
        "parts": parts,
        "attendance": [(each, PRESENCE_BADGE[each.presence]) for each in parts.attendance],
        "can_prepare": planned or held,
        "can_host": hosts and (planned or held),
        "can_hold": hosts and planned and found.day <= timezone.localdate(),
        "can_confirm": hosts and held,
        "can_change_host": hosts and planned,
        "can_cancel": planned and hall.leads(user, found.branch_id),
        "user": user,
    }
    return render(request, "desk/counter/meeting.html", context)


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def add_programme(request: UserRequest, pk: int) -> HttpResponse:
    """Put an item of culture on the programme."""
    found = _meeting(request, pk)
    form = ProgrammeForm(request.POST or None, branch_id=found.branch_id, initial={"lead": request.user.pk})

    def run(answers: dict[str, Any]) -> None:
        lead = answers.pop("lead")
        operations.add_programme(meeting_id=pk, lead_id=lead.pk, by=request.user, at=timezone.now(), **answers)

    return act_page(request, _act(found, _("加一个节目"), _("加上"), _("已加入节目单。")), form, run)


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def add_drill(request: UserRequest, pk: int) -> HttpResponse:
    """Put a fault-finding drill on the programme."""
    found = _meeting(request, pk)
    form = DrillForm(request.POST or None, branch_id=found.branch_id)

    def run(answers: dict[str, Any]) -> None:
        operations.add_drill(
            meeting_id=pk,
            citizen_id=answers["citizen"].pk,
            clerk_id=answers["clerk"].pk,
            window=answers["window"],
            business=answers["business"],
            by=request.user,
            at=timezone.now(),
        )

    act = _act(found, _("安排找茬演练"), _("安排"), _("已安排找茬演练。"))
    return act_page(request, act, form, run)


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def record_drill(request: UserRequest, pk: int) -> HttpResponse:
    """What came of a drill."""
    drill = _drill(request, pk)
    initial = {"objections": drill.objections, "answers": drill.answers, "evaluation": drill.evaluation}
    form = DrillRecordForm(request.POST or None, initial=initial)

    def run(answers: dict[str, Any]) -> None:
        operations.record_drill(drill_id=pk, by=request.user, at=timezone.now(), **answers)

    title = _("找茬演练：%(business)s") % {"business": drill.business}
    return act_page(request, _act(drill.meeting, title, _("保存"), _("已记录。")), form, run)


@requires(Permission.STAFF_DESK)
@require_POST
def drop_drill(request: UserRequest, pk: int) -> HttpResponse:
    """Take a drill off the programme."""
    drill = _drill(request, pk)
    return act_at_once(
        request,
        lambda: operations.drop_drill(drill_id=pk, by=request.user, at=timezone.now()),
        said=_("已取消这个演练。"),
        to=_url(drill.meeting),
    )


@requires(Permission.STAFF_DESK)
@require_POST
def drop_programme(request: UserRequest, pk: int) -> HttpResponse:
    """Take an item off the programme."""
    item = get_object_or_404(queries.programme_visible_to(request.user), pk=pk)
    return act_at_once(
        request,
        lambda: operations.drop_programme(programme_id=pk, by=request.user, at=timezone.now()),
        said=_("已取消这个节目。"),
        to=_url(item.meeting),
    )


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def share_problem(request: UserRequest, pk: int) -> HttpResponse:
    """Share a hard problem of the register."""
    found = _meeting(request, pk)
    newest = knowledge.problems_visible_to(request.user).order_by("-created_at", "-id")
    ids = list(newest.values_list("pk", flat=True)[:SHARED_FROM])
    form = ShareForm(request.POST or None, choices=newest.filter(pk__in=ids))

    def run(answers: dict[str, Any]) -> None:
        operations.share_problem(meeting_id=pk, problem_id=answers["problem"].pk, by=request.user, at=timezone.now())

    act = _act(found, _("疑难问题交流"), _("加上"), _("已加入今天的交流。"))
    return act_page(request, act, form, run)


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def hold_meeting(request: UserRequest, pk: int) -> HttpResponse:
    """Call the roll."""
    found = _meeting(request, pk)
    form = RollForm(request.POST or None, colleagues=list(hall.colleagues(found.branch_id)))

    def run(_answers: dict[str, Any]) -> None:
        operations.hold_meeting(meeting_id=pk, presence=form.presence, by=request.user, at=timezone.now())

    act = _act(found, _("点名开会"), _("开始晨会"), _("晨会开始。"))
    return act_page(request, act, form, run, "desk/counter/hold_meeting.html")


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def confirm_minutes(request: UserRequest, pk: int) -> HttpResponse:
    """Write and confirm the minutes."""
    found = _meeting(request, pk)
    form = MinutesForm(request.POST or None, initial={"minutes": found.minutes})

    def run(answers: dict[str, Any]) -> None:
        operations.confirm_minutes(meeting_id=pk, minutes=answers["minutes"], by=request.user, at=timezone.now())

    act = _act(found, _("确认晨会记录"), _("确认"), _("晨会记录已确认。"), _("确认后不能再改。"))
    return act_page(request, act, form, run)


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def change_host(request: UserRequest, pk: int) -> HttpResponse:
    """Another host."""
    found = _meeting(request, pk)
    form = HostForm(request.POST or None, branch_id=found.branch_id)

    def run(answers: dict[str, Any]) -> None:
        operations.change_host(meeting_id=pk, host_id=answers["host"].pk, by=request.user, at=timezone.now())

    return act_page(request, _act(found, _("换主持人"), _("换"), _("已换主持人。")), form, run)


@requires(Permission.HALL_LEAD)
@require_http_methods(GET_OR_POST)
def cancel_meeting(request: UserRequest, pk: int) -> HttpResponse:
    """There is no meeting that day."""
    found = _meeting(request, pk)
    form = WordsForm(request.POST or None, label=_("取消的原因"))

    def run(answers: dict[str, Any]) -> None:
        operations.cancel_meeting(meeting_id=pk, reason=answers["text"], by=request.user, at=timezone.now())

    return act_page(request, _act(found, _("取消晨会"), _("取消晨会"), _("晨会已取消。")), form, run)


@requires(Permission.STAFF_DESK)
@require_safe
def attendance(request: UserRequest) -> HttpResponse:
    """Who came how often in a span."""
    today = timezone.localdate()
    initial: dict[str, Any] = {"since": today.replace(day=1), "until": today, "branch": hall.branch_of(request.user)}
    form = SpanForm(request.GET or None, initial=initial)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else initial
    branch_id = getattr(asked["branch"], "pk", asked["branch"])
    context = {
        "form": form,
        "rows": queries.turnouts(branch_id, asked["since"], asked["until"]),
        "adoption": queries.adoption(branch_id, asked["since"], asked["until"]),
    }
    return render(request, "desk/counter/attendance.html", context)


def _act(found: Meeting, title: str, button: str, said: str, intro: str = "") -> Act:
    return Act(title, button, _url(found), str(found), said=said, intro=intro)


def _meeting(request: UserRequest, pk: int) -> Meeting:
    return get_object_or_404(queries.meetings_visible_to(request.user), pk=pk)


def _drill(request: UserRequest, pk: int) -> FaultDrill:
    return get_object_or_404(queries.drills_visible_to(request.user), pk=pk)
