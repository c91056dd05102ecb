"""A demand that does not stand (撤销责令退回): asked for by one person, granted or declined by another."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import move, refuse_move
from common.transactions import operation, step
from desk import operations as desk
from withdrawals.models import Recovery
from withdrawals.operations import recovery as demands
from withdrawals.queries import recovery as queries
from withdrawals.states.recovery import RECOVERY_MOVES

if TYPE_CHECKING:
    from accounts.models import User


class NotAppealed(BusinessError):
    """A demand of a risk case stands until the case was appealed against with success."""


class AlreadyAsked(BusinessError):
    """Somebody has asked for it already, and it is not decided."""


class NobodyAsked(BusinessError):
    """Nobody has asked for it to be cancelled."""


class SamePerson(BusinessError):
    """One asks, another decides."""


@operation
def ask_cancel(*, recovery_id: int, reason: str, by: User, at: datetime) -> Recovery:
    """Ask that a demand be cancelled, by mistake or on appeal.

    Raises NotAppealed, AlreadyAsked, demands.NoCourt, desk.TooNear, WrongState.
    """
    recovery = _locked(recovery_id, by)
    if not reason.strip():
        raise demands.NoCourt(_("请写明撤销的理由。"))
    if recovery.cancel_asked_by_person_id is not None:
        raise AlreadyAsked(_("已有人申请撤销，等待另一人决定。"))
    _refuse_standing(recovery)
    _write_asked(recovery, by, reason.strip()[:200])
    _note(recovery, "cancel_asked", by=by, at=at, text=recovery.cancel_why)
    return recovery


@operation
def grant_cancel(*, recovery_id: int, by: User, at: datetime) -> Recovery:
    """Cancel a demand that another person asked to be cancelled; what came stays credited.

    Raises NobodyAsked, SamePerson, NotAppealed, desk.TooNear, WrongState.
    """
    recovery = _locked(recovery_id, by)
    _refuse_alone(recovery, by)
    _refuse_standing(recovery)
    demands.drop_open(recovery, by=by, at=at)
    both: dict[str, Any] = {"cancelled_by": by, "cancelled_by_person_id": by.person_id}
    move(recovery, "cancel", RECOVERY_MOVES, by=by, at=at, note=recovery.cancel_why, ended_at=at, **both)
    demands.tell(recovery, "recovery_cancelled", "cancel", at=at)
    return recovery


@operation
def decline_cancel(*, recovery_id: int, reason: str, by: User, at: datetime) -> Recovery:
    """Let a demand stand that another person asked to be cancelled.

    Raises NobodyAsked, SamePerson, demands.NoCourt, desk.TooNear, WrongState.
    """
    recovery = _locked(recovery_id, by)
    _refuse_alone(recovery, by)
    if not reason.strip():
        raise demands.NoCourt(_("请写明不同意撤销的理由。"))
    _write_asked(recovery, None, "")
    _note(recovery, "cancel_declined", by=by, at=at, text=reason.strip()[:200])
    return recovery


@step
def _locked(recovery_id: int, by: User) -> Recovery:
    """An open demand, locked, for somebody who is not near its person."""
    recovery = demands.locked(recovery_id)
    refuse_move(recovery, "cancel", RECOVERY_MOVES)
    desk.refuse_near_person(recovery.person_id, by)
    return recovery


def _refuse_alone(recovery: Recovery, by: User) -> None:
    if recovery.cancel_asked_by_person_id is None:
        raise NobodyAsked(_("没有人申请撤销这项责令退回。"))
    if recovery.cancel_asked_by_person_id == by.person_id:
        raise SamePerson(_("申请撤销的人不能自己决定，须由另一人办理。"))


def _refuse_standing(recovery: Recovery) -> None:
    if recovery.risk_case and not queries.was_appealed(recovery):
        raise NotAppealed(
            _("这项责令退回出自风险案件 %(case)s，须先由风险岗经申诉解除限制，才能撤销。")
            % {"case": recovery.risk_case}
        )


@step
def _write_asked(recovery: Recovery, by: User | None, why: str) -> None:
    recovery.cancel_asked_by, recovery.cancel_why = by, why
    recovery.cancel_asked_by_person_id = by.person_id if by else None
    recovery.save(update_fields=["cancel_asked_by", "cancel_asked_by_person", "cancel_why"])


@step
def _note(recovery: Recovery, action: str, *, by: User, at: datetime, text: str) -> None:
    recovery.events.create(action=action, before=recovery.status, after=recovery.status, by=by, at=at, note=text)
