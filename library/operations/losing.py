"""Books that are lost, found again or damaged, and what is owed for them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation
from library.models import Charge, Copy, Loan, Title
from library.operations import holds
from library.states import CHARGE_MOVES, COPY_MOVES, LOAN_MOVES, ChargeKind, ChargeStatus, CopyStatus, LoanStatus

if TYPE_CHECKING:
    from accounts.models import User


class NoPrice(BusinessError):
    """Nobody knows what the copy costs: the amount has to be typed."""


class NothingLost(BusinessError):
    """The copy is not on loan."""


@operation
def lose(*, copy_id: int, fen: int | None = None, note: str = "", by: User, at: datetime) -> Charge:
    """A reader says that the book is lost: the loan ends, the price is owed (`fen`, else the copy's own).

    Raises NothingLost, NoPrice.
    """
    copy = _locked(copy_id)
    loan = Loan.objects.select_for_update(of=("self",), no_key=True).filter(copy=copy, status=LoanStatus.OPEN).first()
    if loan is None:
        raise NothingLost(_("这一册没有借出，盘点时可登记未见。"))
    price = fen if fen is not None else copy.price_fen
    if price is None:
        raise NoPrice(_("这一册没有登记价格，请填写赔偿金额。"))
    move(copy, "lose", COPY_MOVES, by=by, at=at, note=note)
    move(loan, "lose", LOAN_MOVES, by=by, at=at, note=note, ended_at=at, ended_on=timezone.localdate(at))
    charge = Charge.objects.create(reader=loan.reader, loan=loan, kind=ChargeKind.LOST, fen=price, made_at=at)
    charge.events.create(action="charge", before="", after=charge.status, by=by, at=at, note=note)
    return charge


@operation
def find(*, copy_id: int, by: User, at: datetime) -> Copy:
    """A lost or missing copy is here again: nothing is owed for it any more, the next who waits has it.

    Raises WrongState.
    """
    copy = _locked(copy_id)
    move(copy, "find", COPY_MOVES, by=by, at=at)
    owed = Charge.objects.filter(loan__copy=copy, kind=ChargeKind.LOST, status=ChargeStatus.OWED)
    for charge in owed.select_for_update(of=("self",), no_key=True).order_by("id"):
        move(charge, "waive", CHARGE_MOVES, by=by, at=at, note=_("书已找到"), settled_at=at)
    holds.give_to_next(copy=copy, at=at)
    return copy


@operation
def damage(*, copy_id: int, note: str, by: User, at: datetime) -> Copy:
    """Send a copy that is here to repair. One that waits for a reader goes back into the queue first by its hold.

    Raises WrongState.
    """
    copy = _locked(copy_id)
    move(copy, "damage", COPY_MOVES, by=by, at=at, note=note)
    return copy


@operation
def mended(*, copy_id: int, by: User, at: datetime) -> Copy:
    """A repaired copy is on its shelf again, or with the next who waits. Raises WrongState."""
    copy = _locked(copy_id)
    move(copy, "mend", COPY_MOVES, by=by, at=at)
    holds.give_to_next(copy=copy, at=at)
    return copy


@operation
def settle(*, charge_id: int, action: str, note: str, by: User, at: datetime) -> Charge:
    """Paid, replaced by the same book, or waived ("pay", "replace", "waive"); a replacement is found. WrongState."""
    charge = Charge.objects.select_related("loan").get(pk=charge_id)
    copy = _locked(charge.loan.copy_id)
    charge = lock(Charge, charge_id)
    move(charge, action, CHARGE_MOVES, by=by, at=at, note=note, settled_at=at)
    if action == "replace" and copy.status == CopyStatus.LOST:
        move(copy, "find", COPY_MOVES, by=by, at=at, note=_("已赔同版书"))
        holds.give_to_next(copy=copy, at=at)
    return charge


def _locked(copy_id: int) -> Copy:
    """The copy, its title locked before it."""
    lock(Title, Copy.objects.values_list("title", flat=True).get(pk=copy_id))
    return lock(Copy, copy_id)
