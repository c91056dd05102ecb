"""What every act on a case shares: the lock, the event with its window, the clock, the news. Internal to desk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import queries as accounts
from accounts.models import EmployerClerk
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import step, wake
from desk import queries
from desk.models import Case, CaseOutcome, ClockSpan, KindVersion
from desk.queries.terms import working_time
from desk.rules import deadlines
from desk.states.cases import CASE_MOVES, OPEN_STATUSES, WHOSE_IN, CaseOutcomeKind, CaseStatus, Whose
from notifications import operations as notifications

if TYPE_CHECKING:
    from accounts.models import User


class TakenByOther(BusinessError):
    """Somebody else has the case in hand; the sentence says who and where."""


class TooNear(BusinessError):
    """The case is one's own, a relative's, or of somebody who shares a phone or card with one."""


@step
def locked(case_id: int) -> Case:
    """The case, locked until the transaction ends."""
    return lock(Case, case_id)


def window_of(user: User | None) -> str:
    """The window a member of staff sits at, or nothing."""
    staff = getattr(user, "staff", None)
    return staff.window if staff else ""


def where_of(user: User) -> str:
    """A member of staff as colleagues find them: name and window."""
    window = window_of(user)
    if window:
        return _("%(window)s 号窗口 %(name)s") % {"window": window, "name": user}
    return str(user)


def refuse_other(case: Case, by: User) -> None:
    """Only the owner changes a case (domain §7.1), and nobody one that is too near. Raises TakenByOther, TooNear."""
    if case.owner is not None and case.owner_id != by.pk:
        raise TakenByOther(_("该办件由%(who)s办理中。") % {"who": where_of(case.owner)})
    refuse_near(case, by)


def refuse_near(case: Case, by: User, *, concerns_id: int | None = None) -> None:
    """Nobody handles or decides their own, their relatives' or their housemates' business. Raises TooNear.

    `concerns_id`: the person whom it is about, where that is not the applicant.
    """
    concerned = accounts.linked_persons([concerns_id]) if concerns_id is not None else frozenset()
    if by.person_id in queries.near_persons(case) | concerned:
        raise too_near()


def refuse_near_person(person_id: int, by: User) -> None:
    """The same where there is no case: nobody acts for, or decides about, a person who is near. Raises TooNear."""
    if by.person_id in accounts.linked_persons([person_id]):
        raise too_near()


def too_near() -> TooNear:
    """The refusal, in the words that do not say which tie it is."""
    return TooNear(_("当事人是您本人、亲属，与您共用手机号、银行卡，或您近期担任过该单位经办人，请交给其他同事办理。"))


@step
def go(case: Case, action: str, *, by: User | None, at: datetime, note: str = "", told: str = "", **facts: Any) -> None:
    """Move a locked case by the table; note the window, set the clock, and write what the status requires."""
    target = CASE_MOVES[action][1]
    if target not in OPEN_STATUSES:
        facts.setdefault("closed_at", at)
    move(
        case,
        action,
        CASE_MOVES,
        by=by,
        at=at,
        note=note,
        event={"told": told, "window": window_of(by)},
        whose=WHOSE_IN.get(target, Whose.OURS),
        **facts,
    )
    run_clock(case, at=at)


@step
def run_clock(case: Case, *, at: datetime, reason: str = "") -> None:
    """End the stretch of time that runs and begin the next, as the case now stands; a closed case has none.

    What was not our time is given back to the promise.
    """
    span = ClockSpan.objects.filter(case=case, ended_at=None).first()
    if span is not None:
        span.ended_at = max(at, span.began_at)
        span.seconds = int((span.ended_at - span.began_at).total_seconds())
        span.save(update_fields=["ended_at", "seconds"])
        reason = reason or (span.reason if span.whose == case.whose else "")
        if span.whose != Whose.OURS and case.accepted_at and span.began_at >= case.accepted_at:
            _put_off(case, span)
    if case.status in OPEN_STATUSES:
        ClockSpan.objects.create(
            case=case,
            kind_id=case.kind_id,
            branch_id=case.branch_id,
            status=case.status,
            whose=case.whose,
            user_id=case.reviewing_id if case.status == CaseStatus.IN_REVIEW else case.owner_id,
            reason=reason,
            began_at=at,
        )


def _put_off(case: Case, span: ClockSpan) -> None:
    """The promise and its warning move by what was not our time."""
    assert case.promised_due_at is not None and case.warn_at is not None and span.ended_at is not None
    began, ended = timezone.localtime(span.began_at), timezone.localtime(span.ended_at)
    promise, working = promise_of(case.version), working_time(began)

    def later(moment: datetime) -> datetime:
        moment = timezone.localtime(moment)
        return deadlines.put_off(moment, began=began, ended=ended, promise=promise, working=working)

    case.promised_due_at, case.warn_at = later(case.promised_due_at), later(case.warn_at)
    case.save(update_fields=["promised_due_at", "warn_at"])


def promise_of(version: KindVersion) -> deadlines.Promise:
    """What a version promises."""
    return deadlines.Promise(version.promise_days, version.promise_minutes, version.warn_percent)


@step
def report(case: Case, kind: CaseOutcomeKind, *, at: datetime) -> None:
    """Write news for the business app behind the case, and wake its task after commit."""
    found, made = CaseOutcome.objects.get_or_create(
        case=case, kind=kind, defaults={"source": case.kind.source, "at": at}
    )
    if not made and kind == CaseOutcomeKind.READY:  # decided anew since: news once more
        found.claimed_at, found.at = None, at
        found.save(update_fields=["claimed_at", "at"])
    if case.kind.wake:
        wake(case.kind.wake)


@step
def tell(case: Case, event: str, *, by: User | None, at: datetime, key: str = "", **more: str) -> None:
    """Send the event to the applicant, or to each clerk of the employer, in their own words."""
    own_act = by is not None and by.person_id in (case.person_id, case.agent_id)
    day = timezone.localtime(at)
    context = {
        "number": case.number,
        "kind": case.version.label,
        "day": _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day},
        **more,
    }
    for person_id, template in _recipients(case, event):
        notifications.queue(
            person_id=person_id,
            template=template,
            context=context,
            key=f"{case.number}{key}",
            at=at,
            by=by,
            own_act=own_act,
        )


def _recipients(case: Case, event: str) -> list[tuple[int, str]]:
    if case.person_id is not None:
        return [(case.person_id, event)]
    clerks = EmployerClerk.objects.filter(employer=case.employer_id, ended_at=None).order_by("person_id")
    return [(person, f"{event}_clerk") for person in clerks.values_list("person", flat=True)]
