"""Reading a payroll list: where its headings are, what stands above them, which rows are people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from common import money, months
from deposits.files import cells, tables
from deposits.files.columns import (
    COLUMN_NAMES,
    LABEL_NAMES,
    Cell,
    CellError,
    Column,
    FileRefused,
    Label,
    letters,
    missing,
    plain,
)

_LOOK_FOR_HEADINGS = 20  # rows
_FOOTER = re.compile(r"\s*(合计|总计|小计|制表|填表|经办|复核|审核|单位|说明|注)")


@dataclass(frozen=True)
class Header:
    """What the file says of itself. None or "" where it says nothing readable; `texts` is what stood there."""

    employer_number: str = ""
    employer_name: str = ""
    month: str = ""
    head_count: int | None = None
    total_fen: int | None = None
    texts: dict[Label, str] = field(default_factory=dict)
    rows: dict[Label, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One line as it was read: `row_no` as the spreadsheet counts, cells by column."""

    row_no: int
    cells: dict[Column, Cell]


@dataclass(frozen=True)
class PayrollFile:
    """A payroll list as it was read, nothing judged but its shape. `columns` gives the position of each heading."""

    name: str
    header: Header
    columns: dict[Column, int]
    row_numbers: list[int]
    lines: list[list[Cell]]
    errors: list[CellError]

    @property
    def rows(self) -> Iterator[RawRow]:
        """Line by line, for looking at; judging goes column by column."""
        for row_no, line in zip(self.row_numbers, self.lines, strict=True):
            yield RawRow(row_no, {column: line[place] for column, place in self.columns.items()})

    def column(self, column: Column) -> list[Cell]:
        """All cells of a column; empty ones where the file has no such column."""
        place = self.columns.get(column)
        if place is None:
            return [""] * len(self.lines)
        return [line[place] for line in self.lines]

    def document_numbers(self) -> list[str]:
        """The document numbers as `Expected.known` must name them, for looking people up before the list is judged."""
        return [cells.digits(value) for value in self.column(Column.DOCUMENT) if isinstance(value, str) and value]


def read_payroll(content: bytes, name: str) -> PayrollFile:
    """The list in a file (.xlsx, .csv or .txt, told by its bytes). Raises FileRefused."""
    table = tables.read_table(content)
    head_row, columns = find_headings(table.grid)
    row_numbers, lines = _people(table.grid, head_row, max(columns.values()) + 1)
    if not lines:
        raise FileRefused(_("清册里没有人员明细。"))
    if len(lines) > tables.MAX_ROWS:
        raise tables.too_many_rows()
    return PayrollFile(
        name=name,
        header=_header(table.grid[:head_row]),
        columns=columns,
        row_numbers=row_numbers,
        lines=lines,
        errors=_merged(table.merged, head_row, columns),
    )


def find_headings(grid: list[list[Cell]]) -> tuple[int, dict[Column, int]]:
    """The row after which people begin, and where each column stands. Raises FileRefused where columns are missing.

    A text file with an H line may do without headings: its columns are in the order of the standard.
    """
    best: tuple[int, list[Column]] | None = None
    for index, row in enumerate(grid[:_LOOK_FOR_HEADINGS]):
        found = [COLUMN_NAMES[name] for name in map(plain, row) if name in COLUMN_NAMES]
        if Column.NAME in found or Column.DOCUMENT in found:
            if not missing(found):
                return index + 1, _positions(row)
            best = best or (index, found)
    if best is not None:
        raise FileRefused(
            _("第 %(row)d 行的列名里缺少：%(columns)s。请对照模板补上后重新上传。")
            % {"row": best[0] + 1, "columns": "、".join(missing(best[1]))}
        )
    if grid and _is_h_line(grid[0]):
        return 1, {column: place for place, column in enumerate(Column)}
    raise FileRefused(
        _("没有找到列名。前 20 行中应有一行写明：%(columns)s。可下载模板填写。") % {"columns": "、".join(missing([]))}
    )


def _is_h_line(row: list[Cell]) -> bool:
    return len(row) >= 5 and isinstance(row[0], str) and row[0].strip().upper() == "H"


def _positions(row: list[Cell]) -> dict[Column, int]:
    """Where each known heading stands. Two headings for one column are refused: which would be right?"""
    places: dict[Column, int] = {}
    for place, heading in enumerate(row):
        column = COLUMN_NAMES.get(plain(heading))
        if column is None:
            continue
        if column in places:
            raise FileRefused(
                _("列“%(column)s”出现了两次（%(first)s 列和 %(second)s 列），请只保留一列。")
                % {"column": column, "first": letters(places[column]), "second": letters(place)}
            )
        places[column] = place
    return places


def _people(grid: list[list[Cell]], head_row: int, width: int) -> tuple[list[int], list[list[Cell]]]:
    """Row numbers and lines below the headings, without blank rows and without the footer; short lines are filled."""
    numbers, lines = [], []
    for number, line in enumerate(grid[head_row:], start=head_row + 1):
        if line.count("") == len(line) or not any(str(cell).strip() for cell in line):
            continue
        if len(line) < width:
            line = line + [""] * (width - len(line))
        numbers.append(number)
        lines.append(line)
    while lines and _is_footer(lines[-1]):
        numbers.pop()
        lines.pop()
    return numbers, lines


def _is_footer(line: list[Cell]) -> bool:
    """A sum or signature line: its first words say so, and hardly anything else is filled in."""
    filled = [cell for cell in line if cell != ""]
    return isinstance(filled[0], str) and bool(_FOOTER.match(filled[0])) and len(filled) < len(line) - 3


def _header(grid: list[list[Cell]]) -> Header:
    """What stands above the headings: an H line, labels with the value beside them, or "标签：值" in one cell."""
    if grid and _is_h_line(grid[0]):
        order = (Label.EMPLOYER, Label.MONTH, Label.COUNT, Label.TOTAL)
        found = dict(zip(order, grid[0][1:5], strict=True))
        return _header_from(found, dict.fromkeys(found, 1))
    found, rows = {}, {}
    for number, row in enumerate(grid, start=1):
        for place, cell in enumerate(row):
            label, value = _label(cell, row[place + 1] if place + 1 < len(row) else "")
            if label is not None and label not in found:
                found[label], rows[label] = value, number
    return _header_from(found, rows)


def _label(cell: Cell, beside: Cell) -> tuple[Label | None, Cell]:
    """The label a cell is, with its value."""
    if not isinstance(cell, str):
        return None, ""
    before, colon, after = cell.replace("：", ":").partition(":")
    return LABEL_NAMES.get(plain(before)), after if colon and after.strip() else beside


def _header_from(found: dict[Label, Cell], rows: dict[Label, int]) -> Header:
    return Header(
        employer_number=cells.digits(found.get(Label.EMPLOYER, "")),
        employer_name=cells.text(found.get(Label.EMPLOYER_NAME, "")),
        month=read_month(found.get(Label.MONTH, "")),
        head_count=_count(found.get(Label.COUNT, "")),
        total_fen=_total(found.get(Label.TOTAL, "")),
        texts={label: cells.text(value) for label, value in found.items()},
        rows=rows,
    )


def read_month(value: Cell) -> str:
    """202610, "2026-10", "2026年10月" or a date in the month → "202610"; "" where it is no month."""
    if isinstance(value, date):
        return months.month_of(value)
    if match := re.fullmatch(r"(\d{4})\D?(\d{1,2})\D?", cells.text(value), re.ASCII):
        month = match[1] + match[2].zfill(2)
        return month if months.is_month(month) else ""
    return ""


def _count(value: Cell) -> int | None:
    text = cells.text(value).removesuffix("人")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _total(value: Cell) -> int | None:
    try:
        return money.parse_yuan(cells.text(value).removesuffix("元"))
    except ValueError:
        return None


def _merged(ranges: list[tables.Range], head_row: int, columns: dict[Column, int]) -> list[CellError]:
    """A fault for each merged range among the people: only its first cell has a value, the rest are empty."""
    found = []
    names = {place: column for column, place in columns.items()}
    for (top, left), (bottom, right) in ranges[:1000]:
        column = next((names[place] for place in range(left, min(right, 200) + 1) if place in names), None)
        if bottom < head_row or column is None:
            continue
        where = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
        message = _("单元格 %(range)s 被合并了。请取消合并，逐行填写。") % {"range": where}
        found.append(CellError(max(top, head_row) + 1, column, where, message))
    return found
