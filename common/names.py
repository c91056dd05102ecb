"""Names and numbers as two clerks write them: whether they mean the same. Pure."""

from __future__ import annotations

import unicodedata

SAYING = 4
"""A name of so many characters says who it is: 银行 does not."""


def is_payee_of(payee: str, named: str) -> bool:
    """Whether a payee is who is named: one name is in the other, as 建设银行 in 中国建设银行某支行."""
    one, other = sorted((plain(each).removeprefix("中国") for each in (payee, named)), key=len)
    return one == other or (len(one) >= SAYING and one in other)


def plain(text: str) -> str:
    """A number or address without what two clerks write differently: width, case, spaces, brackets, dashes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in folded if each.isalnum())
