"""Applicants: where each stands, and the acts that take them on."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from partybuilding.forms.admission import (
    ApplicantFilter,
    ApplyForm,
    BackerForm,
    ExtendForm,
    ReviewForm,
    StepForm,
    TrainingForm,
    VoteForm,
)
from partybuilding.forms.fields import WordsForm
from partybuilding.models import Applicant
from partybuilding.operations import admission as operations
from partybuilding.queries import admission as queries
from partybuilding.queries import scope
from partybuilding.rules.admission import STEPS, Who
from partybuilding.rules.votes import Vote
from partybuilding.states.admission import VOTE_BADGE, Ended
from partybuilding.states.organisation import MemberStage, MemberStatus, OrganisationKind
from partybuilding.views.acting import GET_OR_POST, Act, act_page


def _applicant(request: UserRequest, pk: int) -> Applicant:
    return get_object_or_404(queries.applicants_visible_to(request.user), pk=pk)


def _url(pk: int) -> str:
    return reverse("partybuilding:counter_applicant", args=[pk])


@requires(Permission.PARTY_VIEW)
@require_safe
def applicants(request: UserRequest) -> HttpResponseBase:
    """Where does each applicant stand."""
    may_work = request.user.may(Permission.PARTY_WORK)
    listing = Listing(
        request,
        queries.applicants_visible_to(request.user),
        columns=[
            Column("person__name", _("姓名"), link=lambda row: _url(row.pk), order="person__name"),
            Column("branch__name", _("支部"), order="branch__name", narrow=False),
            Column("stage", _("阶段"), value=queries.stage_name, badge=_badge, order="step"),
            Column("next", _("下一步"), value=queries.next_name),
            Column("applied_on", _("申请日期"), kind="date", order="applied_on", narrow=False),
        ],
        order=("-step",),
        filters=ApplicantFilter,
        caption=_("发展党员"),
        file_name=_("发展党员台账") if may_work else "",
        empty={
            "title": _("没有在办的入党申请"),
            "text": _("收到入党申请书后登记，二十五步一步不少。"),
            **({"url": reverse("partybuilding:counter_apply"), "action": _("登记入党申请")} if may_work else {}),
        },
    )
    return listing.response("partybuilding/counter/applicants.html", {"may_work": may_work})


def _badge(row: Applicant) -> str:
    return "quiet" if row.status in Ended.values else "good" if queries.is_over(row) else "act"


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def apply(request: UserRequest) -> HttpResponse:
    """Step 1."""

    def run(answers: dict[str, Any]) -> str:
        branch = answers.pop("branch")
        made = operations.apply_to_join(branch_id=branch.pk, by=request.user, at=timezone.now(), **answers)
        return _url(made.pk)

    branches = scope.organisations_worked_by(request.user).filter(kind=OrganisationKind.BRANCH, ended_on=None)
    back = reverse("partybuilding:counter_applicants")
    act = Act(_("登记入党申请"), _("登记"), back, _("发展党员"), said=_("已登记，一个月内派人谈话。"))
    form = ApplyForm(
        request.POST or None, branches=branches.order_by("path", "id"), initial={"on": timezone.localdate()}
    )
    return act_page(request, act, form, run)


@requires(Permission.PARTY_VIEW)
@require_safe
def applicant(request: UserRequest, pk: int) -> HttpResponse:
    """All twenty-five steps of one applicant, and what stands in the way of the next."""
    found = _applicant(request, pk)
    standing = queries.standing(found, timezone.localdate())
    works = scope.works_for(request.user, found.branch_id)
    may_lead = request.user.may(Permission.PARTY_LEAD)
    following = standing.following
    context = {
        "applicant": found,
        "stage": queries.stage_name(found),
        "badge": _badge(found),
        "standing": standing,
        "backers": found.backers.select_related("member__person").order_by("role", "id"),
        "reviews": found.reviews.order_by("-on", "-id"),
        "votes": [(row, VOTE_BADGE[row.result]) for row in found.votes.order_by("-id")],
        "events": _events(found),
        "may_step": following is not None and works and (following.who == Who.BRANCH or may_lead),
        "waits_for_higher": following is not None and works and following.who == Who.HIGHER and not may_lead,
        "may_back": works and following is not None and found.step in range(3, 15),
        "may_review": works and found.step in range(5, 7),
        "may_train": may_lead and following is not None and found.step in range(7, 11),
        "may_extend": works and found.step in range(17, 23) and not found.extended_months and following is not None,
        "may_stop": works and following is not None and found.step < 24 and (found.step < 17 or may_lead),
    }
    return render(request, "partybuilding/counter/applicant.html", context)


def _events(found: Applicant) -> list[dict[str, object]]:
    words = {"extend": _("延长预备期"), "withdraw": _("不再发展"), "cancel": _("取消预备党员资格")}
    rows = found.events.filter(action__in=list(words)).select_related("by__person").order_by("-at", "-id")
    return [{"title": words[each.action], "at": each.at, "who": each.by or "", "note": each.note} for each in rows]


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def take_step(request: UserRequest, pk: int) -> HttpResponse:
    """The next step, by its form: a day and papers, or a vote."""
    found = _applicant(request, pk)
    if queries.is_over(found):
        return redirect(_url(pk))
    step = STEPS[found.step]
    back = _url(pk)
    if step.is_vote:
        act = Act(str(step.name), _("登记表决结果"), back, str(found), said=_("已登记表决结果。"))
        eligible = scope.members_visible_to(request.user).filter(
            branch=found.branch, status=MemberStatus.HERE, stage=MemberStage.FULL
        )
        form: Any = VoteForm(request.POST or None, step=step, initial={"should_attend": eligible.count()})
    else:
        act = Act(str(step.name), _("这一步已完成"), back, str(found), said=_("已登记。"))
        form = StepForm(request.POST or None, step=step, initial={"on": timezone.localdate()})

    def run(answers: dict[str, Any]) -> None:
        given: dict[str, Any] = {"papers": answers.pop("papers", []), "on": answers.pop("on")}
        given |= {"applicant_id": pk, "number": step.number, "by": request.user, "at": timezone.now()}
        if step.is_vote:
            operations.vote(figures=Vote(**answers), **given)
        else:
            operations.take_step(note=answers["note"], **given)

    return act_page(request, act, form, run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def add_backer(request: UserRequest, pk: int) -> HttpResponse:
    """A trainer or an introducer."""
    found = _applicant(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.add_backer(
            applicant_id=pk,
            member_id=answers["member"].pk,
            role=answers["role"],
            by=request.user,
            at=timezone.now(),
        )

    members = scope.members_visible_to(request.user).filter(status=MemberStatus.HERE, stage=MemberStage.FULL)
    act = Act(_("指定培养联系人或入党介绍人"), _("指定"), _url(pk), str(found), said=_("已指定。"))
    return act_page(request, act, BackerForm(request.POST or None, members=members.order_by("branch", "id")), run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def add_review(request: UserRequest, pk: int) -> HttpResponse:
    """A half-yearly review."""
    found = _applicant(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.add_review(applicant_id=pk, by=request.user, at=timezone.now(), **answers)

    act = Act(_("登记考察"), _("登记"), _url(pk), str(found), said=_("已登记。"))
    return act_page(request, act, ReviewForm(request.POST or None, initial={"on": timezone.localdate()}), run)


@requires(Permission.PARTY_LEAD)
@require_http_methods(GET_OR_POST)
def record_training(request: UserRequest, pk: int) -> HttpResponse:
    """The intensive training."""
    found = _applicant(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.record_training(applicant_id=pk, by=request.user, at=timezone.now(), **answers)

    act = Act(_("登记集中培训"), _("登记"), _url(pk), str(found), said=_("已登记。"))
    return act_page(request, act, TrainingForm(request.POST or None), run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def extend_probation(request: UserRequest, pk: int) -> HttpResponse:
    """Extend the probation once."""
    found = _applicant(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.extend_probation(applicant_id=pk, by=request.user, at=timezone.now(), **answers)

    act = Act(_("延长预备期"), _("延长"), _url(pk), str(found), said=_("已延长，到期前不能表决转正。"))
    return act_page(request, act, ExtendForm(request.POST or None, initial={"on": timezone.localdate()}), run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def stop_applicant(request: UserRequest, pk: int) -> HttpResponse:
    """No longer on the way."""
    found = _applicant(request, pk)
    is_member = found.step >= operations.APPROVED

    def run(answers: dict[str, Any]) -> None:
        operations.stop(applicant_id=pk, reason=answers["text"], by=request.user, at=timezone.now())

    title = _("取消预备党员资格") if is_member else _("不再发展")
    act = Act(title, title, _url(pk), str(found), said=_("已登记。"))
    return act_page(request, act, WordsForm(request.POST or None, label=_("理由和依据")), run)
