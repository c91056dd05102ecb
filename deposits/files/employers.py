"""Reading the list of employers (employers.csv) with which a centre begins."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from common import identity
from deposits import rules
from deposits.files import cells, tables
from deposits.files.columns import Cell, CellError, FileRefused, plain

NUMBER, NAME, CODE = "单位账号", "单位名称", "统一社会信用代码"
EMPLOYER_RATE, EMPLOYEE_RATE, PAYDAY = "单位缴存比例", "个人缴存比例", "发薪日"
PAYING_ACCOUNT, PAYING_BANK, CLERK_MOBILE = "付款账号", "开户银行", "经办人手机"
_HEADINGS = (NUMBER, NAME, CODE, EMPLOYER_RATE, EMPLOYEE_RATE, PAYDAY, PAYING_ACCOUNT, PAYING_BANK, CLERK_MOBILE)


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """One employer as the list gives it. Rates are percent; `payday` is None where none is given."""

    row_no: int
    number: str
    name: str
    social_credit_code: str
    employer_rate: Decimal
    employee_rate: Decimal
    payday: int | None
    paying_account: str
    paying_bank: str
    clerk_mobile: str


@dataclass(frozen=True)
class EmployersFile:
    """All employers of a list, or its faults: with a single fault there are no rows."""

    rows: list[EmployerRow]
    errors: list[CellError]


def read_employers(
    content: bytes, name: str, *, rate_min: Decimal = Decimal(0), rate_max: Decimal = Decimal(100)
) -> EmployersFile:
    """The employers in a .csv or .xlsx file with one line of headings. Raises FileRefused for what is no such list.

    `name` is what the file was called; what it is, is told by its bytes.
    """
    grid = tables.read_table(content).grid
    places = {heading: place for place, heading in enumerate(map(plain, grid[0] if grid else [])) if heading}
    if lacking := [heading for heading in _HEADINGS if heading not in places]:
        refusal = _("“%(name)s”的第 1 行缺少列：%(columns)s。") % {"name": name, "columns": "、".join(lacking)}
        raise FileRefused(refusal)
    rates = {"least": rate_min, "most": rate_max}
    rows: list[EmployerRow] = []
    errors: list[CellError] = []
    for row_no, line in enumerate(grid[1:], start=2):
        if any(not cells.is_blank(cell) for cell in line):
            raw = {heading: line[places[heading]] if places[heading] < len(line) else "" for heading in _HEADINGS}
            _read_line(row_no, raw, rates, rows, errors)
    errors += _duplicates(rows)
    return EmployersFile([] if errors else rows, sorted(errors, key=lambda error: error.row))


def _read_line(
    row_no: int,
    raw: dict[str, Cell],
    rates: dict[str, Decimal],
    rows: list[EmployerRow],
    errors: list[CellError],
) -> None:
    """One line into `rows`, or its faults into `errors`."""
    readers: dict[str, Callable[[Cell], Any]] = {
        NUMBER: _number,
        NAME: _name,
        CODE: lambda value: identity.check_social_credit_code(cells.digits(value)),
        EMPLOYER_RATE: lambda value: _rate(value, rates),
        EMPLOYEE_RATE: lambda value: _rate(value, rates),
        PAYDAY: _payday,
        PAYING_ACCOUNT: _account,
        PAYING_BANK: cells.text,
        CLERK_MOBILE: lambda value: identity.check_mobile(cells.digits(value)) if not cells.is_blank(value) else "",
    }
    found = []
    for heading in _HEADINGS:
        try:
            found.append(readers[heading](raw[heading]))
        except (ValueError, rules.RateOutOfRange) as fault:
            message = f"{str(fault).removesuffix('。')}。"
            errors.append(CellError(row_no, heading, cells.text(raw[heading])[:60], message))
    if len(found) == len(_HEADINGS):
        rows.append(EmployerRow(row_no, *found))


def _number(value: Cell) -> str:
    number = cells.digits(value)
    if not re.fullmatch(r"1\d{7}", number, re.ASCII):
        raise cells.Fault(_("单位账号应为 8 位数字，以 1 开头。"))
    return number


def _name(value: Cell) -> str:
    name = value.strip() if isinstance(value, str) else cells.text(value)
    if not 2 <= len(name) <= 100 or name[0] in "=+-@":
        raise cells.Fault(_("单位名称应为 2 至 100 个字，且不以 =、+、-、@ 开头。"))
    return name


def _rate(value: Cell, rates: dict[str, Decimal]) -> Decimal:
    try:
        rate = Decimal(cells.text(value).rstrip("%"))
    except InvalidOperation:
        raise cells.Fault(_("缴存比例应是百分比数字，如 12。")) from None
    return rules.check_rate(rate, **rates, field="rate")


def _payday(value: Cell) -> int | None:
    text = cells.text(value)
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= 31):
        raise cells.Fault(_("发薪日应为 1 至 31，不固定的可留空。"))
    return int(text)


def _account(value: Cell) -> str:
    if cells.was_number(value):
        raise cells.Fault(_("Excel 把账号变成了数字，请把该列设为文本后重新录入。"))
    account = cells.digits(value)
    if account and not re.fullmatch(r"\d{6,32}", account, re.ASCII):
        raise cells.Fault(_("付款账号应为 6 至 32 位数字。"))
    return account


def _duplicates(rows: list[EmployerRow]) -> list[CellError]:
    """One employer once, by number and by code."""
    errors = []
    first: dict[str, int] = {}
    for row in rows:
        for heading, value in ((NUMBER, row.number), (CODE, row.social_credit_code)):
            if value in first:
                message = _("与第 %(row)d 行重复。") % {"row": first[value]}
                errors.append(CellError(row.row_no, heading, value, message))
            first.setdefault(value, row.row_no)
    return errors
