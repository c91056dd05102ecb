"""Rules of transfers between centres: numbers, who may go in and out, what the other centre says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from deposits import states
from deposits.rules import letters as rules
from deposits.rules.letters import AccountInfo, Leaving
from deposits.states import LETTER_IN_MOVES, LETTER_OUT_MOVES, OPEN_LETTERS, LetterStatus

INFO = AccountInfo(
    name="张三",
    document_number="220402198605120016",
    principal_fen=36_482_57,
    interest_fen=152_30,
    opened_month="202101",
    paid_through="202512",
    is_continuous=True,
)
FREE = Leaving(is_sealed=True, balance_fen=100, held_fen=0, encumbrances=(), in_waiting_list=False, other_cases=())


def test_a_letters_number_is_centre_day_and_sequence() -> None:
    assert rules.letter_number("220400", date(2026, 10, 10), 1) == "2204002610100001"
    assert rules.letter_number("22040001", date(2026, 10, 10), 9999) == "2204002610109999"
    for code, sequence in (("2204", 1), ("abcdef", 1), ("220400", 0), ("220400", 10_000)):
        with pytest.raises(ValueError, match="no letter number"):
            rules.letter_number(code, date(2026, 10, 10), sequence)


@pytest.mark.parametrize(
    ("text", "fits"),
    [("2204002610100001", True), ("2204002613100001", False), ("220400261010000", False), ("22040026101０0001", False)],
)
def test_a_letters_number_has_a_real_day_in_its_middle(text: str, fits: bool) -> None:
    assert rules.is_letter_number(text) is fits


def test_steady_months_are_counted_back_from_the_last() -> None:
    assert rules.steady_months([("202601", 1), ("202602", 0), ("202603", 1), ("202604", 1)]) == 2
    assert rules.steady_months([("202604", 0)]) == 0
    assert rules.steady_months([]) == 0


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ""),
        ({"is_open": False}, "还没有您的个人账户"),
        ({"is_normal": False}, "已封存"),
        ({"steady": 5}, "目前连续缴存 5 个月"),
        ({"letter_open": True}, "正在办理"),
    ],
)
def test_who_may_have_money_come(facts: dict[str, object], said: str) -> None:
    given = {"is_open": True, "is_normal": True, "steady": 6, "months_needed": 6, "letter_open": False, **facts}
    found = rules.why_not_in(**given)  # type: ignore[arg-type]
    assert (said in found, bool(found)) == (True, bool(said))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"is_sealed": False}, "办理封存"),
        ({"balance_fen": 0}, "余额为零"),
        ({"held_fen": 1_00}, "1.00 元被占用或冻结"),
        ({"encumbrances": ("贷款未还清。",)}, "贷款未还清"),
        ({"in_waiting_list": True}, "待入账的清册"),
        ({"other_cases": ("TQ1", "DK2")}, "TQ1、DK2"),
    ],
)
def test_each_thing_in_the_way_of_leaving_is_named(change: dict[str, object], said: str) -> None:
    assert rules.why_not_out(FREE) == []
    found = rules.why_not_out(replace(FREE, **change))  # type: ignore[arg-type]
    assert (len(found), said in found[0]) == (1, True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "张 三"}, ""),
        ({"document_number": "220402198605120016 "}, ""),
        ({"name": "张三丰"}, "不一致"),
        ({"document_number": "220402198605120024"}, "不一致"),
        ({"principal_fen": 0}, "有效金额"),
        ({"interest_fen": -1}, "有效金额"),
        ({"opened_month": "202113"}, "年月无效"),
        ({"opened_month": "202601"}, "早于开户年月"),
    ],
)
def test_what_is_wrong_with_the_other_centres_word(change: dict[str, object], said: str) -> None:
    info = replace(INFO, **change)  # type: ignore[arg-type]
    found = rules.faults_of(info, name="张三", document_number="220402198605120016")
    assert (said in "".join(found), bool(found)) == (True, bool(said))


def test_months_count_where_they_were_paid_without_a_gap() -> None:
    assert rules.months_counted(INFO) == 60
    assert rules.months_counted(replace(INFO, paid_through="202101")) == 1
    assert rules.months_counted(replace(INFO, is_continuous=False)) == 0


def test_every_status_is_reached_has_a_badge_and_an_ended_letter_moves_no_more() -> None:
    assert set(states.LETTER_BADGE) == set(LetterStatus)
    ended = set(LetterStatus) - set(OPEN_LETTERS)
    for moves in (LETTER_IN_MOVES, LETTER_OUT_MOVES):
        ways = [sources for action, (sources, _target) in moves.items() if action != "take_back"]
        assert not ended & {source for sources in ways for source in sources}
        assert {target for _sources, target in moves.values()} >= ended
