"""Files of list entries: read whole, every mistake named with its line. Pure."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.rules import document_index
from common import identity
from risk.rules import normal
from risk.rules.links import key_of, mask_account, mask_phone
from risk.states.lists import ListKind
from risk.states.screening import LinkKind

HEADS = ("名单", "内容", "来源", "原因", "自", "至")
MOST_LINES = 5000
MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it was read: `value` in its normal form, `until` the last day or None."""

    kind: str
    value: str
    key: UUID
    label: str
    source: str
    reason: str
    since: date
    until: date | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a line of a file; line 0: the whole file."""

    line: int
    text: str


class Misread(ValueError):
    """An entry that cannot be. Its text says why."""


def read_file(content: bytes, *, today: date) -> tuple[list[Entry], list[Mistake]]:
    """The entries of a CSV file and all its mistakes. Entries count only where there is none: no half files."""
    if len(content) > MOST_BYTES:
        return [], [Mistake(0, _("文件太大，请分成几个文件导入。"))]
    text = _decoded(content)
    if text is None:
        return [], [Mistake(0, _("文件不是 CSV 文本，请用表格软件另存为 CSV 后再导入。"))]
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return [], [Mistake(0, _("文件格式不完整（引号或换行不对），请重新导出。"))]
    if not rows or tuple(cell.strip() for cell in rows[0]) != HEADS:
        return [], [Mistake(0, _("第一行应为：%(heads)s。") % {"heads": "，".join(HEADS)})]
    if len(rows) > MOST_LINES + 1:
        return [], [Mistake(0, _("一次最多导入 %(most)s 行。") % {"most": MOST_LINES})]
    return _read_rows(rows[1:], today)


def _read_rows(rows: list[list[str]], today: date) -> tuple[list[Entry], list[Mistake]]:
    entries: list[Entry] = []
    mistakes: list[Mistake] = []
    seen: dict[tuple[str, UUID], int] = {}
    for line, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            entry = _read_row(cells, line, today)
        except Misread as mistake:
            mistakes.append(Mistake(line, str(mistake)))
            continue
        first = seen.setdefault((entry.kind, entry.key), line)
        if first != line:
            mistakes.append(Mistake(line, _("与第 %(line)s 行重复。") % {"line": first}))
        entries.append(entry)
    if not entries and not mistakes:
        mistakes.append(Mistake(0, _("文件里没有内容。")))
    return entries, mistakes


def _read_row(cells: list[str], line: int, today: date) -> Entry:
    if len(cells) != len(HEADS):
        raise Misread(_("应有 %(count)s 列。") % {"count": len(HEADS)})
    kind, value, source, reason, since, until = (cell.strip() for cell in cells)
    kinds = {str(label): code for code, label in ListKind.choices} | {code: code for code in ListKind.values}
    if kind not in kinds:
        raise Misread(_("没有名为“%(kind)s”的名单。") % {"kind": kind[:20]})
    first = _day(since) or today
    return entry(kinds[kind], value, source=source, reason=reason, since=first, until=_day(until), line=line, on=today)


def entry(
    kind: str,
    value: str,
    *,
    source: str,
    reason: str,
    since: date,
    until: date | None,
    on: date,
    line: int = 0,
) -> Entry:
    """One entry, checked: by hand or from a file. Raises Misread."""
    if not source.strip() or not reason.strip():
        raise Misread(_("请写明来源和原因。"))
    if len(source) > 80 or len(reason) > 200 or len(value) > 200:
        raise Misread(_("文字太长：来源最多 80 字，原因和内容最多 200 字。"))
    if until is not None and until < since:
        raise Misread(_("截止日期不能早于起始日期。"))
    form, key, label = _known_by(kind, value, on)
    return Entry(kind, form, key, label[:80], source.strip(), reason.strip(), since, until, line)


def person_entry(number: str, *, source: str, reason: str, since: date, until: date | None) -> Entry:
    """An entry of the dishonesty list for somebody whose document, of whatever kind, is on file."""
    key, label = UUID(hex=document_index(number)), identity.mask(number, head=4, tail=4)
    return Entry(ListKind.DISHONEST, number, key, label, source[:80], reason[:200], since, until)


def _known_by(kind: str, value: str, on: date) -> tuple[str, UUID, str]:
    """Normal form, key and masked text of what is listed. Raises Misread."""
    try:
        if kind in (ListKind.DISHONEST, ListKind.AGENT):
            form = identity.check_citizen_number(value, today=on)
            return form, UUID(hex=document_index(form)), identity.mask(form, head=4, tail=4)
        if kind == ListKind.PHONE:
            form = identity.check_mobile(value)
            return form, key_of(LinkKind.PHONE, normal.phone(form)), mask_phone(form)
    except identity.InvalidNumber as wrong:
        raise Misread(str(wrong)) from None
    if kind == ListKind.CARD:
        form = normal.account(value)
        if not 8 <= len(form) <= 32:
            raise Misread(_("银行账号应为 8 至 32 位数字或字母。"))
        return form, key_of(LinkKind.PAYEE, form), mask_account(form)
    form = normal.listed_house(value)
    if not form:
        raise Misread(_("请填写产权证号、合同编号或详细地址。"))
    return form, key_of(LinkKind.HOUSE, form), value.strip()


def _day(text: str) -> date | None:
    if not text:
        return None
    parts = text.replace("/", "-").replace(".", "-").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        raise Misread(_("“%(text)s”不是日期，请写成 2026-10-10。") % {"text": text[:20]}) from None


def _decoded(content: bytes) -> str | None:
    """Text of a CSV file as spreadsheets here write it: UTF-8 or GB 18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None
