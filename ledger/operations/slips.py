"""What people book by hand (记账单): one prepares, another looks and posts; a mistake is undone by red entry only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from common import months
from common.errors import BusinessError
from common.transactions import operation, step
from ledger import queries
from ledger.models import Account, Journal, Placement, Slip, SlipLine, Subject
from ledger.operations import posting
from ledger.states import Reason, SlipKind, SlipStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class SlipUnbalanced(BusinessError):
    """Debits and credits differ, or there are none."""


class NotByHand(BusinessError):
    """The account or journal belongs to a business, which books and corrects it itself."""


class NoSuchAccount(BusinessError):
    """No account has this code."""


class BadValueDate(BusinessError):
    """The bank's date lies in the future, or in a month that is closed."""


class SlipExists(BusinessError):
    """The period or journal has its slip already."""


OWNED = ("101", "102", "124", "201", "219-01")
"""Subjects whose accounts are somebody's or some bank's, and never one for the whole subject."""

Side = tuple[int, int, int]
"""Ledger account id, debit fen, credit fen."""


@operation
def prepare_slip(
    *, lines: Sequence[tuple[str, int, int]], value_on: date, memo: str, basis: str = "", by: User, at: datetime
) -> Slip:
    """Prepare a booking by hand; a second person posts it. `lines` are (account's code, debit fen, credit fen).

    Raises NoSuchAccount, SlipUnbalanced, NotByHand for accounts of depositors and suspense, BadValueDate,
    AccountClosed.
    """
    refuse_value_date(value_on)
    return draft(
        kind=SlipKind.MANUAL,
        reason=Reason.OTHER,
        lines=[(_named(code).pk, debit, credit) for code, debit, credit in lines],
        value_on=value_on,
        memo=memo,
        basis=basis,
        by=by,
        at=at,
    )


@operation
def prepare_reversal(*, journal_id: int, memo: str, by: User, at: datetime) -> Slip:
    """Prepare the red entry of a journal that was booked by hand. Raises NotByHand, SlipExists, AlreadyReversed."""
    journal = Journal.objects.get(pk=journal_id)
    one_at_a_time()
    origin = queries.slip_of(journal)
    if origin is None or origin.kind != SlipKind.MANUAL:
        raise NotByHand(_("这笔账由业务自动记入，请在相应的业务里更正；结转和分配的账在下一期更正。"))
    if Journal.objects.filter(reverses=journal).exists():
        raise posting.AlreadyReversed(_("这笔分录已经冲销过，不能再次冲销。"))
    if journal.reversing_slips.filter(status=SlipStatus.WAITING).exists():
        raise SlipExists(_("这笔分录的冲销正在等待复核。"))
    mirrored = [(line.account_id, line.credit_fen, line.debit_fen) for line in origin.lines.order_by("id")]
    return draft(
        kind=SlipKind.REVERSAL,
        reason=Reason.REVERSAL,
        lines=mirrored,
        value_on=policy.book_date(),
        memo=memo,
        by=by,
        at=at,
        reverses=journal,
    )


@step
def draft(
    *,
    kind: SlipKind,
    reason: Reason,
    lines: Sequence[Side],
    value_on: date,
    memo: str,
    by: User,
    at: datetime,
    basis: str = "",
    period: str = "",
    figures: dict[str, Any] | None = None,
    reverses: Journal | None = None,
    placement: Placement | None = None,
) -> Slip:
    """Write a slip and its lines. Only a period's end may have none. Raises SlipUnbalanced, AccountClosed."""
    debit, credit = sum(side[1] for side in lines), sum(side[2] for side in lines)
    if debit != credit or (not debit and kind not in (SlipKind.MONTH_END, SlipKind.YEAR_END)):
        raise SlipUnbalanced(_("借方合计与贷方合计必须相等，而且不能为零。"))
    if Account.objects.filter(pk__in=[side[0] for side in lines], closed_on__isnull=False).exists():
        raise posting.AccountClosed(_("账户已销户，不能记账。"))
    slip = Slip.objects.create(
        kind=kind,
        period=period,
        reason=reason,
        value_on=value_on,
        memo=memo,
        basis=basis,
        figures=figures or {},
        reverses=reverses,
        placement=placement,
        made_by=by,
        made_by_person_id=by.person_id,
        made_at=at,
    )
    SlipLine.objects.bulk_create(
        [SlipLine(slip=slip, account_id=pk, debit_fen=debit, credit_fen=credit) for pk, debit, credit in lines]
    )
    slip.events.create(action="prepare", before="", after=slip.status, by=by, at=at)
    return slip


def _named(code: str) -> Account:
    """The account of a code, or the one account of a subject that has no account yet."""
    found = Account.objects.filter(code=code).first()
    if found is None:
        subject = Subject.objects.filter(pk=code, subject=None).exclude(pk__in=OWNED).first()
        if subject is None:
            raise NoSuchAccount(_("没有账号为“%(code)s”的账户，请填写分户账的账号或末级科目编号。") % {"code": code})
        found = posting.subject_account(subject=code, on=policy.book_date())
    if found.is_guarded:
        raise NotByHand(_("个人账户和暂收款只能由业务记账，不能手工记。"))
    return found


def refuse_value_date(value_on: date) -> None:
    """Raise BadValueDate for a day to come, or within a month that is closed."""
    on = policy.book_date()
    if value_on > on:
        raise BadValueDate(_("起息日不能晚于会计日期 %(day)s。") % {"day": f"{on:%Y-%m-%d}"})
    closed = queries.last_closed_month()
    if closed and value_on <= months.last_day(closed):
        raise BadValueDate(_("%(month)s 已经结账，起息日要在它之后。") % {"month": f"{closed[:4]}-{closed[4:]}"})


@step
def in_open_month(value_on: date) -> date:
    """The bank's date, or the first day of the first open month where its own is closed: its result is carried over.

    No month is closed until the caller's transaction ends.
    """
    one_at_a_time()
    closed = queries.last_closed_month()
    return max(value_on, months.first_day(months.shift(closed, 1))) if closed else value_on


@step
def one_at_a_time() -> None:
    """Two who prepare the same at once: the second finds the first one's slip; nobody closes a month meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger slip'))")
