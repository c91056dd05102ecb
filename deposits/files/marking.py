"""Giving a list back with its faults: the same rows, faulty cells coloured, and a column that says why."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from deposits.files import cells, reading, tables
from deposits.files.columns import LABEL_NAMES, Cell, CellError, Label, plain

_LONGEST = 32_000  # a spreadsheet cell holds 32,767 characters
_H_LINE = {Label.EMPLOYER: 1, Label.MONTH: 2, Label.COUNT: 3, Label.TOTAL: 4}


def mark_errors(
    content: bytes,
    name: str,
    errors: Sequence[CellError],
    find: Callable[[list[list[Cell]]], tuple[int, Mapping[Any, int]]] = reading.find_headings,
) -> tuple[bytes, str]:
    """The file as .xlsx with its faults marked, and a name for it. Raises FileRefused where it cannot be read.

    A second sheet lists every fault, those of people who are not in the file included. Text is written as text: what
    begins with = never becomes a formula. The result can be mended and uploaded as it is. `find` knows the headings.
    """
    grid = tables.read_table(content).grid
    head_row, columns = find(grid)
    by_row: dict[int, list[CellError]] = defaultdict(list)
    for error in errors:
        by_row[error.row].append(error)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = _Sheet(book, width=max(map(len, grid)))
    headings = {str(column): place for column, place in columns.items()}
    for index, row in enumerate(grid):
        faults = by_row.get(index + 1, [])
        places = headings if index >= head_row else _label_places(row)
        sheet.write(index, row, [(places.get(fault.column), fault) for fault in faults])
        if index + 1 == head_row and not faults:
            sheet.write_reason(index, _("问题"))
    _write_list(book, errors)
    book.close()
    stem = re.split(r"[/\\]", name)[-1].rsplit(".", 1)[0] or _("清册")
    return file.getvalue(), _("%(name)s-问题标记.xlsx") % {"name": stem}


class _Sheet:
    """The copy of the list."""

    def __init__(self, book: Any, *, width: int) -> None:
        self.sheet = book.add_worksheet(_("汇缴清册"))
        self.width = width
        self.text = book.add_format({"num_format": "@"})
        self.red_text = book.add_format({"num_format": "@", "bg_color": "#FFD6D1", "font_color": "#8C1D18"})
        self.red = book.add_format({"bg_color": "#FFD6D1", "font_color": "#8C1D18"})
        self.reason = book.add_format({"num_format": "@", "font_color": "#8C1D18"})
        self.sheet.set_column(0, width - 1, 14)
        self.sheet.set_column(width, width, 80)

    def write(self, index: int, row: Sequence[Cell], faults: list[tuple[int | None, CellError]]) -> None:
        """One row with its faults, each with the place of its cell where it has one."""
        red = {place for place, _fault in faults if place is not None}
        # A faulty cell beyond a short line has nothing in it, but is coloured all the same.
        for place in range(max(len(row), max(red, default=-1) + 1)):
            self._cell(index, place, row[place] if place < len(row) else "", red=place in red)
        for place in red:
            why = "\n".join(fault.message for where, fault in faults if where == place)
            self.sheet.write_comment(index, place, why[:_LONGEST], {"x_scale": 2})
        if faults:
            self.write_reason(
                index, "　".join(_("【%(column)s】") % {"column": f.column} + f.message for _p, f in faults)
            )

    def write_reason(self, index: int, why: str) -> None:
        """The column after the last."""
        self.sheet.write_string(index, self.width, why[:_LONGEST], self.reason)

    def _cell(self, index: int, place: int, value: Cell, *, red: bool) -> None:
        if value == "":
            if red:
                self.sheet.write_blank(index, place, None, self.red_text)
        elif isinstance(value, (str, bool, date, time, timedelta)) or not Decimal(repr(value)).is_finite():
            text = value if isinstance(value, str) else cells.text(value)
            self.sheet.write_string(index, place, text[:_LONGEST], self.red_text if red else self.text)
        else:
            self.sheet.write_number(index, place, value, self.red if red else None)


def _label_places(row: Sequence[Cell]) -> dict[str, int]:
    """Where the values stand in a line above the headings, by their labels."""
    if row and cells.text(row[0]).upper() == "H":
        return {str(label): place for label, place in _H_LINE.items()}
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        if not isinstance(cell, str):
            continue
        before, colon, after = cell.replace("：", ":").partition(":")
        if (label := LABEL_NAMES.get(plain(before))) is not None:
            places[str(label)] = place if colon and after.strip() else place + 1
    return places


def _write_list(book: Any, errors: Sequence[CellError]) -> None:
    """The second sheet: every fault with its row and column."""
    sheet = book.add_worksheet(_("问题清单"))
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    sheet.set_column(1, 2, 20)
    sheet.set_column(3, 3, 90)
    for place, heading in enumerate((_("行"), _("列"), _("内容"), _("问题"))):
        sheet.write_string(0, place, heading, bold)
    for index, error in enumerate(errors, start=1):
        if error.row:
            sheet.write_number(index, 0, error.row)
        for place, value in enumerate((error.column, error.value, error.message), start=1):
            sheet.write_string(index, place, value[:_LONGEST], text)
