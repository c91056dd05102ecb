"""Names, numbers and passwords: pure rules."""

from __future__ import annotations

from datetime import date

import pytest

from accounts import rules
from common.identity import InvalidNumber


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("辽源市测试（集团）有限公司", "辽源市测试(集团)有限公司"),
        ("辽源市测试【集团】有限公司", "辽源市测试集团有限公司"),
        ("ＡＢＣ 公司", "abc公司"),
        ("阿卜杜拉·买买提", "阿卜杜拉•买买提"),
        ("John Smith", "JOHN  SMITH"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert rules.name_key(one) == rules.name_key(other)


def test_different_names_have_different_keys() -> None:
    assert rules.name_key("张三") != rules.name_key("张三丰")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" 张 三 ", "张三"), ("阿卜杜拉•买买提", "阿卜杜拉·买买提"), ("John   Smith", "John Smith"), ("", "")],
)
def test_names_are_kept_in_one_way(typed: str, kept: str) -> None:
    assert rules.clean_name(typed) == kept


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单雄信", "shanxiongxin"),
        ("单雄信", "danxiongxin"),
        ("曾国藩", "zengguofan"),
        ("解缙", "xiejin"),
        ("仇英", "qiuying"),
        ("查慎行", "zha" + "shenxing"),
        ("区小明", "ouxiaoming"),
        ("朴正", "piaozheng"),
        ("尉迟恭", "yuchigong"),
        ("尉迟恭", "ycg"),
        ("欧阳修", "ouyang"),
        ("李", "li"),
        ("John Smith", "johnsmith"),
    ],
)
def test_people_are_found_by_how_their_names_are_read(name: str, key: str) -> None:
    assert key in rules.search_keys(name)


def test_nothing_is_found_by_nothing() -> None:
    assert rules.search_keys("") == () and rules.search_keys("·") == ()


def test_blind_indexes_keep_phones_cards_and_documents_apart() -> None:
    number = "6217000000012345"
    assert len({rules.document_index(number), rules.phone_index(number), rules.card_index(number)}) == 3
    assert rules.phone_index("") == ""


@pytest.mark.parametrize("number", ["E12345678", "h１２３４５６７（８）"])
def test_other_documents_need_only_look_like_one(number: str) -> None:
    assert rules.check_document("03", number, today=date(2026, 10, 10)).isupper()


@pytest.mark.parametrize(("kind", "number"), [("03", "E1"), ("03", "E1234'--"), ("01", "E12345678")])
def test_what_is_no_document_number_is_refused(kind: str, number: str) -> None:
    with pytest.raises(InvalidNumber):
        rules.check_document(kind, number, today=date(2026, 10, 10))


@pytest.mark.parametrize(("name", "masked"), [("张三", "*三"), ("欧阳修", "**修"), ("李", "*")])
def test_names_are_masked_to_their_last_character(name: str, masked: str) -> None:
    assert rules.mask_name(name) == masked


@pytest.mark.parametrize("password", ["my-120016-pass", "born19860512", "call-00000001"])
def test_passwords_that_give_their_owner_away_are_known(password: str) -> None:
    facts = {"document_number": "220402198605120016", "phone": "13800000001"}
    assert rules.password_gives_away(password, **facts)
    assert not rules.password_gives_away("correct-horse-42", **facts)
    assert not rules.password_gives_away(password, document_number="", phone="")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140 Safari/537.36", "Chrome，Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari，iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0", "微信，Android"),
        ("curl/8", ""),
    ],
)
def test_a_device_is_told_in_two_words(agent: str, words: str) -> None:
    assert rules.device_words(agent) == words
