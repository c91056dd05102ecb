"""One cell at a time: what a text, a number or a date in a spreadsheet stands for."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from common import identity, money
from deposits.files.columns import Cell

BLANK = _("没有填写（空白，或公式出错）。")
IS_DATE = _("这里应是金额，读到的是日期或时间。请把单元格格式改为“常规”后重新录入。")
NOT_AMOUNT = _("这里应是金额，如 1234.56。")
NEGATIVE = _("金额不能是负数。")
DECIMALS = _("金额最多两位小数（到分）。")
HUGE = _("金额过大。")

_PLAIN_AMOUNT = re.compile(r"(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII).fullmatch
_CENTS = {f"{n:02d}": n for n in range(100)} | {str(n): n * 10 for n in range(10)}
_MAX_AMOUNT_FEN = 10**14
_HAN_NAME = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,20}").fullmatch
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")


class Fault(ValueError):
    """A cell is not what its column asks for. Its text is the sentence for the screen."""


def text(value: Cell) -> str:
    """A cell as a person reads it: without outer blanks, whole numbers without ".0", full-width as half-width."""
    if isinstance(value, str):
        return value.strip() if value.isascii() else unicodedata.normalize("NFKC", value).strip()
    if isinstance(value, (bool, date, time, timedelta)):
        return str(value)
    plain = repr(value)
    return plain.removesuffix(".0") if "e" not in plain else f"{value:.15g}"


def digits(value: Cell) -> str:
    """An account number or code: `text` without the blanks, hyphens and apostrophe people put into it."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return value
    return identity.normalise(text(value)).lstrip("'`")


def is_blank(value: Cell) -> bool:
    """Whether nothing stands in the cell."""
    return isinstance(value, str) and not value.strip()


def was_number(value: Cell) -> bool:
    """Whether Excel made a number of what should be text, or wrote it out as 2.2E+17."""
    if isinstance(value, str):
        return bool(_SCIENTIFIC.fullmatch(value.strip()))
    return True


def amount_fen(value: Cell) -> int:
    """An amount in yuan → fen, exactly. Raises Fault.

    Numbers are taken by their shortest text; what a formula leaves beyond the fifteen digits Excel shows is dropped.
    """
    if value is True or value is False:
        raise Fault(NOT_AMOUNT)
    if match := _PLAIN_AMOUNT(value if isinstance(value, str) else repr(value)):
        whole, cents = match.groups("0")
        return int(whole) * 100 + _CENTS[cents]
    return _odd_amount(value)


def _odd_amount(value: Cell) -> int:
    """Amounts with commas, full-width digits, many decimals; and the words for what is no amount."""
    if isinstance(value, (date, time, timedelta)):
        raise Fault(IS_DATE)
    if is_blank(value):
        raise Fault(BLANK)
    written = text(value) if isinstance(value, str) else f"{value:.15g}"
    cleaned = written.lstrip("¥").removesuffix("元").replace(",", "").strip()
    try:
        yuan = Decimal(cleaned) if len(cleaned) < 40 else Decimal("NaN")
    except InvalidOperation:
        raise Fault(NOT_AMOUNT) from None
    if yuan.is_nan():
        raise Fault(NOT_AMOUNT)
    if yuan < 0:
        raise Fault(NEGATIVE)
    if yuan > _MAX_AMOUNT_FEN // 100:
        raise Fault(HUGE)
    try:
        return money.parse_yuan(cleaned)
    except ValueError:
        raise Fault(DECIMALS) from None


def person_name(value: Cell) -> str:
    """A person's name as it is kept: no blanks inside Chinese names, one kind of middle dot. Raises Fault."""
    if not isinstance(value, str):
        raise Fault(_("姓名应是文字。"))
    if _HAN_NAME(value):
        return value
    name = unicodedata.normalize("NFC", value).strip()
    if not name:
        raise Fault(_("没有填写姓名。"))
    if _HAN.search(name):
        name = re.sub(r"\s", "", name)
        name = re.sub(r"[•・‧∙⋅.．･]", "·", name)
    _check_letters(name)
    if not 2 <= len(name) <= 60:
        raise Fault(_("姓名应为 2 至 60 个字。"))
    return name


def _check_letters(name: str) -> None:
    """Letters of any script and the signs names have; never what a spreadsheet would take for a formula."""
    for sign in name:
        kind = unicodedata.category(sign)
        if kind == "Co":
            raise Fault(_("姓名里有系统认不出的造字。请改用国家标准字库里的字。"))
        if not kind.startswith(("L", "M")) and sign not in "·'’-. ":
            raise Fault(_("姓名里有不该有的字符，如数字、空格或标点。"))
    if not unicodedata.category(name[0]).startswith("L"):
        raise Fault(_("姓名应以文字开头。"))
