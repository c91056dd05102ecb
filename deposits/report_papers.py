"""The annual report as PDF and as a sheet, from the figures that a page tells (deposits/papers.py)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from common.money import yuan
from common.paper import set_paper
from deposits.models import AnnualReport
from deposits.queries.reports import Line, Told
from deposits.rules.report import MONEY


def written(kind: str, value: int | None) -> str:
    """A figure as people read it: money in yuan, counts in groups of three; nothing for one that is not known."""
    if value is None:
        return ""
    return yuan(value) if kind == MONEY else f"{value:,}"


def percent(value: Decimal | None, sign: str = "%") -> str:
    """A ratio with its sign."""
    return "" if value is None else f"{value}{sign}"


def report_paper(report: AnnualReport, told: Told) -> bytes:
    """A report as PDF: chapter by chapter, then each indicator with its formula."""
    published = f"{report.published_at:%Y-%m-%d}" if report.published_at else _("尚未发布")
    data = {
        "title": _("住房公积金 %(year)d 年年度报告") % {"year": report.year},
        "centre": settings.CENTRE_NAME,
        "footer": _("账面截至 %(day)s，发布日期 %(published)s")
        % {"day": report.known_on.isoformat(), "published": published},
        "heads": [_("项目"), _("本年"), _("上年"), _("增长")],
        "chapters": [{"title": str(label), "rows": [_row(line) for line in lines]} for label, lines in told.chapters],
        "ratio_title": _("指标"),
        "ratio_heads": [_("指标"), _("计算公式"), _("本年"), _("上年")],
        "ratios": [
            [
                str(each.indicator.label),
                str(each.indicator.formula),
                percent(each.value, each.sign),
                percent(each.before, each.sign),
            ]
            for each in told.ratios
        ],
        "note": _("金额单位为元。缴存额含年度结息；实缴指当年至少缴存过一次；没有数据的项目不列。"),
        "words": report.note,
    }
    return set_paper("deposits/papers/report", data)


def _row(line: Line) -> list[str]:
    kind = line.figure.kind
    return [str(line.figure.label), written(kind, line.value), written(kind, line.before), percent(line.growth)]


def sheet_heads() -> list[tuple[str, str]]:
    """Headings of the sheet with the kinds of its columns: money, counts and ratios each in columns of their own."""
    return [
        (_("项目"), "text"),
        (_("计算公式"), "text"),
        (_("本年（元）"), "money"),
        (_("上年（元）"), "money"),
        (_("本年（数量）"), "number"),
        (_("上年（数量）"), "number"),
        (_("本年（比率）"), "text"),
        (_("上年（比率）"), "text"),
    ]


def sheet_rows(told: Told) -> Iterator[list[Any]]:
    """The rows of the sheet."""
    for _label, lines in told.chapters:
        for line in lines:
            pair: list[Any] = [line.value, line.before]
            cells = [*pair, None, None] if line.figure.kind == MONEY else [None, None, *pair]
            yield [str(line.figure.label), "", *cells, "", ""]
    for each in told.ratios:
        texts = [percent(each.value, each.sign), percent(each.before, each.sign)]
        yield [str(each.indicator.label), str(each.indicator.formula), None, None, None, None, *texts]
