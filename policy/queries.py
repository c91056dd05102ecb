"""What rule, date and calendar hold."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from common.errors import BusinessError
from policy import rules
from policy.holidays import statutory_holidays
from policy.models import BusinessDate, CalendarDay, CalendarYear, Parameter, RegulationVersion
from policy.rules import Calendar, Parameters, ServiceTerms, parameters_from, service_terms_from


class NotOpened(BusinessError):
    """The centre has no business date yet."""


class NoRegulation(BusinessError):
    """The day lies before the first text of the Regulation."""


def on(day: date) -> Parameters:
    """The parameters in force on `day`. Raises ParameterMissing."""
    rows = in_force_on(day).values_list("key", "value")
    return parameters_from(dict(rows), on=day)


def service_on(day: date) -> ServiceTerms:
    """The terms of service in force on `day`: what the centre has set, else what they begin with."""
    rows = in_force_on(day).filter(key__in=[field.name for field in fields(ServiceTerms)])
    return service_terms_from(dict(rows.values_list("key", "value")))


def in_force_on(day: date) -> QuerySet[Parameter]:
    """The row of each key that governs `day`, by key."""
    return Parameter.objects.filter(valid_from__lte=day).order_by("key", "-valid_from").distinct("key")


def rates(key: str) -> list[tuple[date, Decimal]]:
    """Every value of a rate with its first day, oldest first: for sums that run over several of them."""
    rows = Parameter.objects.filter(key=key).order_by("valid_from")
    return [(since, Decimal(value)) for since, value in rows.values_list("valid_from", "value")]


@dataclass(frozen=True)
class ParameterRow:
    """One parameter of a day as the staff read it; without `row` it has no value of the centre's own yet."""

    label: str
    words: str
    row: Parameter | None


def parameter_table(day: date) -> list[ParameterRow]:
    """Every parameter with its value on `day`, in the order of `rules.Parameters`, those without value included."""
    found = {row.key: row for row in in_force_on(day).select_related("document")}
    return [
        ParameterRow(
            str(label),
            rules.in_words(key, found[key].value) if key in found else rules.to_begin_with(key),
            found.get(key),
        )
        for key, label in rules.LABELS.items()
    ]


@dataclass(frozen=True)
class Change:
    """A value that will replace another."""

    label: str
    before: str
    after: str
    row: Parameter


def coming_table(day: date) -> list[Change]:
    """Values on record that begin after `day`, soonest first, beside the value each will replace."""
    earlier = Parameter.objects.filter(key=OuterRef("key"), valid_from__lt=OuterRef("valid_from"))
    rows = (
        Parameter.objects.filter(valid_from__gt=day)
        .annotate(before=Subquery(earlier.order_by("-valid_from").values("value")[:1]))
        .select_related("document")
        .order_by("valid_from", "key", "id")
    )
    return [
        Change(
            label=str(rules.LABELS.get(row.key, row.key)),
            before=rules.in_words(row.key, row.before) if row.before else "",
            after=rules.in_words(row.key, row.value),
            row=row,
        )
        for row in rows
    ]


def regulation_on(day: date) -> RegulationVersion:
    """The text of the Regulation in force on `day`. Raises NoRegulation before 1999."""
    version = (
        RegulationVersion.objects.filter(effective_from__lte=day)
        .order_by("-effective_from")
        .select_related("document")
        .first()
    )
    if version is None:
        raise NoRegulation(_("%(date)s 时《住房公积金管理条例》尚未施行。") % {"date": f"{day:%Y-%m-%d}"})
    return version


def book_date() -> date:
    """The open business date. Raises NotOpened before the centre has set its first."""
    row = BusinessDate.objects.first()
    if row is None:
        raise NotOpened(_("尚未设置会计日期，请财务人员先启用账套。"))
    return row.on


def calendar(since: date, until: date) -> Calendar:
    """The working-day calendar for a span, with a year to spare after it."""
    until = until + timedelta(days=366)
    years = CalendarYear.objects.filter(year__range=(since.year, until.year)).values_list("year", flat=True)
    days = CalendarDay.objects.filter(day__range=(since, until)).values_list("day", "is_working")
    return Calendar(published=frozenset(years), working=dict(days))


@dataclass(frozen=True)
class YearDay:
    """A day off or a working weekend of one year; reckoned where the year is provisional."""

    day: date
    is_working: bool
    name: str


@dataclass(frozen=True)
class YearTable:
    """A year's days that differ from their weekday, and where they come from."""

    year: int
    provisional: bool
    published: CalendarYear | None
    days: list[YearDay]


def year_table(year: int) -> YearTable:
    """The published holidays of a year, or the reckoned ones of a year that is not published yet."""
    published = CalendarYear.objects.filter(year=year).select_related("document").first()
    if published is None:
        reckoned = sorted(statutory_holidays(year).items())
        return YearTable(year, True, None, [YearDay(day, False, name) for day, name in reckoned])
    rows = CalendarDay.objects.filter(day__year=year).order_by(F("day"))
    return YearTable(year, False, published, [YearDay(row.day, row.is_working, row.name) for row in rows])
