"""Business done while the customer waits: the case that the act of a business app leaves behind, in the same act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Door
from common.errors import BusinessError
from common.states import move
from common.transactions import step
from desk.models import Case, Requirement
from desk.operations import life, moving, ratings, submitting
from desk.states.cases import REQUIREMENT_MOVES, Channel, CheckedBy

if TYPE_CHECKING:
    from accounts.models import User

CHANNELS = {Door.STAFF: Channel.WINDOW, Door.CLERK: Channel.EMPLOYER, Door.DEPOSITOR: Channel.PORTAL}


class NotOnTheSpot(BusinessError):
    """The kind asks for a second person's word, so it is not done while the customer waits."""


@dataclass(frozen=True)
class Spot:
    """How an act came in: who asked (the person, or their employer), and that the window saw the papers' originals."""

    for_employer: bool = False
    papers_seen: bool = False


@step
def on_the_spot(
    *,
    kind: str,
    title: str,
    result: str,
    by: User,
    at: datetime,
    branch_id: int,
    person_id: int | None = None,
    employer_id: int | None = None,
    concerns_id: int | None = None,
    matter: str = "",
    tags: frozenset[str] = frozenset(),
    papers_seen: bool = False,
) -> Case:
    """A case submitted, accepted, decided, carried out and finished at `at`, for an act done in this transaction.

    The app calls it after its own refusals and tells the applicant itself; the case says nothing but the invitation to
    rate. Its papers are ticked as seen where `papers_seen`; which ones are asked for goes by the channel, that is by
    the door of `by`. `concerns_id` is the person whose record it changes where somebody else asks: nobody at a window
    does that for themselves or for who is near either. Raises NotOnTheSpot, TooNear, PapersMissing, and as `open_case`.
    """
    channel = CHANNELS[Door(by.door)]
    case = submitting.open_case(
        kind=kind,
        title=title,
        channel=channel,
        branch_id=branch_id,
        person_id=person_id,
        employer_id=employer_id,
        matter=matter,
        tags=tags | {channel.lower()},
        quiet=True,
        by=by,
        at=at,
    )
    if case.version.levels.exists():
        raise NotOnTheSpot(_("“%(kind)s”须经复核，不能当场办结。") % {"kind": case.version.label})
    clerk = by if by.door == Door.STAFF else None
    if clerk is not None:
        moving.refuse_near(case, clerk, concerns_id=concerns_id)
    if papers_seen:
        _tick(case, by=by, at=at)
    life.refuse_missing(case)
    _run_through(case, result=result, clerk=clerk, at=at)
    ratings.invite(case_id=case.pk, at=at)
    return case


def _tick(case: Case, *, by: User, at: datetime) -> None:
    for row in Requirement.objects.filter(case=case):
        move(row, "check", REQUIREMENT_MOVES, by=by, at=at, how=CheckedBy.SEEN, checked_by=by, checked_at=at)


def _run_through(case: Case, *, result: str, clerk: User | None, at: datetime) -> None:
    """All the moves of a case at one moment: each leaves its event and its stretch of the clock."""
    facts = life.first_acceptance(case, timezone.localtime(at))
    maker = clerk.person_id if clerk else None
    moving.go(case, "accept", by=clerk, at=at, told=_("已受理"), owner=clerk, maker_person_id=maker, **facts)
    moving.go(case, "approve", by=clerk, at=at, told=_("已同意"), decided_at=at, levels=0)
    moving.go(case, "execute", by=clerk, at=at)
    moving.go(case, "finish", by=clerk, at=at, note=result, told=result[:200], done_at=at)
