"""MARC records made here: both formats, both encodings, wrong leaders, broken records; and lists of e-books."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from library.models import ImportBatch, ImportRow, Title
from library.operations import imports
from library.operations.imports import NothingInside
from library.rules import ebooks, marc
from library.rules.marc import Found
from tests import people
from tests.library import shelves
from tests.library.shelves import AT

BOOK = Found(
    title="活着",
    isbn="9787506365437",
    subtitle="一部长篇",
    volume="上册",
    authors="余华著",
    publisher="作家出版社",
    year=2012,
    clc="I247.5",
    subjects="长篇小说；中国",
    summary="讲述人如何去承受巨大的苦难。",
    price_fen=2000,
)


@pytest.mark.parametrize("unimarc", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_is_written_is_read_back(unimarc: bool, encoding: str) -> None:
    content = marc.write([BOOK, Found("家")], unimarc=unimarc, encoding=encoding)
    first, second = [marc.read(record) for record in marc.records(content)]
    assert (first, second.title) == (BOOK, "家")


def test_wrong_numbers_in_the_leader_and_the_directory_are_mended() -> None:
    record = marc.write([BOOK], unimarc=True)
    spoilt = b"99999" + record[5:12] + b"00001" + record[17:24]
    spoilt += b"010999900000" + b"200000199999" + record[48:]
    assert marc.read(spoilt) == BOOK
    # A file turned from GB18030 into UTF-8 keeps the lengths of the old encoding.
    old = marc.write([BOOK], unimarc=True, encoding="gb18030")
    assert marc.read(old.decode("gb18030").encode()) == BOOK


def test_records_are_found_between_line_ends_and_marks() -> None:
    record = marc.write([BOOK], unimarc=False)
    content = b"\xef\xbb\xbf" + record + b"\r\n" + record + b"\x1a"
    assert [marc.read(each).title for each in marc.records(content)] == ["活着", "活着"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: record[:30],
        lambda record: record[:24] + b"20" + record[24:],
        lambda record: record.replace(b"\x1e", b"", 2),
        lambda record: record.replace("活着".encode(), b"\xff\xff"),
        lambda record: b"x" * 120_000,
        lambda record: record[:24] + b"\x1e" + record[24:],
        lambda record: marc.write([Found("")], unimarc=True),
    ],
)
def test_a_broken_record_says_why(spoil: Any) -> None:
    with pytest.raises(marc.Broken):
        marc.read(spoil(marc.write([BOOK], unimarc=True)))


@pytest.mark.parametrize(
    ("text", "fen"),
    [("CNY25.00", 2500), ("RMB 25", 2500), ("￥3.5", 350), ("25.00元", 2500), ("US$12.00", None), ("", None)],
)
def test_prices_as_catalogues_write_them(text: str, fen: int | None) -> None:
    assert marc.price(text) == fen


def _lines(text: str) -> list[Any]:
    return list(ebooks.lines(text.encode("gb18030")))


def test_a_list_of_ebooks_is_read_by_its_headings() -> None:
    good, bad = _lines(
        "书名,作者,链接,格式,ISBN,年\n家,巴金,https://e.example/1,EPUB,坏,1\n,巴金,https://e.example/2\n"
    )
    assert (good["title"], good["isbn"], good["format"]) == ("家", "", "EPUB")
    assert bad == "没有书名。"
    with pytest.raises(ebooks.NoHeadings):
        _lines("一,二\n")


# --- into the catalogue


def take(kind: str, content: bytes) -> ImportBatch:
    """A file laid out, confirmed and taken in."""
    librarian = people.xu_shiliu()
    batch = imports.lay_out(kind=kind, name="x", content=content, by=librarian, at=AT)
    imports.confirm(batch_id=batch.pk, by=librarian, at=AT)
    while imports.take_in(batch_id=batch.pk, at=AT):
        pass
    batch.refresh_from_db()
    return batch


@pytest.mark.django_db
def test_what_is_there_is_not_added_again(open_day: date) -> None:
    there = shelves.title("活着", isbn="9787506365437", volume="上册")
    twice = Found("家", isbn="9787020002207")
    batch = take("MARC", marc.write([BOOK, twice, twice, Found("无号"), Found("无号")], unimarc=True))
    assert (batch.added_count, Title.objects.count(), batch.percent) == (3, 4, 100)
    assert ImportRow.objects.get(batch=batch, order=1).title == there


@pytest.mark.django_db
def test_an_import_goes_on_after_a_stop(open_day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 2)
    librarian = people.xu_shiliu()
    text = "书名,链接\n" + "".join(f"第{n}种,https://e.example/{n}\n" for n in range(5))
    batch = imports.lay_out(kind="EBOOKS", name="e.csv", content=text.encode(), by=librarian, at=AT)
    imports.confirm(batch_id=batch.pk, by=librarian, at=AT)
    assert imports.take_in(batch_id=batch.pk, at=AT)
    batch.refresh_from_db()
    assert (batch.percent, Title.objects.count()) == (40, 2)
    while imports.take_in(batch_id=batch.pk, at=AT):
        pass
    batch.refresh_from_db()
    assert (batch.status, Title.objects.count(), batch.added_count) == ("DONE", 5, 5)


@pytest.mark.django_db
def test_an_empty_file_is_refused_and_leaves_nothing(open_day: date) -> None:
    for kind, content in (("MARC", b"\r\n"), ("EBOOKS", "书名,链接\n".encode()), ("EBOOKS", b"\xff\xff")):
        with pytest.raises(NothingInside):
            imports.lay_out(kind=kind, name="x", content=content, by=people.xu_shiliu(), at=AT)
    assert ImportBatch.objects.count() == 0
