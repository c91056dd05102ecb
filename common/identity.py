"""Numbers that prove who somebody is: citizen number, unified social credit code, bank card, mobile number.

Each `check_…` returns the normalised number or raises InvalidNumber with a sentence fit for the screen.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext as _

PROVINCES = frozenset(
    [
        *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43"),
        *("44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"),
    ]
)
"""First two digits of a citizen number: province codes in use, with 83 of the residence permits of Taiwan residents."""

_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, k, 31) for k in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class InvalidNumber(ValueError):
    """A number fails its own check. Its text says which part is wrong."""


def normalise(text: object) -> str:
    """Full-width to half-width, upper case, without spaces, hyphens or dots as people write between groups."""
    return re.sub(r"[\s\-·.]", "", unicodedata.normalize("NFKC", str(text))).upper()


def citizen_check_digit(first17: str) -> str:
    """Check character of GB 11643 for the first seventeen digits."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first17, _CITIZEN_WEIGHTS, strict=True)) % 11]


def check_citizen_number(text: object, *, today: date) -> str:
    """A citizen number (GB 11643): length, province, real birth date not after `today`, check character."""
    number = normalise(text)
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        raise InvalidNumber(_("身份证号码应为 18 位，前 17 位是数字"))
    if number[:2] not in PROVINCES:
        raise InvalidNumber(_("身份证号码前两位不是有效的省级代码"))
    birth = birth_date(number)
    if birth is None or birth > today or birth.year < 1850:
        raise InvalidNumber(_("身份证号码第 7 至 14 位不是有效的出生日期"))
    if citizen_check_digit(number[:17]) != number[17]:
        raise InvalidNumber(_("身份证号码最后一位校验不对"))
    return number


def birth_date(citizen_number: str) -> date | None:
    """The birth date inside a citizen number, or None where it is no date."""
    try:
        return date(int(citizen_number[6:10]), int(citizen_number[10:12]), int(citizen_number[12:14]))
    except ValueError:
        return None


def is_male(citizen_number: str) -> bool:
    """The sequence part of a citizen number is odd for men."""
    return int(citizen_number[16]) % 2 == 1


def organisation_check_digit(first8: str) -> str:
    """Check character of GB 11714 for the first eight characters of an organisation code."""
    rest = 11 - sum(int(char, 36) * weight for char, weight in zip(first8, _ORGANISATION_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def check_social_credit_code(text: object) -> str:
    """A unified social credit code (GB 32100-2015), the organisation code inside it (GB 11714) included."""
    code = normalise(text)
    if len(code) != 18 or any(char not in _USCC_ALPHABET for char in code):
        raise InvalidNumber(_("统一社会信用代码应为 18 位数字和大写字母，不含 I、O、S、V、Z"))
    if organisation_check_digit(code[8:16]) != code[16]:
        raise InvalidNumber(_("统一社会信用代码第 9 至 17 位（组织机构代码）校验不对"))
    total = sum(_USCC_ALPHABET.index(char) * weight for char, weight in zip(code[:17], _USCC_WEIGHTS, strict=True))
    if _USCC_ALPHABET[(31 - total % 31) % 31] != code[17]:
        raise InvalidNumber(_("统一社会信用代码最后一位校验不对"))
    return code


def luhn_digit(digits: str) -> str:
    """The Luhn check digit that makes `digits` + it valid."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def check_bank_card(text: object) -> str:
    """A personal bank card: 16 to 19 digits. The Luhn digit is a warning only (`card_fails_luhn`)."""
    number = normalise(text)
    if not re.fullmatch(r"\d{16,19}", number, re.ASCII):
        raise InvalidNumber(_("银行卡号应为 16 至 19 位数字"))
    return number


def card_fails_luhn(number: str) -> bool:
    """Whether the last digit of a card is wrong by Luhn. Some banks' old cards are, so this only warns."""
    return luhn_digit(number[:-1]) != number[-1]


def check_mobile(text: object) -> str:
    """A mainland mobile number: 11 digits beginning with 1 and 3–9; +86 or 0086 in front is dropped."""
    number = re.sub(r"^(\+|00)?86(?=1)", "", normalise(text))
    if not re.fullmatch(r"1[3-9]\d{9}", number, re.ASCII):
        raise InvalidNumber(_("手机号码应为 11 位数字，以 13 至 19 开头"))
    return number


def mask(number: str, *, head: int, tail: int) -> str:
    """Hide the middle of a number: "220421198605125131" with 4 and 4 → "2204**********5131"."""
    if len(number) <= head + tail:
        return "*" * len(number)
    return number[:head] + "*" * (len(number) - head - tail) + number[len(number) - tail :]
