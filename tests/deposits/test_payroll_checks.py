"""Judging a payroll list: what a good one gives, and every fault told at its row and column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from common import identity
from deposits import rules
from deposits.files import checking, employers, persons, reading
from deposits.files.columns import CellError
from deposits.files.expected import Checked, KnownPerson
from deposits.states import ChangeKind
from tests import make_files as make

SAMPLES = Path(__file__).parent.parent / "data" / "first-month"
ACCOUNT = rules.personal_account_number(7)
OTHER_ACCOUNT = rules.personal_account_number(8)


def check(people: list[list[Any]], *, head: list[Any] | None = None, **other: Any) -> Checked:
    content = make.make_payroll_xlsx(people, head=head)
    return checking.check_payroll(reading.read_payroll(content, "清册.xlsx"), expected=make.expected(**other))


def only(checked: Checked) -> CellError:
    (error,) = checked.errors
    assert checked.rows == []
    return error


def fault(**cells: Any) -> CellError:
    """The one fault of a list whose second line has these cells."""
    return only(check([make.person(1), make.person(2, **cells), make.person(3)]))


def known(place: int, state: str = "01", **other: Any) -> dict[str, KnownPerson]:
    line = make.person(place)
    facts = {"account_number": ACCOUNT, "name": line[2], "state": state, "base_fen": int(line[5] * 100)}
    return {line[4]: KnownPerson(**(facts | other))}


# What is good


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_the_sample_lists_are_without_fault(path: Path) -> None:
    (own,) = [
        row
        for row in employers.read_employers((SAMPLES / "employers.csv").read_bytes(), "employers.csv").rows
        if path.stem.startswith(row.number)
    ]
    checked = checking.check_payroll(
        reading.read_payroll(path.read_bytes(), path.name),
        expected=make.expected(
            employer_number=own.number,
            employer_name=own.name,
            employer_rate=own.employer_rate,
            employee_rate=own.employee_rate,
        ),
    )
    assert checked.errors == []
    assert checked.head_count == len(checked.rows)
    assert {row.change for row in checked.rows} == {ChangeKind.NEW}


def test_a_good_list_gives_its_lines_and_sums() -> None:
    checked = check([make.person(1), make.person(2, 备注=" 车间 ")])
    assert (checked.errors, checked.warnings, checked.more, checked.head_count) == ([], [], 0, 2)
    row, line = checked.rows[1], make.person(2)
    assert (row.row_no, row.account_number, row.name, row.document_type) == (4, "", line[2], "01")
    assert (row.document_number, row.card_number, row.mobile, row.remark) == (line[4], line[10], line[11], "车间")
    assert row.base_fen == 300_074
    assert row.employer_fen == row.employee_fen == 24_000
    assert checked.total_fen == sum(line.employer_fen + line.employee_fen for line in checked.rows)


def test_text_and_workbook_give_the_same_lines() -> None:
    people = [make.person(place) for place in range(1, 40)]
    text = make.make_payroll_txt(people).encode("gbk")
    from_text = checking.check_payroll(reading.read_payroll(text, "a.txt"), expected=make.expected())
    assert [row[1:] for row in from_text.rows] == [row[1:] for row in check(people).rows]


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"姓名": "王　平"}, "name", "王平"),
        ({"姓名": " 王 平 "}, "name", "王平"),
        ({"姓名": "买买提•吐尔逊"}, "name", "买买提·吐尔逊"),
        ({"姓名": "O'Neil Anne-Marie"}, "name", "O'Neil Anne-Marie"),
        ({"姓名": "𠮷田"}, "name", "𠮷田"),
        ({"缴存基数": "３,０００.７４"}, "base_fen", 300_074),
        ({"缴存基数": "¥3,000.74元"}, "base_fen", 300_074),
        ({"缴存基数": 3000.7400000000002}, "base_fen", 300_074),
        ({"证件类型": 1}, "document_type", "01"),
        ({"证件类型": "居民身份证"}, "document_type", "01"),
        ({"证件类型": "护照", "证件号码": "e1234 5678"}, "document_number", "E12345678"),
        ({"手机号码": 13900000002}, "mobile", "13900000002"),
        ({"手机号码": "+86 139-0000-0002"}, "mobile", "13900000002"),
        ({"银行卡号": "6217 0000 1234 5678 6"}, "card_number", "62170000123456786"),
        ({"银行卡号": "", "手机号码": ""}, "card_number", ""),
        ({"变更类型": " 新增 "}, "change", ChangeKind.NEW),
    ],
)
def test_cells_are_read_as_people_mean_them(cells: dict[str, Any], field: str, value: Any) -> None:
    checked = check([make.person(1), make.person(2, **cells)])
    assert checked.errors == []
    assert getattr(checked.rows[1], field) == value


def test_full_width_digits_and_a_small_x_are_one_and_the_same_number() -> None:
    number = next(n for n in map(make.citizen_number, range(1, 200)) if n.endswith("X"))
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in number)
    for written in (number.lower(), wide, f"'{number}", f"{number[:6]} {number[6:14]} {number[14:]}"):
        checked = check([make.person(2, 证件号码=written)])
        assert checked.errors == []
        assert checked.rows[0].document_number == number


# The head of the list


def head(**other: Any) -> list[Any]:
    return make.header([make.person(1)], **other)


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"单位账号": "11000001"}, "单位账号", "这不是本单位的清册：文件写的是 11000001，本单位是 11000005。"),
        ({"单位账号": ""}, "单位账号", "没有写明单位账号"),
        ({"单位名称": "别的单位"}, "单位名称", "登记的是“西安区环卫管理处”"),
        ({"汇缴月份": "202609"}, "汇缴月份", "汇缴月份应为 2026 年 10 月"),
        ({"汇缴月份": ""}, "汇缴月份", "没有写明汇缴月份"),
        ({"人数": 2}, "人数", "本月缴存的有 1 人"),
        ({"人数": "许多"}, "人数", "本月缴存的有 1 人"),
        ({"合计金额": 481}, "合计金额", "明细相加为 480.00 元"),
        ({"合计金额": ""}, "合计金额", "明细相加为 480.00 元"),
    ],
)
def test_the_head_of_the_list_must_be_right(cells: dict[str, Any], column: str, words: str) -> None:
    error = only(check([make.person(1)], head=head(**cells)))
    assert (error.row, error.column) == (1, column)
    assert words in error.message


def test_a_list_without_a_head_says_what_is_missing() -> None:
    found = check([make.person(1)], head=[make.EMPLOYER])
    assert [error.column for error in found.errors] == ["单位账号"]


def test_another_employers_list_is_told_in_one_sentence() -> None:
    people = [make.person(place, 姓名="1") for place in range(1, 9)]
    assert only(check(people, head=make.header(people, 单位账号="11000001"))).column == "单位账号"


def test_brackets_and_blanks_do_not_make_another_name() -> None:
    name = "辽源（集团）有限公司"
    checked = check([make.person(1)], head=head(单位名称="辽源(集团) 有限公司"), employer_name=name)
    assert checked.errors == []


# The cells


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"姓名": ""}, "姓名", "没有填写姓名"),
        ({"姓名": "王"}, "姓名", "2 至 60 个字"),
        ({"姓名": "王" * 61}, "姓名", "2 至 60 个字"),
        ({"姓名": "王平1"}, "姓名", "不该有的字符"),
        ({"姓名": '=HYPERLINK("http://x")'}, "姓名", "不该有的字符"),
        ({"姓名": "-王平"}, "姓名", "文字开头"),
        ({"姓名": "@SUM"}, "姓名", "不该有的字符"),
        ({"姓名": "王\n平\x07"}, "姓名", "不该有的字符"),
        ({"姓名": "王\ue863"}, "姓名", "造字"),
        ({"姓名": 12}, "姓名", "应是文字"),
        ({"姓名": True}, "姓名", "应是文字"),
        ({"证件号码": ""}, "证件号码", "没有填写证件号码"),
        ({"证件号码": 220421198605125123}, "证件号码", "Excel 把身份证号变成了数字，请把该列设为文本后重新录入"),
        ({"证件号码": "2.20421E+17"}, "证件号码", "Excel 把身份证号变成了数字"),
        ({"证件号码": "110105194912310021"}, "证件号码", "最后一位校验不对"),
        ({"证件号码": "11010519491331002X"}, "证件号码", "不是有效的出生日期"),
        ({"证件号码": "990105194912310021"}, "证件号码", "省级代码"),
        ({"证件号码": "１１"}, "证件号码", "18 位"),
        ({"证件类型": "驾驶证"}, "证件类型", "证件类型应为 01 身份证"),
        ({"证件类型": ""}, "证件类型", "证件类型应为 01 身份证"),
        ({"证件类型": "03", "证件号码": "E!"}, "证件号码", "3 至 18 位"),
        ({"证件类型": "03", "证件号码": 123456789}, "证件号码", "变成了数字"),
        ({"变更类型": "在职"}, "变更类型", "“正常、新增、封存、启封、调基”之一"),
        ({"变更类型": 1}, "变更类型", "之一"),
        ({"个人账号": "123"}, "个人账号", "12 位数字"),
        ({"个人账号": ACCOUNT}, "个人账号", "此人还没有个人账号"),
        ({"银行卡号": 6217000012345678}, "银行卡号", "Excel 把银行卡号变成了数字"),
        ({"银行卡号": "621700"}, "银行卡号", "16 至 19 位"),
        ({"手机号码": "0437-5099999"}, "手机号码", "11 位"),
        ({"手机号码": 1.5}, "手机号码", "11 位"),
        ({"单位月缴存额": 241}, "单位月缴存额", "应为 240.00 元：基数 3,000.74 × 8%，四舍五入到 1 元。"),
        ({"个人月缴存额": 239.99}, "个人月缴存额", "应为 240.00 元"),
        ({"月缴存额合计": 479}, "月缴存额合计", "两项之和 480.00 元"),
    ],
)
def test_a_bad_cell_is_told_at_its_row_and_column(cells: dict[str, Any], column: str, words: str) -> None:
    line = make.person(2, **cells)
    people = [make.person(1), line, make.person(3)]
    checked = check(people, head=make.header(people, 合计金额=sum(line[6] + line[7] for line in people)))
    found = [error for error in checked.errors if error.column == column]
    assert [error.row for error in found] == [4]
    assert words in found[0].message
    assert found[0].message.endswith("。")
    assert checked.rows == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "没有填写"),
        ("  ", "没有填写"),
        ("三千", "这里应是金额"),
        (True, "这里应是金额"),
        (date(2026, 10, 1), "读到的是日期"),
        (-3000, "不能是负数"),
        ("-1e400", "不能是负数"),
        (3000.745, "最多两位小数"),
        ("3000.745", "最多两位小数"),
        ("1e400", "金额过大"),
        (1e308, "金额过大"),
        ("NaN", "这里应是金额"),
        ("9" * 50, "这里应是金额"),
        ("=1+1", "这里应是金额"),
    ],
)
def test_what_is_no_amount_is_told_and_only_once(value: Any, words: str) -> None:
    error = fault(缴存基数=value)
    assert (error.row, error.column) == (4, "缴存基数")
    assert words in error.message


def test_a_number_beyond_all_numbers_in_the_file_is_no_amount() -> None:
    content = make.make_payroll_xlsx([make.person(1, 缴存基数=77777)])
    sheet = make.part(content).replace(b"<v>77777</v>", b"<v>1e400</v>")
    file = reading.read_payroll(make.repack(content, sheet=sheet), "a.xlsx")
    assert "金额过大" in only(checking.check_payroll(file, expected=make.expected())).message


@pytest.mark.parametrize(("base", "part"), [(2230, 178), (30505, 2440)])
def test_bases_on_floor_and_cap_are_good(base: int, part: int) -> None:
    cells = {"缴存基数": base, "单位月缴存额": part, "个人月缴存额": part, "月缴存额合计": 2 * part}
    assert check([make.person(1, **cells)]).errors == []


@pytest.mark.parametrize(
    ("base", "part", "words"),
    [
        (Decimal("2229.99"), 178, "缴存基数 2,229.99 元低于下限 2,230.00 元。"),
        (Decimal("30505.01"), 2440, "缴存基数 30,505.01 元高于上限 30,505.00 元。"),
    ],
)
def test_a_base_outside_floor_and_cap_is_refused(base: Decimal, part: int, words: str) -> None:
    cells = {"缴存基数": base, "单位月缴存额": part, "个人月缴存额": part, "月缴存额合计": 2 * part}
    error = fault(**cells)
    assert (error.column, error.message) == ("缴存基数", words)


def test_half_a_yuan_goes_up_on_each_side() -> None:
    cells = {"缴存基数": 2230, "单位月缴存额": 112, "个人月缴存额": 112, "月缴存额合计": 224}
    five = {"employer_rate": Decimal(5), "employee_rate": Decimal(5)}
    assert check([make.person(1, **cells)], **five).errors == []
    assert len(check([make.person(1, **(cells | {"个人月缴存额": 111, "月缴存额合计": 223}))], **five).errors) == 1


def test_a_true_is_not_taken_for_the_one_read_before_it() -> None:
    one = {"缴存基数": 2230, "单位月缴存额": 1, "个人月缴存额": True, "月缴存额合计": 2}
    found = check([make.person(1, **one)], employer_rate=Decimal("0.04"), employee_rate=Decimal("0.04"))
    assert [error.column for error in found.errors] == ["个人月缴存额"]


def test_personal_numbers_are_masked_in_the_error_list() -> None:
    error = fault(证件号码="110105194912310021")
    assert error.value == "110105********0021"
    assert "194912" not in error.message


def test_a_wrong_luhn_digit_only_warns() -> None:
    checked = check([make.person(1, 银行卡号="6217000000123456787")])
    assert checked.errors == []
    (warning,) = checked.warnings
    assert (warning.row, warning.column) == (3, "银行卡号")
    assert len(checked.rows) == 1


def test_quick_checks_agree_with_the_plain_ones() -> None:
    citizens = persons.CitizenNumbers(make.TODAY)
    for place in range(1, 400):
        number = make.citizen_number(place)
        for twisted in (number, number[:16] + "0" + number[17:], number[:17] + "0", number[:9] + "9" + number[10:]):
            try:
                plain = identity.check_citizen_number(twisted, today=make.TODAY)
            except identity.InvalidNumber as refused:
                plain = str(refused)
            try:
                quick = citizens.check(twisted)
            except identity.InvalidNumber as refused:
                quick = str(refused)
            assert quick == plain
        card = f"62170000{place * 7919:011d}"
        assert persons.passes_luhn(card) is not identity.card_fails_luhn(card)


# The people


def test_the_same_person_twice_is_told_with_the_first_row() -> None:
    error = only(check([make.person(1), make.person(2), make.person(5, 证件号码=make.person(1)[4])]))
    assert (error.row, error.column, error.message) == (5, "证件号码", "与第 3 行是同一人。")


@pytest.mark.parametrize(
    ("change", "state", "here", "words"),
    [
        ("新增", "01", True, "此人已在本单位缴存，请填“正常”。"),
        ("新增", "02", True, "有封存的账户，请填“启封”"),
        ("新增", "01", False, "在原单位的账户尚未封存"),
        ("正常", "02", True, "账户已封存；恢复缴存请填“启封”"),
        ("正常", "01", False, "本单位没有此人的账户"),
        ("调基", "02", True, "账户已封存"),
        ("启封", "01", True, "没有封存，请填“正常”"),
        ("启封", "01", False, "在原单位的账户尚未封存"),
    ],
)
def test_a_change_must_fit_the_account(change: str, state: str, here: bool, words: str) -> None:
    error = only(check([make.person(1, 变更类型=change)], known=known(1, state, here=here)))
    assert error.column == "变更类型"
    assert words in error.message


@pytest.mark.parametrize(
    ("change", "words"),
    [("正常", "本单位没有此人的账户"), ("调基", "本单位没有此人的账户"), ("启封", "没有找到此人封存的账户")],
)
def test_a_change_of_somebody_unknown_is_refused(change: str, words: str) -> None:
    assert words in fault(变更类型=change).message


SEALED = {"变更类型": "封存", "单位月缴存额": 0, "个人月缴存额": "", "月缴存额合计": ""}


@pytest.mark.parametrize(("state", "here"), [("02", True), ("01", False)])
def test_only_an_active_account_of_this_employer_can_be_sealed(state: str, here: bool) -> None:
    found = check([make.person(1, **SEALED), make.person(2)], known=known(1, state, here=here))
    assert only(found).column == "变更类型"


@pytest.mark.parametrize(
    ("change", "state", "here", "base_fen"),
    [("正常", "01", True, 300_037), ("调基", "01", True, 250_000), ("启封", "02", True, 1), ("启封", "02", False, 1)]
    + [("新增", "02", False, 1)],
)
def test_a_fitting_change_takes_the_account_of_the_person(change: str, state: str, here: bool, base_fen: int) -> None:
    checked = check([make.person(1, 变更类型=change)], known=known(1, state, here=here, base_fen=base_fen))
    assert checked.errors == []
    assert checked.rows[0].account_number == ACCOUNT


def test_who_is_sealed_pays_nothing_and_is_not_counted() -> None:
    people = [make.person(1, **SEALED, 缴存基数=""), make.person(2)]
    checked = check(people, known=known(1))
    assert checked.errors == []
    assert (checked.head_count, len(checked.rows)) == (1, 2)
    row = checked.rows[0]
    assert (row.change, row.base_fen, row.employer_fen, row.employee_fen) == (ChangeKind.SEAL, 0, 0, 0)


def test_who_is_sealed_cannot_be_paid_for() -> None:
    people = [make.person(1, 变更类型="封存"), make.person(2)]
    checked = check(people, head=make.header(people, 合计金额=960), known=known(1))
    assert [error.column for error in checked.errors] == ["单位月缴存额", "个人月缴存额"]


def test_a_changed_base_needs_the_word_for_it() -> None:
    error = only(check([make.person(1, 变更类型="正常")], known=known(1, base_fen=250_000)))
    assert (error.column, error.value) == ("缴存基数", "3,000.37")
    assert "与登记的基数 2,500.00 元不同" in error.message


def test_name_and_account_must_be_the_persons_own() -> None:
    found = check([make.person(1, 变更类型="正常", 姓名="张三", 个人账号=OTHER_ACCOUNT)], known=known(1, name="李四"))
    assert [error.column for error in found.errors] == ["姓名", "个人账号"]
    assert "李四" not in "".join(error.message for error in found.errors)


def test_the_persons_own_account_may_be_a_number_in_the_cell() -> None:
    found = check([make.person(1, 变更类型="正常", 个人账号=int(ACCOUNT))], known=known(1))
    assert found.errors == []


def test_everybody_active_must_be_in_the_list() -> None:
    everybody = known(9) | known(10, "02", account_number=OTHER_ACCOUNT) | known(11, here=False)
    error = only(check([make.person(1)], known=everybody))
    assert (error.row, error.column, error.value) == (0, "姓名", make.person(9)[2])
    assert f"（个人账号 {ACCOUNT}）不在清册中" in error.message


def test_who_joins_must_be_sixteen() -> None:
    def born(day: str) -> str:
        return f"220402{day}123" + identity.citizen_check_digit(f"220402{day}123")

    assert check([make.person(1, 证件号码=born("20101010"))]).errors == []
    error = fault(证件号码=born("20101011"))
    assert error.message == "开户须年满 16 周岁，此人 15 周岁。"


def test_a_name_that_cannot_be_read_is_told_once() -> None:
    found = check([make.person(1, 变更类型="正常")], known=known(1, name="旧档案1"))
    assert [error.column for error in found.errors] == ["姓名"]


def test_names_that_differ_only_in_writing_are_the_same() -> None:
    people = [make.person(1, 变更类型="正常", 姓名="Anne O'Neil")]
    assert check(people, known=known(1, name="ANNE O'NEIL")).errors == []


def test_a_list_without_types_and_totals_is_all_identity_cards() -> None:
    keep = [place for place, heading in enumerate(make.HEADINGS) if heading not in ("证件类型", "月缴存额合计")]
    people = [make.person(1), make.person(2)]
    content = make.make_payroll_xlsx(
        [[line[place] for place in keep] for line in people],
        head=make.header(people),
        headings=[make.HEADINGS[place] for place in keep],
    )
    checked = checking.check_payroll(reading.read_payroll(content, "a.xlsx"), expected=make.expected())
    assert checked.errors == []
    assert {row.document_type for row in checked.rows} == {"01"}


def test_merged_cells_are_a_fault_of_the_list() -> None:
    content = make.make_payroll_xlsx(
        [make.person(1), make.person(2)], change=lambda _book, sheet: sheet.merge_range(2, 12, 3, 12, "同")
    )
    checked = checking.check_payroll(reading.read_payroll(content, "a.xlsx"), expected=make.expected())
    assert "M3:M4 被合并" in only(checked).message


def test_people_are_looked_up_by_the_number_the_check_goes_by() -> None:
    people = [make.person(1, 证件号码=f" '{make.citizen_number(1)}"), make.person(2, 证件号码=1.5), make.person(3)]
    file = reading.read_payroll(make.make_payroll_xlsx(people), "a.xlsx")
    assert file.document_numbers() == [make.citizen_number(1), make.citizen_number(3)]


def test_the_total_of_a_faulty_list_is_that_of_its_readable_amounts() -> None:
    checked = check([make.person(1, 单位月缴存额="x"), make.person(2)])
    assert checked.total_fen == 24_000 * 3


# Many faults


def test_all_faults_are_told_from_the_top_down() -> None:
    people = [make.person(1, 姓名="1", 缴存基数=1), make.person(2, 证件号码="x"), make.person(3, 手机号码="1")]
    checked = check(people, head=make.header(people, 汇缴月份="202601"))
    assert [error.row for error in checked.errors] == [1, 3, 3, 3, 3, 4, 5]
    assert checked.error_count == 7


def test_a_thousand_faults_are_listed_and_the_rest_counted() -> None:
    people = [make.person(place, 姓名="1", 手机号码="1") for place in range(1, 701)]
    checked = check(people)
    assert (len(checked.errors), checked.error_count, checked.more) == (1_000, 1_400, 400)


def test_faults_survive_a_trip_through_json() -> None:
    error = fault(姓名="")
    assert CellError.from_json(error.as_json()) == error
