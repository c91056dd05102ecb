"""The loan committee: brought before it, voted on, concluded with minutes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.permissions import Permission
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from desk import operations as desk
from desk import queries as cases
from desk.models import Case
from desk.states.cases import BEFORE_DECISION, CaseStatus
from loans.models import Matter, Vote
from loans.operations import locking
from loans.queries import committee as queries
from loans.states.committee import MATTER_MOVES, MatterStatus, Word
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class NotBeforeCommittee(BusinessError):
    """The application is not one the committee decides now, or has its decision."""


class MayNotVote(BusinessError):
    """No member of the committee, near the borrowers, whoever handled the case, or a vote given already."""


class NoQuorum(BusinessError):
    """Too few members have voted."""


@operation
def bring(*, case_id: int, special: str = "", by: User, at: datetime) -> Matter:
    """Bring an accepted application before the committee: its amount needs it, or `special` says why a rule should
    not stand in the way. Raises NotBeforeCommittee, TakenByOther, TooNear.
    """
    application = locking.application_of_case(case_id)
    case = desk.lock_own(case_id=case_id, by=by)
    special = special.strip()[:300]
    if case.status != CaseStatus.ACCEPTED:
        raise NotBeforeCommittee(_("受理以后、送复核以前才能提交审贷委员会。"))
    if not special and not queries.is_needed(case):
        raise NotBeforeCommittee(_("这个金额不用经过审贷委员会；如需特批，请写明理由。"))
    known = queries.last_matter(application)
    if known is not None and known.status == MatterStatus.OPEN:
        raise NotBeforeCommittee(_("已经提交审贷委员会，正在表决。"))
    matter = Matter.objects.create(
        application=application,
        amount_fen=case.amount_fen,
        special=special,
        quorum=max(1, policy.service_on(policy.book_date()).loan_committee_quorum),
        brought_by=by,
        brought_at=at,
    )
    matter.events.create(action="bring", before="", after=matter.status, by=by, at=at, note=special)
    desk.note(case, "committee", by=by, at=at, text=_("已提交审贷委员会。"))
    return matter


@operation
def vote(*, matter_id: int, word: str, reason: str = "", by: User, at: datetime) -> Vote:
    """A member votes, once. Raises MayNotVote, NotBeforeCommittee, NoReason."""
    matter = lock(Matter, matter_id)
    _refuse_ended(matter)
    _refuse_voter(matter, by)
    if word == Word.NO:
        _refuse_silent(reason)
    return Vote.objects.create(
        matter=matter, word=Word(word), reason=reason.strip()[:300], by=by, by_person_id=by.person_id, at=at
    )


@operation
def conclude(*, matter_id: int, minutes: str, by: User, at: datetime) -> Matter:
    """Whoever presides writes the minutes and the votes decide. Raises NoQuorum, MayNotVote, NoReason."""
    matter = lock(Matter, matter_id)
    _refuse_ended(matter)
    _refuse_near(matter, by)
    if not minutes.strip():
        raise desk.NoReason(_("请写会议纪要。"))
    found = queries.tally_of(matter)
    if not found.has_quorum:
        said = _("已有 %(count)d 位委员表决，不足 %(quorum)d 位，还不能作出结论。")
        raise NoQuorum(said % {"count": found.count, "quorum": found.quorum})
    action = "pass" if found.passes else "reject"
    move(matter, action, MATTER_MOVES, by=by, at=at, minutes=minutes.strip(), concluded_by=by, concluded_at=at)
    case = Case.objects.get(pk=matter.application.case_id)
    text = _("审贷委员会%(what)s：同意 %(yes)d 票，不同意 %(no)d 票，弃权 %(abstain)d 票。")
    words = {"what": matter.get_status_display(), "yes": found.yes, "no": found.no, "abstain": found.abstain}
    desk.note(case, "committee", by=by, at=at, text=text % words)
    return matter


@operation
def take_back(*, matter_id: int, reason: str, by: User, at: datetime) -> Matter:
    """Whoever has the case in hand takes it back from the committee before its reviewers have it.

    Raises NoReason, TakenByOther, WrongState.
    """
    case_id = Matter.objects.values_list("application__case_id", flat=True).get(pk=matter_id)
    case = desk.lock_own(case_id=case_id, by=by)
    matter = lock(Matter, matter_id)
    _refuse_silent(reason)
    refuse_move(matter, "take_back", MATTER_MOVES)
    if case.status not in BEFORE_DECISION or case.status == CaseStatus.IN_REVIEW:
        raise NotBeforeCommittee(_("已经送复核，不能再撤回委员会的结论。"))
    move(matter, "take_back", MATTER_MOVES, by=by, at=at, note=reason)
    return matter


def _refuse_silent(reason: str) -> None:
    if not reason.strip():
        raise desk.NoReason(_("请写明理由。"))


@step
def _refuse_ended(matter: Matter) -> None:
    """Raise where it was concluded, or its case has ended meanwhile."""
    if matter.status != MatterStatus.OPEN:
        raise NotBeforeCommittee(_("这件事项已有结论。"))
    if not Case.objects.get(pk=matter.application.case_id).is_open:
        raise NotBeforeCommittee(_("这件申请已经终止，不用再表决。"))


def _refuse_voter(matter: Matter, by: User) -> None:
    _refuse_near(matter, by)
    if matter.votes.filter(by_person=by.person_id).exists():
        raise MayNotVote(_("您已经表决过，每位委员一票。"))


def _refuse_near(matter: Matter, by: User) -> None:
    """Raise where `by` is no member, handled the case, or is near whom it concerns."""
    if not by.may(Permission.LOAN_COMMITTEE):
        raise MayNotVote(_("您不是审贷委员会委员。"))
    case = Case.objects.select_related("kind").get(pk=matter.application.case_id)
    own = {case.maker_person_id, case.submitted_by_person_id}
    own.add(matter.brought_by.person_id if matter.brought_by is not None else None)
    if by.person_id in own:
        raise MayNotVote(_("经办这件申请的人不能参加表决。"))
    if by.person_id in cases.near_persons(case):
        raise MayNotVote(_("当事人是您本人、亲属，与您共用手机号、银行卡，或您近期担任过该单位经办人，请回避。"))
