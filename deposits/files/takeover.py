"""Reading the people of the former system: who, under whom, in which state, with which balances from which days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts import rules as people
from accounts.models import DocumentType
from common import identity
from deposits.files import cells, tables
from deposits.files.columns import Cell, CellError, FileRefused, plain
from deposits.files.reading import read_month
from deposits.states import PersonalAccountStatus

OLD, EMPLOYER, NAME, KIND, DOCUMENT, MOBILE = "原个人账号", "单位账号", "姓名", "证件类型", "证件号码", "手机号码"
BASE, EMPLOYER_PART, EMPLOYEE_PART = "缴存基数", "单位月缴存额", "个人月缴存额"
PAID_THROUGH, STATE, OPENED, SEALED = "缴至年月", "账户状态", "开户日期", "封存日期"
CARRIED, CARRIED_ON, CURRENT, CURRENT_ON = "上年结转余额", "结转起息日", "本年余额", "本年起息日"
HEADINGS = (
    *(OLD, EMPLOYER, NAME, KIND, DOCUMENT, MOBILE, BASE, EMPLOYER_PART, EMPLOYEE_PART),
    *(PAID_THROUGH, STATE, OPENED, SEALED, CARRIED, CARRIED_ON, CURRENT, CURRENT_ON),
)
_STATES = {"01": "01", "正常": "01", "02": "02", "封存": "02"}


@dataclass(frozen=True, slots=True)
class TakenRow:
    """One account of the former system. Money in fen; a balance of 0 has no day of its own."""

    row_no: int
    old_number: str
    employer_number: str
    name: str
    document_type: str
    document_number: str
    mobile: str
    base_fen: int
    employer_part_fen: int
    employee_part_fen: int
    paid_through: str
    status: str
    opened_on: date
    sealed_on: date | None
    carried_fen: int
    carried_on: date | None
    current_fen: int
    current_on: date | None

    @property
    def fen(self) -> int:
        """Both balances together."""
        return self.carried_fen + self.current_fen


@dataclass(frozen=True)
class TakenFile:
    """All rows, or the faults by row and column: with a single fault there are no rows."""

    rows: list[TakenRow]
    errors: list[CellError]


def read_takeover(content: bytes, name: str, *, today: date) -> TakenFile:
    """The accounts in a .csv or .xlsx file with one line of headings. Raises FileRefused for what is no such list."""
    grid = tables.read_table(content).grid
    places = {heading: place for place, heading in enumerate(map(plain, grid[0] if grid else [])) if heading}
    if lacking := [heading for heading in HEADINGS if heading not in places]:
        refusal = _("“%(name)s”的第 1 行缺少列：%(columns)s。") % {"name": name, "columns": "、".join(lacking)}
        raise FileRefused(refusal)
    rows: list[TakenRow] = []
    errors: list[CellError] = []
    for row_no, line in enumerate(grid[1:], start=2):
        if any(not cells.is_blank(cell) for cell in line):
            raw = {heading: line[places[heading]] if places[heading] < len(line) else "" for heading in HEADINGS}
            _read_line(row_no, raw, today, rows, errors)
    errors += _twice(rows)
    return TakenFile([] if errors else rows, sorted(errors, key=lambda error: error.row))


def _read_line(row_no: int, raw: dict[str, Cell], today: date, rows: list[TakenRow], errors: list[CellError]) -> None:
    readers: dict[str, Callable[[Cell], Any]] = {
        OLD: _old_number,
        EMPLOYER: _employer,
        NAME: cells.person_name,
        KIND: _kind,
        DOCUMENT: lambda value: _document(value, raw[KIND], today),
        MOBILE: lambda value: "" if cells.is_blank(value) else identity.check_mobile(cells.digits(value)),
        PAID_THROUGH: _month,
        STATE: _state,
        OPENED: lambda value: _day(value, today),
        SEALED: lambda value: None if cells.is_blank(value) else _day(value, today),
        CARRIED_ON: lambda value: None if cells.is_blank(value) else _day(value, today),
        CURRENT_ON: lambda value: None if cells.is_blank(value) else _day(value, today),
    }
    found = []
    for heading in HEADINGS:
        try:
            found.append(readers.get(heading, cells.amount_fen)(raw[heading]))
        except ValueError as fault:
            message = f"{str(fault).removesuffix('。')}。"
            errors.append(CellError(row_no, heading, cells.text(raw[heading])[:60], message))
    if len(found) < len(HEADINGS):
        return
    row = TakenRow(row_no, *found)
    faults = _faults(row)
    errors.extend(CellError(row_no, heading, cells.text(raw[heading])[:60], words) for heading, words in faults)
    if not faults:
        rows.append(row)


def _faults(row: TakenRow) -> list[tuple[str, str]]:
    """What does not go together in one row."""
    found = []
    if (row.status == PersonalAccountStatus.SEALED) != (row.sealed_on is not None):
        found.append((SEALED, _("封存的账户要有封存日期，正常的不能有。")))
    for fen, day, heading in (
        (row.carried_fen, row.carried_on, CARRIED_ON),
        (row.current_fen, row.current_on, CURRENT_ON),
    ):
        if (fen > 0) != (day is not None):
            found.append((heading, _("有余额就要有起息日，没有余额就不填。")))
    return found


def _old_number(value: Cell) -> str:
    number = cells.digits(value)
    if cells.was_number(value) or not re.fullmatch(r"[0-9A-Za-z]{4,20}", number, re.ASCII):
        raise cells.Fault(_("原个人账号应为 4 至 20 位数字或字母，单元格设为文本。"))
    return number


def _employer(value: Cell) -> str:
    number = cells.digits(value)
    if not re.fullmatch(r"1\d{7}", number, re.ASCII):
        raise cells.Fault(_("单位账号应为 8 位数字，以 1 开头。"))
    return number


def _kind(value: Cell) -> str:
    kind = cells.text(value).zfill(2)
    if kind not in DocumentType.values:
        raise cells.Fault(_("证件类型应为 01、02、03、04 或 99。"))
    return kind


def _document(value: Cell, kind: Cell, today: date) -> str:
    if cells.was_number(value):
        raise cells.Fault(_("Excel 把证件号码变成了数字，请把该列设为文本后重新录入。"))
    return people.check_document(cells.text(kind).zfill(2), cells.text(value), today=today)


def _month(value: Cell) -> str:
    month = read_month(value)
    if not month and not cells.is_blank(value):
        raise cells.Fault(_("应是年月，如 202609。"))
    return month


def _state(value: Cell) -> str:
    state = _STATES.get(cells.text(value).zfill(2) if cells.text(value).isdigit() else cells.text(value))
    if state is None:
        raise cells.Fault(_("账户状态应为 01（正常）或 02（封存）。"))
    return state


def _day(value: Cell, today: date) -> date:
    text = cells.text(value)[:10].replace("/", "-").replace(".", "-")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise cells.Fault(_("应是日期，如 2026-06-30。")) from None
    if not date(1990, 1, 1) <= day <= today:
        raise cells.Fault(_("日期应在 1990 年以后、今天以前。"))
    return day


def _twice(rows: list[TakenRow]) -> list[CellError]:
    """One account once, by its old number; one person once, by document."""
    errors = []
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        keys = {OLD: (OLD, row.old_number), DOCUMENT: (row.document_type, row.document_number)}
        for heading, key in keys.items():
            if key in first:
                message = _("与第 %(row)d 行重复。") % {"row": first[key]}
                errors.append(CellError(row.row_no, heading, key[-1], message))
            first.setdefault(key, row.row_no)
    return errors
