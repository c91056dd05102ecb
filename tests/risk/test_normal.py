"""However a house, document, card or phone is typed, it has one normal form; what differs keeps two."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.rules import normal
from risk.rules.facts import House

FLAT = "辽源:人民大街12-3-2-501"


@pytest.mark.parametrize(
    "typed",
    [
        "吉林省辽源市龙山区人民大街12号3栋2单元501室",
        "辽源市龙山区人民大街12号3栋2单元501",
        "吉林辽源市人民大街12号3幢2单元501号",
        "辽源市人民大街十二号三号楼二单元五〇一室",
        "辽源市人民大街１２号３＃２－５０１",
        " 辽源市 人民大街 12号 3-2-501 ",
        "辽源市龙山区人民大街12号第3栋第2单元第5层501室",
        "辽源市龙山区人民大街12号院3号楼2门0501户",
        "辽源市龙山区人民大街12号（3栋）2单元\u200b501室",
        "辽源市龙山区人民大街12号，3栋，2单元，501室",
    ],
)
def test_one_flat_has_one_address_however_it_is_typed(typed: str) -> None:
    assert normal.address(typed) == FLAT


@pytest.mark.parametrize(
    "typed",
    ["人民大街12号3栋2单元501室", "龙山区人民大街12号3栋2单元501", "人民大街12号3幢2-501"],
)
def test_an_address_without_its_city_takes_the_one_that_is_known(typed: str) -> None:
    assert normal.address(typed, "吉林省辽源市") == FLAT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("辽源市人民大街12号3栋2单元501室", "辽源市人民大街12号3栋2单元502室"),
        ("辽源市人民大街12号3栋2单元501室", "辽源市人民大街12号3栋1单元501室"),
        ("辽源市人民大街1号23栋2单元501室", "辽源市人民大街12号3栋2单元501室"),
        ("辽源市人民大街12号3栋2单元501室", "长春市人民大街12号3栋2单元501室"),
        ("辽源市家属区3栋501室", "辽源市幸福小区3栋501室"),
        ("辽源市人民大街12号A座501室", "辽源市人民大街12号B座501室"),
        ("辽源市八一路12号3栋501室", "辽源市八路12号3栋501室"),
    ],
)
def test_different_flats_keep_different_addresses(one: str, other: str) -> None:
    assert normal.address(one) != normal.address(other)


@pytest.mark.parametrize("name", ["古玩市场3号", "吉林大路12号", "县府街5号", "幸福小区3栋", "市府路2号"])
def test_a_name_that_only_looks_like_a_place_stays(name: str) -> None:
    assert normal.address(name)[1:3] == name[:2]


@pytest.mark.parametrize(
    ("typed", "is_complete"),
    [
        ("人民大街12号3栋2单元501室", True),
        ("三里屯村三组12号", True),
        ("幸福小区3-501", True),
        ("人民大街12号", False),
        ("幸福小区", False),
        ("", False),
    ],
)
def test_an_address_names_one_flat_when_it_ends_in_two_numbers(typed: str, is_complete: bool) -> None:
    assert normal.is_complete(normal.address(typed)) is is_complete


@pytest.mark.parametrize(
    "typed",
    [
        "辽（2026）辽源市不动产权第0012345号",
        "辽(2026)辽源市不动产权第12345号",
        "辽〔２０２６〕辽源市不动产权第００１２３４５号",
        "辽 2026 辽源市 不动产权 0012345",
        "辽［2026］辽源市不动产权证第0012345号",
    ],
)
def test_a_title_number_is_one_however_it_is_typed(typed: str) -> None:
    assert normal.title(typed) == "辽2026辽源市12345"


def test_separators_between_digits_keep_two_contracts_apart() -> None:
    assert normal.number("2026-1-23") != normal.number("2026-12-3")
    assert normal.number("ht 2026／001") == normal.number("HT（2026）－001") == "HT2026-001"


def test_zeros_of_a_contract_number_count() -> None:
    assert normal.number("0012345") != normal.number("12345")


@pytest.mark.parametrize("typed", ["辽源", "辽源市", "吉林省辽源市", "吉林辽源市", " 辽 源 市 "])
def test_a_city_is_one_with_or_without_province(typed: str) -> None:
    assert normal.city(typed) == "辽源"


def test_a_city_that_is_called_like_its_province_stays_a_city() -> None:
    assert normal.city("吉林市") == normal.city("吉林省吉林市") == "吉林"
    assert normal.city("北京市") == normal.city("北京") == "北京"


def test_phones_and_accounts_lose_what_people_type_between_digits() -> None:
    assert normal.phone("+86 138-0000-0001") == normal.phone("008613800000001") == "13800000001"
    assert normal.account("6217 0000 1000 1234 567") == normal.account("６２１７0000-1000-1234-567")
    assert normal.phone("") == normal.account("") == ""


def test_a_house_is_known_by_title_then_contract_then_address() -> None:
    everything = {"title_number": "辽2026辽源市1", "contract_number": "HT1", "address": "人民大街1号2栋301"}
    assert normal.house_key(**everything) == "T:辽2026辽源市1"
    assert normal.house_key(**{**everything, "title_number": ""}) == "C:HT1"
    assert normal.house_key(address=everything["address"], city="辽源") == "A:辽源:人民大街1-2-301"
    assert normal.house_key() == ""


def test_a_house_is_found_by_all_it_has_but_not_by_half_an_address() -> None:
    flat = House(title_number="T1", contract_number="C1", address="人民大街1号2栋301", city="辽源")
    assert normal.house_keys(flat) == ("T:T1", "C:C1", "A:辽源:人民大街1-2-301")
    assert normal.house_keys(House(title_number="T1", address="幸福小区")) == ("T:T1",)
    assert normal.house_keys(House(address="幸福小区")) == ("A::幸福小区",)
    assert normal.house_keys(House()) == ()


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("辽（2026）辽源市不动产权第0001号", "T:辽2026辽源市1"),
        ("辽源市人民大街12号3栋501室", "A:辽源:人民大街12-3-501"),
        ("HT2026-001", "C:HT2026-001"),
        ("", ""),
    ],
)
def test_a_listed_house_is_understood_from_one_column(typed: str, key: str) -> None:
    assert normal.listed_house(typed) == key


@pytest.mark.parametrize(
    ("text", "number"),
    [("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("一百零五", 105), ("两百", 200), ("五〇一", 501)],
)
def test_chinese_numbers_are_read(text: str, number: int) -> None:
    assert normal.chinese_number(text) == number


# --- any flat, typed in any way

_NUMERALS = "零一二三四五六七八九"


def _in_chinese(number: int) -> str:
    """1–99 as people write it."""
    if number < 10:
        return _NUMERALS[number]
    tens = "" if number < 20 else _NUMERALS[number // 10]
    return f"{tens}十{_NUMERALS[number % 10] if number % 10 else ''}"


def _wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


FLATS = st.tuples(
    st.sampled_from(["人民大街", "和平路", "五一路", "站前街"]),
    st.integers(1, 99),
    st.integers(1, 30),
    st.integers(1, 6),
    st.integers(101, 999),
)


@st.composite
def spelled(draw: st.DrawFn, flat: tuple[str, int, int, int, int]) -> str:
    """One way of many to write a flat."""
    street, gate, building, unit, room = flat
    number = draw(st.sampled_from([str, _in_chinese]))
    text = "".join(
        [
            draw(st.sampled_from(["", "吉林省", "吉林"])),
            "辽源市",
            draw(st.sampled_from(["", "龙山区", "西安区"])),
            f"{street}{number(gate)}号",
            f"{number(building)}{draw(st.sampled_from(['栋', '幢', '号楼', '座']))}",
            draw(st.sampled_from([f"{number(unit)}单元", f"{unit}-"])),
            f"{room}{draw(st.sampled_from(['', '室', '号', '户', '房']))}",
        ]
    )
    space = draw(st.sampled_from(["", " ", "\u3000", "\u200b"]))
    text = space.join(text)
    return draw(st.sampled_from([str, _wide]))(text)


@settings(max_examples=64)
@given(st.data(), FLATS)
def test_any_flat_written_in_any_two_ways_is_one(data: st.DataObject, flat: tuple[str, int, int, int, int]) -> None:
    one, other = data.draw(spelled(flat)), data.draw(spelled(flat))
    assert normal.address(one) == normal.address(other)
    assert normal.is_complete(normal.address(one))


@settings(max_examples=64)
@given(st.data(), FLATS, FLATS)
def test_any_two_flats_are_two_however_they_are_written(
    data: st.DataObject, one: tuple[str, int, int, int, int], other: tuple[str, int, int, int, int]
) -> None:
    written = normal.address(data.draw(spelled(one))), normal.address(data.draw(spelled(other)))
    assert (written[0] == written[1]) == (one == other)


@settings(max_examples=64)
@given(st.text("0123456789ABab（）()-－／/ 　第号证字省市区辽源人民大街栋单元室一二三十", max_size=40))
def test_what_is_normal_stays_normal(text: str) -> None:
    for form in (normal.number, normal.title, normal.account):
        assert form(form(text)) == form(text)


@settings(max_examples=64)
@given(st.text(max_size=60))
def test_nothing_that_can_be_typed_breaks(text: str) -> None:
    for form in (normal.number, normal.title, normal.phone, normal.account, normal.city, normal.address):
        assert isinstance(form(text), str)
    normal.listed_house(text)
