"""The payroll list a clerk downloads: last month's people filled in, ready to be corrected and sent back."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from deposits.files.columns import Column, Label, letters
from deposits.files.tables import MAX_ROWS

_WIDTHS = {Column.ROW_NO: 6, Column.DOCUMENT: 22, Column.CARD: 22, Column.REMARK: 24}
_FIRST = 3  # the first line of people, as the spreadsheet counts
_LAST = MAX_ROWS + _FIRST - 1


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One person of the roster, amounts in fen."""

    account_number: str
    name: str
    document_type: str
    document_number: str
    base_fen: int
    employer_fen: int
    employee_fen: int
    card_number: str = ""
    mobile: str = ""


def write_payroll_template(
    *, employer_number: str, employer_name: str, month: str, people: Sequence[TemplateLine]
) -> bytes:
    """An .xlsx list for one month. Everybody is 正常; numbers of persons and accounts are text cells.

    Head count and total are formulas with their values, so that they follow what the clerk changes.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet("汇缴清册")
    formats = {
        "bold": book.add_format({"bold": True}),
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F1"}),
        "text": book.add_format({"num_format": "@"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "number": book.add_format({"num_format": "0"}),
    }
    _set_columns(sheet, formats)
    _write_head(sheet, formats, employer_number, employer_name, month, people)
    for place, column in enumerate(Column):
        sheet.write_string(1, place, column.value, formats["head"])
    for index, line in enumerate(people):
        _write_line(sheet, formats, index, line)
    _write_help(book, formats)
    book.close()
    return file.getvalue()


def _place(column: Column) -> int:
    return list(Column).index(column)


def _set_columns(sheet: Any, formats: dict[str, Any]) -> None:
    """Widths, and the text format for whole columns: what is typed later must stay text too."""
    amounts = (Column.BASE, Column.EMPLOYER_PART, Column.EMPLOYEE_PART, Column.TOTAL)
    for place, column in enumerate(Column):
        kind = "number" if column is Column.ROW_NO else "money" if column in amounts else "text"
        sheet.set_column(place, place, _WIDTHS.get(column, 15), formats[kind])
    sheet.freeze_panes(2, _place(Column.DOCUMENT_TYPE))
    change = _place(Column.CHANGE)
    words = ["正常", "新增", "封存", "启封", "调基"]
    sheet.data_validation(_FIRST - 1, change, _LAST - 1, change, {"validate": "list", "source": words})


def _write_head(
    sheet: Any,
    formats: dict[str, Any],
    employer_number: str,
    employer_name: str,
    month: str,
    people: Iterable[TemplateLine],
) -> None:
    """The line above the headings."""
    totals = [line.employer_fen + line.employee_fen for line in people]
    texts = {Label.EMPLOYER: employer_number, Label.EMPLOYER_NAME: employer_name, Label.MONTH: month}
    for place, (label, value) in enumerate(texts.items()):
        sheet.write_string(0, 2 * place, label.value, formats["bold"])
        sheet.write_string(0, 2 * place + 1, value, formats["text"])
    name, change, total = (letters(_place(column)) for column in (Column.NAME, Column.CHANGE, Column.TOTAL))
    count = f'=COUNTA({name}{_FIRST}:{name}{_LAST})-COUNTIF({change}{_FIRST}:{change}{_LAST},"封存")'
    sheet.write_string(0, 6, Label.COUNT.value, formats["bold"])
    sheet.write_formula(0, 7, count, formats["number"], len(totals))
    sheet.write_string(0, 8, Label.TOTAL.value, formats["bold"])
    sheet.write_formula(0, 9, f"=SUM({total}{_FIRST}:{total}{_LAST})", formats["money"], Decimal(sum(totals)) / 100)


def _write_line(sheet: Any, formats: dict[str, Any], index: int, line: TemplateLine) -> None:
    """One person. Names that look like formulas are text as everything else."""
    texts = {
        Column.ACCOUNT: line.account_number,
        Column.NAME: line.name,
        Column.DOCUMENT_TYPE: line.document_type,
        Column.DOCUMENT: line.document_number,
        Column.CHANGE: "正常",
        Column.CARD: line.card_number,
        Column.MOBILE: line.mobile,
    }
    amounts = {
        Column.BASE: line.base_fen,
        Column.EMPLOYER_PART: line.employer_fen,
        Column.EMPLOYEE_PART: line.employee_fen,
        Column.TOTAL: line.employer_fen + line.employee_fen,
    }
    row = index + _FIRST - 1
    for place, column in enumerate(Column):
        if column in amounts:
            # Fen leave as yuan in numbers: Excel has no other kind.
            sheet.write_number(row, place, Decimal(amounts[column]) / 100, formats["money"])
        elif column is Column.ROW_NO:
            sheet.write_number(row, place, index + 1, formats["number"])
        elif texts.get(column):
            sheet.write_string(row, place, texts[column], formats["text"])


def _write_help(book: Any, formats: dict[str, Any]) -> None:
    """The second sheet: how to fill in the first."""
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 0, 100)
    lines = (
        _("每人一行。列可以调换顺序，也可以增加其他列，但列名请不要改动。"),
        _("变更类型：正常＝照上月；新增＝本月新入职，个人账号留空；封存＝离职或停缴，金额填 0 或留空；"),
        _("　　　　　启封＝恢复缴存；调基＝调整缴存基数。"),
        _("单位、个人月缴存额＝缴存基数×缴存比例，两项各自四舍五入，须与系统计算的一致。"),
        _("人数不含封存人员；合计金额为各行合计之和。表中已写好公式，增减行后会自动更新。"),
        _("证件号码、个人账号、银行卡号须为文本格式，否则 Excel 会把末几位变成 0。"),
        _("证件类型：01 身份证，02 军官证，03 护照，04 外国人永久居留身份证，99 其他。"),
    )
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, formats["text"])
