"""What the pages of annual reports share: a report as a file, and its figures as a page needs them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _

from common import sheets
from common.paper import response
from deposits import report_papers
from deposits.models import AnnualReport
from deposits.queries import reports as figures
from deposits.queries.reports import Told


def file(found: AnnualReport, kind: str) -> HttpResponseBase:
    told = figures.told(found.year, figures.frozen(found))
    name = _("住房公积金%(year)d年年度报告") % {"year": found.year}
    if kind == "pdf":
        return response(report_papers.report_paper(found, told), name)
    if kind == "xlsx":
        return sheets.response(f"{name}.xlsx", report_papers.sheet_heads(), report_papers.sheet_rows(told))
    raise Http404


def shown(told: Told) -> dict[str, Any]:
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
    charts = [
        (_("缴存额"), _bars(told, "collected_fen"), _("近年缴存额（元）")),
        (_("提取额"), _bars(told, "withdrawn_fen"), _("近年提取额（元）")),
        (_("缴存余额"), _bars(told, "deposit_balance_fen"), _("近年年末缴存余额（元）")),
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
        "charts": [chart for chart in charts if any(fen for _year, fen in chart[1])],
    }


def _bars(told: Told, name: str) -> list[tuple[str, int]]:
    return [(str(year), max(found.get(name, 0), 0)) for year, found in told.series]
