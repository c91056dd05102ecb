"""Parameters, files of parameters, the calendar and the business date: what is taken and what is refused."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from policy import operations, queries
from policy.models import CalendarDay, CalendarYear, Document, Parameter
from policy.rules import ParameterLine
from tests.make import AT, CITY

TODAY = date(2026, 10, 10)
DECREE = "国务院令第844号"
HEAD = "key,value,valid_from,document_number,approved_by,note\n"


def line(**changes: object) -> ParameterLine:
    values = {
        "key": "contribution_cap_fen",
        "value": "3200000",
        "valid_from": date(2027, 7, 1),
        "document_number": DECREE,
        "approved_by": "管委会",
        "note": "",
    }
    return ParameterLine(**{**values, **changes})  # type: ignore[arg-type]


def put(**changes: object) -> Parameter:
    with transaction.atomic():
        return operations.set_parameter(line=line(**changes), today=TODAY, by=None)


def test_a_coming_value_is_put_on_record_with_its_document(open_day: date) -> None:
    row = put()
    assert row.document.number == DECREE
    assert queries.on(date(2027, 7, 1)).contribution_cap_fen == 3200000
    assert queries.on(TODAY).contribution_cap_fen == 3050500


def test_a_coming_value_may_still_be_corrected_without_reason(open_day: date) -> None:
    first = put()
    assert put(value="3300000").pk == first.pk
    assert Parameter.objects.get(pk=first.pk).value == "3300000"


def test_the_same_line_twice_changes_nothing(open_day: date) -> None:
    assert put().pk == put().pk
    history = Parameter.pgh_event_models["insert"].objects  # type: ignore[attr-defined]
    assert history.filter(pgh_obj__key="contribution_cap_fen", valid_from=date(2027, 7, 1)).count() == 1


def test_what_is_in_force_is_not_changed_silently(open_day: date) -> None:
    with pytest.raises(operations.PastNeedsReason):
        put(valid_from=date(2000, 1, 1))
    with pytest.raises(operations.PastNeedsReason):
        put(valid_from=date(2026, 7, 1))  # late: it would judge three months anew
    with pytest.raises(operations.PastNeedsReason):
        put(valid_from=TODAY)
    assert Parameter.objects.filter(key="contribution_cap_fen").count() == 1


def test_a_reason_opens_the_past_and_history_keeps_both_values(open_day: date) -> None:
    row = put(valid_from=date(2000, 1, 1), note="录入有误，按文件更正")
    assert queries.on(TODAY).contribution_cap_fen == 3200000
    history = Parameter.pgh_event_models["update"].objects  # type: ignore[attr-defined]
    event = history.select_related("pgh_context").get(pgh_obj=row, value="3200000")
    assert event.pgh_context.metadata["reason"] == "录入有误，按文件更正"


def test_an_old_reason_does_not_serve_twice(open_day: date) -> None:
    put(valid_from=date(2000, 1, 1), note="更正")
    with pytest.raises(operations.PastNeedsReason):
        put(valid_from=date(2000, 1, 1), value="3300000", note="更正")


def test_a_value_that_fills_a_gap_needs_no_reason(db: None) -> None:
    assert put(key="list_void_days", value="60", valid_from=date(2020, 1, 1))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"key": "contribution_cap"}, "没有名为"),
        ({"value": "30505.00"}, "不合要求"),
        ({"document_number": "某号"}, "尚未登记"),
        ({"approved_by": ""}, "批准人"),
    ],
)
def test_an_unsound_value_is_refused(open_day: date, changes: dict[str, str], words: str) -> None:
    with pytest.raises(operations.BadParameter, match=words):
        put(**changes)


def city_file(**changes: str) -> str:
    rows = [f"{key},{value},2024-07-01,{DECREE},管委会," for key, value in {**CITY, **changes}.items()]
    return HEAD + "\n".join(rows)


def new_city(today: date = TODAY) -> str:
    """A file with the values that the nation does not set."""
    known = set(Parameter.objects.values_list("key", flat=True))
    rows = [f"{key},{value},2024-07-01,{DECREE},管委会," for key, value in CITY.items() if key not in known]
    return HEAD + "\n".join(rows)


def test_a_city_is_set_up_with_one_file(db: None) -> None:
    count = operations.load_parameters(text=new_city(), today=TODAY)
    assert count == 6
    assert queries.on(date(2024, 7, 1)).contribution_cap_fen == 3050500


def test_the_same_file_twice_changes_nothing(db: None) -> None:
    text = new_city()
    operations.load_parameters(text=text, today=TODAY)
    before = list(Parameter.objects.order_by("id").values())
    operations.load_parameters(text=text, today=TODAY)
    assert list(Parameter.objects.order_by("id").values()) == before


def test_a_file_may_bring_the_whole_history_of_a_new_key(db: None) -> None:
    rows = [f"contribution_cap_fen,{value},{since},{DECREE},管委会" for value, since in HISTORY]
    operations.load_parameters(text=HEAD + "\n".join(rows), today=TODAY)
    values = Parameter.objects.filter(key="contribution_cap_fen").order_by("valid_from").values_list("value", flat=True)
    assert list(values) == ["2800000", "2900000", "3050500"]


HISTORY = [("3050500", "2026-07-01"), ("2800000", "2024-07-01"), ("2900000", "2025-07-01")]


def test_a_file_with_faults_is_refused_whole_with_every_row_named(db: None) -> None:
    before = Parameter.objects.count()
    text = HEAD + "\n".join(
        [
            f"contribution_cap_fen,3050500,2026-07-01,{DECREE},管委会",
            f"contribution_cap_fen,三万,2027-07-01,{DECREE},管委会",
            f"contribution_floor_fen,223000,七月,{DECREE},管委会",
            "list_void_days,60,2026-07-01,某号,管委会",
            f"no_such_key,1,2026-07-01,{DECREE},管委会",
            f"contribution_cap_fen,3050501,2026-07-01,{DECREE},管委会,再来",
            f"deposit_rate_percent,1.4,2026-07-01,{DECREE},管委会",
            f"suspense_report_months,3,2026-07-01,{DECREE},",
        ]
    )
    with pytest.raises(operations.FileRefused, match="7 处") as refused:
        operations.load_parameters(text=text, today=TODAY)
    assert [error.row for error in refused.value.errors] == [3, 4, 5, 6, 7, 8, 9]
    assert Parameter.objects.count() == before


def test_a_file_without_its_columns_is_refused(db: None) -> None:
    with pytest.raises(operations.FileRefused, match="valid_from"):
        operations.load_parameters(text="key,value\na,1\n", today=TODAY)
    with pytest.raises(operations.FileRefused):
        operations.load_parameters(text="", today=TODAY)


def test_the_command_registers_documents_and_reads_gbk(db: None, tmp_path: Path) -> None:
    documents, city = tmp_path / "documents.csv", tmp_path / "city.csv"
    documents.write_bytes(
        "number,title,issuer,effective_from,issued_on\n辽公积金〔2026〕1号,关于基数的通知,管委会,2026-07-01,2026-06-20\n"
        "辽公积金〔2026〕2号,关于清册的通知,管委会,2026-07-01,\n".encode("gbk")
    )
    city.write_text(HEAD + "contribution_cap_fen,3050500,2026-07-01,辽公积金〔2026〕1号,管委会\n", encoding="utf-8-sig")
    out = StringIO()
    call_command("load_parameters", str(city), "--documents", str(documents), stdout=out)
    assert "1 parameters" in out.getvalue()
    assert Document.objects.get(number="辽公积金〔2026〕1号").issued_on == date(2026, 6, 20)
    city.write_text(HEAD + "contribution_cap_fen,x,2026-07-01,辽公积金〔2026〕1号,管委会\n")
    with pytest.raises(CommandError, match="2: "):
        call_command("load_parameters", str(city))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_parameters", str(tmp_path / "none.csv"))
    documents.write_text("number,title\nx,y\n")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_parameters", str(city), "--documents", str(documents))


def test_the_librarys_calendar_is_what_the_fresh_database_holds(db: None) -> None:
    for year in (2024, 2025, 2026):
        held = list(CalendarDay.objects.filter(day__year=year).order_by("day").values_list("day", "is_working", "name"))
        operations.load_calendar_year(year=year, at=AT)
        loaded = CalendarDay.objects.filter(day__year=year).order_by("day").values_list("day", "is_working", "name")
        assert list(loaded) == held


def test_loading_a_year_ends_its_being_provisional(db: None) -> None:
    assert queries.year_table(2023).provisional
    count = operations.load_calendar_year(year=2023, document_number=DECREE, at=AT)
    table = queries.year_table(2023)
    assert not table.provisional and len(table.days) == count
    assert table.published is not None and table.published.loaded_at == AT
    assert not queries.calendar(date(2023, 1, 1), date(2023, 1, 5)).is_working_day(date(2023, 1, 2))


def test_a_year_not_published_stays_provisional_and_says_so(db: None) -> None:
    with pytest.raises(operations.YearNotPublished, match="2060"):
        operations.load_calendar_year(year=2060, at=AT)
    assert not CalendarYear.objects.filter(year=2060).exists()
    with pytest.raises(operations.BadParameter):
        operations.load_calendar_year(year=2023, document_number="某号", at=AT)


def test_the_command_loads_years(db: None) -> None:
    out = StringIO()
    call_command("load_calendar", "2023", stdout=out)
    assert "2023: " in out.getvalue()
    with pytest.raises(CommandError, match="尚未公布"):
        call_command("load_calendar", "2060")


def test_the_business_date_only_moves_forward(open_day: date) -> None:
    with transaction.atomic():
        operations.set_book_date(on=date(2026, 10, 11))
    with pytest.raises(operations.DateGoesBack), transaction.atomic():
        operations.set_book_date(on=date(2026, 10, 10))
    assert queries.book_date() == date(2026, 10, 11)
