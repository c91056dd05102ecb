"""Typed parameters of one day, and working-day arithmetic. Pure: rows and dates are arguments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from common.errors import BusinessError


class ParameterMissing(BusinessError):
    """A parameter has no value on the asked date."""


@dataclass(frozen=True)
class Parameters:
    """The policy parameters in force on one day. Suffixes give the unit: _fen, _days, _months, _percent."""

    contribution_cap_fen: int
    """Highest contribution base a month: local average annual wage ÷ 12 × 3 (建金管〔2005〕5号)."""
    contribution_floor_fen: int
    """Lowest contribution base a month: the local monthly minimum wage."""
    contribution_rate_min_percent: Decimal
    """Lowest rate of either side (Regulation Art. 18)."""
    contribution_rate_max_percent: Decimal
    """Highest rate of either side; what lies above is taxable income, so it is refused."""
    contribution_unit_fen: int
    """Each side is rounded half up to this unit: 100 = whole yuan."""
    contribution_equal_rates: bool
    """Whether employer's and employee's rates must be equal."""
    payment_grace_days: int
    """Days after payday within which an employer pays (Regulation Art. 19)."""
    list_void_days: int
    """Days after which a list that no money came for may be made void by the timed job."""
    suspense_report_months: int
    """Suspense older than this is reported to the accountant."""
    minimum_age_years: int
    """Youngest age at which an account may be opened (Labour Law Art. 15)."""
    deposit_rate_percent: Decimal
    """Interest on deposits, percent a year (since 2016-02-21 one rate for both parts)."""


def _to_bool(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


_CONVERTERS: dict[str, Callable[[str], Any]] = {"int": int, "Decimal": Decimal, "bool": _to_bool, "str": str}


def convert(key: str, text: str) -> Any:
    """`text` as the type of parameter `key`. Raises KeyError for unknown keys, ValueError for values that misfit."""
    kinds = {field.name: str(field.type) for field in fields(Parameters)}
    try:
        return _CONVERTERS[kinds[key]](text)
    except InvalidOperation:
        raise ValueError(text) from None


def parameters_from(values: Mapping[str, str], *, on: date) -> Parameters:
    """Typed parameters from the texts in force on a day. Raises ParameterMissing naming the first without value."""
    for field in fields(Parameters):
        if field.name not in values:
            raise ParameterMissing(
                _("政策参数“%(key)s”在 %(date)s 没有值，请管理员在后台补录。")
                % {"key": field.name, "date": f"{on:%Y-%m-%d}"}
            )
    return Parameters(**{field.name: convert(field.name, values[field.name]) for field in fields(Parameters)})


@dataclass(frozen=True)
class WorkingDay:
    """A date reached by counting working days; provisional (暂按推算) where a year on the way is not yet published."""

    day: date
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """Working days: weekdays less holidays plus shifted weekends, as published; by rule for unpublished years."""

    published: Collection[int]
    working: Mapping[date, bool]

    def is_provisional(self, day: date) -> bool:
        """Whether the year of `day` is not published yet."""
        return day.year not in self.published

    def is_working_day(self, day: date) -> bool:
        """Whether the centre works on `day`."""
        if day in self.working:
            return self.working[day]
        return day.weekday() < 5

    def add_working_days(self, start: date, days: int) -> WorkingDay:
        """The day `days` working days after `start`; `start` itself does not count. Zero gives `start`."""
        day, left, provisional = start, days, False
        while left > 0:
            day += timedelta(days=1)
            provisional = provisional or self.is_provisional(day)
            left -= self.is_working_day(day)
        return WorkingDay(day, provisional)

    def next_working_day(self, day: date) -> WorkingDay:
        """`day` itself where it is a working day, else the next one."""
        return WorkingDay(day, self.is_provisional(day)) if self.is_working_day(day) else self.add_working_days(day, 1)
