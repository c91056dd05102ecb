"""The annual report is prepared from the books by one person and published by another; then its figures stand."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation
from deposits.models import AnnualReport, OutsideFigure, ReportFigure
from deposits.operations.settling import SamePerson
from deposits.queries import reports as queries
from deposits.rules import report as rules
from deposits.states import REPORT_MOVES, ReportStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class ReportYearNotOver(BusinessError):
    """The year has days to come, or days that are not sealed."""


class NothingToReport(BusinessError):
    """The books say nothing of the year."""


class FiguresMoved(BusinessError):
    """The books or the outside figures say something else than the report that was prepared."""


class NotAFigure(BusinessError):
    """Nothing that comes from outside has this name, or it has no source."""


@operation
def prepare_report(*, year: int, by: User, at: datetime, note: str = "") -> AnnualReport:
    """Freeze a year's figures as the books stand; one that was prepared before and not published is dropped.

    Raises ReportYearNotOver, NothingToReport.
    """
    known_on = policy.book_date()
    if known_on <= date(year, 12, 31):
        raise ReportYearNotOver(_("%(year)d 年还没有结束，12 月 31 日日结以后才能编制年度报告。") % {"year": year})
    with connection.cursor() as cursor:  # two who ask at once
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('annual report'))")
    found = queries.by_year(year, known_on)
    if queries.told(year, found).is_empty:
        raise NothingToReport(_("账上没有 %(year)d 年的业务。") % {"year": year})
    for before in AnnualReport.objects.filter(year=year, status=ReportStatus.PREPARED):
        move(lock(AnnualReport, before.pk), "drop", REPORT_MOVES, by=by, at=at, note=_("重新编制"))
    report = AnnualReport.objects.create(
        year=year,
        known_on=known_on,
        note=note.strip(),
        prepared_by=by,
        prepared_by_person_id=by.person_id,
        prepared_at=at,
    )
    ReportFigure.objects.bulk_create(
        ReportFigure(report=report, year=each, name=name, value=value)
        for each, values in sorted(found.items())
        for name, value in values.items()
    )
    report.events.create(action="prepare", before="", after=report.status, by=by, at=at)
    return report


@operation
def publish_report(*, report_id: int, by: User, at: datetime) -> AnnualReport:
    """Let everybody read it, by a second person who has compared it; the year's report before it is replaced.

    Raises WrongState, SamePerson, FiguresMoved.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('annual report'))")
    report = lock(AnnualReport, report_id)
    refuse_move(report, "publish", REPORT_MOVES)
    if report.prepared_by_person_id == by.person_id:
        raise SamePerson(_("编制人不能自己发布，请由另一人核对后发布。"))
    if queries.by_year(report.year, policy.book_date()) != queries.frozen(report):
        raise FiguresMoved(_("编制之后账面或外部数据又有变动，请重新编制后再发布。"))
    for before in AnnualReport.objects.filter(year=report.year, status=ReportStatus.PUBLISHED):
        move(lock(AnnualReport, before.pk), "replace", REPORT_MOVES, by=by, at=at)
    move(
        report,
        "publish",
        REPORT_MOVES,
        by=by,
        at=at,
        published_by=by,
        published_by_person_id=by.person_id,
        published_at=at,
    )
    return report


@operation
def drop_report(*, report_id: int, reason: str, by: User, at: datetime) -> AnnualReport:
    """Give up a report that was prepared and not published. Raises WrongState."""
    report = lock(AnnualReport, report_id)
    move(report, "drop", REPORT_MOVES, by=by, at=at, note=reason)
    return report


@operation
def record_outside_figure(*, year: int, name: str, value: int, source: str, by: User, at: datetime) -> OutsideFigure:
    """Put a figure on record that no book of ours holds; a later one replaces it. Raises NotAFigure."""
    if name not in {each.name for each in rules.OUTSIDE_FIGURES} or value <= 0 or not source.strip():
        raise NotAFigure(_("请填写指标、大于零的数值和数据来源。"))
    return OutsideFigure.objects.create(year=year, name=name, value=value, source=source.strip()[:120], by=by, at=at)
