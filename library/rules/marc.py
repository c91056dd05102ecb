"""MARC records (ISO 2709) read and written: CNMARC and MARC21, UTF-8 and GB18030, mended where they can be.

Files from the field have wrong lengths in leaders and directories (a file turned from GBK into UTF-8 has all of them
wrong), no mark of their encoding, and breaks between records. The terminators are trusted, the numbers are not:
leader and directory are made anew from them before pymarc reads the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pymarc
from django.utils.translation import gettext as _

from common import money
from library.rules import clc as classes
from library.rules import isbn as isbns

END_OF_FIELD, END_OF_RECORD = b"\x1e", b"\x1d"
LEADER, ENTRY = 24, 12
LONGEST = 99_999
NOT_RECORDS = b"\r\n\x1a\x00 \t\xef\xbb\xbf"
"""What stands between records: line ends, the end-of-file sign of DOS, a byte-order mark."""


class Broken(ValueError):
    """The record cannot be read. Its text is a sentence fit for the screen."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a record says of a title, as `operations.catalogue.Description` wants it."""

    title: str
    isbn: str = ""
    subtitle: str = ""
    volume: str = ""
    authors: str = ""
    publisher: str = ""
    year: int | None = None
    clc: str = ""
    subjects: str = ""
    summary: str = ""
    price_fen: int | None = None


def records(content: bytes) -> Iterator[bytes]:
    """The records of a file, one after the other, by their terminators."""
    for chunk in content.split(END_OF_RECORD):
        record = chunk.lstrip(NOT_RECORDS)
        if record:
            yield record + END_OF_RECORD


def read(record: bytes) -> Found:
    """What one record says. Raises Broken."""
    mended = _mended(record)
    try:
        parsed = pymarc.Record(mended, to_unicode=False)
    except (pymarc.exceptions.PymarcException, ValueError, IndexError, UnicodeDecodeError) as problem:
        raise Broken(_("记录的目次区损坏，无法读取。")) from problem
    fields = _decoded(parsed, _encoding(record))
    found = _marc21(fields) if fields.first("245", "a") else _cnmarc(fields)
    if not found.title:
        raise Broken(_("没有题名（CNMARC 200$a 或 MARC21 245$a）。"))
    return found


def _mended(record: bytes) -> bytes:
    """The record with leader and directory made anew from its terminators."""
    if len(record) > LONGEST or len(record) < LEADER + ENTRY:
        raise Broken(_("记录过长或过短，不是完整的 MARC 记录。"))
    head, *fields = record[:-1].split(END_OF_FIELD)
    directory = head[LEADER:]
    if not fields or len(directory) % ENTRY or not directory:
        raise Broken(_("记录的目次区损坏，无法读取。"))
    fields = fields[:-1] if not fields[-1] else fields
    tags = [directory[place : place + 3] for place in range(0, len(directory), ENTRY)]
    if len(tags) != len(fields) or not all(re.fullmatch(rb"[0-9A-Za-z]{3}", tag) for tag in tags):
        raise Broken(_("记录的字段数与目次区不符。"))
    entries, body = b"", b""
    for tag, field in zip(tags, fields, strict=True):
        if len(field) + 1 > 9999:
            raise Broken(_("字段 %(tag)s 过长。") % {"tag": tag.decode()})
        entries += tag + b"%04d%05d" % (len(field) + 1, len(body))
        body += field + END_OF_FIELD
    base = LEADER + len(entries) + 1
    whole = base + len(body) + 1
    if whole > LONGEST:
        raise Broken(_("记录过长或过短，不是完整的 MARC 记录。"))
    signs = re.sub(rb"[^ -~]", b" ", head[:LEADER])
    leader = b"%05d" % whole + signs[5:12] + b"%05d" % base + signs[17:LEADER]
    return leader + entries + END_OF_FIELD + body + END_OF_RECORD


def _encoding(record: bytes) -> str:
    """UTF-8 where the whole record reads as such, else GB18030; neither is broken. The leader's mark is often wrong."""
    for encoding in ("utf-8", "gb18030"):
        try:
            record[LEADER:].decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Broken(_("文字既不是 UTF-8 也不是 GB18030，无法识别。"))


@dataclass(frozen=True)
class _Fields:
    """Decoded subfields of a record: (tag, [(code, text)])."""

    rows: list[tuple[str, list[tuple[str, str]]]]

    def first(self, tag: str, codes: str) -> str:
        """The first text under a tag with one of the codes."""
        return next(iter(self.all(tag, codes)), "")

    def all(self, tag: str, codes: str) -> list[str]:
        """All texts under a tag with one of the codes, in order."""
        return [text for own, parts in self.rows if own == tag for code, text in parts if code in codes and text]


def _decoded(record: pymarc.Record, encoding: str) -> _Fields:
    rows = []
    for field in record.fields:
        if field.control_field:
            continue
        parts = [(part.code, _plain(part.value, encoding)) for part in field.subfields]
        rows.append((field.tag, parts))
    return _Fields(rows)


def _plain(value: bytes | str, encoding: str) -> str:
    text = value if isinstance(value, str) else value.decode(encoding)
    text = re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text)  # PostgreSQL keeps no NUL, and nobody reads the others
    return " ".join(text.split())


def _cnmarc(fields: _Fields) -> Found:
    names = fields.all("200", "fg") or [*fields.all("701", "a"), *fields.all("711", "a"), *fields.all("702", "a")]
    return Found(
        title=fields.first("200", "a")[:300],
        subtitle=fields.first("200", "e")[:300],
        volume=fields.first("200", "h")[:40],
        isbn=_isbn(fields.all("010", "a")),
        authors="；".join(names)[:300],
        publisher=fields.first("210", "c")[:120],
        year=_year(fields.first("210", "d")),
        clc=_class(fields.all("690", "a")),
        subjects="；".join(dict.fromkeys(fields.all("606", "a")))[:300],
        summary=" ".join(fields.all("330", "a")),
        price_fen=price(fields.first("010", "d")),
    )


def _marc21(fields: _Fields) -> Found:
    imprint = "264" if fields.all("264", "b") else "260"
    names = fields.all("245", "c") or [*fields.all("100", "a"), *fields.all("700", "a")]
    numbers = [*fields.all("084", "a"), *fields.all("093", "a"), *fields.all("090", "a")]
    return Found(
        title=_trimmed(fields.first("245", "a"))[:300],
        subtitle=_trimmed(fields.first("245", "b"))[:300],
        volume=_trimmed(fields.first("245", "n"))[:40],
        isbn=_isbn(fields.all("020", "a")),
        authors=_trimmed("；".join(names))[:300],
        publisher=_trimmed(fields.first(imprint, "b"))[:120],
        year=_year(fields.first(imprint, "c")),
        clc=_class(numbers),
        subjects="；".join(dict.fromkeys(_trimmed(each) for each in fields.all("650", "a")))[:300],
        summary=" ".join(fields.all("520", "a")),
        price_fen=price(fields.first("020", "c")),
    )


def _trimmed(text: str) -> str:
    """Without the signs of ISBD that MARC21 writes at the end of subfields."""
    return text.strip(" /:;,=.")


def _isbn(texts: list[str]) -> str:
    """The first correct ISBN; a wrong one says nothing and is left out."""
    return next((isbns.normalise(text) for text in texts if isbns.is_isbn(text)), "")


def _year(text: str) -> int | None:
    match = re.search(r"(1[5-9]|20)\d\d", text)
    return int(match[0]) if match else None


def _class(texts: list[str]) -> str:
    """The first text that can be a class of the CLC."""
    cleaned = (classes.clean(text.split("/")[0])[:40] for text in texts)
    return next((text for text in cleaned if classes.is_number(text)), "")


def price(text: str) -> int | None:
    """Fen of a price as catalogues write it: "CNY25.00", "RMB 25", "￥25.00", "25.00元"; other currencies: None."""
    match = re.search(r"(CNY|RMB|[￥¥])?\s*(\d{1,6}(?:\.\d{1,2})?)\s*(元)?", text)
    if not match or (re.search(r"[A-Za-z$£€]", text) and not match[1]):
        return None
    return money.parse_yuan(match[2])


# --- out


def write(titles: list[Found], *, unimarc: bool, encoding: str = "utf-8") -> bytes:
    """Titles as a file of CNMARC (`unimarc`) or MARC21 records."""
    return b"".join(_written(title, unimarc, encoding) for title in titles)


def _written(title: Found, unimarc: bool, encoding: str) -> bytes:
    rows = _as_cnmarc(title) if unimarc else _as_marc21(title)
    entries, body = b"", b""
    for tag, indicators, parts in rows:
        text = "".join(f"\x1f{code}{_plain(value, encoding)}" for code, value in parts if value)
        if not text:
            continue
        field = (indicators + text).encode(encoding, "replace")[:9998] + END_OF_FIELD
        entries += f"{tag}{len(field):04d}{len(body):05d}".encode()
        body += field
    base = LEADER + len(entries) + 1
    # Position 9 says UTF-8 in MARC21; CNMARC says it in field 100.
    kind = "nam0 22" if unimarc else ("nam a22" if encoding == "utf-8" else "nam  22")
    leader = f"{base + len(body) + 1:05d}{kind}{base:05d}{'   ' if unimarc else ' a '}450{' ' if unimarc else '0'}"
    return leader[:LEADER].encode() + entries + END_OF_FIELD + body + END_OF_RECORD


Rows = list[tuple[str, str, list[tuple[str, str]]]]


def _price_text(fen: int | None) -> str:
    return "" if fen is None else f"CNY{fen // 100}.{fen % 100:02d}"


def _as_cnmarc(title: Found) -> Rows:
    year = str(title.year or "")
    return [
        ("010", "  ", [("a", title.isbn), ("d", _price_text(title.price_fen))]),
        ("200", "1 ", [("a", title.title), ("e", title.subtitle), ("f", title.authors), ("h", title.volume)]),
        ("210", "  ", [("c", title.publisher), ("d", year)]),
        ("330", "  ", [("a", title.summary[:2000])]),
        *[("606", "0 ", [("a", each)]) for each in filter(None, title.subjects.split("；"))],
        ("690", "  ", [("a", title.clc), ("v", "5" if title.clc else "")]),
    ]


def _as_marc21(title: Found) -> Rows:
    year = str(title.year or "")
    return [
        ("020", "  ", [("a", title.isbn), ("c", _price_text(title.price_fen))]),
        ("084", "  ", [("a", title.clc), ("2", "clc" if title.clc else "")]),
        ("245", "10", [("a", title.title), ("b", title.subtitle), ("n", title.volume), ("c", title.authors)]),
        ("264", " 1", [("b", title.publisher), ("c", year)]),
        ("520", "  ", [("a", title.summary[:2000])]),
        *[("650", " 7", [("a", each)]) for each in filter(None, title.subjects.split("；"))],
    ]
