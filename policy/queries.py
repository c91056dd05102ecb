"""What rule, date and calendar hold."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from common.errors import BusinessError
from policy.models import BusinessDate, CalendarDay, CalendarYear, Parameter, RegulationVersion
from policy.rules import Calendar, Parameters, parameters_from


class NotOpened(BusinessError):
    """The centre has no business date yet."""


def on(day: date) -> Parameters:
    """The parameters in force on `day`. Raises ParameterMissing."""
    rows = (
        Parameter.objects.filter(valid_from__lte=day)
        .order_by("key", "-valid_from")
        .distinct("key")
        .values_list("key", "value")
    )
    return parameters_from(dict(rows), on=day)


def regulation_on(day: date) -> RegulationVersion:
    """The text of the Regulation in force on `day`."""
    return (
        RegulationVersion.objects.filter(effective_from__lte=day)
        .order_by("-effective_from")
        .select_related("document")[0]
    )


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
