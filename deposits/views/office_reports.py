"""The annual report for accountants: looked at, prepared by one, published by another."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import operations, queries
from deposits.forms import ReasonForm
from deposits.forms.reports import OutsideForm, PrepareForm
from deposits.models import AnnualReport
from deposits.queries import reports as figures
from deposits.states import REPORT_BADGE, ReportStatus
from deposits.views import reports as shared
from policy import queries as policy

YEARS_SHOWN, FIRST_YEAR = 6, 1991


@requires(Permission.BOOKS_VIEW)
@require_safe
def reports(request: UserRequest) -> HttpResponse:
    """A year as the books tell it now, its figures from outside, and every report that was made."""
    return _page(request, _year(request, policy.book_date().year), OutsideForm())


def _page(request: UserRequest, year: int, form: OutsideForm) -> HttpResponse:
    today = policy.book_date()
    years = range(today.year, today.year - YEARS_SHOWN, -1)
    context = {
        **shared.shown(figures.told(year, figures.by_year(year, today))),
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


@requires(Permission.BOOKS_CLOSE)
@require_POST
def record_figure(request: UserRequest, year: int) -> HttpResponse:
    """Put a figure from outside on record."""
    _refuse_year(year)
    form = OutsideForm(request.POST)
    if form.is_valid():
        try:
            operations.record_outside_figure(year=year, by=request.user, at=timezone.now(), **form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已录入。"))
            return redirect(f"{reverse('deposits:office_reports')}?year={year}")
    return _page(request, year, form)


def _refuse_year(year: int) -> None:
    if not FIRST_YEAR <= year <= policy.book_date().year:
        raise Http404


def _year(request: HttpRequest, latest: int) -> int:
    asked = request.GET.get("year", "")
    known = {str(each) for each in range(latest, latest - YEARS_SHOWN, -1)}
    return int(asked) if asked in known else latest


@requires(Permission.BOOKS_CLOSE)
@require_POST
def prepare_report(request: UserRequest, year: int) -> HttpResponse:
    """Freeze a year's figures for another person to look at."""
    _refuse_year(year)
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
        **shared.shown(figures.told(found.year, figures.frozen(found))),
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
    return shared.file(_report(request, pk), kind)


def _report(request: UserRequest, pk: int) -> AnnualReport:
    return get_object_or_404(queries.reports_visible_to(request.user), pk=pk)
