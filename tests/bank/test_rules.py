"""Matching rules, statement files and ticking off, without a database."""

from __future__ import annotations

from datetime import date, time

import pytest

from bank import rules
from bank.gateways.base import Instruction, Result
from bank.rules import opening, payments, statement, tables
from bank.rules.tables import BadFile
from tests.bank import money

A, B = 1, 2
WIDE = "".join(chr(ord(char) + 0xFEE0) for char in "HJ20261010000001")  # full-width


def waiting(id: int = 7, **changes: object) -> rules.Waiting:
    facts: dict[str, object] = {
        "id": id,
        "employer_id": A,
        "reference": "HJ20261010000001",
        "account_number": "11000001",
        "payer_index": "idx-a",
        "name_key": "甲厂",
        "missing_fen": 1_000,
    }
    return rules.Waiting(**{**facts, **changes})  # type: ignore[arg-type]


def facts(**changes: object) -> rules.ReceiptFacts:
    base: dict[str, object] = {"amount_fen": 1_000, "remark": "", "summary": "", "payer_index": "", "name_key": ""}
    return rules.ReceiptFacts(**{**base, **changes})  # type: ignore[arg-type]


OTHER = {"employer_id": B, "account_number": "11000002", "payer_index": "idx-b", "name_key": "乙厂", "reference": "HJ2"}
PAYERS = [rules.KnownPayer(A, "11000001", "idx-a", "甲厂"), rules.KnownPayer(B, "11000002", "idx-b", "乙厂")]


@pytest.mark.parametrize(
    ("receipt", "open_lists", "expected"),
    [
        # rule 1: remittance number in remark or summary, whatever the amount
        (facts(remark="汇缴HJ20261010000001", amount_fen=5), [waiting()], rules.Match(1, 7, A)),
        (facts(summary="hj20261010000001"), [waiting()], rules.Match(1, 7, A)),
        (
            facts(remark=WIDE),
            [waiting()],
            rules.Match(1, 7, A),
        ),
        # rule 1 goes before 2 and 3, even when those point elsewhere
        (
            facts(remark="11000002 HJ20261010000001", payer_index="idx-b"),
            [waiting(), waiting(8, **OTHER)],
            rules.Match(1, 7, A),
        ),
        # rule 2: account number, one list waiting
        (facts(remark="汇缴202610 11000001"), [waiting()], rules.Match(2, 7, A)),
        (facts(remark="11000001十月公积金"), [waiting()], rules.Match(2, 7, A)),
        # two lists waiting: nobody guesses
        (facts(remark="11000001"), [waiting(), waiting(8, reference="HJ3")], rules.Match(5, None, A)),
        # a number inside a longer one is not the account number
        (facts(remark="2110000012"), [waiting()], rules.Match(5)),
        # rule 3: registered paying account
        (facts(payer_index="idx-a", remark="住房公积金"), [waiting()], rules.Match(3, 7, A)),
        (facts(payer_index="idx-a"), [waiting(), waiting(8, reference="HJ3")], rules.Match(5, None, A)),
        # rule 4: name and exact amount, proposed only
        (facts(name_key="甲厂"), [waiting()], rules.Match(4, 7, A, needs_person=True)),
        (facts(name_key="甲厂", amount_fen=999), [waiting()], rules.Match(5, None, A)),
        # rule 5: suspense, with employer if recognised
        (facts(remark="11000002"), [waiting()], rules.Match(5, None, B)),
        (facts(payer_index="idx-b"), [], rules.Match(5, None, B)),
        (facts(name_key="乙厂"), [], rules.Match(5, None, B)),
        (facts(remark="货款", name_key="丙厂"), [waiting()], rules.Match(5)),
        # an expectation without reference is not found by an empty remark
        (facts(), [waiting(reference="", payer_index="", name_key="")], rules.Match(5)),
    ],
)
def test_the_first_rule_that_knows_decides(
    receipt: rules.ReceiptFacts, open_lists: list[rules.Waiting], expected: rules.Match
) -> None:
    assert rules.identify(receipt, open_lists, PAYERS) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("辽源矿城物流股份有限公司 ", "辽源矿城物流股份有限公司"),
        ("吉林（泉眼）公司", "吉林(泉眼)公司"),
        ("ＡＢ 科技", "ab科技"),
        ("甲〔一〕厂", "甲[一]厂"),
    ],
)
def test_names_are_compared_without_width_brackets_and_spaces(one: str, other: str) -> None:
    assert rules.name_key(one) == rules.name_key(other)


def test_value_date_is_that_of_the_last_receipt_needed_but_never_after_the_book_date() -> None:
    days = [date(2026, 10, 9), date(2026, 10, 12)]
    assert rules.value_date(days, date(2026, 10, 15)) == date(2026, 10, 12)
    assert rules.value_date(days, date(2026, 10, 10)) == date(2026, 10, 10)


def test_lines_and_entries_are_ticked_by_day_and_amount_then_by_amount() -> None:
    day, next_day = date(2026, 10, 10), date(2026, 10, 11)
    bank = [(1, day, 100), (2, day, 100), (3, day, -50), (4, next_day, 70)]
    book = [(11, day, 100), (12, next_day, 100), (13, next_day, -50), (14, day, 9)]
    assert rules.unmatched(bank, book) == ([4], [14])
    assert rules.unmatched([], book)[1] == [11, 12, 13, 14]
    assert rules.unmatched(bank, []) == ([1, 2, 3, 4], [])


def parsed(*lines: tuple[str, int, dict[str, str]]) -> list[statement.Line]:
    return statement.parse(money.file(money.running(*lines)))


def test_a_statement_line_is_read_in_fen() -> None:
    (line,) = parsed(("A1", 123_456, {"payer": "62 17-0000", "remark": "备注", "at": "093000"}))
    assert (line.amount_fen, line.signed_fen, line.direction) == (123_456, 123_456, "C")
    assert (line.counter_account, line.time, line.value_date) == ("62170000", time(9, 30), date(2026, 10, 10))


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("amount", "12.345", "不是金额"),
        ("amount", "0.00", "应大于零"),
        ("amount", "-1.00", "应大于零"),
        ("balance", "", "不是金额"),
        ("value_date", "2026-02-30", "不是日期"),
        ("time", "25:00", "不是时间"),
        ("direction", "X", "应为 C/D"),
        ("bank_serial", "", "不能为空"),
        ("account", "", "不能为空"),
        ("remark", "长" * 201, "超过 200 个字"),
    ],
)
def test_each_fault_is_told_by_row_and_column(column: str, value: str, words: str) -> None:
    lines = money.running(("A1", 100, {}), ("A2", 100, {}))
    lines[1][column] = value
    with pytest.raises(BadFile) as refusal:
        statement.parse(money.file(lines))
    assert [(fault.row, fault.column) for fault in refusal.value.errors] == [(3, column)]
    assert words in str(refusal.value)
    assert str(refusal.value).startswith(f"第 3 行“{column}”")


def test_all_faults_are_told_at_once() -> None:
    lines = money.running(("A1", 100, {}), ("A2", 100, {}))
    lines[0]["amount"], lines[1]["direction"] = "x", "Y"
    with pytest.raises(BadFile, match="另有 .* 处错误") as refusal:
        statement.parse(money.file(lines))
    assert len(refusal.value.errors) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b" \n ", "文件是空的"),
        (b"a\x00b,c", "不是 UTF-8 或 GBK"),
        (b"\xff\xff\xff\xff", "不是 UTF-8 或 GBK"),
        (b"PK\x03\x04" + b"\x00" * 20, "不是 UTF-8 或 GBK"),
        (b"account,amount\n1,2\n", "缺少列"),
        (",".join(statement.COLUMNS).encode(), "没有明细"),
        (",".join(statement.COLUMNS).encode() + b"\n1,2\n", "列数与表头不一致"),
        (b'"account\n', "不是规范的 CSV"),
    ],
)
def test_what_is_no_statement_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(BadFile, match=words):
        statement.parse(content)


def test_a_file_of_too_many_rows_is_refused() -> None:
    content = (",".join(statement.COLUMNS) + "\n" + "1,2\n" * (tables.ROW_LIMIT + 1)).encode()
    with pytest.raises(BadFile, match="50,000"):
        statement.parse(content)


def test_the_running_balance_is_checked_in_file_order_and_times_may_be_out_of_order() -> None:
    lines = parsed(("A1", 100, {"at": "15:00:00"}), ("A2", 200, {"at": "09:00:00"}))
    chain = statement.chain(lines, known={})
    assert (chain.opening_fen, chain.closing_fen, chain.repeated) == (money.OPENING_FEN, money.OPENING_FEN + 300, 0)


def test_a_broken_balance_names_its_row_and_what_it_should_be() -> None:
    rows = money.running(("A1", 100, {}), ("A2", 200, {}), ("A3", 300, {}))
    rows[1]["balance"] = "861204525.37"
    with pytest.raises(BadFile) as refusal:
        statement.chain(statement.parse(money.file(rows)), known={})
    assert [fault.row for fault in refusal.value.errors] == [3, 4]
    assert "应为 861,204,522.37，文件为 861,204,525.37" in str(refusal.value)


def test_known_lines_are_dropped_before_the_balance_is_checked() -> None:
    lines = parsed(("A1", 100, {}), ("A2", 200, {}), ("A3", 300, {}))
    # repeated at the end, as the sample has it
    assert len(statement.chain([*lines, lines[0]], known={}).new) == 3
    # known from a notice, in the middle: the balance runs through it
    chain = statement.chain(lines, known={lines[1].key: None})
    assert ([line.bank_serial for line in chain.new], chain.repeated) == (["A1", "A3"], 1)
    # all known
    assert statement.chain(lines, known={line.key: None for line in lines}).new == []
    # an old line in front does not start the chain
    old = statement.parse(money.file([money.line("OLD", 5, 5)]))
    assert len(statement.chain([*old, *lines], known={old[0].key: None}).new) == 3


def test_a_known_serial_with_another_content_is_refused() -> None:
    lines = parsed(("A1", 100, {}), ("A1", 200, {}))
    assert [fault.row for fault in statement.changed(lines, {})] == [3]
    assert statement.changed(lines[:1], {lines[0].key: ("C", 100, False)}) == []
    assert len(statement.changed(lines[:1], {lines[0].key: ("D", 100, False)})) == 1


@pytest.mark.parametrize(("flag", "expected"), [("", False), ("0", False), ("n", False), ("1", True), ("冲正", True)])
def test_the_reversal_flag_is_read(flag: str, expected: bool) -> None:
    (line,) = parsed(("A1", 100, {"flag": flag}))
    assert line.is_reversal is expected


ORDER = Instruction("FK0000000001", money.NUMBER, "6217000000000001", "张三", "105245000017", 123_456, "提取")


def results(*rows: str) -> bytes:
    return "\n".join([",".join(payments.RESULT_COLUMNS), *rows]).encode()


def test_a_result_file_says_paid_unknown_or_not_paid() -> None:
    lines = payments.parse_results(
        results("1,FK1,1.00,00,B1,2026-10-10,好", "2,FK2,1.00,11,,,", "3,FK3,1.00,E21,,,户名不符")
    )
    assert [line.result for line in lines] == [Result.SETTLED, Result.UNKNOWN, Result.RETURNED]
    assert lines[0].value_date == date(2026, 10, 10)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("x,FK0000000001,1234.56,00,B1,2026-10-10,", "line_no"),
        ("1,FK0000000001,1234.56,00,B1,,", "host_date"),
        ("1,FK0000000001,1234.56,00,,2026-10-10,", "bank_serial"),
        ("2,FK0000000001,1234.56,00,B1,2026-10-10,", "line_no"),
        ("1,FK0000000002,1234.56,00,B1,2026-10-10,", "business_no"),
        ("1,FK0000000001,1234.55,00,B1,2026-10-10,", "amount"),
    ],
)
def test_a_result_line_that_is_not_ours_is_refused(row: str, column: str) -> None:
    with pytest.raises(BadFile) as refusal:
        payments.check_results(payments.parse_results(results(row)), [ORDER])
    assert refusal.value.errors[0].column == column


def test_the_same_result_line_twice_and_wrong_totals_are_refused() -> None:
    row = "1,FK0000000001,1234.56,11,,,"
    lines = payments.parse_results(results(row, row))
    with pytest.raises(BadFile, match="同一行出现了两次"):
        payments.check_results(lines, [ORDER])
    with pytest.raises(BadFile, match="文件 2 笔"):
        payments.check_totals(lines, count=1, total_fen=sum(line.amount_fen for line in lines))
    with pytest.raises(BadFile, match="2,469.12"):
        payments.check_totals(lines, count=2, total_fen=1)


def test_a_payment_file_is_the_same_bytes_every_time() -> None:
    assert payments.payment_file([ORDER]) == payments.payment_file([ORDER])
    assert payments.payment_file([ORDER]).decode().splitlines()[1].startswith("1,1234.56,6217000000000001,张三")


def opening_file(*rows: str) -> bytes:
    return "\n".join([",".join(opening.COLUMNS), *rows]).encode()


def test_an_opening_file_is_read() -> None:
    rows = opening.parse(opening_file("101,22,中心,建行,file,10.00,", "201,,,,,,10.00"))
    assert [(row.subject, row.is_bank, row.channel, row.debit_fen, row.credit_fen) for row in rows] == [
        ("101", True, "FILE", 1_000, 0),
        ("201", False, "GATEWAY", 0, 1_000),
    ]
    opening.check_totals(rows, debit_fen=1_000, credit_fen=1_000)
    with pytest.raises(BadFile, match="与控制数不符"):
        opening.check_totals(rows, debit_fen=1_001, credit_fen=1_000)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["101,,中心,建行,,1,"], "银行账户要填"),
        (["101,22,中心,建行,FAX,1,"], "GATEWAY 或 FILE"),
        (["101,22,中心,建行,,1,1"], "只填一个"),
        (["201,,,,,,-1"], "不能为负"),
        (["101,22,中心,建行,,1,", "101,22,中心,建行,,1,"], "出现了两次"),
    ],
)
def test_an_opening_file_with_faults_is_refused(rows: list[str], words: str) -> None:
    with pytest.raises(BadFile, match=words):
        opening.parse(opening_file(*rows))
