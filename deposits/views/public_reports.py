"""Published annual reports, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import public
from deposits import queries
from deposits.queries import reports as figures
from deposits.views import reports as shared


@public
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The years whose report is published."""
    found = list(queries.published_reports())
    return render(request, "deposits/public/reports.html", {"reports": found})


@public
@require_safe
def report(request: HttpRequest, year: int) -> HttpResponse:
    """A published report: frozen figures, every indicator with its formula."""
    found = get_object_or_404(queries.published_reports(), year=year)
    context = {**shared.shown(figures.told(found.year, figures.frozen(found))), "report": found}
    return render(request, "deposits/public/report.html", context)


@public
@require_safe
def report_file(request: HttpRequest, year: int, kind: str) -> HttpResponseBase:
    """A published report as PDF or Excel."""
    return shared.file(get_object_or_404(queries.published_reports(), year=year), kind)
