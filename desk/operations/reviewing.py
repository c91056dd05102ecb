"""Four eyes (复核): sent to review, judged level by level, sent back, decided; automatic approvals sampled."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Max, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import Staff
from accounts.permissions import Permission
from common.errors import BusinessError
from common.money import yuan
from common.states import refuse_move
from common.transactions import operation, step
from desk import queries
from desk.models import Case, Review
from desk.operations import life, moving
from desk.queries import kinds
from desk.rules import reviewing as rules
from desk.states.cases import CASE_MOVES, CaseOutcomeKind, CaseStatus, ReviewDecision

if TYPE_CHECKING:
    from accounts.models import User


HANDLED = ("take", "accept", "return", "promise", "to_review", "stop_clock", "resume_clock")
"""Acts that make somebody a handler of a case for good."""


class MayNotReview(BusinessError):
    """The role, grade or limit does not reach, or the person has spoken in this round already."""


class NotReady(BusinessError):
    """The business app behind the case still misses something of the maker's work; the sentence says what."""


class NeedsAPerson(BusinessError):
    """The case is not one that decides itself."""


# --- to the reviewers


@step
def send_to_review(*, case_id: int, by: User | None, at: datetime) -> Case:
    """The maker is done: the levels that the amount needs follow; where it needs none, the maker decides.

    Raises TakenByOther, PapersMissing, NotReady, WrongState.
    """
    case = moving.locked(case_id)
    refuse_move(case, "to_review", CASE_MOVES)
    _refuse_unready(case)
    if by is not None:
        moving.refuse_other(case, by)
        _own(case, by)
    life.refuse_missing(case)
    levels = rules.levels_for(case.amount_fen, kinds.levels_of(case.version))
    if not levels:
        _approve(case, by=by, at=at, levels=0)
        return case
    moving.go(
        case,
        "to_review",
        by=by,
        at=at,
        told=_("正在复核"),
        levels=len(levels),
        level=1,
        round=case.round + 1,
        reviewing=None,
        reviewer_person=None,
        authoriser_person=None,
    )
    return case


def _refuse_unready(case: Case) -> None:
    """Ask the business app behind the case, by settings.CASE_UNREADY: a sentence stands in the way."""
    path = settings.CASE_UNREADY.get(case.kind.source)
    said = import_string(path)(case) if path else ""
    if said:
        raise NotReady(said)


def _own(case: Case, by: User) -> None:
    """Whoever sends a case that the system accepted is its maker from now on."""
    if case.owner_id is None or case.maker_person_id is None:
        case.owner, case.maker_person_id = by, by.person_id
        case.save(update_fields=["owner", "maker_person"])


@operation
def take_review(*, case_id: int, by: User, at: datetime) -> Case:
    """Take a case from the review queue, so that two do not read it at once. Raises as `review`."""
    case = moving.locked(case_id)
    refuse_move(case, "next_level", CASE_MOVES)
    _refuse_reviewer(case, by, at)
    if case.reviewing_id is None:
        case.reviewing = by
        case.save(update_fields=["reviewing"])
        moving.run_clock(case, at=at)
    return case


@operation
def leave_review(*, case_id: int, by: User, at: datetime) -> Case:
    """Put a case back into the review queue undecided: whoever took it, or a leader where they are away."""
    case = moving.locked(case_id)
    theirs = case.reviewing_id == by.pk or (case.reviewing_id is not None and by.may(Permission.HALL_LEAD))
    if theirs and case.status == CaseStatus.IN_REVIEW:
        case.reviewing = None
        case.save(update_fields=["reviewing"])
        moving.run_clock(case, at=at)
    return case


# --- the word of a reviewer


@operation
def review(*, case_id: int, decision: str, reason: str = "", by: User, at: datetime) -> Case:
    """Say yes, no, or back to the maker, at the case's level. The last yes approves.

    Raises MayNotReview, TooNear, TakenByOther, NoReason, WrongState.
    """
    case = moving.locked(case_id)
    refuse_move(case, "next_level", CASE_MOVES)
    principal = _refuse_reviewer(case, by, at)
    if decision != ReviewDecision.APPROVE:
        life.refuse_no_reason(reason)
    Review.objects.create(
        case=case,
        round=case.round,
        level=case.level,
        decision=decision,
        reason=reason,
        by=by,
        by_person_id=by.person_id,
        maker_person_id=case.maker_person_id,
        deputising_for=principal,
        at=at,
    )
    {
        ReviewDecision.APPROVE: _say_yes,
        ReviewDecision.SEND_BACK: _send_back,
        ReviewDecision.REFUSE: _say_no,
    }[ReviewDecision(decision)](case, reason=reason, by=by, at=at)
    return case


def _refuse_reviewer(case: Case, by: User, at: datetime) -> User | None:
    """Raise where `by` may not judge the case at its level; else whom they stand in for, if they do."""
    if case.reviewing_id not in (None, by.pk):
        raise moving.TakenByOther(_("该办件由%(who)s复核中。") % {"who": moving.where_of(case.reviewing)})
    if not by.may(Permission.CASE_REVIEW):
        raise MayNotReview(_("您没有复核权限。"))
    if by.person_id in (case.maker_person_id, case.submitted_by_person_id):
        raise MayNotReview(_("经办人不能复核自己经办的业务。"))
    near = queries.near_persons(case)
    if by.person_id in near:
        raise moving.too_near()
    _refuse_handler(case, by)
    spoken = _spoken(case)
    if by.person_id in spoken:
        raise MayNotReview(_("您或您的代理人已在这次送审中发表过意见，须由另一人复核。"))
    barred = near | spoken | {pk for pk in (case.maker_person_id, case.submitted_by_person_id) if pk}
    reviewer, principal = queries.reviewer_of(by, at, barred)
    _refuse_rank(case, reviewer)
    return principal


def _refuse_handler(case: Case, by: User) -> None:
    """Whoever had a hand in a case does not judge it, though they have given it to a colleague since."""
    own = Q(by__person=by.person_id, action__in=HANDLED)
    gave = case.hand_overs.filter(giver__person=by.person_id)
    ticked = case.requirements.filter(checked_by__person=by.person_id)
    if case.events.filter(own).exists() or gave.exists() or ticked.exists():
        raise MayNotReview(_("经办过这件业务的人不能复核。"))


def _spoken(case: Case) -> frozenset[int]:
    """Whose word this round has heard, in person or through a deputy."""
    words = case.reviews.filter(round=case.round).values_list("by_person", "deputising_for__person")
    return frozenset(pk for pair in words for pk in pair if pk is not None)


def _refuse_rank(case: Case, reviewer: rules.Reviewer) -> None:
    level = next(each for each in _levels(case) if each.number == _number(case))
    makers = case.events.filter(action__in=["accept", "to_review"]).values("by")
    highest = Staff.objects.filter(Q(user__in=makers) | Q(user=case.owner_id)).aggregate(grade=Max("grade"))
    if rules.too_junior(reviewer, level=level, maker_grade=highest["grade"] or 0):
        raise MayNotReview(_("“%(level)s”须由职级更高的人员复核。") % {"level": level.label})
    if rules.beyond_limit(reviewer, amount_fen=case.amount_fen, is_last=case.level == case.levels):
        raise MayNotReview(
            _("金额 %(amount)s 元超过您的单笔权限 %(limit)s 元，请转上一级审批。")
            % {"amount": yuan(case.amount_fen), "limit": yuan(reviewer.limit_fen)}
        )


def _levels(case: Case) -> list[rules.Level]:
    return rules.levels_for(case.amount_fen, kinds.levels_of(case.version))


def _number(case: Case) -> int:
    """The number of the level that the case has reached among those its amount needs."""
    return _levels(case)[case.level - 1].number


def _say_yes(case: Case, *, reason: str, by: User, at: datetime) -> None:
    if case.level < case.levels:
        first: dict[str, Any] = {"reviewer_person_id": by.person_id} if case.level == 1 else {}
        moving.go(case, "next_level", by=by, at=at, note=reason, level=case.level + 1, reviewing=None, **first)
        return
    who = "reviewer_person_id" if case.levels == 1 else "authoriser_person_id"
    _approve(case, by=by, at=at, note=reason, reviewing=None, **{who: by.person_id})


def _send_back(case: Case, *, reason: str, by: User, at: datetime) -> None:
    moving.go(
        case,
        "send_back",
        by=by,
        at=at,
        note=reason,
        told=_("复核中发现问题，正在核实"),
        level=0,
        reviewing=None,
        reviewer_person=None,
    )


def _say_no(case: Case, *, reason: str, by: User, at: datetime) -> None:
    life.end_refused(case, "refuse", reason=reason, by=by, at=at, reviewing=None)


@step
def _approve(case: Case, *, by: User | None, at: datetime, note: str = "", **facts: Any) -> None:
    moving.go(case, "approve", by=by, at=at, note=note, told=_("已同意"), decided_at=at, **facts)
    if case.gaps == 0:
        moving.report(case, CaseOutcomeKind.READY, at=at)
    moving.tell(case, "case_approved", by=by, at=at)


# --- without a person


@step
def approve_automatically(*, case_id: int, verified: bool, at: datetime) -> Case:
    """Approve an accepted case whose data were all verified, within the kind's automatic limit; some are sampled.

    Raises NeedsAPerson, WrongState.
    """
    case = moving.locked(case_id)
    version = case.version
    if not rules.may_decide_itself(
        amount_fen=case.amount_fen, auto_limit_fen=version.auto_limit_fen, verified=verified, gaps=case.gaps
    ):
        raise NeedsAPerson(_("该办件须由工作人员审核。"))
    life.refuse_missing(case)
    sampled = rules.is_sampled(secrets.randbelow(100), version.sample_percent)
    _approve(case, by=None, at=at, levels=0, is_automatic=True, is_sampled=sampled)
    return case


@operation
def record_sample(*, case_id: int, finding: str, by: User, at: datetime) -> Case:
    """Note what looking again at an automatic approval showed. Raises MayNotReview, TooNear, NoReason."""
    case = moving.locked(case_id)
    if not by.may(Permission.CASE_REVIEW) or not case.is_sampled or case.sampled_at is not None:
        raise MayNotReview(_("该办件不在待抽查之列。"))
    moving.refuse_near(case, by)
    life.refuse_no_reason(finding)
    case.sampled_by, case.sampled_at = by, at
    case.save(update_fields=["sampled_by", "sampled_at"])
    life.note(case, "sample", by=by, at=at, text=finding)
    return case
