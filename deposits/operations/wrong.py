"""Money that was credited and should not have been is taken back (错缴更正), once a second person has agreed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Door
from bank import operations as bank
from common.errors import BusinessError
from common.money import yuan
from common.months import month_words
from common.states import lock
from common.transactions import operation, step
from deposits.models import EmployerAccount, PersonalAccount, RemittanceItem, WrongMonth, WrongPayment
from deposits.operations import executing, messages
from deposits.queries import wrong as queries
from deposits.queries.wrong import Taken
from deposits.states import OPEN_STATUSES, WrongCause
from desk import operations as desk
from desk.models import Case, Requirement
from desk.states.cases import CheckedBy
from ledger import operations as ledger
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

KIND = "wrong_payment"


class NothingWrong(BusinessError):
    """The employer paid nothing for these months, or nothing too much."""


class AlreadyGone(BusinessError):
    """The account is closed, or the money is not there any more."""


@dataclass(frozen=True)
class Wrong:
    """What an employer says was paid by mistake: for whom, which months, why; of a wrong base also the right one."""

    account_id: int
    months: Sequence[str]
    cause: WrongCause
    reason: str
    correct_base_fen: int | None = None


@operation
def ask_correction(
    *,
    employer_account_id: int,
    wrong: Wrong,
    channel: str,
    by: User,
    at: datetime,
    branch_id: int | None = None,
    papers_seen: bool = False,
) -> Case:
    """Open the case of a correction and hold the money, so that nothing else takes it meanwhile.

    At a window that has seen the papers it is accepted at once. Raises NothingWrong, AlreadyGone, and as
    `desk.open_case`.
    """
    employer_account = lock(EmployerAccount, employer_account_id)
    account = lock(PersonalAccount, wrong.account_id)
    if account.status not in OPEN_STATUSES:
        raise AlreadyGone(_("账户已销户，不能更正。"))
    taken = queries.to_take(employer_account, account, wrong.months, wrong.correct_base_fen)
    total = sum(each.total_fen for each in taken)
    if not total:
        raise NothingWrong(_("本单位这些月份没有为这位职工多缴，没有可更正的。"))
    refuse_gone(account, taken)
    case = desk.open_case(
        kind=KIND,
        title=_("错缴更正：%(name)s，%(amount)s 元") % {"name": account.person.name, "amount": yuan(total)},
        employer_id=employer_account.employer_id,
        matter=f"account-{account.pk}",
        amount_fen=total,
        channel=channel,
        branch_id=branch_id or employer_account.employer.branch_id,
        tags={channel.lower()},
        by=by,
        at=at,
    )
    found = WrongPayment.objects.create(
        case=case,
        account=account,
        cause=wrong.cause,
        correct_base_fen=wrong.correct_base_fen if wrong.cause == WrongCause.BASE else None,
        reason=wrong.reason.strip()[:200],
        fen=total,
    )
    for each in taken:
        month = WrongMonth.objects.create(
            wrong=found,
            item_id=each.item_id,
            month=each.month,
            employer_fen=each.employer_fen,
            employee_fen=each.employee_fen,
            is_whole=each.is_whole,
        )
        ledger.hold(
            key=month.key, account_id=account.ledger_account_id, fen=month.total_fen, case=case.number, by=by, at=at
        )
    if papers_seen and by.door == Door.STAFF:
        accept_seen(case, by=by, at=at)
    return case


@step
def accept_seen(case: Case, *, by: User, at: datetime) -> None:
    """The window has seen the originals: its papers are ticked and the case is accepted at once."""
    for row in Requirement.objects.filter(case=case):
        desk.check(requirement_id=row.pk, how=CheckedBy.SEEN, by=by, at=at)
    desk.accept(case_id=case.pk, by=by, at=at)


def refuse_gone(account: PersonalAccount, taken: Collection[Taken]) -> None:
    """The money must have been there from the day it came, and be free now. Raises AlreadyGone.

    Taken back with its own value date it must leave no day below zero: what was withdrawn cannot be undone.
    """
    book = account.ledger_account
    book.refresh_from_db()
    total = sum(each.total_fen for each in taken)
    if book.available_fen < total:
        facts = {"free": yuan(max(0, book.available_fen)), "total": yuan(total)}
        raise AlreadyGone(_("账户可用余额 %(free)s 元，不够退回 %(total)s 元：可能已提取，或有占用。") % facts)
    if queries.least_balance(account, [(each.value_on, each.total_fen) for each in taken]) < 0:
        raise AlreadyGone(_("这笔钱到账以后，账户曾提取到不足这个金额，不能按原日期更正。"))


# --- carried out


@step
def carry_out(*, case: Case, by: User | None, at: datetime) -> str:
    """Post each month back to the employer's suspense with its own value date; set paid-through back; tell."""
    found = WrongPayment.objects.select_related("account__person").get(case=case)
    employer_id = case.employer_id
    account = lock(PersonalAccount, found.account_id)
    on = policy.book_date()
    for month in found.months.select_related("item__list").order_by("item", "month"):
        remittance = month.item.list
        credits = bank.give_back_part(
            expectation_key=remittance.expectation_key, fen=month.total_fen, note=case.number, by=by, at=at
        )
        facts = {"month": month_words(month.month), "cause": found.get_cause_display()}
        month.journal = ledger.post_hold(
            hold_key=month.key,
            key=month.key,
            reason=Reason.REVERSAL,
            on=on,
            value_on=remittance.value_on or on,
            credits=credits,
            memo=(_("错缴更正：%(month)s，%(cause)s") % facts)[:200],
            employer_id=employer_id,
            by=by,
            at=at,
        )
        month.save(update_fields=["journal"])
    set_paid_through([account.pk])
    account.events.create(
        action="take_back",
        before=account.status,
        after=account.status,
        note=_("%(amount)s 元，%(cause)s") % {"amount": yuan(found.fen), "cause": found.get_cause_display()},
        by=by,
        at=at,
    )
    messages.tell_taken_back(found, on, at)
    return _("%(amount)s 元已退回单位暂收款") % {"amount": yuan(found.fen)}


@step
def let_go(*, case: Case, at: datetime) -> None:
    """The correction is not made: the money is free again."""
    for month in WrongMonth.objects.filter(wrong__case=case, journal=None, ended_at=None):
        ledger.release(hold_key=month.key, at=at)
        month.ended_at = at
        month.save(update_fields=["ended_at"])


_SET_BACK = """
    UPDATE deposits_personalaccount a SET paid_through = coalesce(greatest((
        SELECT max(coalesce(m.month, l.month))
        FROM deposits_remittanceitem o
        JOIN deposits_remittancelist l ON l.id = o.list_id AND l.status = 'ALLOCATED'
        LEFT JOIN deposits_remittancemonth m ON m.item_id = o.id
        WHERE o.account_id = a.id AND NOT EXISTS (
            SELECT FROM deposits_wrongmonth w WHERE w.item_id = o.id AND w.month = coalesce(m.month, l.month)
                AND w.is_whole AND w.journal_id IS NOT NULL
        )
    ), (
        SELECT max(p.last_month)
        FROM deposits_ownpayment p JOIN deposits_flexiblemember f ON f.id = p.member_id
        WHERE f.account_id = a.id AND p.status = 'CREDITED'
    ), (
        SELECT max(s.paid_through)
        FROM deposits_accountmerge g JOIN deposits_personalaccount s ON s.id = g.source_id
        WHERE g.target_id = a.id AND g.done_at IS NOT NULL
    ), (
        SELECT t.paid_through FROM deposits_takenaccount t WHERE t.account_id = a.id
    )), '')
    WHERE a.id = ANY(%(accounts)s)
"""


@step
def set_paid_through(account_ids: list[int]) -> None:
    """Set accounts' paid-through to the last month still paid: by a list, by their owners, before they came here."""
    with connection.cursor() as cursor:
        cursor.execute(_SET_BACK, {"accounts": account_ids})


def was_corrected(list_id: int) -> bool:
    """Whether something of a list was taken back or is asked to be: it is not reversed as a whole any more."""
    return WrongMonth.objects.filter(item__in=RemittanceItem.objects.filter(list=list_id), ended_at=None).exists()


executing.ACTS[KIND] = executing.Act(carry_out, let_go)
