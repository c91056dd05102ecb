"""Leave to wait, and cases handed to the police, the courts or the discipline office: two persons each time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation
from risk.models import HandOver, RiskCase, RiskSnooze
from risk.operations.cases import BadTerm, refuse_near, remark
from risk.states.cases import HAND_OVER_MOVES, RISK_CASE_MOVES, HandOverStatus, Receiver, RiskCaseStatus, SnoozeStatus

if TYPE_CHECKING:
    from accounts.models import User


class SamePerson(BusinessError):
    """Who asked does not decide."""


class HandedOver(BusinessError):
    """The case has been handed to this receiver already, or not far enough to be."""


@operation
def decide_snooze(*, snooze_id: int, agreed: bool, reason: str, by: User, at: datetime) -> RiskSnooze:
    """Grant or deny leave to wait. Raises SamePerson, NotYours, HandedOver where it was decided before."""
    asked = RiskSnooze.objects.get(pk=snooze_id)
    risk_case = lock(RiskCase, asked.risk_case_id)
    asked = lock(RiskSnooze, snooze_id)
    refuse_near(risk_case, by)
    if asked.status != SnoozeStatus.ASKED:
        raise HandedOver(_("这个暂缓申请已经审批过。"))
    if by.person_id == asked.asked_by_person_id:
        raise SamePerson(_("申请人不能批准自己的暂缓。"))
    asked.status = SnoozeStatus.GRANTED if agreed else SnoozeStatus.DENIED
    asked.decided_by, asked.decided_by_person_id, asked.decided_at = by, by.person_id, at
    asked.save(update_fields=["status", "decided_by", "decided_by_person", "decided_at"])
    if agreed:
        risk_case.snoozed_until = asked.until
        risk_case.due_on = max(risk_case.due_on, asked.until)
        risk_case.save(update_fields=["snoozed_until", "due_on"])
    remark(risk_case, "snooze" if agreed else "deny_snooze", by=by, at=at, note=reason)
    return asked


@operation
def propose_hand_over(*, case_id: int, receiver: str, office: str, reason: str, by: User, at: datetime) -> HandOver:
    """Propose to hand a case over. Raises NotYours, WrongState where nobody verifies it, HandedOver.

    Forged papers and intermediaries go to the police (domain §4.4); so may a case that is still being verified.
    """
    risk_case = lock(RiskCase, case_id)
    refuse_near(risk_case, by)
    if risk_case.status in (RiskCaseStatus.SUSPECTED, RiskCaseStatus.DISMISSED):
        refuse_move(risk_case, "propose", RISK_CASE_MOVES)
    if risk_case.hand_overs.filter(receiver=receiver).exclude(status=HandOverStatus.REJECTED).exists():
        raise HandedOver(_("这件案件已经移送%(receiver)s。") % {"receiver": Receiver(receiver).label})
    made = HandOver.objects.create(
        risk_case=risk_case,
        receiver=receiver,
        office=office,
        reason=reason,
        proposed_by=by,
        proposed_by_person_id=by.person_id,
        proposed_at=at,
    )
    made.events.create(action="propose", before="", after=made.status, by=by, at=at, note=reason)
    remark(risk_case, "propose_hand_over", by=by, at=at, note=office)
    return made


@operation
def decide_hand_over(*, hand_over_id: int, agreed: bool, reason: str, by: User, at: datetime) -> HandOver:
    """Agree to a hand-over, which is made on that day, or reject it. Raises SamePerson, NotYours, WrongState."""
    risk_case = lock(RiskCase, HandOver.objects.get(pk=hand_over_id).risk_case_id)
    handed = lock(HandOver, hand_over_id)
    refuse_near(risk_case, by)
    refuse_move(handed, "approve", HAND_OVER_MOVES)
    if by.person_id == handed.proposed_by_person_id:
        raise SamePerson(_("提出人不能批准自己提出的移送。"))
    facts: dict[str, Any] = {"decided_by": by, "decided_by_person_id": by.person_id, "decided_at": at}
    if agreed:
        on = timezone.localdate(at)
        move(handed, "approve", HAND_OVER_MOVES, by=by, at=at, note=reason, handed_on=on, **facts)
        remark(risk_case, "hand_over", by=by, at=at, note=handed.office)
    else:
        move(handed, "reject", HAND_OVER_MOVES, by=by, at=at, note=reason, **facts)
        remark(risk_case, "reject_hand_over", by=by, at=at, note=reason)
    return handed


@operation
def record_answer(
    *, hand_over_id: int, on: date, answer: str, detained: int, dismissed: int, by: User, at: datetime
) -> HandOver:
    """Write down what they answered, once. Raises WrongState, BadTerm for a day before the hand-over or to come."""
    risk_case = lock(RiskCase, HandOver.objects.get(pk=hand_over_id).risk_case_id)
    handed = lock(HandOver, hand_over_id)
    refuse_near(risk_case, by)
    refuse_move(handed, "answer", HAND_OVER_MOVES)
    if handed.handed_on is None or not handed.handed_on <= on <= timezone.localdate(at):
        raise BadTerm(_("回复日期应在移送之后、今天以前。"))
    facts: dict[str, Any] = {"answered_on": on, "answer": answer, "detained": detained, "dismissed": dismissed}
    move(handed, "answer", HAND_OVER_MOVES, by=by, at=at, note=answer, **facts)
    remark(risk_case, "answer", by=by, at=at, note=handed.office)
    return handed
