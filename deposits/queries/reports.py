"""The annual report: a year's figures from the books, the counts and what apps above bring; frozen ones read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Max, Q, QuerySet, Sum
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.permissions import Permission
from common import months
from deposits.models import (
    AnnualReport,
    EmployerAccount,
    OutsideFigure,
    PersonalAccount,
    RemittanceItem,
    RemittanceList,
    ReportFigure,
)
from deposits.rules import report as rules
from deposits.states import ListStatus, ReportStatus
from ledger.queries import turnover
from ledger.queries.turnover import NOTHING
from ledger.states import Reason

OUT = (
    Reason.WITHDRAWAL,
    Reason.CLOSING_WITHDRAWAL,
    Reason.TRANSFER_OUT,
    Reason.LOAN_OFFSET,
    Reason.PAYMENT_RETURNED,
)
"""Why money leaves personal accounts, or comes back because it did not arrive."""
SERIES_YEARS = 5
"""Years that a report's charts look back on, its own included."""
IN_SERIES = ("collected_fen", "withdrawn_fen", "deposit_balance_fen")


def reports_visible_to(user: User) -> QuerySet[AnnualReport]:
    """All makings of reports for whoever may see the books, newest first."""
    rows = AnnualReport.objects.select_related("prepared_by__person", "published_by__person")
    return (rows if user.may(Permission.BOOKS_VIEW) else rows.none()).order_by("-year", "-id")


def published_reports() -> QuerySet[AnnualReport]:
    """What everybody may read, newest first."""
    return AnnualReport.objects.filter(status=ReportStatus.PUBLISHED).order_by("-year")


def outside_figures(year: int) -> list[OutsideFigure]:
    """The figures of a year that came from outside, the newest of each name."""
    newest = OutsideFigure.objects.filter(year=year).values("name").annotate(newest=Max("pk")).values("newest")
    return list(OutsideFigure.objects.filter(pk__in=newest).select_related("by__person").order_by("name"))


# --- a year's figures


def figures_of(year: int, known_on: date) -> dict[str, int]:
    """Every figure of a calendar year that is known, as the books stood at the end of `known_on`.

    Apps above add theirs by settings.REPORT_FIGURES: functions of the first day, the last, and the book date to read
    by → figures by name (rules.report.FIGURES). What lies in the year after `known_on` has not happened yet: an open
    year is told up to that day.
    """
    first, last = date(year, 1, 1), min(date(year, 12, 31), known_on)
    found = {**_deposits(first, last, known_on), **_money(first, last, known_on), **_counts(first, last)}
    for name in settings.REPORT_FIGURES:
        found |= import_string(name)(first, last, known_on)
    found |= {each.name: each.value for each in outside_figures(year)}
    return found


def _deposits(first: date, last: date, known_on: date) -> dict[str, int]:
    collected, withdrawn = came_and_went(first, last, known_on)
    total_collected, total_withdrawn = came_and_went(date.min, last, known_on)
    ends = [turnover.net_on("201", day, known_on=known_on) for day in month_ends(first, last)]
    return {
        "collected_fen": collected,
        "withdrawn_fen": withdrawn,
        "total_collected_fen": total_collected,
        "total_withdrawn_fen": total_withdrawn,
        "deposit_balance_fen": rules.deposit_balance(total_collected, total_withdrawn),
        "average_balance_fen": rules.average_balance(ends),
    }


def came_and_went(first: date, last: date, known_on: date) -> tuple[int, int]:
    """What came to all personal accounts between two value dates and what left them; the difference is the balance.

    Interest credited counts as collected, as in the published reports. A booking that was reversed has not been:
    a reversed withdrawal lessens what went, any other reversal what came.
    """
    leaving, reversal = [reason.value for reason in OUT], Reason.REVERSAL.value
    others = [reason.value for reason in Reason if reason not in OUT]
    came = turnover.by_subject(first, last, known_on=known_on, without=[*leaving, reversal]).get("201", NOTHING)
    went = turnover.by_subject(first, last, known_on=known_on, without=others).get("201", NOTHING)
    undone = turnover.by_subject(
        first, last, known_on=known_on, without=[each.value for each in Reason if each != Reason.REVERSAL]
    )
    back = undone.get("201", NOTHING)
    return came.credit_fen - came.debit_fen - back.debit_fen, went.debit_fen - went.credit_fen - back.credit_fen


def month_ends(first: date, last: date) -> list[date]:
    """The last days of the months from `first` to `last`, the last one cut off at `last`."""
    found, month = [], months.month_of(first)
    while months.first_day(month) <= last:
        found.append(min(months.last_day(month), last))
        month = months.shift(month, 1)
    return found


def _money(first: date, last: date, known_on: date) -> dict[str, int]:
    found = turnover.by_subject(first, last, known_on=known_on, without=turnover.CARRIED_OVER)
    income = sum(each.credit_fen - each.debit_fen for code, each in found.items() if code.startswith("401"))
    expense = sum(each.debit_fen - each.credit_fen for code, each in found.items() if code.startswith("411"))
    interest = found.get("411-01", NOTHING)
    known = {
        "income_fen": income,
        "expense_fen": expense,
        "interest_fen": interest.debit_fen - interest.credit_fen,
        "surplus_fen": income - expense,
        "bonds_fen": turnover.net_on("124", last, known_on=known_on),
        "project_loans_fen": turnover.net_on("121-02", last, known_on=known_on),
    }
    if reserve := turnover.net_on("301", last, known_on=known_on):
        known["reserve_fen"] = reserve
    return known


def _counts(first: date, last: date) -> dict[str, int]:
    paid = RemittanceList.objects.filter(status=ListStatus.ALLOCATED, value_on__range=(first, last))
    items = RemittanceItem.objects.filter(list__in=paid)
    open_then = PersonalAccount.objects.filter(opened_on__lte=last).filter(Q(closed_on=None) | Q(closed_on__gt=last))
    span = (months.month_of(first), months.month_of(last))
    due = RemittanceList.objects.filter(month__range=span).exclude(status__in=[ListStatus.VOID, ListStatus.REVERSED])
    return {
        "employers_active": paid.order_by().values("employer_account").distinct().count(),
        "depositors_active": items.order_by().values("account__person").distinct().count(),
        "employers_new": EmployerAccount.objects.filter(opened_on__range=(first, last)).count(),
        "accounts_new": PersonalAccount.objects.filter(opened_on__range=(first, last)).count(),
        "accounts_open": open_then.count(),
        "due_fen": int(due.aggregate(fen=Sum("total_fen", default=0))["fen"]),
        "paid_of_due_fen": int(
            due.filter(status=ListStatus.ALLOCATED).aggregate(fen=Sum("total_fen", default=0))["fen"]
        ),
    }


def by_year(year: int, known_on: date) -> dict[int, dict[str, int]]:
    """The figures of a year and of the one before in full, of the three before those what the charts show."""
    found = {each: figures_of(each, known_on) for each in (year, year - 1)}
    for each in range(year - SERIES_YEARS + 1, year - 1):
        collected, withdrawn = came_and_went(date(each, 1, 1), date(each, 12, 31), known_on)
        balance = turnover.net_on("201", date(each, 12, 31), known_on=known_on)
        found[each] = dict(zip(IN_SERIES, (collected, withdrawn, balance), strict=True))
    return found


def frozen(report: AnnualReport) -> dict[int, dict[str, int]]:
    """The figures of a report as they were prepared, by year."""
    found: dict[int, dict[str, int]] = {}
    for figure in ReportFigure.objects.filter(report=report).order_by("year", "id"):
        found.setdefault(figure.year, {})[figure.name] = figure.value
    return found


# --- as a page tells them


@dataclass(frozen=True)
class Line:
    """One figure beside that of the year before."""

    figure: rules.Figure
    value: int
    before: int | None
    growth: Decimal | None


@dataclass(frozen=True)
class Ratio:
    """One indicator with its formula, beside that of the year before."""

    indicator: rules.Indicator
    value: Decimal
    before: Decimal | None

    @property
    def sign(self) -> str:
        """% or ‰."""
        return "‰" if self.indicator.per == 1000 else "%"


@dataclass(frozen=True)
class Told:
    """A report as it is read: chapters of lines, the indicators that can be worked out, and the charts' series."""

    year: int
    chapters: list[tuple[Any, list[Line]]]
    ratios: list[Ratio]
    series: list[tuple[int, dict[str, int]]]

    @property
    def is_empty(self) -> bool:
        """Whether the books say nothing of the year."""
        return not any(line.value for _label, lines in self.chapters for line in lines)


def told(year: int, known: dict[int, dict[str, int]]) -> Told:
    """The figures of `by_year` or `frozen` put in order. What is not known is left out."""
    now, before = known.get(year, {}), known.get(year - 1, {})
    chapters = []
    for chapter, label in rules.CHAPTERS.items():
        lines = [_line(each, now, before) for each in rules.FIGURES if each.chapter == chapter and each.name in now]
        if any(line.value or line.before for line in lines):  # a chapter of nothing but zeros tells nothing
            chapters.append((label, lines))
    ratios = []
    for indicator in rules.INDICATORS:
        value = rules.worked_out(indicator, now)
        if value is not None:
            ratios.append(Ratio(indicator, value, rules.worked_out(indicator, before)))
    series = sorted((each, found) for each, found in known.items() if any(found.get(name) for name in IN_SERIES))
    return Told(year, chapters, ratios, series)


def _line(figure: rules.Figure, now: rules.Figures, before: rules.Figures) -> Line:
    value, last = now[figure.name], before.get(figure.name)
    return Line(figure, value, last, rules.growth(value, last) if last else None)
