"""The yearly file of wages: written with an employer's people, read back, judged as a whole.

Everybody's average wage of the year before, by account number. Pure: what the centre knows is handed in.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.money import yuan
from common.months import month_words
from deposits.files import cells, tables
from deposits.files.columns import Cell, CellError, FileRefused, Label, letters, plain
from deposits.files.problems import Problems
from deposits.rules import bases as rules

_LOOK_FOR_HEADINGS = 20
_FEW_FEN = 100_000
"""A wage below a thousand yuan is taken for a slip: ten thousands instead of yuan, or a day's pay."""


class WageColumn(StrEnum):
    """Headings of the yearly file."""

    ROW_NO = "序号"
    ACCOUNT = "个人账号"
    NAME = "姓名"
    DOCUMENT = "证件号码"
    BASE = "现缴存基数"
    WAGE = "上年月平均工资"


NAMES: dict[str, WageColumn] = {column.value: column for column in WageColumn} | {
    "个人公积金账号": WageColumn.ACCOUNT,
    "公积金账号": WageColumn.ACCOUNT,
    "职工姓名": WageColumn.NAME,
    "原缴存基数": WageColumn.BASE,
    "月平均工资": WageColumn.WAGE,
    "上年度月平均工资": WageColumn.WAGE,
    "新缴存基数": WageColumn.WAGE,
    "调整后缴存基数": WageColumn.WAGE,
}
REQUIRED = (WageColumn.ACCOUNT, WageColumn.NAME, WageColumn.WAGE)


@dataclass(frozen=True, slots=True)
class WagePerson:
    """One of an employer's people: `account_id` and the base that holds until the month; `again` names a month in
    which it was changed online in the same fund year and may not be once more."""

    account_id: int
    name: str
    base_fen: int
    again: str = ""


@dataclass(frozen=True)
class WagesExpected:
    """What a yearly file is judged against. `known` goes by account number: all who pay."""

    employer_number: str
    floor_fen: int
    cap_fen: int
    known: Mapping[str, WagePerson]


class WageRow(NamedTuple):
    """One person's line, proved: what was handed in, the base that follows, and to which limit it was drawn."""

    account_id: int
    number: str
    name: str
    before_fen: int
    wage_fen: int
    base_fen: int
    limit: str


@dataclass(frozen=True)
class WagesChecked:
    """The judgement. With a single error there are no rows."""

    rows: list[WageRow]
    errors: list[CellError]
    warnings: list[CellError]
    missing: int = 0
    """People who pay and stand nowhere in the file: their base stays."""

    @property
    def changed(self) -> list[WageRow]:
        """Lines whose base becomes another."""
        return [row for row in self.rows if row.base_fen != row.before_fen]

    @property
    def clamped(self) -> list[WageRow]:
        """Lines whose wage lies outside floor and cap."""
        return [row for row in self.rows if row.limit]


def find_headings(grid: list[list[Cell]]) -> tuple[int, dict[WageColumn, int]]:
    """The row after which people begin, and where each column stands. Raises FileRefused."""
    for index, row in enumerate(grid[:_LOOK_FOR_HEADINGS]):
        places: dict[WageColumn, int] = {}
        for place, heading in enumerate(row):
            column = NAMES.get(plain(heading))
            if column is not None and column in places:
                words = _("列“%(column)s”出现了两次（%(first)s 列和 %(second)s 列），请只保留一列。")
                facts = {"column": column.value, "first": letters(places[column]), "second": letters(place)}
                raise FileRefused(words % facts)
            if column is not None:
                places[column] = place
        if all(column in places for column in REQUIRED):
            return index + 1, places
    raise FileRefused(
        _("没有找到列名。前 20 行中应有一行写明：%(columns)s。可下载模板填写。") % {"columns": "、".join(REQUIRED)}
    )


def check_wages(content: bytes, expected: WagesExpected) -> WagesChecked:
    """Read and judge a yearly file. Faults are told all at once; raises FileRefused for what is no such file."""
    grid = tables.read_table(content).grid
    head_row, places = find_headings(grid)
    problems, warnings = Problems(), Problems()
    lines = _lines(grid, head_row, max(places.values()) + 1)
    if not lines:
        raise FileRefused(_("文件里没有人员明细。"))
    if len(lines) > tables.MAX_ROWS:
        raise tables.too_many_rows()
    _check_employer(grid[: head_row - 1], expected, problems)
    rows: list[WageRow] = []
    first: dict[str, int] = {}
    for number, line in lines:
        found = _judge(number, {column: line[place] for column, place in places.items()}, expected, first, problems)
        if found is not None:
            rows.append(found)
            if found.wage_fen < _FEW_FEN:
                warnings.add(
                    number, WageColumn.WAGE, yuan(found.wage_fen), _("工资不足 1,000 元，请核对单位是不是元。")
                )
    missing = len(expected.known) - len(first)
    return WagesChecked([] if problems.count else rows, problems.in_order(), warnings.in_order(), max(0, missing))


def _lines(grid: list[list[Cell]], head_row: int, width: int) -> list[tuple[int, list[Cell]]]:
    """Numbered lines below the headings that have anything in them."""
    found = []
    for number, line in enumerate(grid[head_row:], start=head_row + 1):
        if any(str(cell).strip() for cell in line):
            found.append((number, [*line, *[""] * (width - len(line))]))
    return found


def _check_employer(above: list[list[Cell]], expected: WagesExpected, problems: Problems) -> None:
    """Where the file says whose it is, it is this employer's."""
    for index, row in enumerate(above, start=1):
        for place, cell in enumerate(row[:-1]):
            if plain(cell) == Label.EMPLOYER and cells.digits(row[place + 1]) != expected.employer_number:
                message = gettext_lazy("这不是本单位的文件，本单位账号是 %(number)s。")
                problems.add(index, Label.EMPLOYER, row[place + 1], message, number=expected.employer_number)


def _judge(
    row: int, line: dict[WageColumn, Cell], expected: WagesExpected, first: dict[str, int], problems: Problems
) -> WageRow | None:
    number = cells.digits(line[WageColumn.ACCOUNT])
    person = expected.known.get(number)
    if person is None:
        message = gettext_lazy("本单位在缴职工里没有这个账号。已封存的请删去这一行。")
        problems.add(row, WageColumn.ACCOUNT, line[WageColumn.ACCOUNT], message)
        return None
    if number in first:
        problems.add(row, WageColumn.ACCOUNT, number, gettext_lazy("与第 %(first)d 行是同一人。"), first=first[number])
        return None
    first[number] = row
    if _plain(line[WageColumn.NAME]) != _plain(person.name):
        message = gettext_lazy("这个账号登记的姓名不是这一位，请核对。")
        problems.add(row, WageColumn.NAME, line[WageColumn.NAME], message)
    try:
        wage_fen = cells.amount_fen(line[WageColumn.WAGE])
    except cells.Fault as fault:
        blank = gettext_lazy("没有填写；工资没有变化的，也请填上年月平均工资。")
        why: object = blank if cells.is_blank(line[WageColumn.WAGE]) else fault
        problems.add(row, WageColumn.WAGE, line[WageColumn.WAGE], why)
        return None
    made = rules.adjusted(wage_fen, expected.floor_fen, expected.cap_fen)
    if person.again and made.base_fen != person.base_fen:
        message = gettext_lazy("本缴存年度网上已调整过基数（%(month)s起），再次调整请到窗口办理，这里请填原基数。")
        problems.add(row, WageColumn.WAGE, line[WageColumn.WAGE], message, month=month_words(person.again))
    return WageRow(person.account_id, number, person.name, person.base_fen, wage_fen, made.base_fen, made.limit)


def _plain(name: Cell) -> str:
    return "".join(cells.text(name).split()).casefold()


# --- the template


def write_wages(
    *, employer_number: str, employer_name: str, month: str, people: Sequence[tuple[str, str, str, int]]
) -> bytes:
    """An .xlsx to fill in: people as (account number, name, masked document number, base in fen)."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet("年度调基")
    text = book.add_format({"num_format": "@"})
    money = book.add_format({"num_format": "#,##0.00"})
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F1"})
    for place in range(len(WageColumn)):
        sheet.set_column(place, place, 20 if place else 6, money if place > 3 else text)
    above = (Label.EMPLOYER.value, employer_number, Label.EMPLOYER_NAME.value, employer_name, "执行年月", month)
    sheet.freeze_panes(2, 3)
    for place, word in enumerate(above):
        sheet.write_string(0, place, word, text)
    for place, column in enumerate(WageColumn):
        sheet.write_string(1, place, column.value, head)
    for index, (number, name, document, base_fen) in enumerate(people):
        _write_person(sheet, index, (number, name, document), base_fen, text=text, money=money)
    book.close()
    return file.getvalue()


def _write_person(sheet: Any, index: int, words: Sequence[str], base_fen: int, *, text: Any, money: Any) -> None:
    sheet.write_number(index + 2, 0, index + 1)
    for place, word in enumerate(words, start=1):
        sheet.write_string(index + 2, place, word, text)
    # Fen leave as yuan in numbers: Excel has no other kind.
    sheet.write_number(index + 2, 4, Decimal(base_fen) / 100, money)
