"""The annual report: looked at, prepared and published by accountants; read by everybody once it is published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, public, requires
from accounts.permissions import Permission
from common import sheets
from common.errors import BusinessError
from common.paper import response
from deposits import operations, queries, report_papers
from deposits.forms import ReasonForm
from deposits.forms.reports import OutsideForm, PrepareForm
from deposits.models import AnnualReport
from deposits.queries import reports as figures
from deposits.queries.reports import Told
from deposits.states import REPORT_BADGE, ReportStatus
from policy import queries as policy

YEARS_SHOWN = 6


# --- for accountants


@requires(Permission.BOOKS_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: UserRequest) -> HttpResponse:
    """A year as the books tell it now, its figures from outside, and every report that was made."""
    today = policy.book_date()
    year = _year(request, today.year)
    form = OutsideForm(request.POST or None)
    if request.method == "POST":
        if not request.user.may(Permission.BOOKS_CLOSE):
            return HttpResponse(status=403)
        if form.is_valid() and _recorded(request, form, year):
            return redirect(f"{reverse('deposits:office_reports')}?year={year}")
    told = figures.told(year, figures.by_year(year, today))
    years = range(today.year, today.year - YEARS_SHOWN, -1)
    context = {
        **_shown(told),
        "year": year,
        "years": [(str(each), f"?year={each}", each == year) for each in years],
        "today": today,
        "is_open": year >= today.year,
        "outside": queries.outside_figures(year),
        "form": form,
        "prepare_form": PrepareForm(),
        "made": [(each, REPORT_BADGE[each.status]) for each in queries.reports_visible_to(request.user)[:20]],
        "may": request.user.may(Permission.BOOKS_CLOSE),
    }
    return render(request, "deposits/office/reports.html", context, status=422 if form.errors else 200)


def _recorded(request: UserRequest, form: OutsideForm, year: int) -> bool:
    try:
        operations.record_outside_figure(year=year, by=request.user, at=timezone.now(), **form.cleaned_data)
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("已录入。"))
    return True


def _year(request: HttpRequest, latest: int) -> int:
    asked = request.GET.get("year", "")
    known = {str(each) for each in range(latest, latest - YEARS_SHOWN, -1)}
    return int(asked) if asked in known else latest


@requires(Permission.BOOKS_CLOSE)
@require_POST
def prepare_report(request: UserRequest, year: int) -> HttpResponse:
    """Freeze a year's figures for another person to look at."""
    form = PrepareForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        report = operations.prepare_report(year=year, note=note, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("deposits:office_reports")
    messages.success(request, _("已编制，请另一人核对后发布。"))
    return redirect("deposits:office_report", report.pk)


@requires(Permission.BOOKS_VIEW)
@require_safe
def report(request: UserRequest, pk: int) -> HttpResponse:
    """One making of a report with its frozen figures."""
    found = _report(request, pk)
    waits = found.status == ReportStatus.PREPARED and request.user.may(Permission.BOOKS_CLOSE)
    context = {
        **_shown(figures.told(found.year, figures.frozen(found))),
        "report": found,
        "badge": REPORT_BADGE[found.status],
        "may_publish": waits and request.user.person_id != found.prepared_by_person_id,
        "may_drop": waits,
        "form": ReasonForm(),
        "events": [
            {"title": ReportStatus(each.after).label, "at": each.at, "who": each.by or "", "note": each.note}
            for each in found.events.select_related("by__person").order_by("-at", "-id")
        ],
    }
    return render(request, "deposits/office/report.html", context)


@requires(Permission.BOOKS_CLOSE)
@require_POST
def report_act(request: UserRequest, pk: int, act: str) -> HttpResponse:
    """Publish a report, or give it up."""
    found = _report(request, pk)
    if act not in ("publish", "drop"):
        raise Http404
    try:
        if act == "publish":
            operations.publish_report(report_id=found.pk, by=request.user, at=timezone.now())
            messages.success(request, _("已发布，公众现在可以看到。"))
        else:
            form = ReasonForm(request.POST)
            if not form.is_valid():
                messages.error(request, _("请写明原因。"))
            else:
                reason = form.cleaned_data["reason"]
                operations.drop_report(report_id=found.pk, reason=reason, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    return redirect("deposits:office_report", pk)


@requires(Permission.BOOKS_VIEW)
@require_safe
def report_file(request: UserRequest, pk: int, kind: str) -> HttpResponseBase:
    """One making as PDF or Excel."""
    return _file(_report(request, pk), kind)


def _report(request: UserRequest, pk: int) -> AnnualReport:
    return get_object_or_404(queries.reports_visible_to(request.user), pk=pk)


# --- for everybody


@public
@require_safe
def public_reports(request: HttpRequest) -> HttpResponse:
    """The years whose report is published."""
    found = list(queries.published_reports())
    return render(request, "deposits/public/reports.html", {"reports": found})


@public
@require_safe
def public_report(request: HttpRequest, year: int) -> HttpResponse:
    """A published report: frozen figures, every indicator with its formula."""
    found = get_object_or_404(queries.published_reports(), year=year)
    context = {**_shown(figures.told(found.year, figures.frozen(found))), "report": found}
    return render(request, "deposits/public/report.html", context)


@public
@require_safe
def public_report_file(request: HttpRequest, year: int, kind: str) -> HttpResponseBase:
    """A published report as PDF or Excel."""
    return _file(get_object_or_404(queries.published_reports(), year=year), kind)


# --- shared


def _file(found: AnnualReport, kind: str) -> HttpResponseBase:
    told = figures.told(found.year, figures.frozen(found))
    name = _("住房公积金%(year)d年年度报告") % {"year": found.year}
    if kind == "pdf":
        return response(report_papers.report_paper(found, told), name)
    if kind == "xlsx":
        return sheets.response(f"{name}.xlsx", report_papers.sheet_heads(), report_papers.sheet_rows(told))
    raise Http404


def _shown(told: Told) -> dict[str, Any]:
    """What a page needs of a report: chapters in words, ratios, and two charts with their sentences."""
    chapters = [
        (
            label,
            [
                (
                    line.figure.label,
                    report_papers.written(line.figure.kind, line.value),
                    report_papers.written(line.figure.kind, line.before),
                    report_papers.percent(line.growth),
                )
                for line in lines
            ],
        )
        for label, lines in told.chapters
    ]
    return {
        "chapters": chapters,
        "is_empty": told.is_empty,
        "ratios": [
            (
                each.indicator,
                report_papers.percent(each.value, each.sign),
                report_papers.percent(each.before, each.sign),
            )
            for each in told.ratios
        ],
        "charts": [
            (_("缴存额"), _bars(told, "collected_fen"), _("近年缴存额（元）")),
            (_("提取额"), _bars(told, "withdrawn_fen"), _("近年提取额（元）")),
            (_("缴存余额"), _bars(told, "deposit_balance_fen"), _("近年年末缴存余额（元）")),
        ],
    }


def _bars(told: Told, name: str) -> list[tuple[str, int]]:
    return [(str(year), max(found.get(name, 0), 0)) for year, found in told.series]
