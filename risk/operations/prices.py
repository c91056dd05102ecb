"""Prices of districts, put on record with the document they rest on."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.transactions import operation
from risk.models import AreaPrice
from risk.rules import normal

if TYPE_CHECKING:
    from accounts.models import User


class UnclearPrice(BusinessError):
    """City, price or document is missing."""


@operation
def set_price(*, city: str, district: str, fen: int, since: date, document: str, by: User, at: datetime) -> AreaPrice:
    """What a square metre costs in a district (empty: the whole city) from a day on. Raises UnclearPrice."""
    name, paper = normal.city(city), document.strip()
    if not name or not paper or fen <= 0:
        raise UnclearPrice(_("请填写城市、大于零的均价和依据文件。"))
    return AreaPrice.objects.create(
        city=name[:20],
        district=normal.plain(district)[:20],
        fen=fen,
        since=since,
        document=paper[:120],
        made_by=by,
        made_at=at,
    )
