"""A back payment as a file: who, which months, which base should have been, and why. Read, judged line by line.

What is short for each month is not in the file: the centre reckons it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import months
from common.money import yuan_plain
from deposits.files import cells, tables
from deposits.files.columns import Cell, CellError, FileRefused, Label, letters, plain
from deposits.files.problems import Problems
from deposits.files.reading import read_month

_LOOK_FOR_HEADINGS = 20
MOST_MONTHS = 100_000
"""Months of all people together in one file."""


class BackColumn(StrEnum):
    """Headings of a back payment."""

    ACCOUNT = "个人账号"
    NAME = "姓名"
    FIRST = "起始年月"
    LAST = "截止年月"
    BASE = "应缴基数"
    REASON = "补缴原因"


NAMES: dict[str, BackColumn] = {column.value: column for column in BackColumn} | {
    "个人公积金账号": BackColumn.ACCOUNT,
    "公积金账号": BackColumn.ACCOUNT,
    "职工姓名": BackColumn.NAME,
    "起始月份": BackColumn.FIRST,
    "开始年月": BackColumn.FIRST,
    "终止年月": BackColumn.LAST,
    "截止月份": BackColumn.LAST,
    "缴存基数": BackColumn.BASE,
    "正确基数": BackColumn.BASE,
    "应缴存基数": BackColumn.BASE,
    "原因": BackColumn.REASON,
}

FIRST_ROW = 3
"""The row of the first person in a file written here: label line and headings stand above."""


@dataclass(frozen=True, slots=True)
class BackPerson:
    """Somebody an employer may pay back for, by account number."""

    account_id: int
    name: str


@dataclass(frozen=True)
class BackExpected:
    """What a file is judged against: the employer, who is known, the last month that may be paid back, and the numbers
    of accounts that nothing may come to."""

    employer_number: str
    last_month: str
    known: Mapping[str, BackPerson]
    frozen: frozenset[str] = frozenset()


class BackRow(NamedTuple):
    """One line, proved: the person, the months from first to last, the base that was right, and why."""

    row_no: int
    account_id: int
    number: str
    name: str
    first: str
    last: str
    base_fen: int
    reason: str


@dataclass(frozen=True)
class BackChecked:
    """The judgement. With a single error there are no rows."""

    rows: list[BackRow]
    errors: list[CellError]


def account_numbers(content: bytes) -> list[str]:
    """The account numbers in a file, for looking people up before it is judged. Raises FileRefused."""
    lines, places, _above = _read(content)
    place = places[BackColumn.ACCOUNT]
    return [cells.digits(line[place]) for _number, line in lines]


def find_headings(grid: list[list[Cell]]) -> tuple[int, dict[BackColumn, int]]:
    """The row after which people begin, and where each column stands. Raises FileRefused."""
    for index, row in enumerate(grid[:_LOOK_FOR_HEADINGS]):
        places: dict[BackColumn, int] = {}
        for place, heading in enumerate(row):
            column = NAMES.get(plain(heading))
            if column is not None and column in places:
                words = _("列“%(column)s”出现了两次（%(first)s 列和 %(second)s 列），请只保留一列。")
                facts = {"column": column.value, "first": letters(places[column]), "second": letters(place)}
                raise FileRefused(words % facts)
            if column is not None:
                places[column] = place
        if all(column in places for column in BackColumn):
            return index + 1, places
    raise FileRefused(
        _("没有找到列名。前 20 行中应有一行写明：%(columns)s。可下载模板填写。") % {"columns": "、".join(BackColumn)}
    )


def check_back(content: bytes, expected: BackExpected) -> BackChecked:
    """Read and judge a file. Faults are told all at once; raises FileRefused for what is no such file."""
    lines, places, above = _read(content)
    problems = Problems()
    for row in above:
        for label, value in zip(row, row[1:], strict=False):
            if plain(label) == Label.EMPLOYER and cells.digits(value) != expected.employer_number:
                problems.add(1, Label.EMPLOYER, value, _("这份文件是别的单位的。"))
    judge = _Judge(expected, problems)
    rows = [judge.row(number, {column: line[place] for column, place in places.items()}) for number, line in lines]
    proved = [row for row in rows if row is not None]
    if sum(months.months_between(row.first, row.last) + 1 for row in proved) > MOST_MONTHS:
        raise FileRefused(_("这份文件的补缴月份太多，请分成几份办理。"))
    return BackChecked([] if problems.count else proved, problems.in_order())


def _read(content: bytes) -> tuple[list[tuple[int, list[Cell]]], dict[BackColumn, int], list[list[Cell]]]:
    """Numbered lines of people, places of the columns, and the rows above the headings. Raises FileRefused."""
    grid = tables.read_table(content).grid
    head_row, places = find_headings(grid)
    width = max(places.values()) + 1
    filled = [
        (number, line + [""] * (width - len(line)))
        for number, line in enumerate(grid[head_row:], start=head_row + 1)
        if any(str(cell).strip() for cell in line)
    ]
    asked = [places[column] for column in (BackColumn.FIRST, BackColumn.LAST, BackColumn.BASE, BackColumn.REASON)]
    lines = [(number, line) for number, line in filled if any(str(line[place]).strip() for place in asked)]
    if not lines:
        raise FileRefused(_("文件里没有填写补缴的人。"))
    if len(lines) > tables.MAX_ROWS:
        raise tables.too_many_rows()
    return lines, places, grid[: head_row - 1]


class _Judge:
    """Judges line after line; it remembers which months of whom it has seen."""

    def __init__(self, expected: BackExpected, problems: Problems) -> None:
        self.expected, self.problems = expected, problems
        self.seen: dict[tuple[int, str], int] = {}

    def row(self, number: int, line: Mapping[BackColumn, Cell]) -> BackRow | None:
        """One line, or None where something is wrong with it."""
        before = self.problems.count
        person = self._person(number, line)
        first = self._month(number, BackColumn.FIRST, line)
        last = self._month(number, BackColumn.LAST, line)
        base = self._base(number, line[BackColumn.BASE])
        reason = cells.text(line[BackColumn.REASON])[:100]
        if len(reason) < 2:
            self.problems.add(number, BackColumn.REASON, reason, _("请写明补缴原因，如“基数少报”“漏缴”。"))
        if first and last and first > last:
            self.problems.add(number, BackColumn.LAST, last, _("截止年月不能早于起始年月。"))
        elif last and last > self.expected.last_month:
            words = gettext_lazy("%(month)s还没到补缴的时候：补缴只办已经汇缴过的月份，之后的月份随当月清册缴。")
            self.problems.add(number, BackColumn.LAST, last, words, month=months.month_words(last))
        if person and first and last:
            self._refuse_twice(number, person, first, last)
        if self.problems.count > before or person is None:
            return None
        account = cells.digits(line[BackColumn.ACCOUNT])
        return BackRow(number, person.account_id, account, person.name, first, last, base, reason)

    def _person(self, number: int, line: Mapping[BackColumn, Cell]) -> BackPerson | None:
        account = cells.digits(line[BackColumn.ACCOUNT])
        person = self.expected.known.get(account)
        if person is None:
            unknown = _("本单位没有这个账号的职工，或者账户已经销户。还没有开户的，请先开户。")
            self.problems.add(number, BackColumn.ACCOUNT, account, unknown)
            return None
        if account in self.expected.frozen:
            frozen = _("此人的账户被有权机关冻结（不收不付），解除以后再补缴。")
            self.problems.add(number, BackColumn.ACCOUNT, account, frozen)
            return None
        named = "".join(cells.text(line[BackColumn.NAME]).split())
        if named and named != "".join(person.name.split()):
            words = gettext_lazy("账号和姓名对不上：这个账号是%(name)s的。")
            self.problems.add(number, BackColumn.NAME, named, words, name=person.name)
        return person

    def _month(self, number: int, column: BackColumn, line: Mapping[BackColumn, Cell]) -> str:
        month = read_month(line[column])
        if not month:
            self.problems.add(number, column, line[column], _("请填写年月，如 202603。"))
        return month

    def _base(self, number: int, value: Cell) -> int:
        try:
            base = cells.amount_fen(value)
        except cells.Fault as fault:
            self.problems.add(number, BackColumn.BASE, value, str(fault))
            return 0
        if base <= 0:
            self.problems.add(number, BackColumn.BASE, value, _("应缴基数应大于零。"))
        return base

    def _refuse_twice(self, number: int, person: BackPerson, first: str, last: str) -> None:
        for month in months.months_from(first, last):
            other = self.seen.setdefault((person.account_id, month), number)
            if other != number:
                words = gettext_lazy("第 %(earlier)d 行已经写了这个人的 %(month)s。")
                self.problems.add(
                    number, BackColumn.FIRST, first, words, earlier=other, month=months.month_words(month)
                )
                return


@dataclass(frozen=True, slots=True)
class TypedBack:
    """One line as typed on a page."""

    number: str
    first: str
    last: str
    base_fen: int
    reason: str


def write_typed_back(*, employer_number: str, lines: Iterable[TypedBack]) -> bytes:
    """What was typed on a page, as the file it might have been."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([Label.EMPLOYER.value, employer_number])
    writer.writerow([column.value for column in BackColumn])
    for line in lines:
        writer.writerow([line.number, "", line.first, line.last, yuan_plain(line.base_fen), line.reason])
    return file.getvalue().encode()


def write_back_template(*, employer_number: str, employer_name: str, people: Iterable[tuple[str, str]]) -> bytes:
    """An .xlsx to fill in, with the employer's people (number, name); lines left without months do no harm."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet("补缴")
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F1"})
    text, money = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0.00"})
    for place, column in enumerate(BackColumn):
        sheet.set_column(place, place, 18, money if column is BackColumn.BASE else text)
    sheet.freeze_panes(2, 2)
    for place, value in enumerate((Label.EMPLOYER, employer_number, Label.EMPLOYER_NAME, employer_name)):
        sheet.write_string(0, place, str(value), text)
    for place, column in enumerate(BackColumn):
        sheet.write_string(1, place, column.value, head)
    for row, (number, name) in enumerate(people, start=FIRST_ROW - 1):
        sheet.write_string(row, 0, number, text)
        sheet.write_string(row, 1, name, text)
    notes = book.add_worksheet("填写说明")
    notes.set_column(0, 0, 100)
    for row, line in enumerate(
        (
            _("每人一行；不补缴的人，月份空着就行。同一个人不同月份的基数不一样，分几行写。"),
            _("应缴基数写当时正确的月基数；低于当月下限、高于当月上限的，系统按当月上下限计算。"),
            _("每个月该补多少由系统按当月的比例、上下限和取整单位算出，不用填金额。"),
        )
    ):
        notes.write_string(row, 0, line, text)
    book.close()
    return file.getvalue()
