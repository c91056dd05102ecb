"""The minutes of an application: which step it is in, in whose hands, and why the clock stands still (domain §5.11).

Acceptance, review and approval are the counter kernel's: their stretches are read from the case's own clocks, at once
where an act of loans is about to write its own, else by a timed task. Contract and payment begin by what loans do.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.states import lock
from common.transactions import operation, step
from desk.models import Case, CaseEvent, ClockSpan
from desk.queries import warnings as answering
from desk.states.cases import OPEN_STATUSES, CaseStatus, Channel, Whose
from loans.models import Application, StepSpan
from loans.queries import minutes as queries
from loans.states.applying import Step
from notifications import operations as notifications

if TYPE_CHECKING:
    from collections.abc import Sequence

AFTER_APPROVAL = (Step.SIGN, Step.PAY)


@step
def begin(
    application: Application, step: str, *, person_id: int | None, branch_id: int | None, at: datetime
) -> StepSpan | None:
    """The application is in `step`, in a person's hands (None: waiting for one), from `at` on. May be said twice.

    The caller has locked the application, here and below (loans.operations.locking). Returns the stretch that runs;
    None once the application has its money or has ended.
    """
    _catch_up(application)
    running = _running(application)
    if application.paid_at is not None or application.ended_at is not None:
        return running
    return _turn(application, running, step, person_id=person_id, branch_id=branch_id, at=at)


@step
def stop(application: Application, *, why: str, at: datetime) -> StepSpan | None:
    """The clock stands still from `at` on, in the same step and hands, for a reason that people read."""
    _catch_up(application)
    running = _running(application)
    if running is None or not why.strip():
        return running
    return _go_on(application, running, at=at, stopped_for=why.strip()[:120])


@step
def resume(application: Application, *, at: datetime) -> StepSpan | None:
    """It is our time again, in the same step and hands."""
    _catch_up(application)
    running = _running(application)
    if running is None or not running.stopped_for:
        return running
    return _go_on(application, running, at=at)


@step
def finish(application: Application, *, at: datetime) -> None:
    """The money is there: the clock ends, and `paid_at` is set where it is not yet. The first time counts."""
    _catch_up(application)
    running = _running(application)
    if running is not None:
        _end(running, at)
    if application.paid_at is None:
        application.paid_at = at
        application.save(update_fields=["paid_at"])


@operation
def follow(*, application_id: int) -> bool:
    """Read what the case's clocks say since they were last read; whether anything was new. May run twice."""
    application = lock(Application, application_id)
    return _catch_up(application)


# --- inside


def _running(application: Application) -> StepSpan | None:
    return StepSpan.objects.filter(application=application, ended_at=None).first()


@step
def _turn(
    application: Application,
    running: StepSpan | None,
    step: str,
    *,
    person_id: int | None,
    branch_id: int | None,
    at: datetime,
    stopped_for: str = "",
) -> StepSpan:
    """End the stretch that runs and begin the next; where nothing changes, the same runs on.

    Who is first named in a stretch that nobody had in hand begins a new one: waiting and working are told apart.
    """
    if running is not None:
        same = (running.step, running.person_id, running.stopped_for) == (step, person_id, stopped_for)
        if same:
            return running
        at = max(at, running.began_at)
        _end(running, at)
    return StepSpan.objects.create(
        application=application,
        step=step,
        began_at=at,
        person_id=person_id,
        branch_id=branch_id,
        stopped_for=stopped_for,
        is_warned=running.is_warned if running is not None else False,
    )


@step
def _go_on(application: Application, running: StepSpan, *, at: datetime, stopped_for: str = "") -> StepSpan:
    """The same step in the same hands, standing still from now on or running again."""
    return _turn(
        application,
        running,
        running.step,
        person_id=running.person_id,
        branch_id=running.branch_id,
        at=at,
        stopped_for=stopped_for,
    )


@step
def _end(span: StepSpan, at: datetime) -> None:
    span.ended_at = max(at, span.began_at)
    span.save(update_fields=["ended_at"])


@step
def _catch_up(application: Application) -> bool:
    """Take over the case's stretches that are new since the last time, each at its own time."""
    clocks = list(ClockSpan.objects.filter(case=application.case_id).select_related("user").order_by("id"))
    fresh = [each for each in clocks if each.pk > application.clocked_to]
    if fresh:
        if application.paid_at is None:
            _take_over(application, clocks, fresh)
        application.clocked_to = fresh[-1].pk
        application.save(update_fields=["clocked_to"])
    return _end_with_case(application) or bool(fresh)


@step
def _take_over(application: Application, clocks: Sequence[ClockSpan], fresh: Sequence[ClockSpan]) -> None:
    levels = list(
        CaseEvent.objects.filter(record=application.case_id, action__in=["to_review", "next_level"])
        .order_by("at", "id")
        .values_list("at", "action")
    )
    before = {later.pk: earlier for earlier, later in zip(clocks, clocks[1:], strict=False)}
    for clock in fresh:
        running = _running(application)
        if running is None and _is_before_the_window(application.case, clock):
            continue
        if running is not None and _is_no_news(clock, before.get(clock.pk), running):
            continue
        _turn(
            application,
            running,
            _step_of(clock, levels, running),
            person_id=clock.user.person_id if clock.user is not None else None,
            branch_id=clock.branch_id,
            at=clock.began_at,
            stopped_for=_why(clock),
        )


def _is_before_the_window(case: Case, clock: ClockSpan) -> bool:
    """What came from afar begins when somebody takes it or it is accepted: at the window, with its papers."""
    return case.channel != Channel.WINDOW and clock.status == CaseStatus.SUBMITTED and clock.user_id is None


def _is_no_news(clock: ClockSpan, earlier: ClockSpan | None, running: StepSpan) -> bool:
    """After approval loans know better who has it and why it waits: only a stop or a start at the counter is news."""
    if running.step not in AFTER_APPROVAL or clock.status not in (CaseStatus.APPROVED, CaseStatus.IN_EXECUTION):
        return False
    return earlier is not None and earlier.whose == clock.whose


def _step_of(clock: ClockSpan, levels: Sequence[tuple[datetime, str]], running: StepSpan | None) -> str:
    """The step that a stretch of the case belongs to."""
    if clock.status == CaseStatus.IN_REVIEW:
        said = [action for at, action in levels if at <= clock.began_at]
        return Step.APPROVE if said and said[-1] == "next_level" else Step.REVIEW
    if clock.status in (CaseStatus.APPROVED, CaseStatus.IN_EXECUTION):
        return running.step if running is not None and running.step in AFTER_APPROVAL else Step.SIGN
    return Step.ACCEPT


def _why(clock: ClockSpan) -> str:
    """Why the clock stands still; nothing where the time is ours."""
    if clock.whose == Whose.OURS:
        return ""
    if clock.reason:
        return clock.reason[:120]
    if clock.whose == Whose.APPLICANT:
        return _("等待申请人补充材料")
    return _("等待其他部门")


@step
def _end_with_case(application: Application) -> bool:
    """A case that is closed has no time any more."""
    case = Case.objects.only("status", "closed_at").get(pk=application.case_id)
    running = _running(application)
    if running is None or case.status in OPEN_STATUSES or case.closed_at is None:
        return False
    _end(running, case.closed_at)
    return True


# --- time to hurry


@operation
def warn(*, application_id: int, at: datetime) -> bool:
    """Tell whoever has a case of the fast lane in hand (else the hall's heads) that its minutes run out, once.

    Whether anybody was told.
    """
    application = lock(Application, application_id)
    span = _running(application)
    found = queries.clock_of(application, at)
    if span is None or span.is_warned or span.stopped_for or found is None or found.seconds < found.warn:
        return False
    span.is_warned = True
    span.save(update_fields=["is_warned"])
    case = application.case
    persons = [span.person_id] if span.person_id is not None else _heads(case, at)
    for person_id in persons:
        notifications.queue(
            person_id=person_id,
            template="loan_minutes",
            context={
                "number": case.number,
                "step": str(Step(span.step).label),
                "used": str(found.seconds // 60),
                "left": str(max(0, found.left // 60)),
            },
            key=f"{application.key}-minutes",
            at=at,
        )
    application.events.create(action="warn", by=None, at=at, note=str(found.seconds // 60))
    return True


def _heads(case: Case, at: datetime) -> list[int]:
    return [each.person_id for each in answering.who_answers(case, at) if each.person_id is not None]
