"""Headings of a payroll list, under the names employers give them, and what is said about one cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from common.errors import BusinessError

Cell = object
"""A cell as it was read: text, a number, a boolean or a date."""


class FileRefused(BusinessError):
    """The file as a whole cannot be read as what it should be. Its text says why and what to do."""


class Column(StrEnum):
    """Columns of a payroll list (domain §8.2 item 4). The value is the heading on our own template."""

    ROW_NO = "序号"
    ACCOUNT = "个人账号"
    NAME = "姓名"
    DOCUMENT_TYPE = "证件类型"
    DOCUMENT = "证件号码"
    BASE = "缴存基数"
    EMPLOYER_PART = "单位月缴存额"
    EMPLOYEE_PART = "个人月缴存额"
    TOTAL = "月缴存额合计"
    CHANGE = "变更类型"
    CARD = "银行卡号"
    MOBILE = "手机号码"
    REMARK = "备注"


class Label(StrEnum):
    """What stands above the headings: whose list, which month, how many, how much."""

    EMPLOYER = "单位账号"
    EMPLOYER_NAME = "单位名称"
    MONTH = "汇缴月份"
    COUNT = "人数"
    TOTAL = "合计金额"


REQUIRED = (Column.NAME, Column.DOCUMENT, Column.BASE, Column.EMPLOYER_PART, Column.EMPLOYEE_PART, Column.CHANGE)

COLUMN_NAMES: dict[str, Column] = {column.value: column for column in Column} | {
    "编号": Column.ROW_NO,
    "个人公积金账号": Column.ACCOUNT,
    "公积金账号": Column.ACCOUNT,
    "职工账号": Column.ACCOUNT,
    "职工姓名": Column.NAME,
    "证件种类": Column.DOCUMENT_TYPE,
    "证件号": Column.DOCUMENT,
    "身份证号": Column.DOCUMENT,
    "身份证号码": Column.DOCUMENT,
    "公民身份号码": Column.DOCUMENT,
    "个人缴存基数": Column.BASE,
    "月缴存基数": Column.BASE,
    "工资基数": Column.BASE,
    "单位缴存额": Column.EMPLOYER_PART,
    "单位部分": Column.EMPLOYER_PART,
    "个人缴存额": Column.EMPLOYEE_PART,
    "职工缴存额": Column.EMPLOYEE_PART,
    "个人部分": Column.EMPLOYEE_PART,
    "月缴存额": Column.TOTAL,
    "合计": Column.TOTAL,
    "缴存额合计": Column.TOTAL,
    "变动类型": Column.CHANGE,
    "变更种类": Column.CHANGE,
    "卡号": Column.CARD,
    "银行账号": Column.CARD,
    "手机": Column.MOBILE,
    "手机号": Column.MOBILE,
    "联系电话": Column.MOBILE,
    "说明": Column.REMARK,
}

LABEL_NAMES: dict[str, Label] = {label.value: label for label in Label} | {
    "单位公积金账号": Label.EMPLOYER,
    "单位全称": Label.EMPLOYER_NAME,
    "汇缴年月": Label.MONTH,
    "缴存月份": Label.MONTH,
    "缴存年月": Label.MONTH,
    "缴存人数": Label.COUNT,
    "汇缴人数": Label.COUNT,
    "总人数": Label.COUNT,
    "总金额": Label.TOTAL,
    "汇缴金额": Label.TOTAL,
    "缴存总额": Label.TOTAL,
}


@dataclass(frozen=True, slots=True)
class CellError:
    """One fault: `row` as the spreadsheet counts (0: not in the file), `column` its heading, `value` as it was read."""

    row: int
    column: str
    value: str
    message: str

    def as_json(self) -> dict[str, Any]:
        """For a JSON field; `from_json` is the way back."""
        return asdict(self)

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> CellError:
        """What `as_json` gave."""
        return cls(int(found["row"]), str(found["column"]), str(found["value"]), str(found["message"]))


def plain(text: Cell) -> str:
    """A heading or label without spaces, brackets' contents and colons: "缴存基数（元）" → "缴存基数"."""
    if not isinstance(text, str):
        return ""
    short = unicodedata.normalize("NFKC", text)[:60]
    return re.sub(r"\(.*?\)|[\s*:]", "", short)


def letters(position: int) -> str:
    """The spreadsheet's name of a column counted from 0: 0 → A, 26 → AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def missing(found: Iterable[Column]) -> list[Column]:
    """The required columns that are not among those found."""
    have = set(found)
    return [column for column in REQUIRED if column not in have]
