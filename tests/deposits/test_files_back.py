"""What goes back to an employer: the list with its faults marked, and the template; and the list of employers."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from deposits.files import checking, employers, marking, reading, writing
from deposits.files.columns import CellError, Column, FileRefused
from tests import make_files as make

SAMPLES = Path(__file__).parent.parent / "data" / "first-month"
PEOPLE = [make.person(place) for place in range(1, 4)]


def mark(content: bytes, name: str = "清册.xlsx") -> tuple[bytes, list[CellError]]:
    errors = checking.check_payroll(reading.read_payroll(content, name), expected=make.expected()).errors
    return marking.mark_errors(content, name, errors)[0], errors


def sheets(content: bytes) -> list[list[list[Any]]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_index(place).to_python(skip_empty_area=False) for place in range(len(book.sheet_names))]


def red_cells(content: bytes) -> set[str]:
    """Places whose style has the red fill."""
    styles = make.part(content, "xl/styles.xml").decode()
    fills = re.findall(r"<fill>.*?</fill>", styles, re.DOTALL)
    red = {place for place, fill in enumerate(fills) if "FFD6D1" in fill}
    formats = re.findall(r"<xf [^>]*>", styles.split("<cellXfs")[1])
    marked = {place for place, xf in enumerate(formats) if int(re.search(r'fillId="(\d+)"', xf)[1]) in red}  # type: ignore[index]
    cells = re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', make.part(content).decode())
    return {place for place, style in cells if int(style) in marked}


def test_faulty_cells_are_coloured_and_the_last_column_says_why() -> None:
    people = [make.person(1), make.person(2, 证件号码="110105194912310021", 姓名=""), make.person(3)]
    marked, errors = mark(make.make_payroll_xlsx(people, head=make.header(people, 人数=9)))
    assert red_cells(marked) == {"C4", "E4", "H1"}
    copy, listed = sheets(marked)
    assert copy[1][13] == "问题"
    assert "【姓名】没有填写姓名" in copy[3][13] and "最后一位校验不对" in copy[3][13]
    assert "人数不符" in copy[0][13]
    assert [row[3] for row in listed[1:]] == [error.message for error in errors]
    assert "没有填写姓名".encode() in make.part(marked, "xl/comments1.xml")


@pytest.mark.parametrize("headings", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_text_file_comes_back_as_a_workbook(headings: bool, encoding: str) -> None:
    people = [make.person(1), make.person(2, 手机号码="1")]
    content = make.make_payroll_txt(people, headings=headings, first=f"H|{make.EMPLOYER}|202610|7|1.00").encode(
        encoding
    )
    marked, name = marking.mark_errors(
        content,
        "C:\\清册\\十月.名册.txt",
        checking.check_payroll(reading.read_payroll(content, "a.txt"), expected=make.expected()).errors,
    )
    assert name == "十月.名册-问题标记.xlsx"
    row = 4 if headings else 3
    assert red_cells(marked) == {"D1", "E1", f"L{row}"}


def test_who_is_missing_is_on_the_second_sheet() -> None:
    error = CellError(0, "姓名", "王平", "在册职工王平不在清册中。")
    copy, listed = sheets(marking.mark_errors(make.make_payroll_xlsx(PEOPLE), "a.xlsx", [error])[0])
    assert len(copy) == 5
    assert listed[1] == ["", "姓名", "王平", "在册职工王平不在清册中。"]


def test_what_looks_like_a_formula_comes_back_as_text() -> None:
    people = [make.person(1, 姓名="=1+1", 备注="@SUM(A1)"), make.person(2, 姓名="+王平", 备注="-2+3")]
    marked, errors = mark(make.make_payroll_xlsx(people))
    assert len(errors) == 2
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        assert b"<f>" not in make.part(marked, name)
    assert sheets(marked)[0][2][2] == "=1+1"


def test_a_marked_file_can_be_mended_and_sent_again() -> None:
    marked, _errors = mark(make.make_payroll_xlsx([make.person(1, 手机号码="1"), make.person(2)]))
    file = reading.read_payroll(marked, "a.xlsx")
    again = checking.check_payroll(file, expected=make.expected())
    assert [(error.row, error.column) for error in again.errors] == [(3, "手机号码")]
    assert file.header.head_count == 2


def test_cells_of_every_kind_come_back() -> None:
    def odd(_book: Any, sheet: Any) -> None:
        sheet.write_boolean(2, 13, True)
        sheet.write_string(3, 20, "远处")

    content = make.make_payroll_xlsx([make.person(1, 缴存基数=make.TODAY), *PEOPLE[1:]], change=odd)
    sheet = make.part(content).replace(b"<v>3000.74</v>", b"<v>1e400</v>")
    copy = sheets(mark(make.repack(content, sheet=sheet))[0])[0]
    assert (copy[2][5], copy[2][13], copy[3][20], copy[3][5]) == ("2026-10-10", "True", "远处", "inf")


def test_a_file_that_cannot_be_read_cannot_be_marked() -> None:
    with pytest.raises(FileRefused):
        marking.mark_errors(b"MZ", "a.xlsx", [])


# The template


def template(names: tuple[str, ...] = ("王平", "=1+1")) -> bytes:
    people = [
        writing.TemplateLine("200000000015", name, "01", make.citizen_number(place), 300_000, 24_000, 24_000)
        for place, name in enumerate(names, start=1)
    ]
    return writing.write_payroll_template(
        employer_number=make.EMPLOYER, employer_name=make.EMPLOYER_NAME, month="202610", people=people
    )


def test_the_template_is_read_back_as_it_was_written() -> None:
    file = reading.read_payroll(template(), "模板.xlsx")
    header = file.header
    assert (header.employer_number, header.employer_name, header.month) == (make.EMPLOYER, make.EMPLOYER_NAME, "202610")
    assert (header.head_count, header.total_fen) == (2, 96_000)
    assert file.column(Column.NAME) == ["王平", "=1+1"]
    assert file.column(Column.DOCUMENT) == [make.citizen_number(1), make.citizen_number(2)]
    assert file.column(Column.CHANGE) == ["正常", "正常"]
    assert list(file.columns) == list(Column)


def test_only_head_count_and_total_of_the_template_are_formulas() -> None:
    assert make.part(template()).count(b"<f>") == 2


def test_the_template_of_an_empty_roster_has_headings_to_fill_in() -> None:
    with pytest.raises(FileRefused, match="没有人员明细"):
        reading.read_payroll(template(()), "模板.xlsx")


# Employers


def employers_csv(**cells: str) -> bytes:
    lines = (SAMPLES / "employers.csv").read_text("utf-8-sig").splitlines()
    heads = lines[0].split(",")
    first = dict(zip(heads, lines[1].split(","), strict=True)) | cells
    return "\n".join([lines[0], ",".join(first.values()), *lines[2:]]).encode()


def test_the_sample_employers_are_read() -> None:
    found = employers.read_employers((SAMPLES / "employers.csv").read_bytes(), "employers.csv")
    assert found.errors == []
    assert [row.number for row in found.rows] == [f"1100000{place}" for place in range(1, 7)]
    row = found.rows[0]
    assert (row.name, row.social_credit_code) == ("辽源市第一机械厂", "91220400BTGJNLCW37")
    assert (row.employer_rate, row.employee_rate, row.payday) == (Decimal(12), Decimal(12), 5)
    assert (row.paying_account, row.paying_bank) == ("0880453207335095", "中国建设银行辽源分行")
    assert row.clerk_mobile == "19900009816"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"单位账号": "21000001"}, "以 1 开头"),
        ({"单位账号": "11000002"}, "与第 2 行重复"),
        ({"单位名称": "=CMD()"}, "不以 =、+、-、@ 开头"),
        ({"统一社会信用代码": "91220400BTGJNLCW38"}, "最后一位校验不对"),
        ({"单位缴存比例": "十二"}, "百分比数字"),
        ({"个人缴存比例": "12.01"}, "5% 至 12% 之间"),
        ({"发薪日": "32"}, "1 至 31"),
        ({"发薪日": "0310"}, "1 至 31"),
        ({"付款账号": "8.80453E+14"}, "Excel 把账号变成了数字"),
        ({"付款账号": "12"}, "6 至 32 位"),
        ({"经办人手机": "123"}, "11 位"),
    ],
)
def test_a_faulty_employer_is_told_and_none_is_taken(cells: dict[str, str], words: str) -> None:
    limits = {"rate_min": Decimal(5), "rate_max": Decimal(12)}
    found = employers.read_employers(employers_csv(**cells), "employers.csv", **limits)
    assert found.rows == []
    assert words in found.errors[0].message
    assert found.errors[0].column in [*cells, "单位账号"]


def test_payday_and_mobile_of_an_employer_may_be_left_out() -> None:
    found = employers.read_employers(employers_csv(发薪日="", 经办人手机="", 付款账号=""), "employers.csv")
    assert found.errors == []
    assert (found.rows[0].payday, found.rows[0].clerk_mobile, found.rows[0].paying_account) == (None, "", "")


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\n"])
def test_a_file_that_is_no_list_of_employers_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        employers.read_employers(content, "employers.csv")
