"""From bytes to a grid of cells, whatever the file is called: .xlsx by what is in it, else separated text."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field

import python_calamine
from django.utils.translation import gettext as _

from deposits.files import unpacking
from deposits.files.columns import Cell, FileRefused

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
_ROOM = 100  # rows that are no people: title, headings, footer
_LONGEST_LINE = 20_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

_KINDS = (  # first bytes of what people send by mistake
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "old"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"Rar!", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"\x1f\x8b", "packed"),
    (b"{\\rtf", "document"),
    (b"<", "web"),
)

Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Table:
    """A grid whose row i is row i + 1 of the file, and the ranges that are merged in it (from 0, both ends in)."""

    grid: list[list[Cell]]
    merged: list[Range] = field(default_factory=list)


def read_table(content: bytes) -> Table:
    """The first visible sheet, or the lines of a text file. Raises FileRefused."""
    if not content.strip():
        raise FileRefused(_("文件是空的，没有内容可读。"))
    if len(content) > MAX_BYTES:
        raise FileRefused(_("文件超过 20 MB。请只保留清册一张表，或分成几份上传。"))
    if content.startswith(b"PK"):
        return _sheet(content)
    for start, kind in _KINDS:
        if content.startswith(start):
            raise FileRefused(_refusal(kind))
    return Table(_lines(decode(content)))


def _refusal(kind: str) -> str:
    """What to say about a file that begins like something else."""
    return {
        "program": _("这是程序文件，不是表格，已拒收。"),
        "pdf": _("这是 PDF 文件，系统不能从中读取清册。请上传 .xlsx、.csv 或 .txt 文件。"),
        "old": _("这是旧版 .xls 文件，或设置了打开密码。请用 Excel 或 WPS 另存为不加密的 .xlsx 后上传。"),
        "picture": _("这是图片，系统不能从中读取清册。请上传 .xlsx、.csv 或 .txt 文件。"),
        "packed": _("这是压缩包。请先解压，再上传里面的 .xlsx、.csv 或 .txt 文件。"),
        "document": _("这是文字文档，不是表格。请上传 .xlsx、.csv 或 .txt 文件。"),
        "web": _("这是网页或 XML 文件，不是真正的表格。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。"),
    }[kind]


def decode(content: bytes) -> str:
    """Text of a file by its bytes, never by its name: UTF-8, Excel's "Unicode text" (UTF-16), else GBK."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
        else:
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = content.decode("gb18030")
    except UnicodeDecodeError:
        raise FileRefused(_("文件里的文字无法识别。请另存为 .xlsx，或编码为 UTF-8、GBK 的文本后上传。")) from None
    if _CONTROL.search(text):
        raise FileRefused(_("文件里有不可见的控制字符，不是文本表格。请用 Excel 或 WPS 另存为 .xlsx 后上传。"))
    return text


def _lines(text: str) -> list[list[Cell]]:
    """Separated values: "|" or tab when the first line has one, else comma."""
    first = text.lstrip().partition("\n")[0]
    separator = next((sign for sign in ("|", "\t") if sign in first), ",")
    source = io.StringIO(text, newline="")
    for number, line in enumerate(source, start=1):
        if len(line) > _LONGEST_LINE:
            raise FileRefused(_("第 %(row)d 行过长，不是清册的一行。") % {"row": number})
        if number > MAX_ROWS + _ROOM:
            raise too_many_rows()
    source.seek(0)
    if separator == ",":
        reader = csv.reader(source, strict=True)
    else:
        reader = csv.reader(source, delimiter=separator, quoting=csv.QUOTE_NONE, strict=True)
    grid: list[list[Cell]] = []
    try:
        grid += [[*line] for line in reader]
    except csv.Error:
        problem = _("第 %(row)d 行的引号不成对，无法分列。请检查后重新上传。") % {"row": reader.line_num}
        raise FileRefused(problem) from None
    return grid


def too_many_rows() -> FileRefused:
    """The refusal of a list longer than the limit."""
    return FileRefused(_("清册超过 50,000 行。请分成几份上传，或联系管理部办理。"))


def _sheet(content: bytes) -> Table:
    """The first visible sheet of a workbook that has been measured."""
    safe = unpacking.safe_workbook(content)
    unreadable = _("文件内容不符合 Excel 格式，无法打开。请用 Excel 或 WPS 另存后重新上传。")
    try:
        with python_calamine.CalamineWorkbook.from_filelike(safe) as book:
            sheet = book.get_sheet_by_index(_first_visible(book))
            if sheet.total_height > MAX_ROWS + _ROOM:
                raise too_many_rows()
            grid: list[list[Cell]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
            return Table(grid, list(sheet.merged_cell_ranges or ()))
    except (python_calamine.CalamineError, ValueError, OSError):
        raise FileRefused(unreadable) from None
    except BaseException as panic:
        # The reader is compiled: where it gives up on spoilt XML it raises a class of its own that cannot be imported.
        if type(panic).__name__ == "PanicException":
            raise FileRefused(unreadable) from None
        raise


def _first_visible(book: python_calamine.CalamineWorkbook) -> int:
    """Hidden sheets and charts are passed over: a clerk means what a clerk sees."""
    for position, sheet in enumerate(book.sheets_metadata):
        visible = sheet.visible == python_calamine.SheetVisibleEnum.Visible
        if visible and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
            return position
    raise FileRefused(_("文件里没有可见的工作表。"))
