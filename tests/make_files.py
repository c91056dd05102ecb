"""Builders of payroll files for tests: a good list by default, each part replaceable by something worse."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from common import identity
from common.money import parse_yuan, yuan_plain
from deposits import rules
from deposits.files.expected import Expected, KnownPerson

HEADINGS = (
    "序号",
    "个人账号",
    "姓名",
    "证件类型",
    "证件号码",
    "缴存基数",
    "单位月缴存额",
    "个人月缴存额",
    "月缴存额合计",
    "变更类型",
    "银行卡号",
    "手机号码",
    "备注",
)
EMPLOYER = "11000005"
EMPLOYER_NAME = "西安区环卫管理处"
MONTH = "202610"
TODAY = date(2026, 10, 10)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平"


def citizen_number(place: int) -> str:
    """The place-th made-up citizen number with a good check digit."""
    born = f"{1960 + place // 1000 % 40}{place // 84 % 12 + 1:02d}{place % 28 + 1:02d}"
    first = f"2204{place % 9 + 1:02d}{born}{place % 1000:03d}"
    return first + identity.citizen_check_digit(first)


def person(place: int = 1, **other: Any) -> list[Any]:
    """One good line (新增, 8 % each side); cells are replaced by heading: person(姓名="王平")."""
    base_fen = 300_000 + place * 37 % 2_500_000
    part = rules.part_fen(base_fen, Decimal(8), 100)
    name = _SURNAMES[place % 20] + _GIVEN[place // 20 % 20] + _GIVEN[place // 400 % 20]
    card = f"6217{place:014d}"
    line = dict(zip(HEADINGS, [place, "", name, "01", citizen_number(place)], strict=False)) | {
        "缴存基数": Decimal(base_fen) / 100,
        "单位月缴存额": part // 100,
        "个人月缴存额": part // 100,
        "月缴存额合计": 2 * part // 100,
        "变更类型": "新增",
        "银行卡号": card + identity.luhn_digit(card),
        "手机号码": f"139{place:08d}",
        "备注": "",
    }
    return list((line | other).values())


def header(people: Sequence[Sequence[Any]], **other: Any) -> list[Any]:
    """The line above the headings, with head count and total of good lines."""
    paying = [line for line in people if line[9] != "封存"]
    line = {
        "单位账号": EMPLOYER,
        "单位名称": EMPLOYER_NAME,
        "汇缴月份": MONTH,
        "人数": len(paying),
        "合计金额": Decimal(sum(_fen(line[8]) for line in paying)) / 100,
    }
    return [cell for pair in (line | other).items() for cell in pair]


def _fen(value: Any) -> int:
    try:
        return parse_yuan(value)
    except ValueError:
        return 0


def make_payroll_xlsx(
    people: Sequence[Sequence[Any]],
    *,
    head: Sequence[Any] | None = None,
    headings: Sequence[str] = HEADINGS,
    above: int = 0,
    change: Any = None,
) -> bytes:
    """A list as Excel would save it. `above` blank rows come first; `change(book, sheet)` may spoil it at the end."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"nan_inf_to_errors": True})
    sheet = book.add_worksheet("汇缴清册")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    rows: Iterable[Sequence[Any]] = [header(people) if head is None else head, headings, *people]
    for number, row in enumerate(rows, start=above):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, place, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(number, place, cell, day)
            else:
                sheet.write(number, place, cell)
    if change is not None:
        change(book, sheet)
    book.close()
    return file.getvalue()


def make_payroll_csv(people: Sequence[Sequence[Any]], *, head: Sequence[Any] | None = None) -> str:
    """The same list as text with commas."""
    rows = [header(people) if head is None else head, HEADINGS, *people]
    return "".join(",".join(map(str, row)) + "\r\n" for row in rows)


def make_payroll_txt(people: Sequence[Sequence[Any]], *, headings: bool = False, first: str | None = None) -> str:
    """The same list with an H line and "|"."""
    head = header(people)
    total = yuan_plain(parse_yuan(head[9]))
    rows = [[first] if first is not None else ["H", EMPLOYER, MONTH, str(head[7]), total]]
    rows += [list(HEADINGS)] if headings else []
    return "\n".join("|".join(map(str, row)) for row in [*rows, *people]) + "\n"


def repack(content: bytes, **parts: bytes) -> bytes:
    """A workbook with some parts replaced: sheet=…, strings=…, or new ones by their path."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "workbook": "xl/workbook.xml"}
    changed = {names.get(name, name): part for name, part in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, changed.pop(info.filename, None) or old.read(info))
        for name, part in changed.items():
            new.writestr(name, part)
    return file.getvalue()


def part(content: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    """One part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def expected(known: dict[str, KnownPerson] | None = None, **other: Any) -> Expected:
    """What the centre knows of the employer of `header`: 8 % each side, whole yuan, the demo city's limits."""
    facts: dict[str, Any] = {
        "employer_number": EMPLOYER,
        "employer_name": EMPLOYER_NAME,
        "month": MONTH,
        "employer_rate": Decimal(8),
        "employee_rate": Decimal(8),
        "unit_fen": 100,
        "floor_fen": 223_000,
        "cap_fen": 3_050_500,
        "today": TODAY,
        "known": known or {},
        "minimum_age_years": 16,
    }
    return Expected(**(facts | other))
