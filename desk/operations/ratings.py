"""Ratings: invited when a case ends, given once by whoever asked for it, followed up where they are bad."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Door
from common.errors import BusinessError
from common.transactions import operation, step
from desk import queries
from desk.models import Case, FollowUp, Rating, RatingDevice, RatingInvitation
from desk.operations import following, moving
from desk.queries import ratings as found
from desk.rules import ratings as rules
from desk.states.queueing import TicketStatus
from desk.states.ratings import FollowStatus, Way
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class AlreadyRated(BusinessError):
    """A case is rated once."""


class LinkGone(BusinessError):
    """The link was never given out, or its time is over."""


class NotToRate(BusinessError):
    """The case has not ended, or ended without being carried through."""


class StaffMayNotRate(BusinessError):
    """Nobody rates for the applicant from a session of the staff."""


class NotTheirCase(BusinessError):
    """Only who asked for a case rates it."""


@dataclass(frozen=True)
class Said:
    """What somebody says of a case."""

    level: int
    tags: Sequence[str] = ()
    words: str = ""


# --- asked for


@step
def invite(*, case_id: int, at: datetime) -> RatingInvitation | None:
    """Ask the applicant of a case that has just ended to rate it: one link, once. None where it cannot be rated."""
    case = moving.locked(case_id)
    if case.status not in found.RATEABLE or Rating.objects.filter(case=case).exists():
        return None
    known = RatingInvitation.objects.filter(case=case, way=Way.LINK).first()
    if known is not None:
        return known
    made, token = following.make_invitation(case, Way.LINK, life=rules.LINK_LIFE, at=at)
    moving.tell(case, "rating_invited", by=None, at=at, link=following.link_of(token))
    _ask_while_here(case, at=at)
    return made


@step
def _ask_while_here(case: Case, *, at: datetime) -> None:
    """Whoever still stands at the window is asked by its tablet, where it has one."""
    visit = case.tickets.filter(status=TicketStatus.SERVING).select_related("called_by__staff").first()
    device = queries.device_at(visit.called_by) if visit is not None and visit.called_by is not None else None
    if visit is not None and device is not None:
        life = rules.WINDOW_LIFE
        following.make_invitation(case, Way.WINDOW, life=life, at=at, by=visit.called_by, device=device)


@operation
def ask_at_window(*, case_id: int, by: User, at: datetime) -> tuple[RatingInvitation, str]:
    """Ask the customer who still stands at the window: on its tablet, and by a link for their own phone.

    Returns the invitation and the link's token, which is shown once. Raises NotToRate, AlreadyRated.
    """
    case = moving.locked(case_id)
    _refuse_unrateable(case)
    device = queries.device_at(by)
    return following.make_invitation(case, Way.WINDOW, life=rules.WINDOW_LIFE, at=at, by=by, device=device)


# --- given


@operation
def rate_by_link(*, token: str, said: Said, by: User | None, at: datetime) -> Rating | FollowUp:
    """Rate by the link of a message or of the window's screen; after a follow-up it is the second rating.

    Raises LinkGone, StaffMayNotRate, AlreadyRated, NotToRate.
    """
    _refuse_staff(by)
    invitation = queries.invitation_of(token)
    if invitation is None or invitation.expires_at <= at:
        raise LinkGone(_("这个评价链接已失效。您可以登录个人网厅，在“我的评价”里评价。"))
    case = moving.locked(invitation.case_id)
    waiting = FollowUp.objects.filter(rating__case=case, status=FollowStatus.TOLD).first()
    if waiting is not None:
        return following.rated_again(waiting.pk, said.level, by=by, at=at)
    return _rate(case, said, way=Way(invitation.way), by=by, at=at, invitation=invitation)


@operation
def rate_at_device(*, secret: str, invitation_id: int, said: Said, at: datetime) -> Rating:
    """Rate on the tablet of a window. Raises LinkGone, AlreadyRated, NotToRate."""
    device = queries.device_of(secret)
    invitation = RatingInvitation.objects.filter(pk=invitation_id, device=device, expires_at__gt=at).first()
    if device is None or invitation is None:
        raise LinkGone(_("这次评价已超时，请工作人员重新发起。"))
    case = moving.locked(invitation.case_id)
    return _rate(case, said, way=Way.WINDOW, by=None, at=at, invitation=invitation)


@operation
def rate(*, case_id: int, said: Said, by: User, at: datetime) -> Rating:
    """Rate one's own case in the portal. Raises StaffMayNotRate, NotTheirCase, NotToRate, AlreadyRated."""
    _refuse_staff(by)
    case = moving.locked(case_id)
    if not queries.may_rate(case, by):
        raise NotTheirCase(_("只能评价自己的办件。"))
    return _rate(case, said, way=Way.PORTAL, by=by, at=at)


def _rate(
    case: Case, said: Said, *, way: Way, by: User | None, at: datetime, invitation: RatingInvitation | None = None
) -> Rating:
    """Write the rating of a locked case; a bad one is followed up from this moment on."""
    _refuse_unrateable(case)
    clerk = case.owner
    rating = Rating.objects.create(
        case=case,
        branch_id=case.branch_id,
        kind_id=case.kind_id,
        clerk=clerk,
        clerk_person_id=case.maker_person_id or (clerk.person_id if clerk else None),
        level=said.level,
        way=way,
        tags=list(said.tags),
        words=said.words,
        rated_by=by,
        rated_at=at,
    )
    if invitation is not None:
        invitation.used_at = at
        invitation.save(update_fields=["used_at"])
    if rating.is_bad:
        _open_follow_up(rating, at=at)
    return rating


def _open_follow_up(rating: Rating, *, at: datetime) -> None:
    day = timezone.localdate(at)
    due = rules.follow_up_days(day, policy.calendar(day, day))
    follow_up = FollowUp.objects.create(
        rating=rating,
        branch_id=rating.branch_id,
        rated_person_id=rating.clerk_person_id,
        opened_at=at,
        contact_due_on=due.contact_on,
        settle_due_on=due.settle_on,
    )
    follow_up.events.create(action="open", after=FollowStatus.OPEN, by=None, at=at)


@operation
def rate_again(*, follow_up_id: int, level: int, by: User, at: datetime) -> FollowUp:
    """The second rating in the portal. Raises StaffMayNotRate, NotTheirCase, WrongState."""
    _refuse_staff(by)
    follow_up = FollowUp.objects.select_related("rating__case").get(pk=follow_up_id)
    if not queries.may_rate(follow_up.rating.case, by):
        raise NotTheirCase(_("只能评价自己的办件。"))
    return following.rated_again(follow_up_id, level, by=by, at=at)


def _refuse_unrateable(case: Case) -> None:
    if case.status not in found.RATEABLE:
        raise NotToRate(_("该办件还没有办结，或已撤回、作废，不能评价。"))
    if Rating.objects.filter(case=case).exists():
        raise AlreadyRated(_("该办件已经评价过，谢谢您。"))


def _refuse_staff(by: User | None) -> None:
    if by is not None and by.door == Door.STAFF:
        raise StaffMayNotRate(_("评价须由办事人本人作出，工作人员登录时不能评价。"))


# --- tablets


@operation
def register_device(*, branch_id: int, window: str, by: User, at: datetime) -> tuple[RatingDevice, str]:
    """Set up the tablet of a window; one set up there before stops. Returns it with its secret, shown once."""
    RatingDevice.objects.filter(branch=branch_id, window=window, ended_at=None).update(ended_at=at)
    secret = secrets.token_urlsafe(18)
    device = RatingDevice.objects.create(
        branch_id=branch_id,
        window=window,
        secret_hash=found.token_hash(secret),
        registered_by=by,
        registered_at=at,
    )
    return device, secret


@operation
def end_device(*, device_id: int, at: datetime) -> None:
    """Take a tablet out of use."""
    RatingDevice.objects.filter(pk=device_id, ended_at=None).update(ended_at=at)
