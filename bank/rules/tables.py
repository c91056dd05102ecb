"""Reading the tables that banks hand over: CSV in UTF-8 (with or without BOM) or GBK, taken whole or not at all."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from django.utils.translation import gettext as _

from common import money
from common.errors import BusinessError

ROW_LIMIT = 50_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell: the row as a spreadsheet counts it (the heading is row 1), the column, the words."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        if not self.row:
            return self.text
        if not self.column:
            return _("第 %(row)d 行：%(text)s") % {"row": self.row, "text": self.text}
        return _("第 %(row)d 行“%(column)s”：%(text)s") % {"row": self.row, "column": self.column, "text": self.text}


class BadFile(BusinessError):
    """A file that cannot be taken. `errors` lists each fault by row and column; nothing of the file was kept."""

    def __init__(self, errors: Sequence[Fault]) -> None:
        self.errors = list(errors)
        head = str(self.errors[0])
        more = len(self.errors) - 1
        super().__init__(head if not more else _("%(first)s 另有 %(more)d 处错误。") % {"first": head, "more": more})


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number and its cells by column name."""

    number: int
    cells: dict[str, str]


def decode(content: bytes) -> str:
    """The text of a file. UTF-8 where it is valid, else GBK. Raises BadFile."""
    if not content.strip():
        raise BadFile([Fault(0, "", _("文件是空的。"))])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadFile([Fault(0, "", _("文件不是 UTF-8 或 GBK 编码的文本。"))])


def read_rows(content: bytes, columns: Sequence[str]) -> list[Row]:
    """The rows of a CSV file, its columns found by name. Raises BadFile for anything that is not such a table."""
    try:
        table = list(csv.reader(io.StringIO(decode(content)), strict=True))
    except csv.Error as problem:
        raise BadFile([Fault(0, "", _("文件不是规范的 CSV 表格（%(why)s）。") % {"why": problem})]) from None
    heading = [clean(cell).lower() for cell in table[0]] if table else []
    missing = [column for column in columns if column not in heading]
    if missing:
        raise BadFile([Fault(1, "", _("缺少列：%(columns)s。") % {"columns": "、".join(missing)})])
    if len(table) - 1 > ROW_LIMIT:
        text = _("超过 %(most)s 行，请拆成几份。") % {"most": f"{ROW_LIMIT:,}"}
        raise BadFile([Fault(0, "", text)])
    filled = [(number, cells) for number, cells in enumerate(table[1:], start=2) if any(map(str.strip, cells))]
    if not filled:
        raise BadFile([Fault(0, "", _("文件里没有明细。"))])
    ragged = [number for number, cells in filled if len(cells) != len(heading)]
    if ragged:
        raise BadFile([Fault(number, "", _("列数与表头不一致。")) for number in ragged])
    return [
        Row(number, {name: clean(cell) for name, cell in zip(heading, cells, strict=True)}) for number, cells in filled
    ]


def clean(cell: str) -> str:
    """A cell's text in half-width, without spaces at its ends and without characters nobody can see."""
    text = unicodedata.normalize("NFKC", cell)
    return "".join(char for char in text if char.isprintable()).strip()


class Cells:
    """Reads one row's cells and collects what is wrong with them."""

    def __init__(self, row: Row, faults: list[Fault]) -> None:
        self.row, self.faults = row, faults

    def refuse(self, column: str, text: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(self.row.number, column, text))

    def text(self, column: str, *, most: int, required: bool = False) -> str:
        """A text of at most `most` characters."""
        value = self.row.cells.get(column, "")
        if required and not value:
            self.refuse(column, _("不能为空。"))
        if len(value) > most:
            self.refuse(column, _("超过 %(most)d 个字。") % {"most": most})
        return value

    def fen(self, column: str) -> int:
        """An amount in yuan, as fen; one fen where it is none, so that it is faulted once."""
        return self._parse(column, money.parse_yuan, 1, _("不是金额。"))

    def date(self, column: str) -> date:
        """A day, with hyphens, slashes or bare."""
        return self._parse(column, parse_date, date.min, _("不是日期。"))

    def time(self, column: str) -> time:
        """A time of day."""
        return self._parse(column, parse_time, time.min, _("不是时间。"))

    def one_of(self, column: str, values: Sequence[str]) -> str:
        """One of the values, in any case."""
        value = self.row.cells.get(column, "").upper()
        if value not in values:
            self.refuse(column, _("应为 %(values)s。") % {"values": "/".join(values)})
        return value

    def number(self, column: str) -> int:
        """A whole number of zero or more."""
        return self._parse(column, _parse_number, 0, _("不是整数。"))

    def _parse(self, column: str, parse: Callable[[str], T], fallback: T, words: str) -> T:
        try:
            return parse(self.row.cells.get(column, ""))
        except ValueError:
            self.refuse(column, words)
            return fallback


def parse_date(text: str) -> date:
    """ "2026-10-10", "2026/10/10" or "20261010". Raises ValueError."""
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(text)


def parse_time(text: str) -> time:
    """ "09:55:37", "09:55" or "095537"; nothing is midnight. Raises ValueError."""
    if not text:
        return time.min
    for form in ("%H:%M:%S", "%H:%M", "%H%M%S"):
        try:
            return datetime.strptime(text, form).time()
        except ValueError:
            continue
    raise ValueError(text)


def _parse_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(text)
    return int(text)
