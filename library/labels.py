"""Data of the library's papers: labels with barcodes, the certificate of a gift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from library.models import Copy, Donation

# Code 39: each character is nine bars and spaces, "1" wide; narrow and wide alternate black and white.
_CODE39 = {
    "0": "000110100",
    "1": "100100001",
    "2": "001100001",
    "3": "101100000",
    "4": "000110001",
    "5": "100110000",
    "6": "001110000",
    "7": "000100101",
    "8": "100100100",
    "9": "001100100",
    "A": "100001001",
    "B": "001001001",
    "C": "101001000",
    "D": "000011001",
    "E": "100011000",
    "F": "001011000",
    "G": "000001101",
    "H": "100001100",
    "I": "001001100",
    "J": "000011100",
    "K": "100000011",
    "L": "001000011",
    "M": "101000010",
    "N": "000010011",
    "O": "100010010",
    "P": "001010010",
    "Q": "000000111",
    "R": "100000110",
    "S": "001000110",
    "T": "000010110",
    "U": "110000001",
    "V": "011000001",
    "W": "111000000",
    "X": "010010001",
    "Y": "110010000",
    "Z": "011010000",
    "-": "010000101",
    ".": "110000100",
    " ": "011000100",
    "*": "010010100",
}


def bars(text: str) -> list[int]:
    """Widths of bars and spaces in turn, black first, of a text in Code 39; empty where it has no code there."""
    framed = f"*{text}*"
    if any(char not in _CODE39 for char in framed):
        return []
    widths: list[int] = []
    for place, char in enumerate(framed):
        if place:
            widths.append(1)  # a narrow space between two characters
        widths += [3 if sign == "1" else 1 for sign in _CODE39[char]]
    return widths


def label_sheet(copies: Sequence[Copy]) -> dict[str, Any]:
    """What the sheet of labels needs."""
    return {
        "title": _("书标"),
        "centre": settings.CENTRE_NAME,
        "labels": [
            {
                "house": _("半亩方塘"),
                "title": copy.title.title[:24],
                "call": copy.call_number.split("/"),
                "barcode": copy.barcode,
                "bars": bars(copy.barcode),
            }
            for copy in copies
        ],
    }


def certificate(gift: Donation) -> dict[str, Any]:
    """What the certificate of a gift needs."""
    words = _("兹收到%(donor)s捐赠图书 %(volumes)d 册，入藏半亩方塘，供职工、缴存人和市民借阅。谨致谢忱。")
    return {
        "title": _("捐赠证书"),
        "centre": settings.CENTRE_NAME,
        "number": gift.number,
        "words": words % {"donor": gift.donor.name, "volumes": gift.volumes},
        "note": gift.note,
        "on": f"{gift.on:%Y-%m-%d}",
    }
