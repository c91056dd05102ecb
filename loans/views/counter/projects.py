"""The register of projects at the window: entered by one, confirmed by another against permit and agreement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.identity import mask
from common.listing import Column, Listing
from desk.views.acting import Act, act_at_once, act_page
from loans.forms.contracts import ProjectAccountForm, ProjectFilter, ProjectForm, ReasonForm
from loans.models import Project
from loans.operations import projects as operations
from loans.queries import projects as queries
from loans.states.projects import PROJECT_BADGE, PROJECT_MOVES, ChangeStatus, ProjectStatus


@requires(Permission.LOAN_VIEW)
@require_safe
def projects(request: UserRequest) -> HttpResponseBase:
    """All projects, newest first."""
    listing = Listing(
        request,
        queries.projects_visible_to(request.user),
        columns=[
            Column("name", _("楼盘"), order="name", link=lambda row: reverse("loans:counter_project", args=[row.pk])),
            Column("developer", _("开发企业")),
            Column("permit_number", _("预售许可证号"), narrow=False),
            Column("account", _("监管账户"), kind="code", value=lambda row: mask(row.account, head=4, tail=4)),
            Column("until", _("合作截止日"), kind="date", narrow=False),
            Column("status", _("状态"), value=_status, badge=lambda row: PROJECT_BADGE[row.status]),
        ],
        order=("-id",),
        filters=ProjectFilter,
        caption=_("合作楼盘"),
        file_name=_("合作楼盘"),
        empty={
            "title": _("还没有合作楼盘"),
            "text": _("楼盘登记并复核后，购房人才能申请贷款，贷款只付到登记的监管账户。"),
        },
    )
    return listing.response("loans/counter/projects.html", {"may_add": request.user.may(Permission.LOAN_WORK)})


def _status(row: Project) -> str:
    return str(row.get_status_display())


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def project_new(request: UserRequest) -> HttpResponse:
    """Enter a project from permit and agreement; another person confirms it."""
    form = ProjectForm(request.POST or None, initial={"since": timezone.localdate()})
    page = Act(
        title=_("登记楼盘"),
        button=_("登记，送复核"),
        back=reverse("loans:counter_projects"),
        back_text=_("合作楼盘"),
        said=_("已登记，由另一人复核后购房人才能申请。"),
    )

    def run(_answers: dict[str, Any]) -> str:
        made = operations.propose(entry=form.entry, by=request.user, at=timezone.now())
        return reverse("loans:counter_project", args=[made.pk])

    return act_page(request, page, form, run, template="loans/counter/project_new.html")


@requires(Permission.LOAN_VIEW)
@require_safe
def project(request: UserRequest, pk: int) -> HttpResponse:
    """One project with what can be done about it."""
    found = _visible(request, pk)
    user = request.user
    change = found.account_changes.filter(status=ChangeStatus.PROPOSED).first()
    decides, works = user.may(Permission.LOAN_AUTHORISE), user.may(Permission.LOAN_WORK)
    waits, runs = found.status == ProjectStatus.PROPOSED, found.status == ProjectStatus.ACTIVE
    context = {
        "project": found,
        "badge": PROJECT_BADGE[found.status],
        "change": change,
        "may_confirm": decides and waits and user.person_id != found.made_by_person_id,
        "may_end": works and runs,
        "may_change": works and runs and change is None,
        "may_decide": decides and change is not None and user.person_id != change.made_by_person_id,
        "is_own": user.person_id == found.made_by_person_id,
        "events": [
            {"title": _words(each.action), "at": each.at, "who": str(each.by or _("系统")), "note": each.note}
            for each in found.events.select_related("by__person").order_by("-at", "-id")
        ],
    }
    return render(request, "loans/counter/project.html", context)


def _words(action: str) -> str:
    words = {
        "propose": _("登记"),
        "confirm": _("复核通过"),
        "refuse": _("复核未通过"),
        "end": _("终止合作"),
        "propose_account": _("申请变更监管账户"),
        "confirm_account": _("监管账户已变更"),
        "refuse_account": _("监管账户变更未通过"),
    }
    return words.get(action, action)


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def project_act(request: UserRequest, pk: int, act: str) -> HttpResponse:
    """Confirm an entry, refuse it with a reason, or end an agreement."""
    _visible(request, pk)
    if act not in PROJECT_MOVES:
        raise Http404
    if act in ("confirm", "refuse") and not request.user.may(Permission.LOAN_AUTHORISE):
        raise PermissionDenied
    back = reverse("loans:counter_project", args=[pk])
    if act == "confirm":
        if request.method != "POST":
            return redirect(back)
        return act_at_once(
            request,
            lambda: operations.confirm(project_id=pk, by=request.user, at=timezone.now()),
            said=_("已复核，购房人可以申请了。"),
            to=back,
        )
    runs: dict[str, Callable[..., Any]] = {"refuse": operations.refuse, "end": operations.end}
    titles = {"refuse": _("复核不通过"), "end": _("终止合作")}
    page = Act(title=titles[act], button=titles[act], back=back, back_text=_("楼盘"), said=_("已记录。"))

    def run(answers: dict[str, Any]) -> None:
        runs[act](project_id=pk, reason=answers["reason"], by=request.user, at=timezone.now())

    return act_page(request, page, ReasonForm(request.POST or None), run)


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def project_account(request: UserRequest, pk: int) -> HttpResponse:
    """Another supervised account, by a new agreement."""
    found = _visible(request, pk)
    form = ProjectAccountForm(request.POST or None, initial={"account_name": found.account_name})
    page = Act(
        title=_("变更监管账户"),
        button=_("登记，送复核"),
        back=reverse("loans:counter_project", args=[pk]),
        back_text=found.name,
        said=_("已登记，由另一人复核后生效。"),
        intro=_("复核以前贷款仍付到原账户。已签订的合同须按新账户重新拟订。"),
    )

    def run(_answers: dict[str, Any]) -> None:
        operations.propose_account(project_id=pk, **form.said, by=request.user, at=timezone.now())

    return act_page(request, page, form, run)


@requires(Permission.LOAN_AUTHORISE)
@require_POST
def project_account_decide(request: UserRequest, pk: int, verdict: str) -> HttpResponse:
    """Another person confirms another account, or refuses it."""
    found = _visible(request, pk)
    change = get_object_or_404(found.account_changes, status=ChangeStatus.PROPOSED)
    if verdict not in ("confirm", "refuse"):
        raise Http404
    return act_at_once(
        request,
        lambda: operations.decide_account(
            change_id=change.pk, confirmed=verdict == "confirm", by=request.user, at=timezone.now()
        ),
        said=_("已变更。") if verdict == "confirm" else _("已记录。"),
        to=reverse("loans:counter_project", args=[pk]),
    )


def _visible(request: UserRequest, pk: int) -> Project:
    return get_object_or_404(queries.projects_visible_to(request.user), pk=pk)
