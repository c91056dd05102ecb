"""The year's interest for accountants: tried by one, looked at and begun by another, followed to its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from common.money import yuan
from deposits import operations, queries
from deposits.forms import ReasonForm
from deposits.models import InterestRun
from deposits.states import RUN_BADGE, RunStatus


@requires(Permission.BOOKS_VIEW)
@require_safe
def settlements(request: UserRequest) -> HttpResponseBase:
    """Every yearly settlement, and the year that is next."""
    listing = Listing(
        request,
        queries.runs_visible_to(request.user),
        columns=[
            Column(
                "fund_year",
                _("结息年度"),
                value=str,
                link=lambda run: reverse("deposits:office_settlement", args=[run.pk]),
            ),
            Column("people", _("户数"), kind="number", value=lambda run: run.people or run.expected_people),
            Column("fen", _("利息（元）"), kind="money", value=lambda run: run.fen or run.expected_fen),
            Column("prepared_by", _("试算人"), value=lambda run: str(run.prepared_by), narrow=False),
            Column("started_by", _("入账人"), value=lambda run: str(run.started_by or ""), narrow=False),
            Column("done_at", _("完成时间"), kind="time", narrow=False),
            Column(
                "status",
                _("状态"),
                value=lambda run: run.get_status_display(),
                badge=lambda run: RUN_BADGE[run.status],
            ),
        ],
        order=("-fund_year", "-id"),
        caption=_("年度结息"),
        empty={"title": _("还没有结过息"), "text": _("每年 6 月 30 日结息，结出的利息转入本金。")},
    )
    year = queries.next_year_to_settle()
    context = {"year": year, "may": request.user.may(Permission.INTEREST_SETTLE)}
    return listing.response("deposits/office/settlements.html", context)


@requires(Permission.INTEREST_SETTLE)
@require_POST
def prepare_settlement(request: UserRequest, year: int) -> HttpResponse:
    """Begin the trial of a fund year."""
    if year != queries.next_year_to_settle():
        messages.error(request, _("请从本页显示的年度开始结息。"))
        return redirect("deposits:office_settlements")
    try:
        run = operations.prepare_settlement(fund_year=year, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("deposits:office_settlements")
    messages.success(request, _("已开始试算，结果出来后会显示在本页。"))
    return redirect("deposits:office_settlement", pk=run.pk)


@requires(Permission.BOOKS_VIEW)
@require_safe
def settlement(request: UserRequest, pk: int) -> HttpResponse:
    """One settlement: what the trial found, how far the posting is, what was put right since."""
    return _page(request, _run(request, pk), ReasonForm())


def _page(request: UserRequest, run: InterestRun, form: ReasonForm) -> HttpResponse:
    may = request.user.may(Permission.INTEREST_SETTLE)
    context: dict[str, Any] = {
        "run": run,
        "facts": _facts(run),
        "badge": RUN_BADGE[run.status],
        "progress": queries.progress(run),
        "running": run.status in (RunStatus.COUNTING, RunStatus.POSTING),
        "largest": queries.largest_changes(run),
        "differences": queries.differences_of(run),
        "events": [
            (event, RunStatus(event.after).label) for event in run.events.select_related("by__person").order_by("-id")
        ],
        "form": form,
        "may_start": may and run.status == RunStatus.READY and request.user.person_id != run.prepared_by_person_id,
        "may_prepare": may and run.status == RunStatus.READY,
    }
    template = (
        "deposits/office/_settlement.html" if getattr(request, "htmx", False) else "deposits/office/settlement.html"
    )
    answer = render(request, template, context)
    if not context["running"]:
        answer.headers["HX-Refresh"] = "true"  # the page that asked shows its end and what comes next
    return answer


def _facts(run: InterestRun) -> list[tuple[Any, Any]]:
    is_posted = run.status in (RunStatus.POSTING, RunStatus.DONE)
    figures = queries.progress(run) if is_posted else None
    return [
        (_("计息期间"), f"{run.first:%Y-%m-%d} – {run.last:%Y-%m-%d}"),
        (_("试算户数"), f"{run.expected_people:,}" if run.counted_at else "–"),
        (_("试算利息（元）"), yuan(run.expected_fen) if run.counted_at else "–"),
        (_("上年利息（元）"), yuan(run.last_year_fen) if run.last_year_fen else "–"),
        (_("已入账户数"), f"{figures.people:,}" if figures else "–"),
        (_("已入账利息（元）"), yuan(figures.fen) if figures else "–"),
    ]


@requires(Permission.INTEREST_SETTLE)
@require_POST
def settlement_act(request: UserRequest, pk: int, act: str) -> HttpResponse:
    """Begin the posting, count anew, or give the trial up."""
    run = _run(request, pk)
    now = timezone.now()
    try:
        if act == "start":
            operations.start_settlement(run_id=run.pk, by=request.user, at=now)
        elif act == "count":
            operations.count_settlement_again(run_id=run.pk, by=request.user, at=now)
        elif act == "drop":
            form = ReasonForm(request.POST)
            if not form.is_valid():
                return _page(request, run, form)
            operations.drop_settlement(run_id=run.pk, reason=form.cleaned_data["reason"], by=request.user, at=now)
        else:
            raise Http404
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    return redirect("deposits:office_settlement", pk=run.pk)


def _run(request: UserRequest, pk: int) -> InterestRun:
    return get_object_or_404(queries.runs_visible_to(request.user), pk=pk)
