"""The list of an e-book machine: one line a title, by the headings it comes with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from library.rules import clc as classes
from library.rules import isbn as isbns

HEADINGS = {
    "书名": "title",
    "题名": "title",
    "作者": "authors",
    "责任者": "authors",
    "出版社": "publisher",
    "出版者": "publisher",
    "出版年": "year",
    "ISBN": "isbn",
    "中图分类号": "clc",
    "分类号": "clc",
    "格式": "format",
    "链接": "link",
    "简介": "summary",
}
"""Heading → field. Others are passed over."""
LIMITS = {"title": 300, "authors": 300, "publisher": 120, "clc": 40, "format": 20, "link": 300}


class NoHeadings(ValueError):
    """The file's first line does not name what a list of e-books needs."""


def text_of(content: bytes) -> str:
    """The text of a list, UTF-8 or GB18030. Raises NoHeadings."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoHeadings(_("文字既不是 UTF-8 也不是 GB18030，请另存为 CSV UTF-8。"))


def lines(content: bytes) -> Iterator[dict[str, Any] | str]:
    """Each line as fields of a title, or the sentence that says what is wrong with it. Raises NoHeadings."""
    reader = csv.reader(io.StringIO(text_of(content)))
    try:
        names = [HEADINGS.get(cell.strip().upper() if cell.isascii() else cell.strip()) for cell in next(reader, [])]
        if not {"title", "link"} <= set(names):
            raise NoHeadings(_("第一行要有“书名”和“链接”两个列名。"))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _line(dict(zip(names, cells, strict=False)))
    except csv.Error as problem:
        raise NoHeadings(_("文件不是 CSV 表格，无法读取。")) from problem


def _line(cells: dict[str | None, str]) -> dict[str, Any] | str:
    found: dict[str, Any] = {
        name: " ".join(text.replace("\x00", " ").split())[: LIMITS.get(name)] for name, text in cells.items() if name
    }
    if not found.get("title"):
        return _("没有书名。")
    if not found.get("link", "").startswith(("https://", "http://")):
        return _("链接应以 https:// 开头。")
    found["isbn"] = isbns.normalise(found["isbn"]) if isbns.is_isbn(found.get("isbn", "")) else ""
    year = str(found.get("year", ""))[:4]
    found["year"] = int(year) if year.isdecimal() and len(year) == 4 else None
    number = classes.clean(found.get("clc", ""))
    found["clc"] = number if classes.is_number(number) else ""
    return found
