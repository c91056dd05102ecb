"""Opening a workbook somebody sent without trusting a word of it.

A workbook is a zip of XML. Both can be small on disk and endless in memory: a zip bomb, a cell in the last corner of
the sheet (the reader makes a full rectangle), one long text used by every cell. Everything is measured first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from deposits.files.columns import FileRefused

MAX_PARTS = 2_000
MAX_UNPACKED = 150 * 1024 * 1024
BOMB_RATIO = 100
BOMB_FROM = 10 * 1024 * 1024  # small parts may be very regular
MAX_CELLS = 4_000_000
MAX_ELEMENTS = 6_000_000  # four times what the largest list has, a few seconds of counting
MAX_TEXT = 400 * 1024 * 1024

# A cell or row that does not begin plainly with a place in A1:AZ59999. Office programs write nothing else for a list.
_ROW = rb"(?:[1-9]\d{0,3}|[1-5]\d{4})"
_ODD_PLACE = re.compile(rb'<(?:[^\s<>/:]+:)?(?:c(?! r="A?[A-Z]' + _ROW + rb'")|row(?! r="' + _ROW + rb'"))[\s/>]')
_PLACE = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})", re.ASCII)
# The reader sets memory aside for as many texts as the table of texts says it has; without the number it just reads.
_PROMISE = re.compile(rb"""\buniqueCount\s*=\s*(?:"[^"]*"|'[^']*')""")
_NUMBER = re.compile(r"[1-9]\d{0,6}", re.ASCII)
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


def safe_workbook(content: bytes) -> io.BytesIO:
    """The workbook's XML parts, measured and stored uncompressed: what was judged is what will be opened.

    Raises FileRefused for what is no workbook, a bomb, or larger than a list can be.
    """
    if content.count(b"PK\x01\x02") > MAX_PARTS:
        raise FileRefused(_("压缩包里的内容过多，不是 Excel 表格。"))
    stored = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(stored, "w") as safe:
            for name, part in _parts(archive):
                safe.writestr(zipfile.ZipInfo(name), part)
    except _BROKEN:
        raise FileRefused(_("文件已损坏或不完整，无法打开。请重新导出后再上传。")) from None
    stored.seek(0)
    return stored


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """The XML parts one by one, each measured before it is handed on."""
    infos = [info for info in archive.infolist() if _is_wanted(info.filename)]
    names = {info.filename.lower() for info in infos}
    if "xl/workbook.xml" not in names or len(names) < len(infos):
        raise FileRefused(_("这个压缩包不是 Excel 的 .xlsx 表格。请用 Excel 或 WPS 另存为 .xlsx 后上传。"))
    _refuse_bomb(infos)
    cells, longest = 0, 0
    for info in infos:
        # ZipFile stops at the declared size and compares the checksum, so a lying directory ends as a broken file.
        part = archive.read(info)
        _measure_places(part)
        cells += part.count(b"</v") + part.count(b":v")
        if b"niqueCount" in part:
            part = _PROMISE.sub(b"", part)
        if b"si>" in part:
            longest = max(longest, max(map(len, part.split(b"si>"))))
        yield info.filename, part
    if cells * longest > MAX_TEXT:
        raise FileRefused(_("表格里有过长的文字。请把备注等内容缩短后重新上传。"))


def _is_wanted(name: str) -> bool:
    """Whether a part is read at all: no pictures, no macros, and nothing that would make it another kind of book."""
    lower = name.lower()
    return lower.endswith((".xml", ".rels")) and lower.startswith(("xl/", "_rels/", "[content_types]"))


def _refuse_bomb(infos: list[zipfile.ZipInfo]) -> None:
    """By the zip's own directory, before anything is unpacked."""
    unpacked = sum(info.file_size for info in infos)
    swollen = any(info.file_size > BOMB_FROM and info.file_size > BOMB_RATIO * info.compress_size for info in infos)
    if unpacked > MAX_UNPACKED or swollen:
        raise FileRefused(_("文件解压后过大，可能有害，已拒收。请只保留清册一张表，另存后重新上传。"))


def _measure_places(part: bytes) -> None:
    """Refuse a sheet whose filled rectangle is larger than a list can be. Plain sheets pass by one scan."""
    if not _ODD_PLACE.search(part):
        return
    measure = _Rectangle()
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.StartElementHandler = measure.start
    parser.StartDoctypeDeclHandler = measure.doctype
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        raise FileRefused(_broken()) from None


def _broken() -> str:
    return _("文件内容不符合 Excel 格式，无法打开。请用 Excel 或 WPS 另存后重新上传。")


class _Rectangle:
    """Follows rows and cells as the reader does, numbering those that name no place of their own."""

    def __init__(self) -> None:
        self.row = self.column = self.last_row = self.last_column = self.elements = 0

    def doctype(self, *_declared: Any) -> None:
        """No office program writes one; entities are how XML explodes."""
        raise FileRefused(_("文件内容不符合 Excel 格式，已拒收。"))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """One element. Only cells with a value count: styled empty ones cost the reader nothing."""
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            self._refuse_too_large(always=True)
        kind = name.rpartition(" ")[2]
        if kind == "row":
            self._begin_row(attributes.get("r", ""))
        elif kind == "c":
            self._cell(attributes.get("r", ""))
        elif kind in ("v", "is"):
            self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)
            self._refuse_too_large()

    def _begin_row(self, number: str) -> None:
        if number and not _NUMBER.fullmatch(number):
            # A row called 0 is one before the first to the reader, which then asks for all the memory there is.
            raise FileRefused(_broken())
        self.row = int(number) if number else self.row + 1
        self.column = 0

    def _cell(self, place: str) -> None:
        self.column += 1
        if place:
            match = _PLACE.fullmatch(place)
            if match is None:
                raise FileRefused(_broken())
            self.column = 0
            for letter in match[1].upper():
                self.column = self.column * 26 + ord(letter) - 64
            self.row = int(match[2])

    def _refuse_too_large(self, *, always: bool = False) -> None:
        if always or self.last_row * self.last_column > MAX_CELLS:
            raise FileRefused(
                _("表格范围过大（最远到第 %(row)d 行、第 %(column)d 列）。请删除清册以外的行和列后重新上传。")
                % {"row": self.last_row, "column": self.last_column}
            )
