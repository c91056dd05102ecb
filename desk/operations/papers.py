"""Papers of a case ticked by whoever saw them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError, WrongState
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from desk.models import Case, NoticeItem, Promise, RegisterAnswer, Requirement
from desk.operations import life, moving
from desk.rules import deadlines
from desk.states.cases import REQUIREMENT_MOVES, CaseOutcomeKind, CaseStatus, RequirementStatus
from desk.states.promises import PROMISE_MOVES, PromiseStatus
from desk.states.registers import AnswerStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class Contradicted(BusinessError):
    """A register says otherwise than the paper, and nobody has decided yet which of them holds."""


@step
def check(*, requirement_id: int, how: str, by: User | None, at: datetime, note: str = "") -> Requirement:
    """Tick a paper as seen, copied, shared by a register or used again (`how`, CheckedBy); `by` None is the system.

    The last promised paper of an approved case lets the money go; the last paper of a notice brings the case back.
    Raises TakenByOther, Contradicted, WrongState.
    """
    case = moving.locked(Requirement.objects.values_list("case_id", flat=True).get(pk=requirement_id))
    row = lock(Requirement, requirement_id)
    if by is not None:
        moving.refuse_other(case, by)
    refuse_move(row, "check", REQUIREMENT_MOVES)
    if not case.is_open:
        raise WrongState(_("该办件已结束。"))
    if RegisterAnswer.objects.filter(requirement=row, status=AnswerStatus.DIFFERS).exists():
        raise Contradicted(_("登记库与“%(paper)s”不一致，请先判断以哪个为准。") % {"paper": row.label})
    was_gap = row.is_tolerated
    move(
        row,
        "check",
        REQUIREMENT_MOVES,
        by=by,
        at=at,
        note=note,
        how=how,
        checked_by=by,
        checked_at=at,
        is_tolerated=False,
    )
    if was_gap:
        _close_gap(case, row, by=by, at=at)
    supply_if_complete(case, by=by, at=at)
    return row


def _close_gap(case: Case, row: Requirement, *, by: User | None, at: datetime) -> None:
    promise = Promise.objects.select_for_update().filter(requirement=row, status=PromiseStatus.OPEN).first()
    if promise is not None:
        move(promise, "keep", PROMISE_MOVES, by=by, at=at, ended_at=at)
    case.gaps -= 1
    case.save(update_fields=["gaps"])
    if case.gaps == 0 and case.status == CaseStatus.APPROVED:
        moving.report(case, CaseOutcomeKind.READY, at=at)


@step
def supply_if_complete(case: Case, *, by: User | None, at: datetime) -> None:
    """Bring a returned case back once every paper of its last notice is handed in, checked or promised."""
    if case.status != CaseStatus.RETURNED:
        return
    told = NoticeItem.objects.filter(notice__case=case, notice__number=case.notices)
    waiting = told.filter(
        requirement__is_tolerated=False, requirement__status__in=[RequirementStatus.MISSING, RequirementStatus.REJECTED]
    )
    if told.exists() and not waiting.exists():
        life.supply(case_id=case.pk, by=by, at=at)
        case.refresh_from_db()


@operation
def check_paper(*, requirement_id: int, how: str, by: User, at: datetime, note: str = "") -> Requirement:
    """Tick a paper at the window. Raises as `check`."""
    return check(requirement_id=requirement_id, how=how, by=by, at=at, note=note)


@step
def grant_time(case: Case, row: Requirement, *, by: User | None, at: datetime) -> None:
    """Before a promised paper is found wanting: what came in time and was looked at late is due anew, from today on."""
    day = timezone.localdate(at)
    if not row.is_tolerated or row.status != RequirementStatus.PROVIDED:
        return
    promise = Promise.objects.select_for_update().filter(requirement=row, status=PromiseStatus.OPEN).first()
    handed_in = row.events.filter(action="provide").order_by("-at", "-id").first()
    if promise is None or handed_in is None or promise.due_on > day:
        return
    if timezone.localdate(handed_in.at) <= promise.due_on:
        promise.due_on = deadlines.supply_due(day, case.version.tolerance_days, policy.calendar(day, day))
        promise.save(update_fields=["due_on"])
        promise.events.create(
            action="put_off", before=promise.status, after=promise.status, by=by, at=at, note=promise.due_on.isoformat()
        )


@operation
def reject_paper(*, requirement_id: int, reason: str, by: User, at: datetime) -> Requirement:
    """Say that a paper is not good enough, and why; a promised one also after the decision.

    Raises NoReason, TakenByOther, WrongState.
    """
    case = moving.locked(Requirement.objects.values_list("case_id", flat=True).get(pk=requirement_id))
    row = lock(Requirement, requirement_id)
    life.refuse_no_reason(reason)
    moving.refuse_other(case, by)
    if not (row.is_tolerated and case.is_open):
        _refuse_late(case, row)
    grant_time(case, row, by=by, at=at)
    move(
        row,
        "reject",
        REQUIREMENT_MOVES,
        by=by,
        at=at,
        note=reason,
        checked_by=by,
        checked_at=at,
        how="",
    )
    Requirement.objects.filter(pk=row.pk).update(note=reason.strip()[:200])
    return row


@operation
def untick_paper(*, requirement_id: int, by: User, at: datetime) -> Requirement:
    """Take back a tick set by mistake, while the case is still before review. Raises TakenByOther, WrongState."""
    case = moving.locked(Requirement.objects.values_list("case_id", flat=True).get(pk=requirement_id))
    row = lock(Requirement, requirement_id)
    moving.refuse_other(case, by)
    _refuse_late(case, row)
    move(row, "undo", REQUIREMENT_MOVES, by=by, at=at, checked_by=None, checked_at=None, how="")
    return row


def _refuse_late(case: Case, row: Requirement) -> None:
    """A tick that a decision rests on is not taken back."""
    if case.status not in (CaseStatus.SUBMITTED, CaseStatus.RETURNED, CaseStatus.ACCEPTED):
        raise WrongState(_("“%(paper)s”已随办件送审，不能再改。") % {"paper": row.label})
