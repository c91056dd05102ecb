"""The second person: posts what another prepared, or sends it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation
from ledger.models import Journal, Placement, Slip
from ledger.operations import periods, placements, posting, slips
from ledger.operations.slips import Side
from ledger.states import PLACEMENT_MOVES, SLIP_MOVES, Reason, SlipKind
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class SameSlipPerson(BusinessError):
    """Who prepared a slip does not post it."""


class NotTheMaker(BusinessError):
    """A slip is withdrawn by whoever prepared it."""


class SlipIsOld(BusinessError):
    """The books moved since the slip was prepared, and it would no longer book what it should."""


FRESH: dict[str, Callable[[Slip], Sequence[Side]]] = {
    SlipKind.MONTH_END: periods.month_lines,
    SlipKind.YEAR_END: periods.year_lines,
    SlipKind.SURPLUS: periods.surplus_lines,
    SlipKind.ACCRUE: placements.accrual_lines,
    SlipKind.PLACE: placements.place_lines,
    SlipKind.COLLECT: placements.collect_lines,
}
"""Kind of slip → its lines as the books stand now; a slip that says something else is old."""

OTHER_DATES = (SlipKind.MONTH_END, SlipKind.YEAR_END, SlipKind.REVERSAL)
"""What closes a period is booked into it, and a red entry has the open day's date: neither is asked for its own."""


@operation
def confirm_slip(*, slip_id: int, by: User, at: datetime) -> Slip:
    """The second person posts a slip, on the open day. Raises WrongState, SameSlipPerson, SlipIsOld,
    BadValueDate where its month was closed meanwhile, and as `post`."""
    slip = lock(Slip, slip_id)
    slips.one_at_a_time()
    refuse_move(slip, "confirm", SLIP_MOVES)
    if slip.made_by_person_id == by.person_id:
        raise SameSlipPerson(_("制单人不能复核自己的记账单，请由另一人复核。"))
    if slip.kind not in OTHER_DATES:
        slips.refuse_value_date(slip.value_on)
    _refuse_old(slip)
    journal = _post(slip, at)
    move(
        slip,
        "confirm",
        SLIP_MOVES,
        by=by,
        at=at,
        journal=journal,
        reviewed_by=by,
        reviewed_by_person_id=by.person_id,
        reviewed_at=at,
    )
    _follow(slip, by, at)
    return slip


@operation
def reject_slip(*, slip_id: int, reason: str, by: User, at: datetime) -> Slip:
    """The second person sends a slip back; nothing is booked. Raises WrongState, SameSlipPerson."""
    slip = lock(Slip, slip_id)
    refuse_move(slip, "reject", SLIP_MOVES)
    if slip.made_by_person_id == by.person_id:
        raise SameSlipPerson(_("自己制的单请撤回，不能自己退回。"))
    move(
        slip,
        "reject",
        SLIP_MOVES,
        by=by,
        at=at,
        note=reason,
        reviewed_by=by,
        reviewed_by_person_id=by.person_id,
        reviewed_at=at,
    )
    _forget(slip, by, at)
    return slip


@operation
def withdraw_slip(*, slip_id: int, by: User, at: datetime) -> Slip:
    """Whoever prepared a slip takes it back. Raises WrongState, NotTheMaker."""
    slip = lock(Slip, slip_id)
    refuse_move(slip, "withdraw", SLIP_MOVES)
    if slip.made_by_person_id != by.person_id:
        raise NotTheMaker(_("只有制单人可以撤回。"))
    move(slip, "withdraw", SLIP_MOVES, by=by, at=at)
    _forget(slip, by, at)
    return slip


def _post(slip: Slip, at: datetime) -> Journal | None:
    """The slip's journal, booked in its maker's name; none where there is nothing to book."""
    on = policy.book_date()
    sides = list(slip.lines.order_by("id"))
    if not sides:
        return None
    key, memo = f"slip-{slip.pk}", slip.memo
    if slip.reverses_id:
        return posting.reverse(
            journal_id=slip.reverses_id, key=key, on=on, value_on=on, by=slip.made_by, at=at, memo=memo
        )
    return posting.post(
        key=key,
        reason=Reason(slip.reason),
        on=on,
        value_on=slip.value_on,
        debits=[posting.Line(side.account_id, side.debit_fen) for side in sides if side.debit_fen],
        credits=[posting.Line(side.account_id, side.credit_fen) for side in sides if side.credit_fen],
        by=slip.made_by,
        at=at,
        memo=memo,
    )


def _refuse_old(slip: Slip) -> None:
    if slip.kind not in FRESH:
        return
    prepared = sorted(slip.lines.values_list("account_id", "debit_fen", "credit_fen"))
    if prepared != sorted(FRESH[slip.kind](slip)):
        raise SlipIsOld(_("制单之后账簿有了变动，金额已经不对，请退回后重新制单。"))


def _follow(slip: Slip, by: User, at: datetime) -> None:
    """What a posted slip means for the money it placed or brought home."""
    if slip.kind == SlipKind.PLACE and slip.placement_id:
        placement = lock(Placement, slip.placement_id)
        move(placement, "place", PLACEMENT_MOVES, by=by, at=at)
        if placement.follows_id:
            _end(placement.follows_id, slip, by, at)
    elif slip.kind == SlipKind.COLLECT and slip.placement_id:
        _end(slip.placement_id, slip, by, at)


def _end(placement_id: int, slip: Slip, by: User, at: datetime) -> None:
    move(lock(Placement, placement_id), "end", PLACEMENT_MOVES, by=by, at=at, ended_on=slip.value_on)


def _forget(slip: Slip, by: User, at: datetime) -> None:
    """Money that was to be placed, and is not."""
    if slip.kind == SlipKind.PLACE and slip.placement_id:
        move(lock(Placement, slip.placement_id), "drop", PLACEMENT_MOVES, by=by, at=at)
