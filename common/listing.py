"""One way to show many rows: filter, sort, page, export.

    listing = Listing(
        request,
        queries.employers_visible_to(request.user),
        columns=[
            Column("name", _("单位名称"), order="name", link=lambda row: reverse("…", args=[row.pk])),
            Column("balance_fen", _("余额"), kind="money", order="balance_fen"),
        ],
        order=("-created_at",),
        filters=EmployerFilter,
        file_name=_("单位名册"),
    )
    return listing.response("deposits/counter/employers.html")

A page costs two queries whatever the table's size: the rows, and a count that stops at COUNT_LIMIT. Sorting is by
the columns that name an `order`, always ending in the id, so rows with equal keys never change places between pages.
The queryset is of records, not of groups: the id would split them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.middleware import HtmxDetails

from common import money, months, sheets

COUNT_LIMIT = 10_000
"""Rows that can be reached page by page. Whoever needs more is better served by a filter or the export."""


class FilterForm(forms.Form):
    """What narrows a listing: fields that may all be empty, and `narrow`, which applies those that are not."""

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that fit `self.cleaned_data`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Column:
    """One column: the name used in addresses (and, by default, the attribute shown) and its heading."""

    name: str
    label: Any
    _: KW_ONLY
    kind: str = "text"  # text, code (kept on one line), money (fen), number, date, time, month ("YYYYMM")
    order: str | tuple[str, ...] = ()  # what order_by takes; empty: not sortable
    value: Callable[[Any], Any] | None = None  # default: the attribute `name`, with "__" for a step inside
    badge: Callable[[Any], str] | None = None  # colour of a status badge for the row
    link: Callable[[Any], str] | None = None  # address the cell leads to
    template: str = ""  # own template for the cell; gets row and value
    narrow: bool = True  # shown on narrow screens

    def of(self, row: Any) -> Any:
        """The row's value, as the file gets it."""
        if self.value is not None:
            return self.value(row)
        found = row
        for part in self.name.split("__"):
            found = found[part] if isinstance(found, Mapping) else getattr(found, part)
            if found is None:
                return None
        return found() if callable(found) else found

    @property
    def css(self) -> str:
        """Classes of the column's cells."""
        names = {"money": "money", "number": "money", "code": "code", "date": "code", "time": "code"}
        return " ".join(filter(None, [names.get(self.kind, ""), "" if self.narrow else "opt"]))

    @property
    def keys(self) -> tuple[str, ...]:
        """What order_by takes, as a tuple."""
        return (self.order,) if isinstance(self.order, str) else self.order


@dataclass(frozen=True)
class Head:
    """A heading: its words, the address that sorts by it, and how it is sorted now."""

    name: str
    label: str
    css: str
    url: str
    sorted: str


@dataclass(frozen=True)
class Cell:
    """A cell ready for the page; the first of a row is its heading."""

    html: str
    css: str
    heading: bool

    @property
    def drawn(self) -> str:
        """The cell's markup: drawn here, since a template takes ten times as long over the cells of a page."""
        if self.heading:
            return format_html('<th scope="row" class="{}">{}</th>', self.css, self.html)
        return format_html('<td class="{}">{}</td>', self.css, self.html)


@dataclass(frozen=True)
class PageLink:
    """A page number; without address it is a gap, or the page shown."""

    number: int
    url: str
    current: bool


def text_of(kind: str, value: Any) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return ""
    if kind == "money":
        return money.yuan(value)
    if kind == "number":
        return f"{value:,}"
    if kind == "month":
        return f"{value[:4]}-{value[4:]}" if months.is_month(value) else str(value)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return str(value)


class Listing:
    """The rows of one request's page and everything the component needs to draw them."""

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        *,
        columns: Sequence[Column],
        order: Sequence[str] = (),
        filters: type[FilterForm] | None = None,
        per_page: int = 50,
        caption: Any = "",
        file_name: Any = "",
        prefix: str = "",
        empty: Mapping[str, Any] | None = None,
    ) -> None:
        """`order` is the order before anybody sorts; `prefix` keeps two listings on one page apart; `empty` holds
        title, text, url and action for a listing without any row; `file_name` allows the export."""
        self.request, self.columns, self.per_page = request, list(columns), per_page
        self.caption, self.file_name, self.prefix = caption, file_name, prefix
        self.region = f"listing{'-' + prefix if prefix else ''}"
        self._base, self._order, self._empty = queryset, tuple(order), dict(empty or {})
        self.filter_form = filters(request.GET) if filters else None

    # --- which rows

    @property
    def filtered(self) -> bool:
        """Whether the person narrowed the rows."""
        return bool(self.filter_form) and any(self.request.GET.get(name) for name in self._filter_names)

    @cached_property
    def _filter_names(self) -> list[str]:
        return [self.filter_form[name].html_name for name in self.filter_form.fields] if self.filter_form else []

    @cached_property
    def sort(self) -> str:
        """The sort asked for ("name" or "-name"), or nothing; unknown columns are ignored."""
        asked = self.request.GET.get(f"{self.prefix}sort", "")
        return asked if any(column.name == asked.removeprefix("-") and column.keys for column in self.columns) else ""

    @cached_property
    def queryset(self) -> QuerySet[Any]:
        """All rows that fit, in order; none where the filter itself is wrong."""
        rows = self._base
        if self.filter_form is not None:
            rows = self.filter_form.narrow(rows) if self.filter_form.is_valid() else rows.none()
        keys = list(self._order)
        if self.sort:
            column = next(each for each in self.columns if each.name == self.sort.removeprefix("-"))
            keys = [_turned(key) for key in column.keys] if self.sort.startswith("-") else list(column.keys)
        if not any(key.lstrip("-") in ("id", "pk") for key in keys):
            keys.append("-pk" if keys and keys[0].startswith("-") else "pk")
        return rows.order_by(*keys)

    @cached_property
    def _page_rows(self) -> list[Any]:
        start = (self.page - 1) * self.per_page
        return list(self.queryset[start : start + self.per_page])

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most COUNT_LIMIT + 1."""
        return self.queryset.order_by()[: COUNT_LIMIT + 1].count()

    @property
    def pages(self) -> int:
        """How many pages can be reached; at least one."""
        return max(-(-min(self.count, COUNT_LIMIT) // self.per_page), 1)

    @cached_property
    def page(self) -> int:
        """The page shown; what is no page is the first, what lies behind the last is the last."""
        asked = self.request.GET.get(f"{self.prefix}page", "1")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
        return min(max(number, 1), self.pages)

    # --- what the component draws

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """Rows of cells for the page."""
        return [
            [self._cell(column, row, first=place == 0) for place, column in enumerate(self.columns)]
            for row in self._page_rows
        ]

    @property
    def body(self) -> str:
        """Markup of the rows."""
        return format_html_join(
            "", "<tr>{}</tr>", ((mark_safe("".join(cell.drawn for cell in row)),) for row in self.rows)
        )

    def _cell(self, column: Column, row: Any, *, first: bool) -> Cell:
        value = column.of(row)
        html: str = text_of(column.kind, value)
        if column.template:
            html = render_to_string(column.template, {"row": row, "value": value}, request=self.request)
        elif column.badge and html:
            html = format_html('<span class="badge-state {}">{}</span>', column.badge(row), html)
        if column.link and html:
            html = format_html('<a href="{}">{}</a>', column.link(row), html)
        return Cell(html, column.css, first)

    @property
    def heads(self) -> list[Head]:
        """Headings; a click sorts upwards, the next one downwards."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        sorted_now = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "")
        turn = f"-{column.name}" if sorted_now == "ascending" else column.name
        url = self._url(sort=turn, page=None) if column.keys else ""
        return Head(column.name, str(column.label), column.css, url, sorted_now)

    @property
    def count_text(self) -> str:
        """How many there are, in words."""
        if self.count > COUNT_LIMIT:
            return _("%(count)s 条以上") % {"count": f"{COUNT_LIMIT:,}"}
        return ngettext("共 %(count)s 条", "共 %(count)s 条", self.count) % {"count": f"{self.count:,}"}

    @property
    def too_deep(self) -> bool:
        """Whether this is the last page that can be reached and there are more rows."""
        return self.count > COUNT_LIMIT and self.page == self.pages

    @property
    def page_links(self) -> list[PageLink]:
        """First, last and the neighbours of this page, with gaps; nothing for a single page."""
        if self.pages == 1:
            return []
        shown = sorted({1, self.pages, *range(max(self.page - 2, 1), min(self.page + 2, self.pages) + 1)})
        links: list[PageLink] = []
        for before, number in zip([0, *shown], shown, strict=False):
            if number - before > 1:
                links.append(PageLink(0, "", False))
            links.append(PageLink(number, self._url(page=number), number == self.page))
        return links

    @property
    def previous_url(self) -> str:
        """Address of the page before, or nothing."""
        return self._url(page=self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """Address of the next page, or nothing."""
        return self._url(page=self.page + 1) if self.page < self.pages else ""

    @property
    def clear_url(self) -> str:
        """Address without the filter."""
        return self._url(page=None, **dict.fromkeys(self._filter_names))

    @property
    def export_url(self) -> str:
        """Address of the export, or nothing."""
        return self._url(page=None, export="xlsx") if self.file_name else ""

    def _url(self, **changes: Any) -> str:
        query = self.request.GET.copy()
        for name, value in changes.items():
            name = f"{self.prefix}{name}" if name in ("sort", "page", "export") else name
            query.pop(name, None)
            if value is not None:
                query[name] = str(value)
        kept = QueryDict(mutable=True)
        for name, values in query.lists():
            kept.setlist(name, [value for value in values if value])
        return f"{self.request.path}?{kept.urlencode()}"

    @property
    def empty(self) -> dict[str, Any]:
        """What a listing without rows says: title, text, url, action."""
        if self.filtered:
            said = {"title": _("没有符合条件的记录"), "text": _("换个条件再试。")}
        else:
            said = {"title": _("还没有记录"), **self._empty}
        return {"text": "", "url": "", "action": "", **said}

    # --- answers

    def response(self, template: str, context: Mapping[str, Any] | None = None) -> HttpResponseBase:
        """The whole page, the table alone where htmx asks for it, or the file."""
        if self.file_name and self.request.GET.get(f"{self.prefix}export") == "xlsx":
            return self._file()
        htmx: HtmxDetails | None = getattr(self.request, "htmx", None)
        if htmx and htmx.target == self.region and not htmx.history_restore_request:
            template = "components/listing.html"
        response = render(self.request, template, {"listing": self, **(context or {})})
        response.headers["Vary"] = ", ".join(filter(None, [response.headers.get("Vary"), "HX-Request"]))
        return response

    def _file(self) -> HttpResponseBase:
        if self.queryset.order_by()[: sheets.ROW_LIMIT + 1].count() > sheets.ROW_LIMIT:
            text = _("超过 %(most)s 条，请先筛选再导出。") % {"most": f"{sheets.ROW_LIMIT:,}"}
            messages.error(self.request, text)
            return redirect(self._url(export=None))
        rows = ([column.of(row) for column in self.columns] for row in self.queryset.iterator(chunk_size=2000))
        heads = [(str(column.label), column.kind) for column in self.columns]
        return sheets.response(f"{self.file_name}.xlsx", heads, rows)


def _turned(key: str) -> str:
    """An order_by key the other way round."""
    return key[1:] if key.startswith("-") else f"-{key}"
