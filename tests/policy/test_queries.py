"""An old day is judged by the old row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from policy import queries
from policy.models import BusinessDate, CalendarYear, Document, Parameter
from tests import make


def test_a_day_is_judged_by_the_row_of_its_day(open_day: date) -> None:
    before, after = queries.on(date(2026, 9, 19)), queries.on(date(2026, 9, 20))
    assert (before.loan_decision_days, after.loan_decision_days) == (15, 10)
    assert before.registration_fine_max_fen == 5_000_000
    assert after.registration_fine_max_fen == 30_000_000
    assert before.contribution_rate_max_percent == after.contribution_rate_max_percent == Decimal(12)


def test_a_new_cap_leaves_the_days_before_it_alone(open_day: date) -> None:
    document = Document.objects.get(number="国务院令第844号")
    Parameter.objects.create(
        key="contribution_cap_fen",
        value="3200000",
        valid_from=date(2027, 7, 1),
        document=document,
        approved_by="管委会",
    )
    assert queries.on(date(2027, 6, 30)).contribution_cap_fen == 3050500
    assert queries.on(date(2027, 7, 1)).contribution_cap_fen == 3200000


def test_a_rate_is_known_with_every_day_it_changed(db: None) -> None:
    rates = queries.rates("deposit_rate_percent")
    assert rates[0] == (date(2011, 7, 7), Decimal("0.50"))
    assert (date(2016, 2, 21), Decimal("1.5")) in rates
    assert rates == sorted(rates)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(1999, 4, 3), "1999"),
        (date(2019, 3, 23), "2002"),
        (date(2019, 3, 24), "2019"),
        (date(2026, 9, 19), "2019"),
        (date(2026, 9, 20), "2026"),
        (date(2040, 1, 1), "2026"),
    ],
)
def test_the_text_of_the_regulation_is_that_of_the_day(db: None, day: date, code: str) -> None:
    assert queries.regulation_on(day).code == code


def test_before_the_regulation_there_is_none(db: None) -> None:
    with pytest.raises(queries.NoRegulation):
        queries.regulation_on(date(1999, 4, 2))


def test_the_regulations_documents_are_on_record(db: None) -> None:
    with_texts = Document.objects.filter(number__in=["国务院令第710号", "国务院令第844号"]).order_by("effective_from")
    assert [row.effective_to for row in with_texts] == [date(2026, 9, 19), None]


def test_the_book_date_is_refused_before_it_is_set(db: None) -> None:
    with pytest.raises(queries.NotOpened):
        queries.book_date()
    BusinessDate.objects.create(on=date(2026, 10, 10))
    assert queries.book_date() == date(2026, 10, 10)


def test_a_fresh_database_knows_the_published_years(db: None) -> None:
    calendar = queries.calendar(date(2026, 9, 1), date(2026, 12, 31))
    assert not calendar.is_working_day(date(2026, 10, 7))
    assert calendar.is_working_day(date(2026, 10, 10))  # a working Saturday
    assert calendar.add_working_days(date(2026, 9, 30), 1).day == date(2026, 10, 8)
    assert not calendar.is_provisional(date(2026, 12, 31))
    assert calendar.is_provisional(date(2027, 1, 1))
    assert not calendar.is_working_day(date(2027, 1, 1))


def test_a_published_year_shows_its_rows_and_an_unpublished_one_the_reckoned_days(db: None) -> None:
    published, reckoned = queries.year_table(2026), queries.year_table(2027)
    assert not published.provisional and published.published is not None
    assert [day.name for day in published.days][:3] == ["元旦", "元旦", "元旦调休"]
    assert reckoned.provisional and len(reckoned.days) == 13
    assert str(CalendarYear.objects.get(year=2026)) == "2026"


def test_the_table_of_a_day_names_what_has_no_value(db: None) -> None:
    table = {row.label: row for row in queries.parameter_table(date(2026, 10, 10))}
    assert table["月缴存基数上限"].row is None and table["月缴存基数上限"].words == ""
    assert table["存款年利率"].words == "1.5%"
    assert table["下班时间"].row is None and table["下班时间"].words == "17:00"
    assert table["存款年利率"].row.document.number == "银发〔2016〕43号"


def test_what_is_coming_stands_beside_what_it_replaces(db: None) -> None:
    changes = queries.coming_table(date(2026, 9, 1))
    loan = next(change for change in changes if change.row.key == "loan_decision_days")
    assert (loan.before, loan.after) == ("15 天", "10 天")
    assert queries.coming_table(date(2026, 9, 20)) == []
    first = queries.coming_table(date(1990, 1, 1))[0]
    assert (first.before, first.after) == ("", "16 周岁")


def test_a_parameter_is_never_deleted(open_day: date) -> None:
    with pytest.raises(InternalError), transaction.atomic():
        Parameter.objects.all().delete()
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM policy_parameter")


def test_the_database_keeps_one_value_a_day_each_with_an_approver(open_day: date) -> None:
    row = Parameter.objects.get(key="contribution_cap_fen")
    for changes in ({"approved_by": ""}, {}):
        copy = {"key": row.key, "value": "1", "valid_from": row.valid_from, "document": row.document}
        with pytest.raises(IntegrityError), transaction.atomic():
            Parameter.objects.create(**{**copy, "approved_by": "管委会", **changes})


def test_names_of_the_rows(open_day: date) -> None:
    assert str(Parameter.objects.get(key="contribution_cap_fen")) == "contribution_cap_fen = 3050500（2000-01-01）"
    assert str(queries.regulation_on(open_day)) == "2026"
    assert str(BusinessDate.objects.get()) == "2026-10-10"
    assert str(queries.regulation_on(open_day).document) == "住房公积金管理条例（2026年修订）（国务院令第844号）"
    assert make.CITY
