"""ISBN (ISO 2108, GB/T 5795): what is typed or scanned becomes thirteen digits that prove themselves."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _


class InvalidIsbn(ValueError):
    """Its text is a sentence fit for the screen."""


def normalise(text: str) -> str:
    """Thirteen digits of an ISBN-10 or ISBN-13, hyphens and remarks such as "(精装)" left out. Raises InvalidIsbn."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub(r"^\s*ISBN(?:-1[03])?\s*[:：]?", "", plain)
    plain = re.sub(r"[(].*$", "", plain)
    digits = re.sub(r"[\s\-‐–—]", "", plain)
    if re.fullmatch(r"\d{9}[\dX]", digits, re.ASCII):
        if check_digit_10(digits[:9]) != digits[9]:
            raise InvalidIsbn(_("ISBN %(isbn)s 的校验位不对，请核对。") % {"isbn": text.strip()[:20]})
        return from_ten(digits)
    if re.fullmatch(r"97[89]\d{10}", digits, re.ASCII):
        if check_digit_13(digits[:12]) != digits[12]:
            raise InvalidIsbn(_("ISBN %(isbn)s 的校验位不对，请核对。") % {"isbn": text.strip()[:20]})
        return digits
    raise InvalidIsbn(_("ISBN 应为 10 位或 13 位，如 978-7-5063-6543-7。"))


def is_isbn(text: str) -> bool:
    """Whether the text is an ISBN whose check digit is right."""
    try:
        normalise(text)
    except InvalidIsbn:
        return False
    return True


def from_ten(ten: str) -> str:
    """The ISBN-13 of a correct ISBN-10: 978 in front and a check digit of its own."""
    body = f"978{ten[:9]}"
    return body + check_digit_13(body)


def check_digit_10(nine: str) -> str:
    """Weights 10 to 2, the sum with the check digit divides by 11; ten is written X."""
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    rest = -total % 11
    return "X" if rest == 10 else str(rest)


def check_digit_13(twelve: str) -> str:
    """Weights 1 and 3 in turn, the sum with the check digit divides by 10."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str(-total % 10)
