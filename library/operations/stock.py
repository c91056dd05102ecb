"""Stock-taking: a shelf is scanned, then compared with what the catalogue says stands there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation
from library.models import Copy, StockScan, StockTaking, Title
from library.rules import cards
from library.states import COPY_MOVES, STOCK_MOVES, CopyStatus, StockStatus

if TYPE_CHECKING:
    from accounts.models import User

MOST_AT_ONCE = 5000


class ShelfUnknown(BusinessError):
    """Nothing stands on a shelf of that name."""


class TakenAlready(BusinessError):
    """The shelf is being looked at."""


class Over(BusinessError):
    """The stock-taking has ended, or too much was scanned at once."""


@operation
def begin(*, shelf: str, by: User, at: datetime) -> StockTaking:
    """Begin to look at a shelf. Raises ShelfUnknown, TakenAlready."""
    if not Copy.objects.filter(shelf=shelf).exists():
        raise ShelfUnknown(_("没有书架“%(shelf)s”。") % {"shelf": shelf})
    if StockTaking.objects.filter(shelf=shelf, status=StockStatus.OPEN).exists():
        raise TakenAlready(_("书架“%(shelf)s”正在盘点。") % {"shelf": shelf})
    taking = StockTaking.objects.create(shelf=shelf, begun_by=by, begun_at=at)
    taking.events.create(action="begin", before="", after=taking.status, by=by, at=at)
    return taking


@operation
def scan(*, taking_id: int, barcodes: Sequence[str], at: datetime) -> int:
    """Note barcodes seen on the shelf; those noted before count once. How many are new. Raises Over."""
    taking = lock(StockTaking, taking_id)
    if taking.status != StockStatus.OPEN:
        raise Over(_("这次盘点已经结束。"))
    asked = list(dict.fromkeys(filter(None, map(cards.scanned, barcodes))))
    if len(asked) > MOST_AT_ONCE:
        raise Over(_("一次最多 %(most)d 个条码。") % {"most": MOST_AT_ONCE})
    noted = set(taking.scans.filter(barcode__in=asked).values_list("barcode", flat=True))
    known = {copy.barcode: copy for copy in Copy.objects.filter(barcode__in=asked)}
    fresh = [each for each in asked if each not in noted]
    StockScan.objects.bulk_create(StockScan(taking=taking, barcode=each, copy=known.get(each), at=at) for each in fresh)
    return len(fresh)


@operation
def finish(*, taking_id: int, by: User, at: datetime) -> StockTaking:
    """End a stock-taking: what should stand there and was not seen is missing; what was missing and seen is found.

    Books lent, waiting for readers or in repair are not expected. Raises WrongState.
    """
    taking = lock(StockTaking, taking_id)
    seen = set(taking.scans.filter(copy__isnull=False).values_list("copy", flat=True))
    there = Copy.objects.filter(shelf=taking.shelf, status=CopyStatus.AVAILABLE, place="OURS")
    expected = list(there.order_by("id").values_list("pk", flat=True))
    missing = [pk for pk in expected if pk not in seen]
    note = _("盘点 %(shelf)s") % {"shelf": taking.shelf}
    move(taking, "finish", STOCK_MOVES, by=by, at=at, ended_at=at, expected=len(expected), missing=len(missing))
    for pk in missing:
        _turn(pk, "miss", CopyStatus.AVAILABLE, note, by, at)
    lost = Copy.objects.filter(pk__in=seen, status=CopyStatus.MISSING).order_by("id")
    for pk in lost.values_list("pk", flat=True):
        _turn(pk, "find", CopyStatus.MISSING, note, by, at)
    return taking


def _turn(pk: int, action: str, only: str, note: str, by: User, at: datetime) -> None:
    """Move one copy, its title locked before it, unless something happened to it meanwhile."""
    lock(Title, Copy.objects.values_list("title", flat=True).get(pk=pk))
    copy = lock(Copy, pk)
    if copy.status == only:
        move(copy, action, COPY_MOVES, by=by, at=at, note=note)
