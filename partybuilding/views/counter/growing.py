"""Talks, study, notes, and the year's report."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common import sheets
from common.listing import Column, Listing
from common.money import yuan
from partybuilding.forms.growing import HoursForm, NoteForm, ReportForm, SessionForm, TalkForm
from partybuilding.forms.meetings import YearForm
from partybuilding.operations import growing as operations
from partybuilding.queries import growing as queries
from partybuilding.queries import scope
from partybuilding.states.organisation import MASS, MemberStatus, OrganisationKind
from partybuilding.views.acting import GET_OR_POST, Act, act_page


def _members(request: UserRequest) -> Any:
    rows = scope.members_visible_to(request.user).filter(status=MemberStatus.HERE)
    return rows.order_by("branch", "id")


# --- talks


@requires(Permission.PARTY_VIEW)
@require_safe
def talks(request: UserRequest) -> HttpResponseBase:
    """That talks were held, with whom; and with whom not yet this year."""
    may_work = request.user.may(Permission.PARTY_WORK)
    year = timezone.localdate().year
    listing = Listing(
        request,
        queries.talks_visible_to(request.user),
        columns=[
            Column(
                "on",
                _("谈话日期"),
                kind="date",
                order="on",
                link=lambda row: reverse("partybuilding:counter_talk", args=[row.pk]),
            ),
            Column("get_kind_display", _("形式")),
            Column("host", _("谈话人"), value=lambda row: str(row.host)),
            Column("people", _("谈话对象"), value=lambda row: "、".join(str(part.member) for part in row.parts.all())),
            Column("organisation__name", _("组织"), narrow=False),
        ],
        order=("-on",),
        caption=_("谈心谈话"),
        empty={"title": _("还没有谈话记录"), "text": _("每位党员每年至少谈一次。")},
    )
    missing = [str(each) for each in queries.not_talked_with(request.user, year)[:200]]
    return listing.response("partybuilding/counter/talks.html", {"may_work": may_work, "missing": missing})


@requires(Permission.PARTY_VIEW)
@require_safe
def talk(request: UserRequest, pk: int) -> HttpResponse:
    """One talk; its content for those who took part."""
    found = get_object_or_404(queries.talks_visible_to(request.user), pk=pk)
    context = {"talk": found, "is_own": queries.took_part(request.user, found)}
    return render(request, "partybuilding/counter/talk.html", context)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def record_talk(request: UserRequest) -> HttpResponse:
    """Write a talk down."""

    def run(answers: dict[str, Any]) -> None:
        operations.record_talk(
            organisation_id=answers["organisation"].pk,
            kind=answers["kind"],
            on=answers["on"],
            host_id=answers["host"].pk,
            member_ids=[each.pk for each in answers["members"]],
            content=answers["content"],
            by=request.user,
            at=timezone.now(),
        )

    own = scope.own_file(request.user)
    rows = scope.organisations_worked_by(request.user).filter(ended_on=None).exclude(kind__in=sorted(MASS))
    form = TalkForm(
        request.POST or None,
        organisations=rows.order_by("path", "id"),
        members=_members(request),
        initial={"on": timezone.localdate(), "host": own.pk if own else None},
    )
    back = reverse("partybuilding:counter_talks")
    return act_page(request, Act(_("登记谈话"), _("登记"), back, _("谈心谈话"), said=_("已登记。")), form, run)


# --- study


@requires(Permission.PARTY_VIEW)
@require_safe
def study(request: UserRequest) -> HttpResponse:
    """Who studied how much this year: oneself, or the branch for who keeps its records."""
    today = timezone.localdate()
    year = YearForm.of(request.GET, today.year)
    own = scope.own_file(request.user)
    context = {
        "year": year,
        "years": [year - 1, year + 1],
        "learners": queries.learners(request.user, year),
        "hours": queries.hours_visible_to(request.user).filter(on__year=year).order_by("-on", "-id")[:30],
        "own": own,
        "may_work": request.user.may(Permission.PARTY_WORK),
    }
    return render(request, "partybuilding/counter/study.html", context)


def _study_act(title: str, said: str) -> Act:
    return Act(title, _("登记"), reverse("partybuilding:counter_study"), _("学习"), said=said)


@requires(Permission.PARTY_VIEW)
@require_http_methods(GET_OR_POST)
def record_own_hours(request: UserRequest) -> HttpResponse:
    """One's own hours."""

    def run(answers: dict[str, Any]) -> None:
        operations.record_own_hours(by=request.user, at=timezone.now(), **answers)

    form = HoursForm(request.POST or None, initial={"on": timezone.localdate()})
    return act_page(request, _study_act(_("登记我的学时"), _("已登记。")), form, run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def record_session(request: UserRequest) -> HttpResponse:
    """Hours of several people."""

    def run(answers: dict[str, Any]) -> None:
        branch, people = answers.pop("branch"), answers.pop("members")
        operations.record_session(
            branch_id=branch.pk, member_ids=[each.pk for each in people], by=request.user, at=timezone.now(), **answers
        )

    branches = scope.organisations_worked_by(request.user).filter(kind=OrganisationKind.BRANCH, ended_on=None)
    form = SessionForm(
        request.POST or None,
        branches=branches.order_by("path", "id"),
        members=_members(request),
        initial={"on": timezone.localdate()},
    )
    return act_page(request, _study_act(_("登记集体学习"), _("已登记。")), form, run)


@requires(Permission.PARTY_VIEW)
@require_http_methods(GET_OR_POST)
def hand_in_note(request: UserRequest) -> HttpResponse:
    """A note."""

    def run(answers: dict[str, Any]) -> str:
        made = operations.hand_in_note(by=request.user, at=timezone.now(), **answers)
        return reverse("partybuilding:counter_note", args=[made.pk])

    act = Act(_("交学习心得"), _("提交"), reverse("partybuilding:counter_notes"), _("学习心得"), said=_("已提交。"))
    return act_page(request, act, NoteForm(request.POST or None), run)


@requires(Permission.PARTY_VIEW)
@require_safe
def notes(request: UserRequest) -> HttpResponseBase:
    """Notes handed in."""
    listing = Listing(
        request,
        queries.notes_visible_to(request.user),
        columns=[
            Column("title", _("题目"), link=lambda row: reverse("partybuilding:counter_note", args=[row.pk])),
            Column("member", _("姓名"), value=lambda row: str(row.member)),
            Column("branch__name", _("支部"), narrow=False),
            Column("at", _("提交时间"), kind="time", order="at"),
        ],
        order=("-at",),
        caption=_("学习心得"),
        empty={
            "title": _("还没有心得"),
            "text": _("学完写一写，支部会统计全年的篇数。"),
            "url": reverse("partybuilding:counter_hand_in_note"),
            "action": _("交学习心得"),
        },
    )
    return listing.response("partybuilding/counter/notes.html")


@requires(Permission.PARTY_VIEW)
@require_safe
def note(request: UserRequest, pk: int) -> HttpResponse:
    """One note."""
    found = get_object_or_404(queries.notes_visible_to(request.user), pk=pk)
    return render(request, "partybuilding/counter/note.html", {"note": found})


# --- report


@requires(Permission.PARTY_WORK)
@require_safe
def report(request: UserRequest) -> HttpResponseBase:
    """The year in figures, as a page and as a table to take away."""
    organisations = queries.reported(request.user)
    form = ReportForm(request.GET or None, organisations=organisations)
    asked = form.cleaned_data if form.is_valid() else {}
    year = asked.get("year") or timezone.localdate().year
    organisation = asked.get("organisation") or organisations.first()
    figures = queries.report(request.user, organisation, year) if organisation else []
    if organisation and request.GET.get("export") == "xlsx":
        rows = [(each.group, each.label, yuan(each.value) if each.kind == "money" else each.value) for each in figures]
        heads = [(_("类别"), "text"), (_("项目"), "text"), (_("数量"), "text")]
        name = _("%(organisation)s%(year)d年党建工作统计") % {"organisation": organisation, "year": year}
        return sheets.response(f"{name}.xlsx", heads, rows)
    groups: dict[str, list[queries.Figure]] = {}
    for each in figures:
        groups.setdefault(each.group, []).append(each)
    context = {
        "form": ReportForm(organisations=organisations, initial={"organisation": organisation, "year": year}),
        "organisation": organisation,
        "year": year,
        "groups": groups,
    }
    return render(request, "partybuilding/counter/report.html", context)
