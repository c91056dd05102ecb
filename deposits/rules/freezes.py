"""What a freeze forbids, and how much of a balance it takes (domain §2.7). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from common.errors import BusinessError

_LONG_NUMBER = re.compile(r"\d[\d -]{14}")
"""An identity or card number: the owner is told of the document by message, and messages carry none."""


class FreezeUnclear(BusinessError):
    """A freeze that does not say how much, by whose order, or until when. `field` is the argument it came in."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Order:
    """What an authority orders. `amount_fen` only where part of the balance is meant; `until`: the last day."""

    kind: str
    authority: str
    document_number: str
    document_on: date
    amount_fen: int | None = None
    until: date | None = None


def refuse_unclear(order: Order, on: date) -> None:
    """Raise FreezeUnclear where an order cannot be carried out as it stands on business date `on`."""
    if (order.kind == "AMOUNT") != (order.amount_fen is not None):
        raise FreezeUnclear(_("冻结部分金额的，请写明金额；其他方式不填金额。"), field="amount")
    if order.amount_fen is not None and order.amount_fen <= 0:
        raise FreezeUnclear(_("冻结金额应大于零。"), field="amount")
    if not order.authority.strip() or not order.document_number.strip():
        raise FreezeUnclear(_("请写明冻结机关和文书编号。"), field="document_number")
    if _LONG_NUMBER.search(order.authority) or _LONG_NUMBER.search(order.document_number):
        raise FreezeUnclear(_("这里填机关名称和文书编号，不要填身份证号或卡号。"), field="document_number")
    if order.document_on > on:
        raise FreezeUnclear(_("文书日期不能晚于今天。"), field="document_on")
    if order.until is not None and order.until < on:
        raise FreezeUnclear(_("冻结期限已经过了，不能再冻结。"), field="until")


def to_hold(amount_fen: int | None, held_fen: int, free_fen: int) -> int:
    """How much more of a balance a freeze takes now: what its amount lacks, as far as money is there."""
    if amount_fen is None:
        return 0
    return max(0, min(amount_fen - held_fen, free_fen))


def is_over(until: date | None, on: date) -> bool:
    """Whether its last day is past."""
    return until is not None and until < on
