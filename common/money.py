"""Money is an integer number of fen (1 yuan = 100 fen). Rates are Decimal, percent a year or percent of a base.

Nothing else in the project turns yuan into fen or divides an amount.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

MAX_FEN = 10**15  # ten thousand billion yuan: above every centre, far below a 64-bit integer


def round_fen(amount: Decimal, unit_fen: int = 1) -> int:
    """Round an exact amount in fen half up to a multiple of `unit_fen` (100 = whole yuan).

    Half goes away from zero, so that a reversal mirrors its original.
    """
    steps = (amount / unit_fen).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return int(steps) * unit_fen


def percent_of(base_fen: int, rate: Decimal, unit_fen: int = 1) -> int:
    """`rate` percent of `base_fen`, rounded once, half up, to `unit_fen`."""
    return round_fen(Decimal(base_fen) * rate / 100, unit_fen)


def split_fen(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in proportion to whole-number weights so that the parts always sum to the whole.

    Fractions of a fen go to the largest remainders, earlier parts first where remainders tie. Raises ValueError
    for negative weights or weights that are all zero.
    """
    if not weights or any(weight < 0 for weight in weights) or not any(weights):
        raise ValueError("weights must be zero or more, and not all zero")
    sign = -1 if total_fen < 0 else 1
    rest, whole = abs(total_fen), sum(weights)
    parts = [rest * weight // whole for weight in weights]
    remainders = sorted(range(len(weights)), key=lambda i: (-(rest * weights[i] % whole), i))
    for index in remainders[: rest - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]


def yuan(fen: int) -> str:
    """Fen as a person reads yuan: 123456 → "1,234.56"; negative amounts with a minus sign."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def yuan_plain(fen: int) -> str:
    """Fen as yuan for files and form fields: 123456 → "1234.56"."""
    return yuan(fen).replace(",", "")


def parse_yuan(text: object) -> int:
    """Yuan as people and spreadsheets write it ("1,234.5", "￥１２", 30505.0) → fen.

    Raises ValueError for anything that is not an amount, has a fraction of a fen, or is beyond MAX_FEN.
    """
    cleaned = unicodedata.normalize("NFKC", str(text)).strip().lstrip("¥￥").replace(",", "").strip()
    try:
        amount = Decimal(cleaned)
        cents = amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        raise ValueError(f"not an amount: {text!r}") from None
    # Compared, not multiplied: arithmetic would round away a far fraction or overflow on "1e999999".
    if amount != cents or abs(cents) * 100 > MAX_FEN:
        raise ValueError(f"not an amount in fen: {text!r}")
    return int(cents * 100)
