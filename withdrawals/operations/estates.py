"""Estates without heir or legatee: noticed in public by one person, made surplus by another (Regulation Art. 24)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts import operations as accounts
from common import months
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move, refuse_move
from common.transactions import operation
from deposits import operations as deposits
from deposits.models import PersonalAccount
from deposits.states import EncumbranceKind
from ledger import operations as ledger
from ledger.models import Account
from ledger.states import Reason
from policy import queries as policy
from withdrawals.models import Estate
from withdrawals.operations.closing import WITHDRAW, CannotClose
from withdrawals.queries import closing as queries
from withdrawals.rules.closing import DEATH
from withdrawals.states.closing import ESTATE_MOVES

if TYPE_CHECKING:
    from accounts.models import User


class SamePerson(BusinessError):
    """One notices an estate, another books it."""


class NoticeRuns(BusinessError):
    """Heirs may still come forward."""


class NoGrounds(BusinessError):
    """What it rests on is not named."""


@operation
def notice_estate(*, account_id: int, proof: str, notice: str, noticed_on: date, by: User, at: datetime) -> Estate:
    """Put on file that an owner died without heirs and that heirs are called for; the account is bound meanwhile.

    Raises CannotClose, NoGrounds.
    """
    account = lock(PersonalAccount, account_id)
    on = policy.book_date()
    if not proof.strip() or not notice.strip():
        raise NoGrounds(_("请写明依据和公告文号。"))
    if noticed_on > on:
        raise NoGrounds(_("公告日期在今天以后，请核对。"))
    whys = queries.why_not_close(account, DEATH, on)
    if whys:
        raise CannotClose("".join(whys))
    length = policy.service_on(on).estate_notice_months
    until = months.day_in(months.shift(months.month_of(noticed_on), length), noticed_on.day)
    made = Estate.objects.create(
        account=account,
        proof=proof.strip()[:200],
        notice=notice.strip()[:60],
        noticed_on=noticed_on,
        until=until,
        made_by=by,
        made_by_person_id=by.person_id,
        made_at=at,
    )
    made.events.create(action="notice", after=made.status, by=by, at=at, note=made.notice)
    deposits.encumber(
        key=made.key,
        person_id=account.person_id,
        kind=EncumbranceKind.OTHER,
        source="withdrawals.estate",
        sentence=_("无人继承公告（%(notice)s）期间，账户不办理提取和转移。") % {"notice": made.notice},
        since=on,
        by=by,
        at=at,
    )
    return made


@operation
def claim_estate(*, estate_id: int, reason: str, by: User, at: datetime) -> Estate:
    """An heir or legatee has come forward: the account is free for their application. Raises NoGrounds, WrongState."""
    estate = _locked(estate_id)
    if not reason.strip():
        raise NoGrounds(_("请写明是谁、凭什么主张继承。"))
    move(estate, "claim", ESTATE_MOVES, by=by, at=at, note=reason.strip(), ended_at=at)
    deposits.lift(key=estate.key, by=by, at=at)
    return estate


@operation
def book_estate(*, estate_id: int, by: User, at: datetime) -> Estate:
    """The notice is over and nobody came: interest to the day before, the whole 201 / 401-05, the account closes.

    Raises SamePerson, NoticeRuns, CannotClose, WrongState.
    """
    estate = _locked(estate_id)
    refuse_move(estate, "book", ESTATE_MOVES)
    on = policy.book_date()
    if by.person_id == estate.made_by_person_id:
        raise SamePerson(_("登记人不能自己确认，须由另一人办理。"))
    if on <= estate.until:
        raise NoticeRuns(_("公告到 %(day)s 期满，期满以前不能转为增值收益。") % {"day": f"{estate.until:%Y-%m-%d}"})
    account = PersonalAccount.objects.select_related("employer_account__employer").get(pk=estate.account_id)
    deposits.lift(key=estate.key, by=by, at=at)
    whys = queries.why_not_close(account, DEATH, on)
    if whys:
        raise CannotClose("".join(whys))
    accounts.shut_doors(person_id=account.person_id, reason=estate.notice, by=by, at=at)
    memo = _("无人继承，转为增值收益：%(notice)s") % {"notice": estate.notice}
    interest = deposits.settle_closing(account=account, key=f"{estate.key}-interest", case="", memo=memo, by=by, at=at)
    total = Account.objects.values_list("balance_fen", flat=True).get(pk=account.ledger_account_id)
    employer = account.employer_account.employer
    journal = ledger.post(
        key=estate.key,
        reason=Reason.CLOSING_WITHDRAWAL,
        on=on,
        value_on=on,
        debits=[ledger.Line(account.ledger_account_id, total, employer.pk)],
        credits=[ledger.Line(ledger.subject_account(subject="401-05", on=on).pk, total)],
        memo=memo,
        branch_id=employer.branch_id,
        by=by,
        at=at,
    )
    facts: dict[str, Any] = {"journal": journal, "fen": total, "interest_fen": interest, "ended_at": at}
    facts |= {"booked_by": by, "booked_by_person_id": by.person_id}
    move(estate, "book", ESTATE_MOVES, by=by, at=at, note=_("%(amount)s 元") % {"amount": yuan(total)}, **facts)
    move(account, "withdraw", WITHDRAW, by=by, at=at, note=memo, closed_on=on)
    ledger.close_account(account_id=account.ledger_account_id, on=on)
    return estate


def _locked(estate_id: int) -> Estate:
    """The estate, locked after its account."""
    lock(PersonalAccount, Estate.objects.values_list("account_id", flat=True).get(pk=estate_id))
    return lock(Estate, estate_id)
