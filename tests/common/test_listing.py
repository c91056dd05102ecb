"""Listings: sort, filter, page, export, over real rows."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.db.models import QuerySet
from django.http import HttpRequest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails
from python_calamine import CalamineWorkbook

from accounts.models import Branch
from common import listing as listings
from common import sheets
from common.listing import Column, FilterForm, Listing
from tests import make

pytestmark = pytest.mark.django_db


class NameFilter(FilterForm):
    name = forms.CharField(label="名称", required=False, max_length=5)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(name__contains=self.cleaned_data["name"])


COLUMNS = [
    Column("code", "编号", order="code", kind="code", link=lambda branch: f"/branches/{branch.pk}/"),
    Column("name", "名称", order="name"),
    Column("phone", "电话", badge=lambda branch: "good", narrow=False),
    Column("sum", "金额", kind="money", value=lambda branch: int(branch.code) * 100050),
]


@pytest.fixture
def branches() -> list[Branch]:
    return [
        Branch.objects.create(code=f"{number:02d}", name=f"第{number % 3}部", phone="0437") for number in range(1, 13)
    ]


def request_for(query: str = "", *, htmx_target: str = "") -> HttpRequest:
    headers = {"HX-Request": "true", "HX-Target": htmx_target} if htmx_target else {}
    request = RequestFactory(headers=headers).get(f"/list/?{query}")
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def listing(query: str = "", **options: Any) -> Listing:
    options = {"columns": COLUMNS, "order": ("code",), "filters": NameFilter, "per_page": 5, **options}
    return Listing(request_for(query, htmx_target=options.pop("htmx_target", "")), Branch.objects.all(), **options)


def codes(shown: Listing) -> list[str]:
    return [row[0].html.split(">")[1].split("<")[0] for row in shown.rows]


def test_first_page_in_the_given_order(branches: list[Branch]) -> None:
    shown = listing()
    assert codes(shown) == ["01", "02", "03", "04", "05"]
    assert shown.count_text == "共 12 条"
    assert (shown.previous_url, shown.next_url) == ("", "/list/?page=2")


def test_sorting_is_by_listed_columns_and_ties_end_in_the_id(branches: list[Branch]) -> None:
    assert codes(listing("sort=name")) == ["03", "06", "09", "12", "01"]
    assert codes(listing("sort=-name")) == ["11", "08", "05", "02", "10"]
    assert codes(listing("sort=phone")) == codes(listing("sort=password")) == codes(listing())


def test_every_row_is_on_exactly_one_page_though_all_keys_are_equal(branches: list[Branch]) -> None:
    everywhere = [code for page in (1, 2, 3) for code in codes(listing(f"page={page}&sort=name", order=("phone",)))]
    assert sorted(everywhere) == [branch.code for branch in branches]


def test_headings_say_how_they_are_sorted_and_turn(branches: list[Branch]) -> None:
    head = listing("sort=name&page=2").heads[1]
    assert (head.sorted, head.url) == ("ascending", "/list/?sort=-name")
    assert listing("sort=-name").heads[1].url == "/list/?sort=name"
    assert listing().heads[2].url == ""


@pytest.mark.parametrize("asked", ["0", "-1", "abc", "", "²", "99999999999999999999"])
def test_what_is_no_page_is_the_first(branches: list[Branch], asked: str) -> None:
    assert listing(f"page={asked}").page == 1


def test_a_page_behind_the_last_is_the_last(branches: list[Branch]) -> None:
    shown = listing("page=77")
    assert (shown.page, codes(shown), shown.next_url) == (3, ["11", "12"], "")


def test_filter_narrows_and_stays_in_every_link(branches: list[Branch]) -> None:
    shown = listing("name=1&per=x", per_page=2)
    assert codes(shown) == ["01", "04"]
    assert "name=1" in shown.next_url
    assert "name=1" in shown.heads[0].url
    assert shown.clear_url == "/list/?per=x"
    assert shown.filtered
    assert not listing("name=").filtered


def test_a_wrong_filter_shows_its_error_and_no_rows(branches: list[Branch]) -> None:
    shown = listing("name=toolong")
    assert shown.rows == []
    assert shown.filter_form is not None and shown.filter_form.errors
    assert shown.empty["title"] == "没有符合条件的记录"


def test_an_empty_listing_says_what_to_do() -> None:
    shown = listing(empty={"title": "还没有管理部", "url": "/new/", "action": "登记"})
    assert shown.empty == {"title": "还没有管理部", "text": "", "url": "/new/", "action": "登记"}
    assert listing().empty["title"] == "还没有记录"


def test_page_links_have_gaps(branches: list[Branch]) -> None:
    shown = listing("page=6", per_page=1)
    assert [link.number for link in shown.page_links] == [1, 0, 4, 5, 6, 7, 8, 0, 12]
    assert [link.number for link in shown.page_links if link.current] == [6]
    assert listing(per_page=50).page_links == []


def test_counting_stops_at_the_limit(branches: list[Branch], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "COUNT_LIMIT", 10)
    shown = listing("page=2")
    assert (shown.count, shown.pages, shown.count_text, shown.too_deep) == (11, 2, "10 条以上", True)


def test_a_page_costs_two_queries(branches: list[Branch], django_assert_num_queries: Callable[..., Any]) -> None:
    with django_assert_num_queries(2):
        listing("sort=-name&page=2").response("components/listing.html")


def test_text_in_cells_is_escaped() -> None:
    Branch.objects.create(code="1", name="<script>alert(1)</script>")
    html = listing().response("components/listing.html").content.decode()  # type: ignore[attr-defined]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_cells_carry_links_badges_and_money(branches: list[Branch]) -> None:
    row = listing().rows[0]
    assert row[0].heading and row[0].html.startswith('<a href="/branches/')
    assert row[2].html == '<span class="badge-state good">0437</span>'
    assert row[2].css == "opt"
    assert (row[3].html, row[3].css) == ("1,000.50", "money")


def test_htmx_gets_the_table_alone_and_caches_know(branches: list[Branch]) -> None:
    part = listing(htmx_target="listing").response("fundcenter/public/styleguide.html")
    assert b"<html" not in part.content  # type: ignore[attr-defined]
    assert "HX-Request" in part.headers["Vary"]


def test_two_listings_on_one_page_keep_apart(branches: list[Branch]) -> None:
    left, right = listing("apage=2", prefix="a"), listing("apage=2", prefix="b")
    assert (left.page, right.page) == (2, 1)
    assert left.region != right.region
    assert "apage=2" in right.next_url and "bpage=2" in right.next_url


def read(response: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def test_export_has_every_row_that_fits_the_filter_with_money_as_numbers(branches: list[Branch]) -> None:
    response = listing("name=1&page=2&export=xlsx", file_name="管理部").response("components/listing.html")
    rows = read(response)
    assert rows[0] == ["编号", "名称", "电话", "金额"]
    assert [row[0] for row in rows[1:]] == ["01", "04", "07", "10"]
    assert rows[1][3] == 1000.5
    assert "xlsx" in response.headers["Content-Disposition"]


def test_export_writes_text_that_looks_like_a_formula_as_text() -> None:
    Branch.objects.create(code="1", name='=HYPERLINK("http://x","y")', phone="+1", address="@x")
    rows = read(listing("export=xlsx", file_name="x").response("components/listing.html"))
    assert rows[1][1] == '=HYPERLINK("http://x","y")'


def test_export_is_refused_where_it_is_not_offered(branches: list[Branch]) -> None:
    shown = listing("export=xlsx")
    assert shown.export_url == ""
    assert shown.response("components/listing.html").headers["Content-Type"].startswith("text/html")


def test_export_beyond_the_limit_asks_for_a_filter(branches: list[Branch], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROW_LIMIT", 11)
    shown = listing("export=xlsx&sort=name", file_name="x")
    response = shown.response("components/listing.html")
    assert (response.status_code, response.headers["Location"]) == (302, "/list/?sort=name")
    assert "先筛选" in str(next(iter(shown.request._messages)))  # type: ignore[attr-defined]


def test_sheets_write_every_kind() -> None:
    file = io.BytesIO()
    heads = [("a", "text"), ("b", "money"), ("c", "number"), ("d", "date"), ("e", "time"), ("f", "month")]
    sheets.write(file, heads, [["x", -5, 3, make.AT.date(), make.AT, "202610"], [None, 0, None, None, None, ""]])
    row, empty = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()[1:]
    assert row[:4] == ["x", -0.05, 3, make.AT.date()]
    assert f"{row[4]:%H:%M}" == "09:30"  # Shanghai's clock
    assert row[5] == "2026-10"
    assert empty == ["", 0.0, "", "", "", ""]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("money", -123456, "-1,234.56"),
        ("number", 12345, "12,345"),
        ("month", "202610", "2026-10"),
        ("month", "开户", "开户"),
        ("time", make.AT, "2026-10-10 09:30"),
        ("date", make.AT.date(), "2026-10-10"),
        ("text", None, ""),
        ("money", 0, "0.00"),
    ],
)
def test_values_read_as_people_write_them(kind: str, value: Any, text: str) -> None:
    assert listings.text_of(kind, value) == text


def test_columns_step_into_related_records_and_mappings(branches: list[Branch]) -> None:
    assert Column("branch__name", "").of({"branch": branches[0]}) == branches[0].name
    assert Column("branch__name", "").of({"branch": None}) is None
