"""Democratic appraisal: rated by everybody once, closed with grades."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from partybuilding.forms.appraisal import AppraisalForm, GradesForm, PointsForm
from partybuilding.models import Appraisal
from partybuilding.operations import appraisal as operations
from partybuilding.queries import appraisal as queries
from partybuilding.queries import scope
from partybuilding.rules.appraisal import most_excellent
from partybuilding.states.appraisal import APPRAISAL_BADGE, AppraisalStatus, Source
from partybuilding.states.organisation import OrganisationKind
from partybuilding.views.acting import GET_OR_POST, Act, act_page


def _appraisal(request: UserRequest, pk: int) -> Appraisal:
    return get_object_or_404(queries.appraisals_visible_to(request.user), pk=pk)


def _url(pk: int) -> str:
    return reverse("partybuilding:counter_appraisal", args=[pk])


@requires(Permission.PARTY_VIEW)
@require_safe
def appraisals(request: UserRequest) -> HttpResponseBase:
    """Appraisals of one's branches."""
    listing = Listing(
        request,
        queries.appraisals_visible_to(request.user),
        columns=[
            Column("name", _("民主评议"), value=str, link=lambda row: _url(row.pk)),
            Column("get_status_display", _("状态"), badge=lambda row: APPRAISAL_BADGE[row.status]),
        ],
        order=("-year", "id"),
        caption=_("民主评议"),
        empty={"title": _("还没有民主评议"), "text": _("每年一次：自评、互评、群众评议、组织评定。")},
    )
    may_work = request.user.may(Permission.PARTY_WORK)
    return listing.response("partybuilding/counter/appraisals.html", {"may_work": may_work})


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def begin_appraisal(request: UserRequest) -> HttpResponse:
    """Open one."""

    def run(answers: dict[str, Any]) -> str:
        made = operations.begin_appraisal(
            branch_id=answers["branch"].pk, year=answers["year"], by=request.user, at=timezone.now()
        )
        return _url(made.pk)

    branches = scope.organisations_worked_by(request.user).filter(kind=OrganisationKind.BRANCH, ended_on=None)
    form = AppraisalForm(
        request.POST or None, branches=branches.order_by("path", "id"), initial={"year": timezone.localdate().year}
    )
    back = reverse("partybuilding:counter_appraisals")
    act = Act(_("开始民主评议"), _("开始"), back, _("民主评议"), said=_("本支部党员可以评议了。"))
    return act_page(request, act, form, run)


@requires(Permission.PARTY_VIEW)
@require_safe
def appraisal(request: UserRequest, pk: int) -> HttpResponse:
    """Points by source for who keeps the records; to others their own line."""
    found = _appraisal(request, pk)
    works = scope.works_for(request.user, found.branch_id)
    own = scope.own_file(request.user)
    is_open = found.status == AppraisalStatus.OPEN
    lines = queries.lines(found)
    context = {
        "appraisal": found,
        "badge": APPRAISAL_BADGE[found.status],
        "lines": lines if works else [line for line in lines if own and line.member.pk == own.pk],
        "most": most_excellent(len(lines)),
        "left": len(queries.to_rate(found, own)) if is_open and own and own.branch_id == found.branch_id else 0,
        "may_enter": works and is_open,
    }
    return render(request, "partybuilding/counter/appraisal.html", context)


@requires(Permission.PARTY_VIEW)
@require_http_methods(GET_OR_POST)
def rate(request: UserRequest, pk: int) -> HttpResponse:
    """Rate oneself and the others."""
    found = _appraisal(request, pk)
    own = scope.own_file(request.user)
    members = queries.to_rate(found, own) if own is not None else []
    if not members:
        messages.info(request, _("您已经评过了。"))
        return redirect(_url(pk))
    form = PointsForm(request.POST or None, members=members)

    def run(_answers: dict[str, Any]) -> None:
        operations.rate(appraisal_id=pk, points=form.answers(), by=request.user, at=timezone.now())

    act = Act(
        _("评议打分"),
        _("提交"),
        _url(pk),
        str(found),
        said=_("已提交，每人只评一次。"),
        intro=_("0 至 100 分。给别人的打分只以平均分显示；提交后不能再改。"),
    )
    return act_page(request, act, form, run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def enter_mass_scores(request: UserRequest, pk: int) -> HttpResponse:
    """The masses' sheets, as means."""
    return _enter(request, pk, Source.MASS)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def enter_organisation_scores(request: UserRequest, pk: int) -> HttpResponse:
    """The organisation's judgement; never one's own."""
    return _enter(request, pk, Source.ORG)


def _enter(request: UserRequest, pk: int, source: Source) -> HttpResponse:
    found = _appraisal(request, pk)
    own = scope.own_file(request.user)
    done = set(found.scores.filter(source=source).values_list("subject", flat=True))
    members = [
        line.member
        for line in queries.lines(found)
        if line.member.pk not in done and not (source == Source.ORG and own and line.member.pk == own.pk)
    ]
    if not members:
        messages.info(request, _("没有要填写的了。"))
        return redirect(_url(pk))
    form = PointsForm(request.POST or None, members=members)

    def run(_answers: dict[str, Any]) -> None:
        operations.enter_scores(
            appraisal_id=pk, source=source, points=form.answers(), by=request.user, at=timezone.now()
        )

    act = Act(str(source.label), _("提交"), _url(pk), str(found), said=_("已登记。"))
    return act_page(request, act, form, run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def close_appraisal(request: UserRequest, pk: int) -> HttpResponse:
    """Fix the grades."""
    found = _appraisal(request, pk)
    members = [line.member for line in queries.lines(found)]
    form = GradesForm(request.POST or None, members=members)

    def run(_answers: dict[str, Any]) -> None:
        operations.close_appraisal(appraisal_id=pk, grades=form.answers(), by=request.user, at=timezone.now())

    intro = _("优秀不超过三分之一，最多 %(most)d 人。") % {"most": most_excellent(len(members))}
    act = Act(_("评定等次"), _("定等次"), _url(pk), str(found), said=_("已定等次。"), intro=intro)
    return act_page(request, act, form, run)
