"""Reading what employers send: every shape a good list may have, and every bad file that was thought of."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from deposits.files import reading, tables, unpacking
from deposits.files.columns import Column, FileRefused
from tests import make_files as make

SAMPLES = Path(__file__).parent.parent / "data" / "first-month"
PEOPLE = [make.person(place) for place in range(1, 4)]


def refusal(content: bytes, name: str = "清册.xlsx") -> str:
    with pytest.raises(FileRefused) as refused:
        reading.read_payroll(content, name)
    return str(refused.value)


def documents(file: reading.PayrollFile) -> list[object]:
    return file.column(Column.DOCUMENT)


NUMBERS = [line[4] for line in PEOPLE]


# Good files


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_the_sample_lists_are_read(path: Path) -> None:
    file = reading.read_payroll(path.read_bytes(), path.name)
    number, month = path.stem.split("-")
    assert (file.header.employer_number, file.header.month) == (number, month)
    assert file.header.head_count == len(file.lines)
    assert file.errors == []
    assert next(file.rows).row_no == 3


def test_the_header_of_a_workbook_is_read() -> None:
    header = reading.read_payroll(make.make_payroll_xlsx(PEOPLE), "a.xlsx").header
    assert (header.employer_number, header.employer_name, header.month) == (make.EMPLOYER, make.EMPLOYER_NAME, "202610")
    assert header.head_count == 3
    assert header.total_fen == sum(line[8] for line in PEOPLE) * 100


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    "text", [make.make_payroll_csv(PEOPLE), make.make_payroll_txt(PEOPLE), make.make_payroll_txt(PEOPLE, headings=True)]
)
def test_text_is_told_by_its_bytes_whatever_the_name(text: str, encoding: str) -> None:
    file = reading.read_payroll(text.encode(encoding), "utf8-清册.xlsx")
    assert documents(file) == NUMBERS
    assert file.column(Column.NAME) == [line[2] for line in PEOPLE]
    assert (file.header.employer_number, file.header.month, file.header.head_count) == (make.EMPLOYER, "202610", 3)
    assert file.header.total_fen == sum(line[8] for line in PEOPLE) * 100


def test_tabs_and_old_line_ends_are_read() -> None:
    text = make.make_payroll_csv(PEOPLE).replace(",", "\t").replace("\r\n", "\r")
    assert documents(reading.read_payroll(text.encode(), "清册.txt")) == NUMBERS


def test_headings_may_stand_in_row_5_and_blank_rows_between() -> None:
    people = [PEOPLE[0], [""] * 13, PEOPLE[1], PEOPLE[2]]
    file = reading.read_payroll(make.make_payroll_xlsx(people, head=make.header(PEOPLE), above=3), "a.xlsx")
    assert documents(file) == NUMBERS
    assert file.row_numbers == [6, 8, 9]
    assert file.header.rows[reading.Label.MONTH] == 4


def test_columns_are_found_by_name_under_other_names_and_unknown_ones_ignored() -> None:
    order = list(reversed(range(13)))
    headings = [make.HEADINGS[place] for place in order]
    headings[headings.index("证件号码")] = " 身份证号 码（必填）"
    headings[headings.index("手机号码")] = "联系电话"
    people = [["车间", *[line[place] for place in order]] for line in PEOPLE]
    content = make.make_payroll_xlsx(people, head=make.header(PEOPLE), headings=["部门", *headings])
    file = reading.read_payroll(content, "a.xlsx")
    assert documents(file) == NUMBERS
    assert file.column(Column.MOBILE) == [line[11] for line in PEOPLE]


def test_a_footer_is_no_person() -> None:
    footer = [["合计", *[""] * 7, 1234.0], ["制表人：李四", *[""] * 8]]
    assert (
        documents(reading.read_payroll(make.make_payroll_xlsx([*PEOPLE, *footer], head=make.header(PEOPLE)), "a"))
        == NUMBERS
    )


@pytest.mark.parametrize("value", ["202610", 202610, "2026-10", "2026年10月", "２０２６１０", date(2026, 10, 1)])
def test_months_are_read_as_people_write_them(value: Any) -> None:
    content = make.make_payroll_xlsx(PEOPLE, head=make.header(PEOPLE, 汇缴月份=value))
    assert reading.read_payroll(content, "a.xlsx").header.month == "202610"


@pytest.mark.parametrize("value", ["202613", "十月", "", True, "2026", 2.5])
def test_what_is_no_month_is_left_empty(value: Any) -> None:
    content = make.make_payroll_xlsx(PEOPLE, head=make.header(PEOPLE, 汇缴月份=value))
    assert reading.read_payroll(content, "a.xlsx").header.month == ""


def test_labels_may_have_their_value_in_the_same_cell() -> None:
    head = ["单位账号：11000005", "", "汇缴月份: 2026-10", "人数：3人", "合计金额：１,468.00元"]
    header = reading.read_payroll(make.make_payroll_xlsx(PEOPLE, head=head), "a.xlsx").header
    assert (header.employer_number, header.month, header.head_count, header.total_fen) == (
        "11000005",
        "202610",
        3,
        146800,
    )


def test_hidden_sheets_are_passed_over() -> None:
    file = io.BytesIO()
    book = make.xlsxwriter.Workbook(file)
    book.add_worksheet("参数").write_string(0, 0, "内部")
    seen = book.add_worksheet("清册")
    for number, row in enumerate([make.header(PEOPLE), make.HEADINGS, *PEOPLE]):
        seen.write_row(number, 0, row)
    seen.activate()
    seen.set_first_sheet()
    book.worksheets()[0].hide()
    book.close()
    assert len(reading.read_payroll(file.getvalue(), "a.xlsx").lines) == 3


def test_cells_without_places_are_read_after_an_exact_measure() -> None:
    import re

    content = make.make_payroll_xlsx(PEOPLE)
    sheet = re.sub(rb'(<c|<row) r="[A-Z0-9]+"', rb"\1", make.part(content))
    assert documents(reading.read_payroll(make.repack(content, sheet=sheet), "a.xlsx")) == NUMBERS


# Files that are something else


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b" \r\n\t ", "空的"),
        (b"MZ\x90\x00" + b"\x00" * 100, "程序"),
        (b"\x7fELF" + b"\x00" * 100, "程序"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "旧版"),
        (b"\x89PNG\r\n", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"<html><table></table></html>", "网页"),
        (b"PK\x03\x04" + b"\x00" * 50, "损坏"),
        (b"PK", "损坏"),
        (b"H|11000005|202610|1|1.00\n1|\x00|", "控制字符"),
        (b"\x81\xff\xfe\x00\x01", "无法识别"),
        (b"\xff\xfe\x00", "无法识别"),
        ("一列而已\n第二行\n".encode(), "没有找到列名"),
        ("姓名\n王平\n".encode(), "缺少：证件号码、缴存基数、单位月缴存额、个人月缴存额、变更类型"),
        (b'a,"b\n' * 3, "引号"),
        (("姓名," * 20_000).encode(), "过长"),
        (b"x" * (20 * 1024 * 1024 + 1), "20 MB"),
    ],
)
def test_what_is_no_list_is_refused_in_plain_words(content: bytes, words: str) -> None:
    assert words in refusal(content)


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    assert "不是 Excel" in refusal(zipped(**{"a.txt": b"x"}))
    ods = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}
    assert "不是 Excel" in refusal(zipped(**ods))


def test_a_truncated_workbook_is_refused() -> None:
    content = make.make_payroll_xlsx(PEOPLE)
    assert "损坏" in refusal(content[: len(content) // 2])
    middle = content.index(b"PK\x03\x04", 100) + 200
    assert "损坏" in refusal(content[:middle] + bytes(50) + content[middle + 50 :])


def test_a_workbook_of_nonsense_xml_is_refused() -> None:
    content = make.make_payroll_xlsx(PEOPLE)
    assert "Excel 格式" in refusal(make.repack(content, sheet=b"<worksheet><sheetData><c><v>"))
    assert "Excel 格式" in refusal(make.repack(content, workbook=b"\xff\xfe nothing"))


def test_an_empty_sheet_has_no_headings() -> None:
    assert "没有找到列名" in refusal(make.make_payroll_xlsx([], head=[], headings=[]))


def test_headings_without_people_are_refused() -> None:
    assert "没有人员明细" in refusal(make.make_payroll_xlsx([]))


def test_two_columns_of_one_name_are_refused() -> None:
    headings = [*make.HEADINGS[:12], "姓名"]
    assert "“姓名”出现了两次（C 列和 M 列）" in refusal(make.make_payroll_xlsx(PEOPLE, headings=headings))


# Files that would hurt


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    content = make.repack(make.make_payroll_xlsx(PEOPLE), **{"xl/worksheets/sheet2.xml": b" " * (60 * 1024 * 1024)})
    assert len(content) < 100_000
    assert "过大" in refusal(content)


def test_a_bomb_with_a_lying_directory_is_refused() -> None:
    content = bytearray(make.repack(make.make_payroll_xlsx(PEOPLE), sheet=b" " * (60 * 1024 * 1024)))
    place = content.index(b"PK\x01\x02")
    while content[place + 46 :][: len("xl/worksheets/sheet1.xml")] != b"xl/worksheets/sheet1.xml":
        place = content.index(b"PK\x01\x02", place + 1)
    content[place + 24 : place + 28] = struct.pack("<I", 1000)  # says it unpacks to a thousand bytes
    assert "损坏" in refusal(bytes(content))


def test_many_moderate_parts_are_refused_by_their_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 5_000)
    assert "过大" in refusal(make.make_payroll_xlsx(PEOPLE))


def test_thousands_of_parts_are_refused() -> None:
    assert "内容过多" in refusal(zipped(**{f"{place}.xml": b"" for place in range(2001)}))


def corner(sheet: bytes, cell: bytes) -> bytes:
    return sheet.replace(b"</sheetData>", cell + b"</sheetData>")


@pytest.mark.parametrize(
    "cell",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>',
        b'<x:row xmlns:x="urn:x" r="9"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        b'<row r="900000"><c><v>1</v></c></row>',
        b"<row/>" * 400_000 + b"<row>" + b"<c/>" * 50 + b"<c><v>1</v></c></row>",
        b'<row r="9">' + b"<c/>" * 4_000_001 + b"</row>",
    ],
    ids=["corner", "two", "prefixed", "row only", "rows without numbers", "cells without places"],
)
def test_a_cell_in_the_far_corner_is_refused_before_the_reader_makes_a_rectangle(cell: bytes) -> None:
    content = make.make_payroll_xlsx(PEOPLE)
    words = refusal(make.repack(content, sheet=corner(make.part(content), cell)))
    assert "范围过大" in words or "超过 50,000 行" in words or "过大" in words


def test_cells_beyond_all_measure_are_refused_while_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_ELEMENTS", 1_000)
    content = make.make_payroll_xlsx(PEOPLE)
    cell = b'<row r="9">' + b"<c/>" * 1_001 + b"</row>"
    assert "范围过大" in refusal(make.repack(content, sheet=corner(make.part(content), cell)))


@pytest.mark.parametrize(
    "cell",
    [b'<row r="0"><c><v>1</v></c></row>', b'<row r="9"><c r="A0"><v>1</v></c></row>', b'<row r="9"><c r="9"/></row>'],
)
def test_places_that_do_not_exist_are_refused(cell: bytes) -> None:
    content = make.make_payroll_xlsx(PEOPLE)
    assert "Excel 格式" in refusal(make.repack(content, sheet=corner(make.part(content), cell)))


@pytest.mark.parametrize("promise", [b"396001020016", b"99999999999999999999", b"-1"])
def test_a_promise_of_endless_texts_sets_no_memory_aside(promise: bytes) -> None:
    content = make.make_payroll_xlsx(PEOPLE)
    strings = make.part(content, "xl/sharedStrings.xml").replace(b'uniqueCount="', b'uniqueCount="' + promise)
    assert documents(reading.read_payroll(make.repack(content, strings=strings), "a.xlsx")) == NUMBERS


def test_an_encoding_that_does_not_exist_changes_nothing() -> None:
    content = make.make_payroll_xlsx(PEOPLE)
    sheet = corner(make.part(content), b'<row r="9"><c/></row>').replace(b'"UTF-8"', b'"U4F-8"', 1)
    assert documents(reading.read_payroll(make.repack(content, sheet=sheet), "a.xlsx")) == NUMBERS


class PanicException(BaseException):
    """What compiled readers raise when they give up; it cannot be imported from them."""


@pytest.mark.parametrize("raised", [PanicException, python_calamine.ZipError, OSError])
def test_a_reader_that_gives_up_is_a_refusal(raised: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(_file: object) -> None:
        raise raised("index out of bounds")

    monkeypatch.setattr(tables.python_calamine, "CalamineWorkbook", type("Book", (), {"from_filelike": give_up}))
    assert "Excel 格式" in refusal(make.make_payroll_xlsx(PEOPLE))


def test_a_stop_from_outside_is_not_taken_for_a_bad_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_file: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tables.python_calamine, "CalamineWorkbook", type("Book", (), {"from_filelike": stop}))
    with pytest.raises(KeyboardInterrupt):
        reading.read_payroll(make.make_payroll_xlsx(PEOPLE), "a.xlsx")


def test_a_workbook_with_nothing_to_see_is_refused() -> None:
    content = make.make_payroll_xlsx(PEOPLE)
    hidden = make.part(content, "xl/workbook.xml").replace(b"<sheet name", b'<sheet state="hidden" name')
    assert "没有可见的工作表" in refusal(make.repack(content, workbook=hidden))


def test_styled_empty_cells_far_down_do_no_harm() -> None:
    content = make.make_payroll_xlsx(PEOPLE)
    sheet = corner(make.part(content), b'<row r="1048576"><c r="XFD1048576" s="1"/></row>')
    assert len(reading.read_payroll(make.repack(content, sheet=sheet), "a.xlsx").lines) == 3


def test_one_long_text_used_by_many_cells_is_refused() -> None:
    people = [make.person(place, 备注="同一段文字") for place in range(1, 2001)]
    content = make.make_payroll_xlsx(people)
    strings = make.part(content, "xl/sharedStrings.xml").replace("同一段文字".encode(), b"x" * 300_000)
    assert "过长的文字" in refusal(make.repack(content, strings=strings))


def test_entities_are_refused() -> None:
    content = make.make_payroll_xlsx(PEOPLE)
    sheet = make.part(content).replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "bb">]><worksheet', 1)
    assert "已拒收" in refusal(make.repack(content, sheet=sheet.replace(b'<row r="1"', b"<row ")))


@pytest.mark.parametrize("room", [0, 100])
@pytest.mark.parametrize("kind", ["xlsx", "txt"])
def test_more_rows_than_the_limit_are_refused(kind: str, room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    monkeypatch.setattr(tables, "_ROOM", room)
    content = make.make_payroll_xlsx(PEOPLE) if kind == "xlsx" else make.make_payroll_txt(PEOPLE).encode()
    assert "50,000 行" in refusal(content)


def test_sixty_thousand_rows_are_refused() -> None:
    line = "|".join(map(str, PEOPLE[0]))
    text = f"H|{make.EMPLOYER}|202610|60000|1.00\n" + f"{line}\n" * 60_000
    assert "50,000 行" in refusal(text.encode())


@pytest.mark.parametrize("seed", range(40))
def test_spoilt_workbooks_are_refused_or_read_but_never_crash(seed: int) -> None:
    import random

    chance = random.Random(seed)
    content = make.make_payroll_xlsx(PEOPLE)
    sheet = bytearray(make.part(content))
    for _ in range(chance.randint(1, 30)):
        sheet[chance.randrange(len(sheet))] = chance.randrange(256)
    try:
        reading.read_payroll(make.repack(content, sheet=bytes(sheet)), "a.xlsx")
    except FileRefused as refused:
        assert str(refused).endswith("。")


def test_merged_cells_among_the_people_are_named() -> None:
    def merge(_book: Any, sheet: Any) -> None:
        sheet.merge_range(2, 5, 3, 5, 3000)
        sheet.merge_range(0, 11, 0, 12, "标题合并无妨")

    (error,) = reading.read_payroll(make.make_payroll_xlsx(PEOPLE, change=merge), "a.xlsx").errors
    assert (error.row, error.column, error.value) == (3, "缴存基数", "F3:F4")
    assert "F3:F4 被合并" in error.message


def test_a_formula_is_read_as_its_result() -> None:
    def formula(_book: Any, sheet: Any) -> None:
        sheet.write_formula(2, 5, "=3000+37", None, 3037)
        sheet.write_formula(3, 5, "=NA()", None, "#N/A")

    file = reading.read_payroll(make.make_payroll_xlsx(PEOPLE, change=formula), "a.xlsx")
    assert file.column(Column.BASE)[:2] == [3037, ""]
