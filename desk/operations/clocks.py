"""Stopping the clock for a reason, and starting it again; giving open cases to a colleague."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import queries as accounts
from accounts.models import User as Users
from accounts.permissions import Permission
from common.errors import BusinessError, WrongState
from common.states import lock
from common.transactions import operation, step
from desk import queries
from desk.models import Case, Draft, HandOver
from desk.operations import life, moving
from desk.states.cases import BEFORE_DECISION, OPEN_STATUSES, CaseStatus, Whose

if TYPE_CHECKING:
    from accounts.models import User

STOPPABLE = (CaseStatus.SUBMITTED, CaseStatus.ACCEPTED, CaseStatus.IN_REVIEW, CaseStatus.APPROVED)


class NothingToHandOver(BusinessError):
    """The giver has no open case, or the taker may not have them."""


@step
def stop_clock(*, case_id: int, whose: str, reason: str, by: User | None, at: datetime) -> Case:
    """Stop our clock: it is the applicant's or another authority's time now.

    Raises NoReason, TakenByOther, WrongState.
    """
    case = moving.locked(case_id)
    life.refuse_no_reason(reason)
    if case.status not in STOPPABLE or whose not in (Whose.APPLICANT, Whose.OTHER) or case.whose != Whose.OURS:
        raise WrongState(_("该办件现在不能停表。"))
    if by is not None:
        moving.refuse_other(case, by)
    _turn(case, whose, at=at, reason=reason)
    told = _("等待%(whose)s：%(reason)s") % {"whose": Whose(whose).label, "reason": reason}
    _event(case, "stop_clock", by=by, at=at, note=reason, told=told[:200])
    return case


@step
def resume_clock(*, case_id: int, by: User | None, at: datetime, note: str = "") -> Case:
    """It is our time again; the promise moves by what was not. Raises TakenByOther, WrongState."""
    case = moving.locked(case_id)
    if case.status not in STOPPABLE or case.whose == Whose.OURS:
        raise WrongState(_("该办件没有停表。"))
    if by is not None:
        moving.refuse_other(case, by)
    _turn(case, Whose.OURS, at=at)
    _event(case, "resume_clock", by=by, at=at, note=note, told=_("继续办理"))
    return case


def _turn(case: Case, whose: str, *, at: datetime, reason: str = "") -> None:
    case.whose = Whose(whose)
    case.save(update_fields=["whose"])
    moving.run_clock(case, at=at, reason=reason)


def _event(case: Case, action: str, *, by: User | None, at: datetime, note: str, told: str) -> None:
    window = moving.window_of(by)
    case.events.create(
        action=action, before=case.status, after=case.status, by=by, at=at, note=note, told=told, window=window
    )


# --- to a colleague


@operation
def hand_over(
    *, giver_id: int, taker_id: int, note: str, by: User, at: datetime, case_ids: Collection[int] | None = None
) -> HandOver:
    """Give the giver's open cases (all, or those named) to a colleague with a note; with all of them go their drafts.

    The giver does it, or somebody who leads. Nothing is handed over where one case may not be the taker's.
    Raises NothingToHandOver, TooNear, NoReason.
    """
    life.refuse_no_reason(note)
    taker = Users.objects.select_related("staff", "person").get(pk=taker_id)
    if giver_id != by.pk and not by.may(Permission.HALL_LEAD):
        raise NothingToHandOver(_("只能交接自己名下的办件；代为交接请由负责人办理。"))
    if giver_id == taker_id or not (taker.is_active and taker.may(Permission.CASE_WORK)):
        raise NothingToHandOver(_("接收人须是另一位能办理业务的同事。"))
    rows = Case.objects.filter(owner=giver_id, status__in=OPEN_STATUSES).order_by("id")
    if case_ids is not None:
        rows = rows.filter(pk__in=case_ids)
    ids = list(rows.values_list("pk", flat=True))
    drafts = _give_drafts(giver_id, taker) if case_ids is None else 0
    if not ids and not drafts:
        raise NothingToHandOver(_("没有可交接的办件。"))
    made = HandOver.objects.create(giver_id=giver_id, taker=taker, note=note, by=by, at=at)
    for case_id in ids:
        case = lock(Case, case_id)
        if case.owner_id != giver_id or not case.is_open:
            raise NothingToHandOver(_("%(number)s 已不在交出人名下。") % {"number": case.number})
        _give(case, taker, note=note, by=by, at=at)
    made.cases.add(*ids)
    return made


@step
def _give_drafts(giver_id: int, taker: User) -> int:
    """What was typed at the giver's window and not handed in goes on at the taker's, but for the taker's own."""
    own = accounts.linked_persons([taker.person_id])
    rows = Draft.objects.filter(Q(person=None) | ~Q(person__in=own), holder=giver_id, case=None)
    return rows.update(holder=taker)


def _give(case: Case, taker: User, *, note: str, by: User, at: datetime) -> None:
    if taker.person_id in queries.near_persons(case):
        raise moving.TooNear(_("%(number)s 的申请人与接收人有关联，不能交给他。") % {"number": case.number})
    spoken = case.reviews.filter(by_person=taker.person_id).exists()
    if spoken:
        raise NothingToHandOver(_("接收人复核过 %(number)s，不能再经办。") % {"number": case.number})
    case.owner = taker
    facts = ["owner"]
    if case.reviewing_id == taker.pk:
        case.reviewing = None
        facts.append("reviewing")
    if case.maker_person_id is not None and case.status in BEFORE_DECISION:
        case.maker_person_id = taker.person_id
        facts.append("maker_person")
    case.save(update_fields=facts)
    life.note(case, "hand_over", by=by, at=at, text=_("交给%(who)s：%(note)s") % {"who": taker, "note": note})
    moving.run_clock(case, at=at)


@operation
def acknowledge_hand_over(*, hand_over_id: int, by: User, at: datetime) -> HandOver:
    """The taker has read the note."""
    made = lock(HandOver, hand_over_id)
    if made.taker_id == by.pk and made.seen_at is None:
        made.seen_at = at
        made.save(update_fields=["seen_at"])
    return made
