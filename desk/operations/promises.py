"""Tolerance (容缺, domain §7.2): secondary papers brought later, on a signed promise; no money before they are here."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError, WrongState
from common.states import move
from common.transactions import operation, step
from desk import queries
from desk.models import Case, Promise, Requirement
from desk.operations import life, moving, papers
from desk.rules import deadlines
from desk.states.cases import OPEN_STATUSES, CaseStatus, RequirementStatus
from desk.states.promises import PROMISE_MOVES, PromiseStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

BEFORE_ACCEPTANCE = (CaseStatus.SUBMITTED, CaseStatus.RETURNED, CaseStatus.ACCEPTED)
REMIND_BEFORE = timedelta(days=1)
_NOT_HERE = (RequirementStatus.MISSING, RequirementStatus.REJECTED)
logger = logging.getLogger(__name__)


class MayNotPromise(BusinessError):
    """Nothing may be brought later here: the kind, the paper, another paper or an earlier promise forbids it."""


class BadSignature(BusinessError):
    """A promise is signed with the applicant's or the agent's own name."""


@operation
def promise_papers(
    *,
    case_id: int,
    codes: Collection[str],
    signed_name: str,
    by: User,
    at: datetime,
    due_on: date | None = None,
) -> list[Promise]:
    """Let secondary papers come later on a promise signed at the window.

    By default they are due after the version's working days, and never later. A returned case that lacks nothing else
    comes back. Raises MayNotPromise, BadSignature, TakenByOther, WrongState.
    """
    case = moving.locked(case_id)
    moving.refuse_other(case, by)
    if case.status not in BEFORE_ACCEPTANCE:
        raise WrongState(_("办件“%(status)s”，现在不能容缺。") % {"status": case.get_status_display()})
    rows = _refuse_papers(case, codes)
    _refuse_broken(case, at)
    latest = latest_due(case, at)
    due = due_on or latest
    if not timezone.localdate(at) < due <= latest:
        raise MayNotPromise(_("补交日期须在明天至 %(latest)s 之间。") % {"latest": latest.isoformat()})
    _refuse_signature(case, signed_name)
    text = promise_text(case, rows, due)
    made = [_promise(case, row, text=text, signed_name=signed_name.strip(), due=due, by=by, at=at) for row in rows]
    case.gaps += len(made)
    case.save(update_fields=["gaps"])
    told = _("容缺办理：%(papers)s 可于 %(due)s 前补交") % {"papers": life.labels(rows), "due": due.isoformat()}
    window = moving.window_of(by)
    status = case.status
    case.events.create(action="promise", before=status, after=status, by=by, at=at, told=told[:200], window=window)
    papers.supply_if_complete(case, by=by, at=at)
    return made


@step
def _promise(
    case: Case, row: Requirement, *, text: str, signed_name: str, due: date, by: User, at: datetime
) -> Promise:
    row.is_tolerated = True
    row.save(update_fields=["is_tolerated"])
    promise = Promise.objects.create(
        requirement=row,
        case=case,
        person_id=case.person_id,
        employer_id=case.employer_id,
        branch_id=case.branch_id,
        text=text,
        signed_name=signed_name,
        due_on=due,
        made_at=at,
        by=by,
    )
    promise.events.create(action="promise", after=promise.status, by=by, at=at)
    return promise


def latest_due(case: Case, at: datetime) -> date:
    """The last day until which this case's papers may be promised."""
    day = timezone.localdate(at)
    return deadlines.supply_due(day, case.version.tolerance_days, policy.calendar(day, day))


def promise_text(case: Case, rows: Collection[Requirement], due: date) -> str:
    """What is signed."""
    said = _(
        "本人申请办理“%(kind)s”（%(number)s），暂缺%(papers)s。"
        "本人承诺于 %(due)s 前补交，并保证材料真实、内容与申请一致；"
        "逾期未补的，同意中心不予办理、不付款，并知悉两年内不能再容缺办理。"
    )
    facts = {"kind": case.version.label, "number": case.number, "papers": life.labels(rows), "due": due.isoformat()}
    return said % facts


def _refuse_papers(case: Case, codes: Collection[str]) -> list[Requirement]:
    """Only secondary papers that are not here, where every main one was checked."""
    if not case.version.tolerance_days:
        raise MayNotPromise(_("“%(kind)s”不能容缺办理。") % {"kind": case.version.label})
    rows = list(Requirement.objects.select_for_update().filter(case=case).order_by("order", "id"))
    unseen = [row for row in rows if row.is_main and row.status != RequirementStatus.CHECKED]
    if unseen:
        raise MayNotPromise(_("主要材料须先核对齐全：%(papers)s。") % {"papers": life.labels(unseen)})
    chosen = [row for row in rows if row.code in codes]
    if not chosen or len(chosen) != len(set(codes)):
        raise MayNotPromise(_("请选择要容缺的材料。"))
    for row in chosen:
        if row.is_main or row.is_tolerated or row.status == RequirementStatus.CHECKED:
            raise MayNotPromise(_("“%(paper)s”不能容缺。") % {"paper": row.label})
    return chosen


def _refuse_broken(case: Case, at: datetime) -> None:
    broken = queries.broken_promises_of(person_id=case.person_id, employer_id=case.employer_id, at=at).first()
    if broken is not None:
        facts = {"day": broken.due_on.isoformat(), "number": broken.case.number}
        raise MayNotPromise(
            _("申请人在 %(number)s 中承诺 %(day)s 前补交材料而没有兑现，两年内不能再容缺办理。") % facts
        )


def _refuse_signature(case: Case, signed_name: str) -> None:
    signed = "".join(signed_name.split())
    allowed = {"".join(person.name.split()) for person in (case.person, case.agent) if person is not None}
    if not signed or (case.person is not None and signed not in allowed):
        raise BadSignature(_("请由申请人或代办人签上自己的姓名。"))


# --- as the days go by


def follow_promises(*, at: datetime) -> int:
    """Remind of what is due today or tomorrow, and end what is overdue; how many were ended.

    What was handed in and waits for us is nobody's debt: it is left alone. One case that fails does not stop the rest.
    """
    day = timezone.localdate(at)
    rows = Promise.objects.filter(status=PromiseStatus.OPEN, due_on__lte=day + REMIND_BEFORE)
    rows = rows.filter(Q(requirement__status__in=_NOT_HERE) | ~Q(case__status__in=OPEN_STATUSES))
    ended = 0
    for case_id, due_on in dict.fromkeys(rows.order_by("due_on", "id").values_list("case", "due_on")):
        try:
            if due_on >= day:
                _remind(case_id=case_id, due_on=due_on, at=at)
            else:
                ended += _end_overdue(case_id=case_id, at=at)
        except Exception:
            logger.exception("promises of case %s", case_id)
    return ended


@operation
def _remind(*, case_id: int, due_on: date, at: datetime) -> None:
    case = moving.locked(case_id)
    rows = Requirement.objects.filter(promises__status=PromiseStatus.OPEN, promises__due_on=due_on, case=case)
    waiting = [row for row in rows if row.status in _NOT_HERE]
    if case.is_open and waiting:
        left = (due_on - timezone.localdate(at)).days
        due = _("%(m)d月%(d)d日") % {"m": due_on.month, "d": due_on.day}
        key = f"-promise-{due_on:%m%d}-{left}"
        moving.tell(case, "promise_due", by=None, at=at, key=key, papers=life.labels(waiting)[:60], due=due)


@operation
def _end_overdue(*, case_id: int, at: datetime) -> int:
    """End the overdue promises of a case: broken where the paper is not here, and the case is refused with them.

    What was handed in and not looked at yet is our own delay and breaks nothing.
    """
    case = moving.locked(case_id)
    open_ones = Promise.objects.select_for_update(of=("self",)).filter(case=case, status=PromiseStatus.OPEN)
    promises = list(open_ones.select_related("requirement").order_by("id"))
    if case.status not in OPEN_STATUSES:
        for promise in promises:
            move(promise, "lapse", PROMISE_MOVES, by=None, at=at, ended_at=at)
        return len(promises)
    day = timezone.localdate(at)
    broken = [each for each in promises if each.due_on < day and each.requirement.status in _NOT_HERE]
    if not broken:
        return 0
    for promise in promises:
        action = "break" if promise in broken else "lapse"
        move(promise, action, PROMISE_MOVES, by=None, at=at, ended_at=at)
    Requirement.objects.filter(case=case, is_tolerated=True).update(is_tolerated=False)
    missing = life.labels([each.requirement for each in broken])
    reason = _("承诺补交的%(papers)s逾期没有补齐。") % {"papers": missing}
    life.end_refused(case, "break_promise", reason=reason, by=None, at=at, gaps=0)
    return len(broken)
