"""Numbers on cards and labels: a letter, seven digits and a check digit (Luhn), so that a misread scan finds nobody."""

from __future__ import annotations

import re
import unicodedata

READER, COPY = "D", "B"


def number(letter: str, order: int) -> str:
    """The `order`-th number of its kind: "D00000018"."""
    digits = f"{order:07d}"
    return f"{letter}{digits}{_check(digits)}"


def is_number(text: str, letter: str) -> bool:
    """Whether a text is a number of our own making, check digit included."""
    match = re.fullmatch(rf"{letter}(\d{{7,}})(\d)", text, re.ASCII)
    return bool(match) and _check(match[1]) == match[2]  # type: ignore[index]


def scanned(text: str) -> str:
    """What a scanner or a hand has typed, as numbers are kept: half-width, upper case, without spaces."""
    return "".join(plain(unicodedata.normalize("NFKC", text)).split()).upper()[:40]


def plain(text: str, most: int = 200) -> str:
    """What somebody typed without control characters, which no column keeps."""
    return re.sub(r"[\x00-\x1f\x7f]", "", text).strip()[:most]


def _check(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
