"""The reviewer's page, the automatic approvals to look at again, and the board of cases at risk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.models import Branch
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from desk import operations, queries
from desk.forms.cases import CaseNoteForm, ReviewForm
from desk.queries.board import Line
from desk.rules import wording
from desk.states.board import RISK_BADGE, Risk
from desk.states.cases import CASE_BADGE
from desk.views import own
from desk.views.acting import Act, act_at_once, act_page
from desk.views.counter.cases import business_facts, case_of, clock_of, note_look, timeline


@requires(Permission.CASE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: UserRequest, pk: int) -> HttpResponse:
    """What a reviewer reads, and their word."""
    found, now = case_of(request, pk), timezone.now()
    if request.method != "POST":
        note_look(request, found, now)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.review(case_id=pk, by=request.user, at=now, **form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(reverse("desk:counter_cases") + "?tab=review")
    context: dict[str, Any] = {
        "case": found,
        "badge": CASE_BADGE[found.status],
        "form": form,
        "facts": business_facts(found),
        "links": own.business_links(found, "counter"),
        "panel": own.business_panel(found),
        "clock": clock_of(found, now),
        "papers": queries.case_papers(found, request.user, now),
        "reviews": found.reviews.select_related("by__person", "deputising_for__person").order_by("id"),
        "events": timeline(found),
        "may_leave": found.reviewing_id == request.user.pk
        or (found.reviewing_id is not None and request.user.may(Permission.HALL_LEAD)),
    }
    return render(request, "desk/counter/review.html", context, status=422 if form.errors else 200)


@requires(Permission.CASE_REVIEW)
@require_POST
def take_review(request: UserRequest, pk: int) -> HttpResponse:
    """Take a case out of the review queue, so that nobody else reads it meanwhile."""
    case_of(request, pk)
    return act_at_once(
        request,
        lambda: operations.take_review(case_id=pk, by=request.user, at=timezone.now()),
        said=_("已开始复核。"),
        to=reverse("desk:counter_review", args=[pk]),
    )


@requires(Permission.CASE_REVIEW)
@require_POST
def leave_review(request: UserRequest, pk: int) -> HttpResponse:
    """Put it back."""
    case_of(request, pk)
    return act_at_once(
        request,
        lambda: operations.leave_review(case_id=pk, by=request.user, at=timezone.now()),
        said=_("已放回待复核。"),
        to=reverse("desk:counter_cases") + "?tab=review",
    )


@requires(Permission.CASE_REVIEW)
@require_safe
def samples(request: UserRequest) -> HttpResponseBase:
    """Automatic approvals drawn for a second look."""
    listing = Listing(
        request,
        queries.to_sample(request.user),
        columns=[
            Column(
                "number", _("办件编号"), kind="code", link=lambda row: reverse("desk:counter_sample", args=[row.pk])
            ),
            Column("kind", _("事项"), value=lambda row: row.version.label),
            Column("applicant", _("申请人"), value=lambda row: str(row.applicant)),
            Column("amount_fen", _("金额"), kind="money"),
            Column("decided_at", _("同意时间"), kind="time"),
        ],
        order=("decided_at",),
        empty={"title": _("没有待抽查的办件"), "text": _("系统自动审批的办件按比例抽出，由人再看一次。")},
    )
    return listing.response("desk/counter/samples.html")


@requires(Permission.CASE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def sample(request: UserRequest, pk: int) -> HttpResponse:
    """Note what a second look showed."""
    found = case_of(request, pk)
    act = Act(
        _("抽查 %(number)s") % {"number": found.number},
        _("记下抽查结果"),
        reverse("desk:counter_samples"),
        _("抽查"),
        _("已记下。"),
        _("请打开办件核对材料和金额后再写。"),
    )

    def run(answers: dict[str, Any]) -> None:
        operations.record_sample(case_id=pk, finding=answers["text"], by=request.user, at=timezone.now())

    return act_page(request, act, CaseNoteForm(request.POST or None), run, "desk/counter/do.html", {"case": found})


@requires(Permission.CASE_VIEW)
@require_safe
def board(request: UserRequest) -> HttpResponse:
    """Cases that are late or nearly: by branch, refreshed by itself."""
    now = timezone.now()
    code = request.GET.get("branch", "")
    branches = list(Branch.objects.order_by("code", "id"))
    branch = next((each for each in branches if each.code == code), None)
    found = queries.at_risk(now, branch_id=branch.pk if branch else None)
    groups = [
        (risk.label, RISK_BADGE[risk], [(line, _pressing(risk, line, now)) for line in lines])
        for risk, lines in found.items()
    ]
    tabs = [(_("全部"), request.path, branch is None)]
    tabs += [(each.name, f"{request.path}?branch={each.code}", each == branch) for each in branches]
    context = {
        "groups": groups,
        "count": sum(len(rows) for _l, _b, rows in groups),
        "now": now,
        "tabs": tabs,
        "most": queries.SHOWN_AT_RISK,
        "is_full": any(len(rows) == queries.SHOWN_AT_RISK for _l, _b, rows in groups),
    }
    template = "desk/counter/_board.html" if getattr(request, "htmx", False) else "desk/counter/board.html"
    return render(request, template, context)


def _pressing(risk: Risk, line: Line, now: datetime) -> str:
    """How long it is late, has left or has waited, in words."""
    if risk in (Risk.LATE, Risk.WARNED):
        return wording.left_words(now, line.promised_due_at)
    if risk == Risk.BY_LAW:
        return wording.law_words(timezone.localdate(now), line.statutory_due_on)
    if risk == Risk.UNTAKEN:
        span = wording.span_words(int((now - line.submitted_at).total_seconds()))
        return _("已等 %(span)s") % {"span": span}
    return _("应于 %(day)s 前补齐") % {"day": f"{line.supply_due_on:%m-%d}"}
