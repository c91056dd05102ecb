"""Typed parameters and working days. The holidays of a reckoned year are those of the law, not of a notice."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import holidays, rules
from policy.rules import Calendar, Parameters, WorkingDay
from tests import make

RECKONED = Calendar(published=frozenset(), working={})


def test_every_parameter_has_a_name_for_pages_and_a_value_in_the_demo_city() -> None:
    names = [field.name for field in fields(Parameters)]
    service = [field.name for field in fields(rules.ServiceTerms)]
    assert list(rules.LABELS) == names + service
    assert list(make.CITY) == names
    assert [key for key in service if not rules.to_begin_with(key)] == ["reserve_method"]  # the committee's to fix
    assert not any(rules.to_begin_with(key) for key in names)


def test_terms_of_service_hold_from_the_day_the_centre_sets_them() -> None:
    assert rules.service_terms_from({}).office_closes_at == time(17)
    terms = rules.service_terms_from({"office_closes_at": "16:30", "green_age_years": "65"})
    assert (terms.office_closes_at, terms.green_age_years, terms.greens_in_a_row) == (time(16, 30), 65, 2)


def test_parameters_are_typed() -> None:
    parameters = rules.parameters_from(make.CITY, on=date(2026, 10, 10))
    assert parameters.contribution_cap_fen == 3050500
    assert parameters.contribution_rate_max_percent == Decimal("12")
    assert parameters.contribution_equal_rates is False


def test_a_missing_parameter_is_named_with_its_date() -> None:
    values = {key: value for key, value in make.CITY.items() if key != "list_void_days"}
    with pytest.raises(rules.ParameterMissing, match="list_void_days.*2026-10-10"):
        rules.parameters_from(values, on=date(2026, 10, 10))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("contribution_cap_fen", "30505.00"),
        ("contribution_cap_fen", "三万"),
        ("contribution_cap_fen", ""),
        ("contribution_cap_fen", "-1"),
        ("contribution_rate_min_percent", "五"),
        ("contribution_rate_min_percent", "NaN"),
        ("contribution_rate_min_percent", "Infinity"),
        ("contribution_rate_min_percent", "-5"),
        ("contribution_equal_rates", "yes"),
        ("office_closes_at", "下午五点"),
        ("office_closes_at", "25:00"),
        ("interest_day_basis", "30/360"),
        ("interest_day_basis", ""),
    ],
)
def test_a_value_that_misfits_its_key_is_refused(key: str, text: str) -> None:
    with pytest.raises(ValueError):
        rules.convert(key, text)


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(KeyError):
        rules.convert("contribution_cap", "1")


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("contribution_cap_fen", "3050500", "30,505.00 元"),
        ("deposit_rate_percent", "1.5", "1.5%"),
        ("payment_grace_days", "5", "5 天"),
        ("suspense_report_months", "3", "3 个月"),
        ("minimum_age_years", "16", "16 周岁"),
        ("office_closes_at", "16:30", "16:30"),
        ("return_within_minutes", "60", "60 分钟"),
        ("contribution_equal_rates", "true", "是"),
        ("contribution_equal_rates", "false", "否"),
        ("contribution_equal_rates", "perhaps", "perhaps"),
        ("no_such_key", "7", "7"),
    ],
)
def test_values_are_read_in_words(key: str, text: str, words: str) -> None:
    assert rules.in_words(key, text) == words


@pytest.mark.parametrize(
    ("year", "day"), [(2023, 5), (2024, 4), (2025, 4), (2026, 5), (2027, 5), (2028, 4), (2032, 4), (2035, 5)]
)
def test_qingming_is_reckoned(year: int, day: int) -> None:
    assert holidays.qingming(year) == date(year, 4, day)


def test_a_reckoned_year_has_the_thirteen_statutory_days() -> None:
    days = rules.statutory_holidays(2027)
    assert len(days) == 13
    assert [day for day, name in days.items() if name == "春节"] == [date(2027, 2, 5 + shift) for shift in range(4)]
    assert days[date(2027, 6, 9)] == "端午节"
    assert days[date(2027, 9, 15)] == "中秋节"


def test_when_the_moons_holiday_falls_on_national_day_the_day_is_counted_once() -> None:
    assert rules.statutory_holidays(2031)[date(2031, 10, 1)] == "国庆节"
    assert len(rules.statutory_holidays(2031)) == 12


def test_spring_festival_moves_by_twelve_or_thirteen_moons() -> None:
    springs = [date(year, *moon[0]) for year, moon in holidays._LUNAR.items()]
    for before, after in zip(springs, springs[1:], strict=False):
        assert (after - before).days in {353, 354, 355, 383, 384, 385}


@pytest.mark.parametrize("year", [1999, 2036, 2060, 2199])
def test_a_year_beyond_the_table_of_the_moon_never_breaks(year: int) -> None:
    calendar = Calendar(published=frozenset(), working={})
    assert not calendar.is_working_day(date(year, 10, 1))
    assert calendar.add_working_days(date(year, 9, 30), 10).provisional


def test_a_reckoned_year_works_on_weekdays_less_the_statutory_holidays() -> None:
    assert RECKONED.is_working_day(date(2027, 2, 4))
    assert not RECKONED.is_working_day(date(2027, 2, 5))  # 除夕, a Friday
    assert not RECKONED.is_working_day(date(2027, 2, 6))
    assert not RECKONED.is_working_day(date(2027, 2, 8))  # 初三, a Monday
    assert RECKONED.is_working_day(date(2027, 2, 9))
    assert RECKONED.is_working_day(date(2027, 10, 4))


def test_a_published_year_follows_its_rows_and_nothing_else() -> None:
    calendar = Calendar(published={2026}, working={date(2026, 10, 1): False, date(2026, 10, 10): True})
    assert not calendar.is_working_day(date(2026, 10, 1))
    assert calendar.is_working_day(date(2026, 10, 10))  # a Saturday
    assert calendar.is_working_day(date(2026, 10, 2))  # not in these rows, so a plain Friday


def test_counting_over_the_turn_of_the_year_becomes_provisional() -> None:
    calendar = Calendar(published={2026}, working={})
    assert calendar.add_working_days(date(2026, 12, 30), 1) == WorkingDay(date(2026, 12, 31), False)
    assert calendar.add_working_days(date(2026, 12, 30), 2) == WorkingDay(date(2027, 1, 4), True)
    assert calendar.add_working_days(date(2026, 12, 30), 0) == WorkingDay(date(2026, 12, 30), False)


def test_the_next_working_day_may_be_the_day_itself() -> None:
    calendar = Calendar(published={2026}, working={})
    assert calendar.next_working_day(date(2026, 11, 6)).day == date(2026, 11, 6)
    assert calendar.next_working_day(date(2026, 11, 7)).day == date(2026, 11, 9)


@given(st.dates(date(2024, 1, 1), date(2034, 12, 31)), st.integers(0, 60))
def test_adding_working_days_and_counting_them_agree(start: date, days: int) -> None:
    end = RECKONED.add_working_days(start, days).day
    assert RECKONED.working_days_between(start, end) == days
    assert days == 0 or RECKONED.is_working_day(end)
    assert RECKONED.working_days_between(end, start - timedelta(days=1)) == 0
