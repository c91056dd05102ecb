"""Screenings that wait for somebody, one of them with what it found, and the word that lets it go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from common.money import yuan
from risk.forms.lists import ClearForm, ScreeningFilter
from risk.models import Screening
from risk.operations import decisions
from risk.queries import cases as case_queries
from risk.queries import screenings as queries
from risk.states.screening import SCREENING_BADGE, ScreeningStatus
from risk.views.office.shared import tabs


@requires(Permission.RISK_WORK)
@require_safe
def screenings(request: UserRequest) -> HttpResponseBase:
    """Applications with findings that nobody has cleared, newest first."""
    listing = Listing(
        request,
        queries.waiting_visible_to(request.user),
        columns=[
            Column("case", _("办件编号"), kind="code", link=_url),
            Column("facts__accepted_on", _("受理日期"), kind="date"),
            Column("facts__amount_fen", _("金额（元）"), kind="money"),
            Column("codes", _("命中的规则"), value=lambda row: "、".join(row.codes or [])),
            Column("get_status_display", _("结果"), badge=lambda row: SCREENING_BADGE[row.status]),
            Column("ran_at", _("筛查时间"), kind="time", narrow=False),
        ],
        order=("-id",),
        filters=ScreeningFilter,
        caption=_("等人看的筛查"),
        empty={"title": _("没有等人看的筛查"), "text": _("没有问题的办件直接办理，不在这里列出。")},
    )
    return listing.response("risk/office/screenings.html", {"tabs": tabs(request, "screenings")})


def _url(row: Screening) -> str:
    return reverse("risk:office_screening", args=[row.pk])


@requires(Permission.RISK_WORK)
@require_safe
def screening(request: UserRequest, pk: int) -> HttpResponse:
    """One screening: what was found, in sentences, and what it rests on."""
    found = _one(request, pk)
    _note_look(request, found)
    return _page(request, found, ClearForm())


@requires(Permission.RISK_WORK)
@require_POST
def clear(request: UserRequest, pk: int) -> HttpResponse:
    """Let the application go on, with a reason."""
    found = _one(request, pk)
    form = ClearForm(request.POST)
    if form.is_valid():
        try:
            decisions.let_go(screening_id=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except BusinessError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已放行，办件继续办理。"))
        return redirect("risk:office_screening", pk)
    return _page(request, found, form)


def _one(request: UserRequest, pk: int) -> Screening:
    return get_object_or_404(queries.screenings_visible_to(request.user), pk=pk)


def _page(request: UserRequest, found: Screening, form: ClearForm) -> HttpResponse:
    newer = case_queries.screening_of(found.case)
    is_newest = newer is not None and newer.pk == found.pk
    waits = found.status in (ScreeningStatus.REVIEW, ScreeningStatus.BLOCKED)
    link = queries.link_of(found)
    context = {
        "screening": found,
        "badge": SCREENING_BADGE[found.status],
        "newer": None if is_newest else newer,
        "findings": [("", each) for each in queries.findings_of(found)],
        "trial": [("", each) for each in queries.trial_findings_of(found, request.user)],
        "facts": _facts(found),
        "risk_cases": case_queries.cases_visible_to(request.user).filter(matters__case=found.case).order_by("-id"),
        "graph_url": reverse("risk:office_graph", args=[link.pk]) if link else "",
        "may_clear": is_newest and waits and queries.may_clear(found, request.user),
        "form": form,
    }
    return render(request, "risk/office/screening.html", context, status=422 if form.errors else 200)


def _facts(found: Screening) -> list[tuple[str, Any]]:
    name = case_queries.names_of([found.facts.person_id]).get(found.facts.person_id, "")
    facts: list[tuple[str, Any]] = [
        (_("申请人"), name),
        (_("金额（元）"), yuan(found.facts.amount_fen)),
        (_("受理日期"), f"{found.facts.accepted_on:%Y-%m-%d}"),
        (_("第几次筛查"), found.number),
        (_("规则版本"), found.rule_set or "–"),
    ]
    if found.cause:
        facts.append((_("再次筛查原因"), found.cause))
    if found.cleared_by:
        facts.append((_("放行人"), found.cleared_by))
    return facts


def _note_look(request: UserRequest, found: Screening) -> None:
    known = case_queries.names_of([found.facts.person_id])
    for person_id in known:
        accounts.look(
            person_id=person_id,
            user=request.user,
            kind=LookKind.PAGE,
            what=_("办件资料"),
            at=timezone.now(),
            case=found.case,
            address=client_address(request),
        )
