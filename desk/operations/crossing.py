"""Business between two centres (跨省通办, domain §7.3).

Out: accepted here, which means that the identity is checked and no more; forwarded; their answer told. In: received,
decided by us alone, carried out, answered. While the other centre has it, the case's clock is not ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import operations as accounts
from common.errors import BusinessError, WrongState
from common.transactions import operation
from desk import queries
from desk.models import Case, CaseOutcome, CrossCase
from desk.operations import clocks, life, moving, reviewing, submitting
from desk.rules import crossing as rules
from desk.states.cases import CaseStatus, Channel, Whose
from desk.states.crossing import Direction, Outcome
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class NotBuiltHere(BusinessError):
    """What the other centre asks for cannot be done here yet."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks of another centre, or another centre of us; and who they are."""

    kind: str
    centre_id: int
    name: str
    document_type: str
    document_number: str
    asked: str
    phone: str = ""
    account_number: str = ""
    their_number: str = ""


@operation
def open_crossing(*, asked: Asked, by: User, at: datetime) -> CrossCase:
    """Take a request for another centre. Raises what `open_case` and `find_or_create_person` refuse."""
    return _open(asked, Direction.OUT, by=by, at=at)


@operation
def receive_crossing(*, asked: Asked, by: User, at: datetime) -> CrossCase:
    """Receive what another centre has taken for us. Raises NotBuiltHere, and as `open_crossing`."""
    if asked.kind not in rules.WORK_PAGES:
        raise NotBuiltHere(_("这项业务目前不能代外地中心办理，请按原渠道退回对方。"))
    return _open(asked, Direction.IN, by=by, at=at)


def _open(asked: Asked, direction: Direction, *, by: User, at: datetime) -> CrossCase:
    person = accounts.find_or_create_person(
        name=asked.name,
        document_type=asked.document_type,
        document_number=asked.document_number,
        phone=asked.phone,
        by=by,
        at=at,
    )
    version = queries.version_on(asked.kind, timezone.localdate(at))
    case = submitting.open_case(
        kind=asked.kind,
        title=version.label,
        channel=Channel.WINDOW,
        branch_id=by.staff.branch_id,
        person_id=person.pk,
        matter=f"{direction}-{asked.centre_id}-{asked.their_number[:20]}",
        tags=[direction.lower()],
        by=by,
        at=at,
    )
    return CrossCase.objects.create(
        case=case,
        direction=direction,
        centre_id=asked.centre_id,
        account_number=asked.account_number,
        their_number=asked.their_number,
        asked=asked.asked,
    )


# --- out


@operation
def forward_crossing(*, case_id: int, via: str, tracking: str, by: User, at: datetime) -> CrossCase:
    """Send the papers to the centre of the account; from now on the time is theirs. Raises WrongState, TakenByOther."""
    crossing = _at_stage(case_id, "forward")
    day = timezone.localdate(at)
    crossing.sent_at, crossing.via, crossing.tracking = at, via, tracking
    crossing.answer_due_on = rules.answer_due(crossing.case.kind.code, day, policy.calendar(day, day))
    crossing.save(update_fields=["sent_at", "via", "tracking", "answer_due_on"])
    reason = _("材料已转至%(centre)s") % {"centre": crossing.centre}
    clocks.stop_clock(case_id=case_id, whose=Whose.OTHER, reason=reason, by=by, at=at)
    return crossing


@operation
def urge_centre(*, case_id: int, note: str, by: User, at: datetime) -> CrossCase:
    """Remind the other centre, and write down how. Raises WrongState, NoReason."""
    crossing = _at_stage(case_id, "wait")
    life.refuse_no_reason(note)
    crossing.urged_at = at
    crossing.urges += 1
    crossing.save(update_fields=["urged_at", "urges"])
    life.note(crossing.case, "urge", by=by, at=at, text=note)
    return crossing


@operation
def record_centres_answer(
    *, case_id: int, outcome: str, answer: str, their_number: str = "", by: User, at: datetime
) -> CrossCase:
    """Their answer has come: the time is ours again. Raises WrongState, NoReason, TakenByOther."""
    crossing = _at_stage(case_id, "wait")
    life.refuse_no_reason(answer)
    _answer(crossing, outcome, answer, at=at)
    crossing.their_number = their_number or crossing.their_number
    crossing.save(update_fields=["their_number"])
    if crossing.case.whose != Whose.OURS:
        note = _("%(centre)s已答复") % {"centre": crossing.centre}
        clocks.resume_clock(case_id=case_id, by=by, at=at, note=note)
    return crossing


@operation
def tell_centres_answer(*, case_id: int, by: User, at: datetime) -> Case:
    """Tell the applicant; the case ends as the other centre decided. Raises WrongState, TakenByOther."""
    crossing = _at_stage(case_id, "tell")
    if crossing.outcome == Outcome.REFUSED:
        return life.refuse(case_id=case_id, reason=crossing.answer, by=by, at=at)
    _carry_out(case_id, by=by, at=at)
    return life.finish(case_id=case_id, by=by, at=at, result=crossing.answer)


# --- in


@operation
def decide_crossing(*, case_id: int, outcome: str, answer: str, by: User, at: datetime) -> CrossCase:
    """Decide what another centre has sent: carried out, or refused with the reason. Raises WrongState, NoReason."""
    crossing = _at_stage(case_id, "decide")
    life.refuse_no_reason(answer)
    _answer(crossing, outcome, answer, at=at)
    if outcome == Outcome.REFUSED:
        life.refuse(case_id=case_id, reason=answer, by=by, at=at)
    else:
        _carry_out(case_id, by=by, at=at)
    return crossing


@operation
def answer_centre(*, case_id: int, via: str, tracking: str, by: User, at: datetime) -> CrossCase:
    """It is done, or was refused: the answer goes back to the centre that asked. Raises WrongState, TakenByOther."""
    crossing = _at_stage(case_id, "work")
    if crossing.case.is_open:
        life.finish(case_id=case_id, by=by, at=at, result=crossing.answer)
    crossing.sent_at, crossing.via, crossing.tracking = at, via, tracking
    crossing.save(update_fields=["sent_at", "via", "tracking"])
    text = _("结果已反馈%(centre)s") % {"centre": crossing.centre}
    life.note(crossing.case, "send_answer", by=by, at=at, text=text)
    return crossing


# --- both


def _at_stage(case_id: int, stage: str) -> CrossCase:
    """The case, locked, where it has reached this step and no other. Raises WrongState."""
    case = moving.locked(case_id)
    crossing = CrossCase.objects.select_related("centre").get(case=case)
    crossing.case = case
    if queries.stage_of(crossing) != stage:
        raise WrongState(_("%(record)s现在不能这样办，请看它走到哪一步。") % {"record": case.number})
    return crossing


def _answer(crossing: CrossCase, outcome: str, answer: str, *, at: datetime) -> None:
    crossing.outcome, crossing.answer, crossing.answered_at = outcome, answer, at
    crossing.save(update_fields=["outcome", "answer", "answered_at"])


def _carry_out(case_id: int, *, by: User, at: datetime) -> None:
    """On to execution, from wherever the window has brought it; there is no app behind these kinds to wait for."""
    if moving.locked(case_id).status == CaseStatus.ACCEPTED:
        reviewing.send_to_review(case_id=case_id, by=by, at=at)
    CaseOutcome.objects.filter(case=case_id, claimed_at=None).update(claimed_at=at)
    if moving.locked(case_id).status == CaseStatus.APPROVED:
        life.begin_execution(case_id=case_id, by=by, at=at)
