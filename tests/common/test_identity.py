"""Numbers that prove themselves, with the examples printed in their standards."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import identity

TODAY = date(2026, 10, 10)


def citizen(first17: str) -> str:
    return first17 + identity.citizen_check_digit(first17)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("11010519491231002X", "11010519491231002X"),  # GB 11643: S = 167, 167 mod 11 = 2
        ("440524188001010014", "440524188001010014"),  # GB 11643: S = 195, 195 mod 11 = 8
        ("11010519491231002x", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        (" 110105 19491231 002X ", "11010519491231002X"),
        ("110105-19491231-002X", "11010519491231002X"),
    ],
)
def test_the_standards_own_citizen_numbers_pass(text: str, number: str) -> None:
    assert identity.check_citizen_number(text, today=TODAY) == number


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("110105194912310021", "最后一位"),
        ("11010519491231002", "18 位"),
        ("1101051949123100211", "18 位"),
        ("1101051949123100AX", "18 位"),
        ("X10105194912310021", "18 位"),
        ("", "18 位"),
        ("1.10105194912310E17", "18 位"),  # a sheet's float
        (citizen("99010519491231002"), "省级代码"),
        (citizen("11010519490230002"), "出生日期"),
        (citizen("11010520261011002"), "出生日期"),  # tomorrow
        (citizen("11010518491231002"), "出生日期"),
        (citizen("11010519491331002"), "出生日期"),
    ],
)
def test_a_wrong_citizen_number_says_which_part(text: str, complaint: str) -> None:
    with pytest.raises(identity.InvalidNumber, match=complaint):
        identity.check_citizen_number(text, today=TODAY)


def test_somebody_born_today_has_a_citizen_number() -> None:
    assert identity.check_citizen_number(citizen("11010520261010002"), today=TODAY)


@given(st.integers(0, 17), st.integers(1, 9))
def test_any_single_wrong_digit_of_a_citizen_number_is_found(place: int, shift: int) -> None:
    number = "440524188001010014"
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(identity.InvalidNumber):
        identity.check_citizen_number(wrong, today=TODAY)


def test_birth_date_and_sex_are_read_from_the_number() -> None:
    assert identity.birth_date("11010519491231002X") == date(1949, 12, 31)
    assert identity.birth_date("11010519490230002X") is None
    assert not identity.is_male("11010519491231002X")
    assert identity.is_male("440524188001010014")


def test_the_standards_own_credit_code_passes() -> None:
    assert identity.check_social_credit_code("91350100M000100Y43") == "91350100M000100Y43"
    assert identity.check_social_credit_code("91350100m000100y43") == "91350100M000100Y43"
    assert identity.organisation_check_digit("M000100Y") == "4"
    assert identity.organisation_check_digit("D2143569") == "X"


def test_an_organisation_check_of_eleven_is_zero() -> None:
    assert identity.organisation_check_digit("00000000") == "0"


def _credit_code(first17: str) -> str:
    total = sum("0123456789ABCDEFGHJKLMNPQRTUWXY".index(c) * pow(3, k, 31) for k, c in enumerate(first17))
    return first17 + "0123456789ABCDEFGHJKLMNPQRTUWXY"[(31 - total % 31) % 31]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("91350100M000100Y42", "最后一位"),
        ("91350100M000100Y4", "18 位"),
        ("91350100I000100Y43", "不含 I"),
        (_credit_code("91350100M000100Y5"), "组织机构代码"),  # the last digit fits, the code inside does not
    ],
)
def test_a_wrong_credit_code_says_which_part(text: str, complaint: str) -> None:
    with pytest.raises(identity.InvalidNumber, match=complaint):
        identity.check_social_credit_code(text)


def test_a_card_has_16_to_19_digits_and_luhn_only_warns() -> None:
    assert identity.luhn_digit("621700000012345678") == "6"
    assert identity.check_bank_card("6217 0000 0012 3456 786") == "6217000000123456786"
    assert not identity.card_fails_luhn("6217000000123456786")
    assert identity.check_bank_card("6217000000123456787") == "6217000000123456787"
    assert identity.card_fails_luhn("6217000000123456787")
    for wrong in ("621700000012345", "62170000001234567860", "6217-ABCD-0012-3456", ""):
        with pytest.raises(identity.InvalidNumber):
            identity.check_bank_card(wrong)


@given(st.text("0123456789", min_size=15, max_size=18))
def test_the_luhn_digit_makes_any_number_valid(digits: str) -> None:
    assert not identity.card_fails_luhn(digits + identity.luhn_digit(digits))


@pytest.mark.parametrize(
    "text", ["13812344127", "+86 138 1234 4127", "0086-13812344127", "１３８１２３４４１２７", "8613812344127"]
)
def test_a_mobile_is_read_as_people_write_it(text: str) -> None:
    assert identity.check_mobile(text) == "13812344127"


@pytest.mark.parametrize("text", ["12812344127", "1381234412", "138123441270", "02112345678", "", "1381234412a"])
def test_what_is_no_mobile_is_refused(text: str) -> None:
    with pytest.raises(identity.InvalidNumber):
        identity.check_mobile(text)


def test_masks_hide_the_middle_and_short_numbers_whole() -> None:
    assert identity.mask("220421198605125131", head=4, tail=4) == "2204**********5131"
    assert identity.mask("12345678", head=4, tail=4) == "********"
    assert identity.mask("13812344127", head=3, tail=4) == "138****4127"
    assert identity.mask("6217000000123456786", head=0, tail=4) == "***************6786"
    assert identity.mask("", head=3, tail=4) == ""


@given(st.text("0123456789X", max_size=25), st.integers(0, 6), st.integers(0, 6))
def test_a_mask_keeps_the_length_and_shows_no_more_than_its_ends(number: str, head: int, tail: int) -> None:
    masked = identity.mask(number, head=head, tail=tail)
    assert len(masked) == len(number)
    assert sum(char != "*" for char in masked) <= head + tail
