"""The tree, one organisation, the roll and a member's file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from partybuilding.forms.organisation import (
    AssignForm,
    DayForm,
    DeedForm,
    EnrolForm,
    MemberFilter,
    MoveOutForm,
    OrganisationForm,
    PostForm,
    TermForm,
)
from partybuilding.models import Member, Organisation, Post
from partybuilding.operations import organisation as operations
from partybuilding.queries import organisation as queries
from partybuilding.queries import scope
from partybuilding.states.organisation import MEMBER_BADGE, TERM_YEARS, MemberStatus, OrganisationKind
from partybuilding.views.acting import GET_OR_POST, Act, act_page


def _today() -> date:
    return timezone.localdate()


def _organisation(request: UserRequest, pk: int) -> Organisation:
    return get_object_or_404(scope.organisations_visible_to(request.user), pk=pk)


def _url(pk: int) -> str:
    return reverse("partybuilding:counter_organisation", args=[pk])


@requires(Permission.PARTY_VIEW)
@require_safe
def organisations(request: UserRequest) -> HttpResponse:
    """The tree with the mass organisations beside it."""
    context = {"tree": queries.tree(request.user, _today()), "may_lead": request.user.may(Permission.PARTY_LEAD)}
    return render(request, "partybuilding/counter/organisations.html", context)


@requires(Permission.PARTY_VIEW)
@require_safe
def organisation(request: UserRequest, pk: int) -> HttpResponse:
    """One organisation: term, posts, people."""
    found = _organisation(request, pk)
    term = found.terms.filter(ended_on=None).first()
    context = {
        "organisation": found,
        "term": term,
        "is_ending": term is not None and queries.is_ending(term, _today()),
        "terms": found.terms.order_by("-number"),
        "posts": found.posts.filter(until=None).select_related("member__person").order_by("since", "id"),
        "roll": queries.roll(found).select_related("branch", "group")[:200],
        "groups": found.children.filter(ended_on=None).order_by("id"),
        "may_lead": request.user.may(Permission.PARTY_LEAD),
        "has_terms": found.kind in TERM_YEARS,
        "shows_roll": found.kind in (OrganisationKind.BRANCH, OrganisationKind.GROUP),
    }
    return render(request, "partybuilding/counter/organisation.html", context)


@requires(Permission.PARTY_LEAD)
@require_http_methods(GET_OR_POST)
def found_organisation(request: UserRequest) -> HttpResponse:
    """A new organisation."""

    def run(answers: dict[str, Any]) -> str:
        parent = answers.pop("parent")
        made = operations.found_organisation(
            parent_id=parent.pk if parent else None, by=request.user, at=timezone.now(), **answers
        )
        return _url(made.pk)

    back = reverse("partybuilding:counter_organisations")
    act = Act(_("新设组织"), _("登记"), back, _("组织"), said=_("已登记。"))
    form = OrganisationForm(request.POST or None, organisations=scope.organisations_visible_to(request.user))
    return act_page(request, act, form, run)


@requires(Permission.PARTY_LEAD)
@require_http_methods(GET_OR_POST)
def end_organisation(request: UserRequest, pk: int) -> HttpResponse:
    """Dissolve one."""
    found = _organisation(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.end_organisation(organisation_id=pk, by=request.user, at=timezone.now(), **answers)

    act = Act(_("撤销组织"), _("撤销"), _url(pk), str(found), said=_("已撤销。"))
    return act_page(request, act, DayForm(request.POST or None, initial={"on": _today()}), run)


@requires(Permission.PARTY_LEAD)
@require_http_methods(GET_OR_POST)
def begin_term(request: UserRequest, pk: int) -> HttpResponse:
    """A new term of office."""
    found = _organisation(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.begin_term(organisation_id=pk, by=request.user, at=timezone.now(), **answers)

    act = Act(_("登记新一届"), _("登记"), _url(pk), str(found), said=_("已登记，届满前六个月会提醒。"))
    return act_page(request, act, TermForm(request.POST or None), run)


@requires(Permission.PARTY_LEAD)
@require_http_methods(GET_OR_POST)
def fill_post(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody takes a post."""
    found = _organisation(request, pk)

    def run(answers: dict[str, Any]) -> None:
        member = answers.pop("member")
        operations.fill_post(organisation_id=pk, member_id=member.pk, by=request.user, at=timezone.now(), **answers)

    members = scope.members_visible_to(request.user).filter(status=MemberStatus.HERE)
    if found.kind == OrganisationKind.BRANCH:
        members = members.filter(branch=found)
    act = Act(_("任职"), _("登记"), _url(pk), str(found), said=_("已登记。"))
    return act_page(request, act, PostForm(request.POST or None, members=members.order_by("branch", "id")), run)


@requires(Permission.PARTY_LEAD)
@require_http_methods(GET_OR_POST)
def leave_post(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody leaves a post."""
    post = get_object_or_404(
        Post.objects.filter(organisation__in=scope.organisations_visible_to(request.user)).select_related(
            "organisation", "member__person"
        ),
        pk=pk,
    )

    def run(answers: dict[str, Any]) -> None:
        operations.leave_post(post_id=pk, until=answers["on"], by=request.user, at=timezone.now())

    title = _("免去%(name)s的%(post)s职务") % {"name": post.member, "post": post.get_kind_display()}
    act = Act(title, _("免职"), _url(post.organisation_id), str(post.organisation), said=_("已登记。"))
    return act_page(request, act, DayForm(request.POST or None, initial={"on": _today()}), run)


# --- members


@requires(Permission.PARTY_VIEW)
@require_safe
def members(request: UserRequest) -> HttpResponseBase:
    """The roll of one's branch, or of all."""
    may_lead = request.user.may(Permission.PARTY_LEAD)
    listing = Listing(
        request,
        scope.members_visible_to(request.user),
        columns=[
            Column("person__name", _("姓名"), link=_member_url, order="person__name"),
            Column("branch__name", _("支部"), order="branch__name"),
            Column("group", _("党小组"), value=lambda row: str(row.group or ""), narrow=False),
            Column("get_stage_display", _("党籍"), narrow=False),
            Column("joined_on", _("入党日期"), kind="date", order="joined_on"),
            Column("get_status_display", _("状态"), badge=lambda row: MEMBER_BADGE[row.status]),
        ],
        order=("branch", "id"),
        filters=MemberFilter,
        caption=_("党员"),
        file_name=_("党员名册") if request.user.may(Permission.PARTY_WORK) else "",
        empty={"title": _("名册里还没有党员"), "text": _("党务工作者登记后，这里就是支部名册。")},
    )
    return listing.response("partybuilding/counter/members.html", {"may_lead": may_lead})


def _member_url(row: Member) -> str:
    return reverse("partybuilding:counter_member", args=[row.pk])


@requires(Permission.PARTY_VIEW)
@require_safe
def member(request: UserRequest, pk: int) -> HttpResponse:
    """A member's file: to others of the branch the roll's line, whole to oneself and who keeps the records."""
    found = get_object_or_404(scope.members_visible_to(request.user), pk=pk)
    is_whole = scope.files_visible_to(request.user).filter(pk=pk).exists()
    is_here = found.status == MemberStatus.HERE
    context = {
        "member": found,
        "badge": MEMBER_BADGE[found.status],
        "is_whole": is_whole,
        "posts": found.posts.select_related("organisation").order_by("-since", "-id"),
        "deeds": found.deeds.order_by("-on", "-id")[:50] if is_whole else [],
        "events": _events(found) if is_whole else [],
        "may_lead": is_here and request.user.may(Permission.PARTY_LEAD),
        "may_work": is_here and scope.works_for(request.user, found.branch_id),
        "birthday_years": max(_today().year - found.joined_on.year, 0),
    }
    return render(request, "partybuilding/counter/member.html", context)


def _events(found: Member) -> list[dict[str, object]]:
    words = {
        "enrol": _("编入名册"),
        "assign": _("调整支部或党小组"),
        "move_out": _("转出组织关系"),
        "come_back": _("转回组织关系"),
        "become_full": _("转为正式党员"),
        "end": _("终止"),
    }
    rows = found.events.select_related("by__person").order_by("-at", "-id")
    return [
        {"title": words.get(each.action, each.action), "at": each.at, "who": each.by or "", "note": each.note}
        for each in rows
    ]


@requires(Permission.PARTY_LEAD)
@require_http_methods(GET_OR_POST)
def enrol(request: UserRequest) -> HttpResponse:
    """Take somebody in."""

    def run(answers: dict[str, Any]) -> str:
        branch = answers.pop("branch")
        return _member_url(operations.enrol(branch_id=branch.pk, by=request.user, at=timezone.now(), **answers))

    branches = scope.organisations_visible_to(request.user).filter(kind=OrganisationKind.BRANCH, ended_on=None)
    back = reverse("partybuilding:counter_members")
    act = Act(_("登记党员"), _("登记"), back, _("党员"), said=_("已编入名册。"))
    form = EnrolForm(request.POST or None, branches=branches.order_by("path", "id"), initial={"since": _today()})
    return act_page(request, act, form, run)


@requires(Permission.PARTY_LEAD)
@require_http_methods(GET_OR_POST)
def move_out(request: UserRequest, pk: int) -> HttpResponse:
    """Hand a member over."""
    found = get_object_or_404(scope.members_visible_to(request.user), pk=pk)

    def run(answers: dict[str, Any]) -> None:
        operations.move_out(member_id=pk, by=request.user, at=timezone.now(), **answers)

    act = Act(_("转出组织关系"), _("转出"), _member_url(found), str(found), said=_("已转出。"))
    return act_page(request, act, MoveOutForm(request.POST or None, initial={"on": _today()}), run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def assign(request: UserRequest, pk: int) -> HttpResponse:
    """Another branch or group."""
    found = get_object_or_404(scope.files_visible_to(request.user), pk=pk)

    def run(answers: dict[str, Any]) -> None:
        group = answers["group"]
        operations.assign(
            member_id=pk,
            branch_id=answers["branch"].pk,
            group_id=group.pk if group else None,
            by=request.user,
            at=timezone.now(),
        )

    act = Act(_("调整支部和党小组"), _("调整"), _member_url(found), str(found), said=_("已调整。"))
    form = AssignForm(
        request.POST or None,
        organisations=scope.organisations_worked_by(request.user),
        initial={"branch": found.branch_id, "group": found.group_id},
    )
    return act_page(request, act, form, run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def record_deed(request: UserRequest, pk: int) -> HttpResponse:
    """An award, or volunteer work."""
    found = get_object_or_404(scope.files_visible_to(request.user), pk=pk)

    def run(answers: dict[str, Any]) -> None:
        operations.record_deed(member_id=pk, by=request.user, at=timezone.now(), **answers)

    act = Act(_("登记表彰或志愿服务"), _("登记"), _member_url(found), str(found), said=_("已登记。"))
    return act_page(request, act, DeedForm(request.POST or None, initial={"on": _today()}), run)
