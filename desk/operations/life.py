"""The life of a case: taken, accepted, decided, carried out, ended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError, WrongState
from common.states import refuse_move
from common.transactions import operation, step
from desk import queries
from desk.models import Case, CaseOutcome, RegisterAnswer, Requirement
from desk.operations import moving, ratings, receipts
from desk.queries import kinds
from desk.queries.terms import working_time
from desk.rules import deadlines
from desk.states.cases import CASE_MOVES, CaseOutcomeKind, CaseStatus, RequirementStatus
from desk.states.registers import AnswerStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class PapersMissing(BusinessError):
    """Papers are missing, or not looked at yet."""


class NoReason(BusinessError):
    """A refusal, a return and a stop need a reason."""


class NotTheirs(BusinessError):
    """Only the applicant, or the window that handles it for them, may take a case back."""


# --- in whose hand


@operation
def take(*, case_id: int, by: User, at: datetime) -> Case:
    """Take a case that nobody has in hand yet. Raises TakenByOther naming who has, TooNear, WrongState."""
    case = moving.locked(case_id)
    moving.refuse_other(case, by)
    if not case.is_open:
        raise WrongState(_("该办件已结束。"))
    if case.owner_id == by.pk:
        return case
    case.owner = by
    case.save(update_fields=["owner"])
    note(case, "take", by=by, at=at)
    moving.run_clock(case, at=at)
    return case


@operation
def remark(*, case_id: int, text: str, by: User, at: datetime) -> Case:
    """Write a note that colleagues see on the timeline and the applicant does not."""
    case = moving.locked(case_id)
    note(case, "remark", by=by, at=at, text=text)
    return case


# --- accepted


@step
def accept(*, case_id: int, by: User | None, at: datetime) -> Case:
    """Accept a case: its papers are all here or promised, the law of today governs it, the clocks begin.

    `by` None is the system, for a request whose data were all verified. Raises TakenByOther, TooNear,
    PapersMissing, WrongState.
    """
    case = moving.locked(case_id)
    refuse_move(case, "accept", CASE_MOVES)
    if by is not None:
        moving.refuse_other(case, by)
    refuse_missing(case)
    local = timezone.localtime(at)
    # A case that came back with its papers keeps the date, the law and the deadlines of its first acceptance.
    facts: dict[str, Any] = {} if case.accepted_at else first_acceptance(case, local)
    moving.go(
        case,
        "accept",
        by=by,
        at=at,
        told=_("已受理"),
        owner=by or case.owner,
        maker_person_id=by.person_id if by else case.maker_person_id,
        **facts,
    )
    if facts:
        due = timezone.localtime(case.promised_due_at)
        receipts.give_receipt(case, by=by, at=at)
        moving.tell(case, "case_accepted", by=by, at=at, due=_("%(m)d月%(d)d日") % {"m": due.month, "d": due.day})
    return case


def first_acceptance(case: Case, local: datetime) -> dict[str, Any]:
    """What a case keeps of its first acceptance: the law of the day and the deadlines. `local` is Shanghai time."""
    day = local.date()
    found = deadlines.deadlines(
        local,
        statutory_days=kinds.statutory_days(case.version, day),
        promise=moving.promise_of(case.version),
        working=working_time(local),
    )
    return {
        "accepted_at": local,
        "regulation_id": policy.regulation_on(day).pk,
        "statutory_due_on": found.statutory_due_on,
        "promised_due_at": found.promised_due_at,
        "warn_at": found.warn_at,
        "due_is_provisional": found.provisional,
    }


def refuse_missing(case: Case) -> None:
    """Raise PapersMissing where a paper is neither checked nor promised (容缺), or a register says otherwise."""
    if RegisterAnswer.objects.filter(case=case, status=AnswerStatus.DIFFERS).exists():
        raise PapersMissing(_("登记库与材料不一致，请先判断以哪个为准。"))
    rows = Requirement.objects.filter(case=case, is_tolerated=False)
    missing = list(rows.exclude(status=RequirementStatus.CHECKED))
    if missing:
        raise PapersMissing(_("还有材料没有核对：%(papers)s。") % {"papers": labels(missing)})


def labels(rows: Collection[Requirement]) -> str:
    """Names of papers as a sentence lists them."""
    return "、".join(each.label for each in rows)


@step
def return_for_papers(*, case_id: int, reason: str, due_on: object, by: User, at: datetime) -> Case:
    """Give a case back to the applicant for papers, once its notice is written: the clock is theirs until then."""
    case = moving.locked(case_id)
    moving.refuse_other(case, by)
    refuse_no_reason(reason)
    told = _("需要补充材料：%(papers)s") % {"papers": reason}
    moving.go(
        case,
        "return",
        by=by,
        at=at,
        note=reason,
        told=told[:200],
        owner=case.owner or by,
        supply_due_on=due_on,
        notices=case.notices + 1,
    )
    return case


@step
def supply(*, case_id: int, by: User | None, at: datetime) -> Case:
    """The applicant has brought what was missing: the clock is ours again."""
    case = moving.locked(case_id)
    moving.go(case, "supply", by=by, at=at, told=_("材料已补充，等待核对"), supply_due_on=None)
    return case


def refuse_no_reason(reason: str) -> None:
    """Raise NoReason where none is given."""
    if not reason.strip():
        raise NoReason(_("请写明理由。"))


# --- ended without being carried out


@step
def refuse(*, case_id: int, reason: str, by: User | None, at: datetime) -> Case:
    """Say no before review, with the reason the applicant reads. Raises NoReason, TakenByOther, TooNear, WrongState."""
    case = moving.locked(case_id)
    refuse_no_reason(reason)
    if by is not None:
        moving.refuse_other(case, by)
        if case.status == CaseStatus.IN_REVIEW:
            raise WrongState(_("办件在复核中，由复核人决定。"))
    end_refused(case, "refuse", reason=reason, by=by, at=at)
    return case


@step
def end_refused(case: Case, action: str, *, reason: str, by: User | None, at: datetime, **facts: Any) -> None:
    """A locked case ends with no: reason, news for its app, a message for the applicant."""
    told = _("不予办理：%(reason)s") % {"reason": reason}
    moving.go(case, action, by=by, at=at, note=reason, told=told[:200], reason=reason, decided_at=at, **facts)
    moving.report(case, CaseOutcomeKind.REFUSED, at=at)
    moving.tell(case, "case_refused", by=by, at=at, reason=reason[:60])
    ratings.invite(case_id=case.pk, at=at)


@operation
def recall(*, case_id: int, reason: str = "", by: User, at: datetime) -> Case:
    """The applicant takes the request back before the decision, or the window that handles it does at their word.

    Raises NotTheirs, WrongState.
    """
    case = moving.locked(case_id)
    if not (queries.is_applicant(case, by) or case.owner_id == by.pk):
        raise NotTheirs(_("只有申请人本人，或经办窗口应申请人要求，才能撤回。"))
    moving.go(case, "recall", by=by, at=at, note=reason, told=_("已撤回"))
    moving.report(case, CaseOutcomeKind.RECALLED, at=at)
    return case


@operation
def void(*, case_id: int, reason: str, by: User, at: datetime) -> Case:
    """Void a case opened by mistake; nothing of it is carried out. Raises NoReason, TakenByOther, WrongState."""
    case = moving.locked(case_id)
    refuse_no_reason(reason)
    moving.refuse_other(case, by)
    if case.owner_id is None and case.submitted_by_id != by.pk:
        raise WrongState(_("请先接手，再作废。"))
    moving.go(case, "void", by=by, at=at, note=reason, told=_("已作废：%(reason)s") % {"reason": reason[:150]})
    moving.report(case, CaseOutcomeKind.VOID, at=at)
    return case


# --- carried out


@step
def begin_execution(*, case_id: int, by: User | None, at: datetime, note: str = "") -> Case:
    """The business app begins to carry out what was approved. Raises PapersMissing while a promised paper is out."""
    case = moving.locked(case_id)
    if case.gaps:
        raise PapersMissing(_("容缺的材料还没有补齐，不能付款。"))
    moving.go(case, "execute", by=by, at=at, note=note, told=_("已同意，正在执行"))
    return case


@step
def fail_execution(*, case_id: int, reason: str, by: User | None, at: datetime) -> Case:
    """It could not be carried out (a payment came back): it stays in execution until it is put right."""
    case = moving.locked(case_id)
    moving.go(case, "fail", by=by, at=at, note=reason, told=_("执行未成功，正在处理"))
    return case


@step
def reopen(*, case_id: int, amount_fen: int, reason: str, by: User | None, at: datetime) -> Case:
    """What was granted has become more than was reviewed: it is decided anew, at the levels that `amount_fen` needs.

    Nothing of it may have been carried out. Its app hears READY again. Raises NoReason, WrongState.
    """
    case = moving.locked(case_id)
    refuse_no_reason(reason)
    again: dict[str, Any] = {"amount_fen": amount_fen, "is_automatic": False, "is_sampled": False, "level": 0}
    told = _("金额有变化，重新复核")
    moving.go(case, "reopen", by=by, at=at, note=reason, told=told, reviewing=None, decided_at=None, **again)
    return case


@step
def abandon(*, case_id: int, reason: str, by: User | None, at: datetime) -> Case:
    """What could not be carried out is given up for good, at the applicant's word or (`by` None) because another
    authority says no; its app hears VOID. Raises NoReason, TakenByOther, WrongState."""
    case = moving.locked(case_id)
    refuse_no_reason(reason)
    if by is not None:
        moving.refuse_other(case, by)
    moving.go(case, "abandon", by=by, at=at, note=reason, told=_("不再执行：%(reason)s") % {"reason": reason[:150]})
    moving.report(case, CaseOutcomeKind.VOID, at=at)
    return case


@step
def finish(*, case_id: int, by: User | None, at: datetime, result: str = "") -> Case:
    """It is done; `result` is what the applicant reads."""
    case = moving.locked(case_id)
    moving.go(case, "finish", by=by, at=at, note=result, told=result[:200] or _("已办结"), done_at=at)
    moving.tell(case, "case_done", by=by, at=at, result=(result or _("已办结"))[:60])
    ratings.invite(case_id=case.pk, at=at)
    return case


@step
def claim_outcomes(*, source: str, limit: int = 100, at: datetime, after: int = 0) -> list[CaseOutcome]:
    """News for the app `source`, oldest first, claimed in the caller's transaction: each row is handed out once.

    That a case may be carried out is no longer news where it has been voided, or its promise broken, in between.
    `after` leaves out news up to that id: what an app could not act on does not keep it from the rest.
    """
    waiting = CaseOutcome.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    waiting = waiting.filter(source=source, claimed_at=None)
    stale = waiting.filter(~Q(case__status=CaseStatus.APPROVED) | Q(case__gaps__gt=0), kind=CaseOutcomeKind.READY)
    CaseOutcome.objects.filter(pk__in=[each.pk for each in stale]).update(claimed_at=at)
    rows = waiting.filter(pk__gt=after).select_related("case__kind", "case__version")
    found = list(rows.order_by("id")[:limit])
    CaseOutcome.objects.filter(pk__in=[each.pk for each in found]).update(claimed_at=at)
    return found


@step
def lock_own(*, case_id: int, by: User) -> Case:
    """The case, locked, for an act of the business app by its owner. Raises TakenByOther."""
    case = moving.locked(case_id)
    moving.refuse_other(case, by)
    return case


@step
def note(case: Case, action: str, *, by: User | None, at: datetime, text: str = "") -> None:
    """Write an event that moves nothing."""
    case.events.create(
        action=action,
        before=case.status,
        after=case.status,
        by=by,
        at=at,
        note=text,
        window=moving.window_of(by),
    )
