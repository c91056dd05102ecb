"""What follows a bad rating: somebody calls, checks and puts right, tells the person, and is rated again.

The order and the days are those of GB/T 39735 (domain §7.2). Nobody follows up what was said of their own work.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from desk.models import Case, FollowUp, RatingDevice, RatingInvitation
from desk.operations import moving
from desk.queries import ratings as found
from desk.rules import ratings as rules
from desk.states.ratings import FOLLOW_MOVES, Way
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class OwnWork(BusinessError):
    """The rating, or the complaint, is about oneself."""


@operation
def contact_rater(*, follow_up_id: int, note: str, by: User, at: datetime) -> FollowUp:
    """The person was called; `by` follows the matter up from now on. Raises OwnWork, WrongState."""
    follow_up = _locked(follow_up_id, by)
    move(
        follow_up,
        "contact",
        FOLLOW_MOVES,
        by=by,
        at=at,
        note=note,
        owner=by,
        owner_person_id=by.person_id,
        contacted_at=at,
    )
    return follow_up


@operation
def settle_bad_rating(*, follow_up_id: int, finding: str, measures: str, by: User, at: datetime) -> FollowUp:
    """It was checked and put right. Raises OwnWork, WrongState."""
    follow_up = _locked(follow_up_id, by)
    facts: dict[str, Any] = {"finding": finding, "measures": measures, "fixed_at": at}
    move(follow_up, "fix", FOLLOW_MOVES, by=by, at=at, note=measures, **facts)
    return follow_up


@operation
def tell_rater(*, follow_up_id: int, feedback: str, by: User, at: datetime) -> FollowUp:
    """Tell the person what was found and done, with a link for a second rating. Raises OwnWork, WrongState."""
    follow_up = _locked(follow_up_id, by)
    move(follow_up, "tell", FOLLOW_MOVES, by=by, at=at, note=feedback, feedback=feedback, told_at=at)
    case = follow_up.rating.case
    moving.tell(case, "rating_followed", by=by, at=at, link=renew_link(case, at=at))
    return follow_up


@step
def rated_again(follow_up_id: int, level: int, *, by: User | None, at: datetime) -> FollowUp:
    """The second rating, which ends the follow-up. Raises WrongState."""
    follow_up = lock(FollowUp, follow_up_id)
    _close(follow_up, "rate_again", by=by, at=at, second_level=level, second_at=at)
    return follow_up


@operation
def close_silent_follow_up(*, follow_up_id: int, at: datetime) -> bool:
    """Close one that nobody rated again within its days; whether it was closed. Raises WrongState."""
    follow_up = lock(FollowUp, follow_up_id)
    refuse_move(follow_up, "close_silent", FOLLOW_MOVES)
    assert follow_up.told_at is not None
    told_on, today = timezone.localdate(follow_up.told_at), timezone.localdate(at)
    if not rules.is_silent_since(told_on, today, policy.calendar(told_on, today)):
        return False
    _close(follow_up, "close_silent", by=None, at=at)
    return True


def _close(follow_up: FollowUp, action: str, *, by: User | None, at: datetime, **facts: Any) -> None:
    move(follow_up, action, FOLLOW_MOVES, by=by, at=at, closed_at=at, **facts)


def _locked(follow_up_id: int, by: User) -> FollowUp:
    follow_up = lock(FollowUp, follow_up_id)
    case = follow_up.rating.case
    if by.person_id in {follow_up.rated_person_id, case.person_id, case.agent_id}:
        raise OwnWork(_("这条评价与您本人有关，请交给其他同事跟进。"))
    return follow_up


# --- links


@step
def make_invitation(
    case: Case,
    way: Way,
    *,
    life: timedelta,
    at: datetime,
    by: User | None = None,
    device: RatingDevice | None = None,
) -> tuple[RatingInvitation, str]:
    """An invitation with its token, of which only a hash is kept."""
    token = secrets.token_urlsafe(16)
    made = RatingInvitation.objects.create(
        case=case,
        branch_id=case.branch_id,
        kind_id=case.kind_id,
        way=way,
        token_hash=found.token_hash(token),
        device=device,
        invited_by=by,
        invited_at=at,
        expires_at=at + life,
    )
    return made, token


def link_of(token: str) -> str:
    """The address that a message carries."""
    return f"{settings.PORTAL_URL}{reverse('desk:public_rate', args=[token])}"


@step
def renew_link(case: Case, *, at: datetime) -> str:
    """A fresh link for the second rating; the one before stops working."""
    token = secrets.token_urlsafe(16)
    facts = {"token_hash": found.token_hash(token), "expires_at": at + rules.LINK_LIFE}
    if not RatingInvitation.objects.filter(case=case, way=Way.LINK).update(**facts):
        _made, token = make_invitation(case, Way.LINK, life=rules.LINK_LIFE, at=at)
    return link_of(token)
