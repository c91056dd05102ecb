"""Bans from withdrawing and borrowing, and lifting them on appeal."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock
from common.transactions import step
from risk import queries
from risk.models import Ban, Outcome
from risk.rules.windows import last_day_of_years
from risk.states.screening import OutcomeKind

if TYPE_CHECKING:
    from accounts.models import User


class NoReason(BusinessError):
    """A ban, and its end, say why."""


class SamePerson(BusinessError):
    """Who decided a ban does not lift it: an appeal is heard by another."""


class AlreadyLifted(BusinessError):
    """The ban is over or lifted."""


class KeyTaken(BusinessError):
    """The key belongs to somebody else's ban."""


@step
def lay_ban(
    *,
    key: str,
    person_id: int,
    business: str,
    decided_on: date,
    reason: str,
    source: str,
    by: User | None,
    at: datetime,
    case: str = "",
    until: date | None = None,
    tell: str = "withdrawals",
) -> Ban:
    """Ban a person from the day of the decision to the day before the anniversary (Regulation Art. 41).

    `until` only where the end is given from outside: a ban that came with a transfer letter. `tell` names the app
    that hears of it. The same key gives the first ban back. Raises NoReason, KeyTaken.
    """
    if not reason.strip() or not source.strip():
        raise NoReason(_("请写明限制业务的事由和来源。"))
    years = queries.ban_terms(decided_on)[business]
    ban, created = Ban.objects.get_or_create(
        key=key,
        defaults={
            "person_id": person_id,
            "business": business,
            "since": decided_on,
            "until": until or last_day_of_years(decided_on, years),
            "reason": reason.strip()[:200],
            "source": source.strip()[:80],
            "case": case,
            "decided_by": by,
            "at": at,
        },
    )
    if (ban.person_id, ban.business) != (person_id, business):
        raise KeyTaken(_("这个决定编号已用于其他人。"))
    if created:
        Outcome.objects.create(
            source=tell, kind=OutcomeKind.BAN, case=case[:20], ban=ban, person_id=person_id, note=ban.reason, at=at
        )
    return ban


@step
def lift_ban(*, ban_id: int, reason: str, by: User, at: datetime, tell: str = "withdrawals") -> Ban:
    """Lift a ban on appeal from this day on. Raises NoReason, SamePerson, AlreadyLifted."""
    ban = lock(Ban, ban_id)
    today = timezone.localdate(at)
    if ban.lifted_on is not None or ban.until < today:
        raise AlreadyLifted(_("这项限制已经解除或已到期。"))
    if not reason.strip():
        raise NoReason(_("请写明解除限制的理由。"))
    if ban.decided_by is not None and ban.decided_by.person_id == by.person_id or ban.person_id == by.person_id:
        raise SamePerson(_("申诉应由作出决定以外的人复核。"))
    ban.lifted_by, ban.lifted_at, ban.lifted_on, ban.lift_reason = by, at, today, reason.strip()[:200]
    ban.save(update_fields=["lifted_by", "lifted_at", "lifted_on", "lift_reason"])
    Outcome.objects.create(
        source=tell,
        kind=OutcomeKind.BAN_LIFTED,
        case=ban.case[:20],
        ban=ban,
        person_id=ban.person_id,
        note=ban.lift_reason,
        at=at,
    )
    return ban
