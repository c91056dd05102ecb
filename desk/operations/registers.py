"""Asking outside registers: in the background, or at the window with a little patience; people settle what differs."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import LookKind
from common.errors import BusinessError, WrongState
from common.states import lock, move, refuse_move
from common.transactions import operation, step, wake
from desk import registers
from desk.models import Case, RegisterAnswer, Requirement
from desk.operations import life, moving, papers
from desk.states.cases import OPEN_STATUSES, REQUIREMENT_MOVES, CheckedBy, RequirementStatus
from desk.states.registers import ANSWER_MOVES, UNANSWERED, AnswerStatus

if TYPE_CHECKING:
    from accounts.models import User

PATIENCE = 5
"""Seconds the window waits for an answer; then it goes on and is told later."""
RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""How long until a register that was down is asked again; the last holds for all further tries."""
BREATH = timedelta(seconds=30)
"""A question just put at a window is not swept away from under it."""
logger = logging.getLogger(__name__)


class NotAskable(BusinessError):
    """There is no such register, or nobody in the case whom it could know."""


@step
def ask_register(
    *,
    case_id: int,
    register: str,
    question: registers.Question,
    by: User | None,
    at: datetime,
    requirement_id: int | None = None,
    person_id: int | None = None,
) -> RegisterAnswer:
    """Put a question about the applicant of a case, or about `person_id`, to a register: in the background, after
    commit. Whom it is about is who sees that it was asked.

    Without `requirement_id` the answer belongs to the case's paper that names this register, if one does. The same
    question that still waits is not put twice. Raises NotAskable, WrongState.
    """
    row = _create(
        case_id=case_id,
        register=register,
        question=question,
        by=by,
        at=at,
        requirement_id=requirement_id,
        person_id=person_id,
    )
    wake("desk.tasks.ask_register", answer_id=row.pk)
    return row


@step
def _create(
    *,
    case_id: int,
    register: str,
    question: registers.Question,
    by: User | None,
    at: datetime,
    requirement_id: int | None,
    person_id: int | None = None,
) -> RegisterAnswer:
    case = moving.locked(case_id)
    if register not in registers.TYPES or not isinstance(question, registers.TYPES[register][0]):
        raise NotAskable(_("没有这个登记库。"))
    if case.person_id is None:
        raise NotAskable(_("登记库只能按个人查询，单位申请请核对原件。"))
    if not case.is_open:
        raise WrongState(_("该办件已结束。"))
    digest = registers.digest(register, question)
    known = RegisterAnswer.objects.filter(case=case, register=register, digest=digest, status__in=UNANSWERED).first()
    if known is not None:
        return known
    row = RegisterAnswer.objects.create(
        case=case,
        requirement=_paper_of(case, register, requirement_id),
        person_id=person_id or case.person_id,
        register=register,
        digest=digest,
        question=registers.text_of(question),
        asked_by=by,
        asked_at=at,
        next_try_at=at + BREATH,
    )
    row.events.create(action="ask", after=row.status, by=by, at=at)
    return row


def _paper_of(case: Case, register: str, requirement_id: int | None) -> Requirement | None:
    rows = Requirement.objects.filter(case=case)
    if requirement_id is not None:
        return rows.get(pk=requirement_id)
    return rows.filter(register=register).order_by("order", "id").first()


@operation
def _put(*, requirement_id: int, question: registers.Question, by: User, at: datetime) -> RegisterAnswer:
    row = Requirement.objects.select_related("case").get(pk=requirement_id)
    moving.refuse_other(moving.locked(row.case_id), by)
    if row.status == RequirementStatus.CHECKED:
        raise WrongState(_("“%(paper)s”已经核对过，不用再查。") % {"paper": row.label})
    return _create(case_id=row.case_id, register=row.register, question=question, requirement_id=row.pk, by=by, at=at)


def ask_register_now(*, requirement_id: int, question: registers.Question, by: User, at: datetime) -> RegisterAnswer:
    """Ask at once and wait a little; a register that is down is asked again in the background.

    Raises NotAskable, TakenByOther, WrongState.
    """
    row = _put(requirement_id=requirement_id, question=question, by=by, at=at)
    return hear(answer_id=row.pk, at=at)


def hear(*, answer_id: int, at: datetime) -> RegisterAnswer:
    """Ask the register and note what it says. Outside any transaction: a slow register holds no lock.

    Asked for somebody on the staff, it is a look at the person. Twice at once does no harm: the first answer counts.
    """
    row = RegisterAnswer.objects.select_related("case", "asked_by__person").get(pk=answer_id)
    if row.status not in UNANSWERED:
        return row
    what = _("登记库查询：%(register)s") % {"register": registers.label(row.register)}
    if row.asked_by is not None and row.tries == 0:
        accounts.look(
            person_id=row.person_id, user=row.asked_by, kind=LookKind.API, what=what, case=row.case.number, at=at
        )
    question = registers.question_from(row.register, row.question)
    began = monotonic()
    answer, found_nothing = None, False
    try:
        answer = registers.ask(row.register, question, timeout=PATIENCE)
    except registers.NotFound:
        found_nothing = True
    except registers.RegisterDown as problem:
        logger.warning("register %s: %s", row.register, problem)
    took_ms = int((monotonic() - began) * 1000)
    return _note(answer_id=answer_id, answer=answer, found_nothing=found_nothing, took_ms=took_ms, at=at)


@operation
def _note(
    *, answer_id: int, answer: registers.Answer | None, found_nothing: bool, took_ms: int, at: datetime
) -> RegisterAnswer:
    case = moving.locked(RegisterAnswer.objects.values_list("case_id", flat=True).get(pk=answer_id))
    row = lock(RegisterAnswer, answer_id)
    if row.status not in UNANSWERED:
        return row
    tries = row.tries + 1
    if found_nothing:
        move(row, "find_nothing", ANSWER_MOVES, by=None, at=at, tries=tries, answered_at=at, took_ms=took_ms)
    elif answer is None:
        again = at + RETRY[min(tries, len(RETRY)) - 1]
        move(row, "be_down", ANSWER_MOVES, by=None, at=at, tries=tries, next_try_at=again)
    else:
        differing = registers.differences(registers.question_from(row.register, row.question), answer)
        facts: dict[str, Any] = {"tries": tries, "answered_at": at, "took_ms": took_ms}
        facts["answer"] = registers.text_of(answer)
        action = "differ" if differing else "agree"
        move(row, action, ANSWER_MOVES, by=None, at=at, differing=differing, **facts)
        if not differing:
            _tick(case, row, at=at)
    return row


@step
def _tick(case: Case, row: RegisterAnswer, *, at: datetime) -> None:
    """An answer that agrees is the paper itself (数据共享), while the case is open and no other answer is at odds."""
    if row.requirement is None or not case.is_open:
        return
    paper = lock(Requirement, row.requirement.pk)
    at_odds = RegisterAnswer.objects.filter(requirement=paper, status=AnswerStatus.DIFFERS)
    if paper.status != RequirementStatus.CHECKED and not at_odds.exists():
        note = _("%(register)s查询一致") % {"register": registers.label(row.register)}
        papers.check(requirement_id=paper.pk, how=CheckedBy.SHARED, by=None, at=at, note=note)


def ask_waiting(*, at: datetime, limit: int = 50) -> int:
    """Ask what waits: messages that were lost, and registers that were down; how many were asked."""
    due = RegisterAnswer.objects.filter(status__in=UNANSWERED, next_try_at__lte=at, case__status__in=OPEN_STATUSES)
    ids = list(due.order_by("next_try_at", "id").values_list("pk", flat=True)[:limit])
    for answer_id in ids:
        hear(answer_id=answer_id, at=at)
    return len(ids)


@operation
def settle_register(*, answer_id: int, paper_holds: bool, reason: str, by: User, at: datetime) -> RegisterAnswer:
    """A person decides between paper and register: the paper is checked as seen, or is not good enough.

    Raises NoReason, TakenByOther, WrongState.
    """
    case = moving.locked(RegisterAnswer.objects.values_list("case_id", flat=True).get(pk=answer_id))
    row = lock(RegisterAnswer, answer_id)
    life.refuse_no_reason(reason)
    moving.refuse_other(case, by)
    refuse_move(row, "settle", ANSWER_MOVES)
    if not case.is_open:
        raise WrongState(_("该办件已结束。"))
    paper = lock(Requirement, row.requirement.pk) if row.requirement else None
    if paper is not None and paper.status == RequirementStatus.CHECKED and not paper_holds:
        raise WrongState(_("“%(paper)s”已经核对过。材料不能采信的，请先取消核对再判断。") % {"paper": paper.label})
    move(row, "settle", ANSWER_MOVES, by=by, at=at, note=reason, settled_by=by, reason=reason[:200])
    if paper is None or paper.status == RequirementStatus.CHECKED:
        return row
    if paper_holds:
        papers.check(requirement_id=paper.pk, how=CheckedBy.SEEN, by=by, at=at, note=reason)
    elif paper.status == RequirementStatus.PROVIDED:
        papers.grant_time(case, paper, by=by, at=at)
        move(paper, "reject", REQUIREMENT_MOVES, by=by, at=at, note=reason, checked_by=by, checked_at=at, how="")
    return row
