"""Cases that a second person agreed to and that are carried out in one act: what they do, and what if it fails.

A kind has a row in `ACTS`, put there by the module whose business it is. What stands in the way when the time has come
is written on the case: whoever handles it tries again or gives it up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.transactions import operation, step
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseOutcomeKind, CaseStatus
from ledger import operations as ledger

if TYPE_CHECKING:
    from accounts.models import User
    from desk.models import CaseOutcome


class NotFailed(BusinessError):
    """The case was not carried out in vain: there is nothing to try again or give up."""


@dataclass(frozen=True)
class Act:
    """`carry_out` does what was agreed to and says what came of it; `let_go` frees what the application had bound."""

    carry_out: Callable[..., str]
    let_go: Callable[..., None]


ACTS: dict[str, Act] = {}


@step
def follow(outcome: CaseOutcome, *, at: datetime) -> None:
    """Act on what became of a case: carry it out, or let go."""
    act, case = ACTS[outcome.case.kind.code], outcome.case
    if outcome.kind != CaseOutcomeKind.READY:
        act.let_go(case=case, at=at)
        return
    desk.begin_execution(case_id=case.pk, by=None, at=at)
    _try(case, by=case.owner, at=at)


@step
def _try(case: Case, *, by: User | None, at: datetime) -> bool:
    try:
        with transaction.atomic():  # so that a refusal leaves the note and nothing else
            result = ACTS[case.kind.code].carry_out(case=case, by=by, at=at)
    except ledger.DayClosed:
        raise  # the whole office is waiting, not this case: the news stays for the next sweep
    except BusinessError as refusal:
        desk.fail_execution(case_id=case.pk, reason=str(refusal)[:200], by=None, at=at)
        return False
    desk.finish(case_id=case.pk, by=None, at=at, result=result)
    return True


@operation
def try_again(*, case_id: int, by: User, at: datetime) -> bool:
    """What stood in the way is settled: carry the case out after all; whether it was. Raises NotFailed."""
    case = desk.lock_own(case_id=case_id, by=by)
    _refuse_not_failed(case)
    return _try(case, by=by, at=at)


@operation
def give_up(*, case_id: int, reason: str, by: User, at: datetime) -> Case:
    """End a case that cannot be carried out. Raises NotFailed, desk.NoReason, desk.TakenByOther."""
    case = desk.lock_own(case_id=case_id, by=by)
    _refuse_not_failed(case)
    return desk.abandon(case_id=case_id, reason=reason, by=by, at=at)


def has_failed(case: Case) -> bool:
    """Whether carrying it out was refused and somebody has to see to it."""
    if case.status != CaseStatus.IN_EXECUTION or case.kind.code not in ACTS:
        return False
    return case.events.order_by("-id").values_list("action", flat=True).first() == "fail"


def _refuse_not_failed(case: Case) -> None:
    if not has_failed(case):
        raise NotFailed(_("这件没有执行失败，不需要处理。"))
