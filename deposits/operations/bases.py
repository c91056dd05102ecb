"""A new base for one person, at a window or by the employer's clerk (domain §2.2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import Door
from common.errors import BusinessError
from common.months import first_day, month_words
from common.states import lock
from common.transactions import operation, step
from deposits import queries
from deposits.models import BaseChange, EmployerAccount, PersonalAccount
from deposits.operations import change_messages, effective, spot
from deposits.operations.personal import refuse_inactive
from deposits.rules import bases as rules
from deposits.rules import check_base
from deposits.states import BaseChannel, PersonalAccountStatus
from desk.operations import Spot
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User
    from policy.rules import Parameters


class NotPaying(BusinessError):
    """The account is sealed or closed: its base is set when it goes on."""


class BaseAsBefore(BusinessError):
    """The base is the one that holds already."""


class NotWaitingAnyMore(BusinessError):
    """The change has taken effect or was withdrawn."""


class MovedAway(BusinessError):
    """The account has gone to another employer meanwhile."""


@operation
def change_base(
    *, account_id: int, month: str, base_fen: int, by: User, at: datetime, asked: Spot | None = None
) -> BaseChange:
    """Give one person another base from a month on; `asked` leaves the case.

    A change that waits for the same month is replaced. Raises EmployerNotActive, NotPaying, MonthPast, MonthFar,
    BaseOutOfRange naming the limit, BaseAsBefore, OftenEnough for a clerk, and what `desk.on_the_spot` refuses.
    """
    employer_account, account = lock_both(account_id)
    refuse_inactive(employer_account)
    if account.status != PersonalAccountStatus.NORMAL:
        raise NotPaying(_("账户当前为“%(status)s”，恢复缴存时再定基数。") % {"status": account.get_status_display()})
    rules.check_month(month, earliest(employer_account))
    limits = limits_of(month)
    check_base(base_fen, limits.contribution_floor_fen, limits.contribution_cap_fen)
    before_fen = base_before(account, month)
    if base_fen == before_fen:
        raise BaseAsBefore(_("%(month)s起的缴存基数已经是这个数，不用调整。") % {"month": month_words(month)})
    if by.door == Door.CLERK:
        refuse_again(account, month)
    _replace(account, month, at)
    change = BaseChange.objects.create(
        account=account,
        employer_account=employer_account,
        month=month,
        asked_fen=base_fen,
        base_fen=base_fen,
        before_fen=before_fen,
        channel=channel_of(by),
        by=by,
        at=at,
    )
    effective.take_effect(employer_account, at=at)
    change.refresh_from_db()
    change_messages.tell_bases([(account.person_id, base_fen)], employer_account, month, f"base-{change.pk}", at)
    words = rules.base_words(before_fen, base_fen)
    spot.leave_case(
        asked,
        kind="base_change",
        what=_("%(words)s，自 %(month)s起") % {"words": words, "month": month_words(month)},
        person=account.person,
        employer=employer_account.employer,
        matter=f"account-{account.pk}",
        by=by,
        at=at,
    )
    return change


@operation
def withdraw_base(*, change_id: int, by: User, at: datetime) -> BaseChange:
    """Take back a change of base that has not taken effect; its owner is told. Raises NotWaitingAnyMore."""
    found = BaseChange.objects.select_related("account").get(pk=change_id)
    lock(EmployerAccount, found.employer_account_id)
    change = lock(BaseChange, change_id)
    if not change.is_waiting:
        raise NotWaitingAnyMore(_("这次调整已经生效或取消，不能再撤回。"))
    end(change, _("撤回"), at)
    account = found.account
    change_messages.tell_base_withdrawn(account, change, at)
    account.events.create(
        action="withdraw_base", before=account.status, after=account.status, by=by, at=at, month=change.month
    )
    return change


# --- shared with the yearly file


@step
def lock_both(account_id: int) -> tuple[EmployerAccount, PersonalAccount]:
    """A person's account with its employer's, locked in the house's order. Raises MovedAway."""
    employer_id = PersonalAccount.objects.values_list("employer_account_id", flat=True).get(pk=account_id)
    employer_account = lock(EmployerAccount, employer_id)
    account = lock(PersonalAccount, account_id)
    if account.employer_account_id != employer_id:
        raise MovedAway(_("该职工的账户刚刚转到了别的单位。"))
    return employer_account, account


def earliest(account: EmployerAccount) -> str:
    """The first month of an employer that a change may take effect from."""
    waiting = queries.waiting_list(account)
    return rules.earliest_month(queries.next_month(account), waiting.month if waiting else None)


def limits_of(month: str) -> Parameters:
    """The limits a base of this month is judged by: those of its first day, for past months those of today."""
    day: date = max(first_day(month), policy.book_date())
    return policy.on(day)


def base_before(account: PersonalAccount, month: str) -> int:
    """The base that would hold in a month without the change asked for: the last that waits before it, or today's."""
    rows = BaseChange.objects.filter(account=account, applied_at=None, ended_at=None, month__lte=month)
    rows = rows.filter(employer_account=account.employer_account_id)
    last = rows.order_by("-month").values_list("base_fen", flat=True).first()
    return account.base_fen if last is None else last


def refuse_again(account: PersonalAccount, month: str) -> None:
    """Raise OftenEnough for a clerk who changed this person's base in the fund year before."""
    most = policy.service_on(policy.book_date()).base_changes_online
    rows = BaseChange.objects.filter(account=account, channel=BaseChannel.ONLINE, ended_at=None).exclude(
        month=month, applied_at=None
    )
    rules.refuse_again(month, list(rows.values_list("month", flat=True)), most)


def channel_of(by: User | None) -> BaseChannel:
    """The way in, by the door of who acts."""
    return BaseChannel.ONLINE if by is not None and by.door == Door.CLERK else BaseChannel.WINDOW


@step
def end(change: BaseChange, why: str, at: datetime) -> None:
    """The change never takes effect."""
    change.ended_at, change.note = at, why
    change.save(update_fields=["ended_at", "note"])


@step
def _replace(account: PersonalAccount, month: str, at: datetime) -> None:
    rows = BaseChange.objects.filter(account=account, month=month, applied_at=None, ended_at=None)
    rows.update(ended_at=at, note=_("由后来的调整代替"))
