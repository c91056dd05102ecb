"""Sealing and unsealing from a month to come: asked for today, carried out when the month begins and is the next to
declare, so that the lists of earlier months are declared with the people of their months.

What would be refused today is refused today; what cannot be done when its day has come is refused then, and who asked
for it is told why.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.months import month_of, month_words, months_between
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits import queries
from deposits.models import EmployerAccount, PersonalAccount, RemittanceItem, ScheduledChange
from deposits.operations import bases, change_messages, encumbrances, personal, spot, transfers
from deposits.rules import check_base
from deposits.states import (
    PAYING_STATUSES,
    PERSONAL_MOVES,
    SCHEDULED_MOVES,
    WAITING_STATUSES,
    ScheduledAction,
    ScheduledStatus,
)
from desk.operations import Spot
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

AHEAD_MONTHS = 12
WHY_LONGEST = 200


class MonthBegun(BusinessError):
    """The month has begun, or lies more than a year ahead."""


class ScheduledAlready(BusinessError):
    """Something is to come for the account already."""


@operation
def schedule_seal(
    *, account_id: int, month: str, reason: str, by: User, at: datetime, asked: Spot | None = None
) -> ScheduledChange:
    """Seal an account when a month begins; `asked` leaves the case.

    Raises MonthBegun, ScheduledAlready, WrongState, FrozenWhole, and what `desk.on_the_spot` refuses.
    """
    _refuse_month(month)
    employer_account, account = bases.lock_both(account_id)
    encumbrances.refuse_frozen(account)
    refuse_move(account, "seal", PERSONAL_MOVES)
    change = _write(account, employer_account, ScheduledAction.SEAL, month=month, reason=reason, by=by, at=at)
    _leave(change, asked, kind="sealing", by=by, at=at)
    return change


@operation
def schedule_unseal(
    *,
    account_id: int,
    employer_account_id: int,
    month: str,
    base_fen: int,
    by: User,
    at: datetime,
    agreed: bool = False,
    asked: Spot | None = None,
) -> ScheduledChange:
    """Let a sealed account go on when a month begins, under the same or another employer; `asked` leaves the case.

    Raises MonthBegun, ScheduledAlready, WrongState, PaysOneself, FrozenWhole, EmployerNotActive, ObjectedBefore,
    BaseOutOfRange, and what `desk.on_the_spot` refuses.
    """
    _refuse_month(month)
    employer_account = lock(EmployerAccount, employer_account_id)
    personal.refuse_inactive(employer_account)
    account = lock(PersonalAccount, account_id)
    personal.refuse_paying_oneself(account)
    encumbrances.refuse_frozen(account)
    refuse_move(account, "unseal", PERSONAL_MOVES)
    limits = bases.limits_of(month)
    check_base(base_fen, limits.contribution_floor_fen, limits.contribution_cap_fen)
    if account.employer_account_id != employer_account.pk and not agreed:
        transfers.refuse_objected(account, employer_account)
    facts = {"base_fen": base_fen, "agreed": agreed}
    change = _write(account, employer_account, ScheduledAction.UNSEAL, month=month, by=by, at=at, **facts)
    _leave(change, asked, kind="unsealing", by=by, at=at)
    return change


@operation
def withdraw_scheduled(*, change_id: int, by: User, at: datetime) -> ScheduledChange:
    """Take back what has not been carried out. Raises WrongState."""
    change = lock(ScheduledChange, change_id)
    move(change, "withdraw", SCHEDULED_MOVES, by=by, at=at, ended_at=at)
    return change


@operation
def apply_scheduled(*, change_id: int, at: datetime) -> ScheduledChange | None:
    """Carry out what is due; None where it waits on (an earlier month is not paid yet) or somebody was quicker.

    Who is to be sealed and stands in a list that waits for money is sealed when that is over. A guard that fails
    ends it with its sentence, and who asked is told.
    """
    found = ScheduledChange.objects.select_related("by").get(pk=change_id)
    employer_account = lock(EmployerAccount, found.employer_account_id)
    change = lock(ScheduledChange, change_id)
    if change.status != ScheduledStatus.WAITING or change.month > month_of(policy.book_date()):
        return None
    if employer_account.status in PAYING_STATUSES and change.month > queries.next_month(employer_account):
        return None
    if change.action == ScheduledAction.SEAL and _in_waiting_list(change):
        return None
    try:
        with transaction.atomic():  # so that a refusal leaves nothing but its reason
            _carry_out(change, at=at)
    except BusinessError as refusal:
        why = str(refusal)[:WHY_LONGEST]
        move(change, "refuse", SCHEDULED_MOVES, by=None, at=at, note=why, why=why, ended_at=at)
        change_messages.tell_not_done(change, at)
    else:
        move(change, "apply", SCHEDULED_MOVES, by=None, at=at, ended_at=at)
    return change


def scheduled_due() -> list[int]:
    """Ids of the changes whose month has begun by the business date."""
    rows = ScheduledChange.objects.filter(status=ScheduledStatus.WAITING, month__lte=month_of(policy.book_date()))
    return list(rows.order_by("month", "id").values_list("pk", flat=True))


@step
def _carry_out(change: ScheduledChange, *, at: datetime) -> None:
    if change.action == ScheduledAction.SEAL:
        account = lock(PersonalAccount, change.account_id)
        if account.employer_account_id != change.employer_account_id:
            raise bases.MovedAway(_("该职工的账户已经转到了别的单位。"))
        personal.seal_now(account_id=change.account_id, reason=change.reason, by=change.by, at=at)
        return
    assert change.base_fen is not None, "an unseal has its base"
    personal.unseal_now(
        account_id=change.account_id,
        employer_account_id=change.employer_account_id,
        base_fen=change.base_fen,
        agreed=change.agreed,
        by=change.by,
        at=at,
    )


def _in_waiting_list(change: ScheduledChange) -> bool:
    rows = RemittanceItem.objects.filter(account=change.account_id, list__status__in=WAITING_STATUSES)
    return rows.exists()


def _refuse_month(month: str) -> None:
    ahead = months_between(month_of(policy.book_date()), month)
    if ahead < 1:
        raise MonthBegun(_("请选择以后的月份；本月办理的，直接封存或启封。"))
    if ahead > AHEAD_MONTHS:
        raise MonthBegun(_("最多可以提前 %(count)d 个月办理。") % {"count": AHEAD_MONTHS})


@step
def _write(
    account: PersonalAccount,
    employer_account: EmployerAccount,
    action: ScheduledAction,
    *,
    by: User,
    at: datetime,
    **facts: object,
) -> ScheduledChange:
    try:
        with transaction.atomic():
            change = ScheduledChange.objects.create(
                account=account, employer_account=employer_account, action=action, by=by, at=at, **facts
            )
    except IntegrityError as error:
        raise ScheduledAlready(_("该账户已有一项将要生效的变动，请先撤回。")) from error
    change.events.create(action="schedule", before="", after=change.status, by=by, at=at)
    return change


@step
def _leave(change: ScheduledChange, asked: Spot | None, *, kind: str, by: User, at: datetime) -> None:
    facts = {"month": month_words(change.month), "action": change.get_action_display()}
    spot.leave_case(
        asked,
        kind=kind,
        what=_("已登记，%(month)s起%(action)s") % facts,
        person=change.account.person,
        employer=change.employer_account.employer,
        matter=f"account-{change.account_id}",
        by=by,
        at=at,
    )
