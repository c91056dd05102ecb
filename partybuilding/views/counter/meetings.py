"""The board, the plan, notice, sign-in, minutes and what follows from them."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from common.paper import response
from partybuilding import papers
from partybuilding.forms.fields import WordsForm
from partybuilding.forms.meetings import (
    AttendanceForm,
    CallForm,
    MeetingFilter,
    PlanMeetingForm,
    PlanYearForm,
    ResolutionFilter,
    SummaryForm,
    YearForm,
)
from partybuilding.models import Meeting
from partybuilding.operations import meetings as operations
from partybuilding.queries import meetings as queries
from partybuilding.queries import organisation as people
from partybuilding.queries import scope
from partybuilding.states.meetings import (
    COMMITTEE_ONLY,
    MEETING_BADGE,
    PRESENCE_BADGE,
    RESOLUTION_BADGE,
    MeetingStatus,
    Presence,
)
from partybuilding.views.acting import GET_OR_POST, Act, act_at_once, act_page


def _meeting(request: UserRequest, pk: int) -> Meeting:
    return get_object_or_404(scope.meetings_visible_to(request.user), pk=pk)


def url_of(pk: int) -> str:
    """Address of a meeting's page."""
    return reverse("partybuilding:counter_meeting", args=[pk])


@requires(Permission.PARTY_VIEW)
@require_safe
def board(request: UserRequest) -> HttpResponse:
    """What is due, done and late, by organisation and period."""
    today = timezone.localdate()
    year = YearForm.of(request.GET, today.year)
    context = {
        "boards": queries.board(request.user, year, today),
        "year": year,
        "years": [year - 1, year, year + 1],
        "months": range(1, 13),
        "may_work": request.user.may(Permission.PARTY_WORK),
    }
    return render(request, "partybuilding/counter/board.html", context)


@requires(Permission.PARTY_VIEW)
@require_safe
def meetings(request: UserRequest) -> HttpResponseBase:
    """All meetings one sees."""
    may_work = request.user.may(Permission.PARTY_WORK)
    listing = Listing(
        request,
        scope.meetings_visible_to(request.user),
        columns=[
            Column("name", _("会议"), value=str, link=lambda row: url_of(row.pk)),
            Column("period", _("计划时段"), order="period"),
            Column("starts_at", _("开会时间"), kind="time", order="starts_at", narrow=False),
            Column("theme", _("主题"), narrow=False),
            Column("attended", _("实到"), kind="number", narrow=False),
            Column("get_status_display", _("状态"), badge=lambda row: MEETING_BADGE[row.status]),
        ],
        order=("-period", "-starts_at"),
        filters=MeetingFilter,
        caption=_("会议"),
        file_name=_("会议台账"),
        empty={
            "title": _("还没有会议"),
            "text": _("先排出全年计划，再逐次发通知。"),
            **({"url": reverse("partybuilding:counter_plan_year"), "action": _("排全年计划")} if may_work else {}),
        },
    )
    return listing.response("partybuilding/counter/meetings.html", {"may_work": may_work})


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def plan_year(request: UserRequest) -> HttpResponse:
    """A meeting for each period of a year."""
    worked = scope.organisations_worked_by(request.user)

    def run(answers: dict[str, Any]) -> None:
        operations.plan_year(
            organisation_id=answers["organisation"].pk, year=answers["year"], by=request.user, at=timezone.now()
        )

    act = Act(
        _("排全年计划"),
        _("列入计划"),
        reverse("partybuilding:counter_board"),
        _("三会一课"),
        said=_("已列入计划，到时逐次发通知。"),
        intro=_("按规定的次数，给还没有安排的每个月、季和年各列一次会议。"),
    )
    form = PlanYearForm(request.POST or None, organisations=worked, initial={"year": timezone.localdate().year})
    return act_page(request, act, form, run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def plan_meeting(request: UserRequest) -> HttpResponse:
    """One more meeting."""
    worked = scope.organisations_worked_by(request.user)

    def run(answers: dict[str, Any]) -> str:
        organisation = answers.pop("organisation")
        made = operations.plan_meeting(organisation_id=organisation.pk, by=request.user, at=timezone.now(), **answers)
        return url_of(made.pk)

    back = reverse("partybuilding:counter_meetings")
    act = Act(_("安排一次会议"), _("列入计划"), back, _("会议"), said=_("已列入计划。"))
    form = PlanMeetingForm(
        request.POST or None,
        organisations=worked,
        initial={
            "on": timezone.localdate(),
            "kind": request.GET.get("kind", ""),
            "organisation": request.GET.get("organisation", ""),
        },
    )
    return act_page(request, act, form, run)


@requires(Permission.PARTY_VIEW)
@require_safe
def meeting(request: UserRequest, pk: int) -> HttpResponse:
    """One meeting from its plan to its minutes."""
    found, user = _meeting(request, pk), request.user
    works = scope.works_for(user, found.organisation_id)
    is_recorder = found.recorder is not None and found.recorder.person_id == user.person_id
    is_host = found.host is not None and found.host.person_id == user.person_id
    writes = works or is_recorder
    is_written = found.status == MeetingStatus.WRITTEN
    context = {
        "meeting": found,
        "badge": MEETING_BADGE[found.status],
        "topics": queries.agenda(found),
        "attendances": [(row, PRESENCE_BADGE[row.presence]) for row in queries.called(found)],
        "events": _events(found),
        "works": works,
        "may_call": works and found.status == MeetingStatus.PLANNED,
        "may_write": writes and found.status in operations.WRITABLE,
        "may_close": writes and found.status == MeetingStatus.NOTICED,
        "may_submit": writes and found.status == MeetingStatus.HELD,
        "may_approve": is_written and (works or is_host),
        "may_cancel": works and found.status in (MeetingStatus.PLANNED, MeetingStatus.NOTICED),
        "may_assign": works and found.held_on is not None,
        "has_minutes": is_written or found.status == MeetingStatus.APPROVED,
        "shows_code": writes and found.status == MeetingStatus.NOTICED,
    }
    return render(request, "partybuilding/counter/meeting.html", context)


def _events(found: Meeting) -> list[dict[str, object]]:
    words = {
        "plan": _("列入计划"),
        "give_notice": _("发出通知"),
        "close": _("会议结束"),
        "submit": _("提交记录"),
        "send_back": _("退回记录"),
        "approve": _("审定归档"),
        "cancel": _("取消"),
    }
    rows = found.events.select_related("by__person").order_by("-at", "-id")
    return [
        {"title": words.get(each.action, each.action), "at": each.at, "who": each.by or "", "note": each.note}
        for each in rows
    ]


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def call_meeting(request: UserRequest, pk: int) -> HttpResponse:
    """Give notice."""
    found = _meeting(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.call_meeting(
            meeting_id=pk,
            starts_at=answers["starts_at"],
            place=answers["place"],
            theme=answers["theme"],
            host_id=answers["host"].pk,
            recorder_id=answers["recorder"].pk,
            by=request.user,
            at=timezone.now(),
        )

    rows = people.committee if found.kind in COMMITTEE_ONLY else people.roll
    head = people.head_of(found.organisation)
    form = CallForm(
        request.POST or None,
        members=rows(found.organisation),
        initial={"theme": found.theme, "host": head.pk if head else None, "day": timezone.localdate()},
    )
    act = Act(_("发会议通知"), _("发通知"), url_of(pk), str(found), said=_("已通知全体应到人员。"))
    return act_page(request, act, form, run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def cancel_meeting(request: UserRequest, pk: int) -> HttpResponse:
    """Take it off."""
    found = _meeting(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.cancel_meeting(meeting_id=pk, reason=answers["text"], by=request.user, at=timezone.now())

    act = Act(_("取消会议"), _("取消会议"), url_of(pk), str(found), said=_("已取消。"))
    return act_page(request, act, WordsForm(request.POST or None, label=_("为什么取消")), run)


# --- sign-in


@requires(Permission.PARTY_VIEW)
@require_safe
def sign_code(request: UserRequest, pk: int) -> HttpResponse:
    """The QR code for the wall of the room, for who keeps the list."""
    found = _meeting(request, pk)
    is_recorder = found.recorder is not None and found.recorder.person_id == request.user.person_id
    if found.status != MeetingStatus.NOTICED or not (
        is_recorder or scope.works_for(request.user, found.organisation_id)
    ):
        return redirect(url_of(pk))
    path = reverse("partybuilding:counter_sign_in", args=[pk])
    address = request.build_absolute_uri(f"{path}?code={found.sign_code}")
    picture = segno.make(address, error="m").svg_inline(border=2, scale=8, svgclass=None, lineclass=None)
    # segno draws it: numbers and paths only.
    context = {"meeting": found, "picture": mark_safe(picture), "address": address}
    return render(request, "partybuilding/counter/sign_code.html", context)


@requires(Permission.PARTY_VIEW)
@require_http_methods(GET_OR_POST)
def sign_in(request: UserRequest, pk: int) -> HttpResponse:
    """A member signs in: the page behind the QR code."""
    found = _meeting(request, pk)
    code = request.POST.get("code") or request.GET.get("code", "")
    if request.method == "POST":
        return act_at_once(
            request,
            lambda: operations.sign_in(meeting_id=pk, code=code, by=request.user, at=timezone.now()),
            said=_("已签到。"),
            to=url_of(pk),
        )
    return render(request, "partybuilding/counter/sign_in.html", {"meeting": found, "code": code})


@requires(Permission.PARTY_VIEW)
@require_http_methods(GET_OR_POST)
def attendance(request: UserRequest, pk: int) -> HttpResponse:
    """The list: who came, who is on leave and why."""
    found = _meeting(request, pk)
    rows = list(queries.called(found))
    form = AttendanceForm(request.POST or None, rows=rows, guests=found.guests)
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_attendance(
                meeting_id=pk,
                presences=form.presences(),
                guests=form.cleaned_data["guests"],
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记到会情况。"))
            return redirect(url_of(pk))
    context = {"meeting": found, "form": form, "lines": form.lines(), "present": Presence.PRESENT}
    return render(request, "partybuilding/counter/attendance.html", context)


# --- minutes


@requires(Permission.PARTY_VIEW)
@require_POST
def close_meeting(request: UserRequest, pk: int) -> HttpResponse:
    """The meeting is over."""
    _meeting(request, pk)
    return act_at_once(
        request,
        lambda: operations.close_meeting(meeting_id=pk, by=request.user, at=timezone.now()),
        said=_("会议已结束，请把每项议题的讨论和决议写完整。"),
        to=url_of(pk),
    )


@requires(Permission.PARTY_VIEW)
@require_http_methods(GET_OR_POST)
def submit_minutes(request: UserRequest, pk: int) -> HttpResponse:
    """Hand the minutes in."""
    found = _meeting(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.submit_minutes(meeting_id=pk, summary=answers["text"], by=request.user, at=timezone.now())

    act = Act(_("提交会议记录"), _("提交"), url_of(pk), str(found), said=_("已提交，等另一位同志审定。"))
    return act_page(request, act, SummaryForm(request.POST or None, initial={"text": found.summary}), run)


@requires(Permission.PARTY_VIEW)
@require_POST
def approve_minutes(request: UserRequest, pk: int) -> HttpResponse:
    """Approve them."""
    _meeting(request, pk)
    return act_at_once(
        request,
        lambda: operations.approve_minutes(meeting_id=pk, by=request.user, at=timezone.now()),
        said=_("已审定归档。"),
        to=url_of(pk),
    )


@requires(Permission.PARTY_VIEW)
@require_http_methods(GET_OR_POST)
def send_back_minutes(request: UserRequest, pk: int) -> HttpResponse:
    """Give them back."""
    found = _meeting(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.send_back_minutes(meeting_id=pk, reason=answers["text"], by=request.user, at=timezone.now())

    form = WordsForm(request.POST or None, label=_("哪里要改"))
    return act_page(request, Act(_("退回会议记录"), _("退回"), url_of(pk), str(found), said=_("已退回。")), form, run)


@requires(Permission.PARTY_VIEW)
@require_safe
def minutes_paper(request: UserRequest, pk: int) -> HttpResponse:
    """The minutes as a document."""
    found = _meeting(request, pk)
    if found.held_on is None:
        messages.error(request, _("会议还没有开，没有记录可以打印。"))
        return redirect(url_of(pk))
    return response(papers.minutes_paper(found, at=timezone.now()), str(found))


# --- what follows


@requires(Permission.PARTY_VIEW)
@require_safe
def resolutions(request: UserRequest) -> HttpResponseBase:
    """What meetings resolved and somebody has to do."""
    today = timezone.localdate()
    listing = Listing(
        request,
        scope.resolutions_visible_to(request.user),
        columns=[
            Column("text", _("要做什么"), link=lambda row: reverse("partybuilding:counter_resolution", args=[row.pk])),
            Column("owner", _("责任人"), value=lambda row: str(row.owner)),
            Column("meeting", _("哪次会议"), value=lambda row: str(row.topic.meeting), narrow=False),
            Column("due_on", _("期限"), kind="date", order="due_on"),
            Column(
                "get_status_display",
                _("状态"),
                badge=lambda row: "bad" if row.done_at is None and row.due_on < today else RESOLUTION_BADGE[row.status],
            ),
        ],
        order=("-status", "due_on"),
        filters=ResolutionFilter,
        caption=_("决议落实"),
        file_name=_("决议落实台账"),
        empty={"title": _("还没有要落实的决议"), "text": _("在会议页的议题下写明谁在什么时候前做什么。")},
    )
    return listing.response("partybuilding/counter/resolutions.html")
