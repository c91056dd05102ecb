"""Writing .xlsx files: any number of rows in constant memory, text that stays text, money as numbers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse
from django.utils import timezone

ROW_LIMIT = 50_000
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = {"money": 16, "number": 10, "date": 12, "time": 18, "month": 10}


def write(file: IO[bytes], heads: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
    """Write one sheet. `heads` are (heading, kind) with the kinds of `common.listing.Column`; money is in fen."""
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "tmpdir": tempfile.gettempdir(), "remove_timezone": True}
    )
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "number": book.add_format({"num_format": "#,##0"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, (label, kind) in enumerate(heads):
        sheet.set_column(column, column, _WIDTHS.get(kind, 22))
        sheet.write_string(0, column, label, formats["head"])
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write_cell(sheet, line, column, heads[column][1], value, formats)
    book.close()


def _write_cell(sheet: Any, line: int, column: int, kind: str, value: Any, formats: dict[str, Any]) -> None:
    """One cell. Text is always written as text: what begins with = must never become a formula."""
    if value is None or value == "":
        return
    if kind == "money":
        # The one place where fen leave as yuan in numbers: Excel has no other kind.
        sheet.write_number(line, column, Decimal(value) / 100, formats["money"])
    elif kind == "number":
        sheet.write_number(line, column, value, formats["number"])
    elif isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        sheet.write_datetime(line, column, local, formats["time"])
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value, formats["date"])
    elif kind == "month":
        sheet.write_string(line, column, f"{value[:4]}-{value[4:]}")
    else:
        sheet.write_string(line, column, str(value))


def response(file_name: str, heads: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """A download, written to a temporary file that disappears by itself."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file, heads, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name, content_type=CONTENT_TYPE)
