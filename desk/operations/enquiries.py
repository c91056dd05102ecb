"""Questions people ask (首问负责): who was asked first owns one until it is answered or a colleague has signed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User as Users
from accounts.permissions import Permission
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation
from desk import queries
from desk.models import Enquiry
from desk.operations import complaints, life
from desk.rules import enquiries as rules
from desk.states.enquiries import ENQUIRY_MOVES, AskedWay, EnquiryStatus
from notifications import operations as notifications
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class NobodyThere(BusinessError):
    """There is no colleague at all to whom a question could be given."""


class NotTheirQuestion(BusinessError):
    """The question is another's."""


class WrongTaker(BusinessError):
    """The colleague cannot take it."""


@operation
def record_enquiry(
    *,
    question: str,
    way: str,
    branch_id: int,
    by: User,
    at: datetime,
    person_id: int | None = None,
    contact: str = "",
    answer: str = "",
    rests_on: str = "",
) -> Enquiry:
    """Write down a question that `by` was asked; with its answer where it was given on the spot."""
    enquiry = _write(question, way, branch_id, owner=by, by=by, at=at, person_id=person_id, contact=contact)
    if answer.strip():
        _answer(enquiry, answer, rests_on, by=by, at=at)
    return enquiry


@operation
def send_enquiry(*, question: str, branch_id: int, by: User, at: datetime) -> Enquiry:
    """A depositor's question goes to whoever of the branch has the fewest open ones. Raises NobodyThere."""
    owner = queries.least_asked(branch_id, timezone.localdate(at))
    if owner is None:
        raise NobodyThere(_("目前没有工作人员可以答复，请拨打 12329。"))
    return _write(question, AskedWay.PORTAL, branch_id, owner=owner, by=by, at=at, person_id=by.person_id)


def _write(
    question: str,
    way: str,
    branch_id: int,
    *,
    owner: User,
    by: User,
    at: datetime,
    person_id: int | None = None,
    contact: str = "",
) -> Enquiry:
    day = timezone.localdate(at)
    enquiry = Enquiry.objects.create(
        way=way,
        branch_id=branch_id,
        question=question,
        person_id=person_id,
        contact=contact,
        first_asked=owner,
        asked_at=at,
        owner=owner,
        due_on=rules.enquiry_due(day, policy.calendar(day, day)),
    )
    enquiry.events.create(action="ask", after=EnquiryStatus.OPEN, by=by, at=at)
    return enquiry


@operation
def answer_enquiry(*, enquiry_id: int, answer: str, rests_on: str = "", by: User, at: datetime) -> Enquiry:
    """Answer a question one owns. Raises NotTheirQuestion, NoReason, WrongState."""
    enquiry = lock(Enquiry, enquiry_id)
    refuse_move(enquiry, "answer", ENQUIRY_MOVES)
    _refuse_other(enquiry, by)
    life.refuse_no_reason(answer)
    _answer(enquiry, answer, rests_on, by=by, at=at)
    return enquiry


def _answer(enquiry: Enquiry, answer: str, rests_on: str, *, by: User, at: datetime) -> None:
    facts: dict[str, Any] = {"answer": answer, "rests_on": rests_on, "answered_by": by, "answered_at": at}
    move(enquiry, "answer", ENQUIRY_MOVES, by=by, at=at, note=answer, **facts)
    if enquiry.person_id is not None and enquiry.way != AskedWay.WINDOW:
        day = timezone.localtime(enquiry.asked_at)
        notifications.queue(
            person_id=enquiry.person_id,
            template="enquiry_answered",
            context={"day": _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}},
            key=f"enquiry-{enquiry.pk}",
            at=at,
            by=by,
        )


# --- to a colleague


@operation
def hand_over_enquiry(*, enquiry_id: int, taker_id: int, note: str, by: User, at: datetime) -> Enquiry:
    """Offer a question to a colleague with a note; it stays with its owner until they have signed.

    The owner does it, or somebody who leads. Raises NotTheirQuestion, WrongTaker, NoReason, WrongState.
    """
    enquiry = lock(Enquiry, enquiry_id)
    refuse_move(enquiry, "hand_over", ENQUIRY_MOVES)
    _refuse_other(enquiry, by, leaders=True)
    taker = _colleague(enquiry, taker_id, Permission.CASE_WORK)
    life.refuse_no_reason(note)
    said = _("移交给%(who)s：%(note)s") % {"who": taker, "note": note}
    move(enquiry, "hand_over", ENQUIRY_MOVES, by=by, at=at, note=said, taker=taker)
    _tell(enquiry, "enquiry_handed", taker, by=by, at=at)
    return enquiry


@operation
def take_enquiry(*, enquiry_id: int, by: User, at: datetime) -> Enquiry:
    """Sign for a question that a colleague offers: from now on it is one's own. Raises WrongTaker, WrongState."""
    enquiry = lock(Enquiry, enquiry_id)
    refuse_move(enquiry, "take", ENQUIRY_MOVES)
    if enquiry.taker_id != by.pk:
        raise WrongTaker(_("由%(who)s接收。") % {"who": enquiry.taker})
    move(enquiry, "take", ENQUIRY_MOVES, by=by, at=at, owner=by, taker=None)
    return enquiry


@operation
def decline_enquiry(*, enquiry_id: int, note: str, by: User, at: datetime) -> Enquiry:
    """Give it back with a reason, or take one's offer back. Raises WrongTaker, NoReason, WrongState."""
    enquiry = lock(Enquiry, enquiry_id)
    refuse_move(enquiry, "decline", ENQUIRY_MOVES)
    if by.pk not in (enquiry.taker_id, enquiry.owner_id):
        raise WrongTaker(_("由%(who)s接收。") % {"who": enquiry.taker})
    life.refuse_no_reason(note)
    move(enquiry, "decline", ENQUIRY_MOVES, by=by, at=at, note=note, taker=None)
    return enquiry


@operation
def escalate_enquiry(*, enquiry_id: int, to_id: int, note: str, by: User, at: datetime) -> Enquiry:
    """Give what one cannot answer to the duty manager (值班长), who may not refuse it (兜底办理).

    Raises NotTheirQuestion, WrongTaker, NoReason, WrongState.
    """
    enquiry = lock(Enquiry, enquiry_id)
    refuse_move(enquiry, "escalate", ENQUIRY_MOVES)
    _refuse_other(enquiry, by, leaders=True)
    to = _colleague(enquiry, to_id, Permission.HALL_LEAD)
    life.refuse_no_reason(note)
    said = _("交给值班长%(who)s：%(note)s") % {"who": to, "note": note}
    move(enquiry, "escalate", ENQUIRY_MOVES, by=by, at=at, note=said, owner=to)
    _tell(enquiry, "enquiry_escalated", to, by=by, at=at)
    return enquiry


@operation
def make_complaint(*, enquiry_id: int, kind: str, title: str, by: User, at: datetime) -> Enquiry:
    """The question is a complaint or a suggestion: it goes on as one. Raises NotTheirQuestion, WrongState."""
    enquiry = lock(Enquiry, enquiry_id)
    refuse_move(enquiry, "complain", ENQUIRY_MOVES)
    _refuse_other(enquiry, by)
    voice = complaints.Voice(
        kind=kind,
        title=title,
        text=enquiry.question,
        branch_id=enquiry.branch_id,
        name=enquiry.contact,
        person_id=enquiry.person_id,
    )
    made = complaints.file_complaint(voice=voice, way=enquiry.way, by=by, at=at)
    move(enquiry, "complain", ENQUIRY_MOVES, by=by, at=at, complaint=made)
    return enquiry


def _refuse_other(enquiry: Enquiry, by: User, *, leaders: bool = False) -> None:
    if enquiry.owner_id != by.pk and not (leaders and by.may(Permission.HALL_LEAD)):
        raise NotTheirQuestion(_("这个问题由%(who)s负责。") % {"who": enquiry.owner})


def _colleague(enquiry: Enquiry, user_id: int, permission: Permission) -> User:
    """A colleague who may have the question. Raises WrongTaker."""
    taker = Users.objects.select_related("person").get(pk=user_id)
    if taker.pk == enquiry.owner_id or not (taker.is_active and taker.may(permission)):
        raise WrongTaker(_("请选择另一位能答复的同事。"))
    return taker


def _tell(enquiry: Enquiry, event: str, to: User, *, by: User, at: datetime) -> None:
    due = enquiry.due_on
    context = {"who": str(by), "due": _("%(month)d月%(day)d日") % {"month": due.month, "day": due.day}}
    key = f"enquiry-{enquiry.pk}-{at:%Y%m%d%H%M%S}"
    notifications.queue(person_id=to.person_id, template=event, context=context, key=key, at=at, by=by)
