"""Opening, sealing and unsealing personal accounts: one at a counter, or fifty thousand with a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from accounts import operations as accounts
from common.errors import BusinessError
from common.money import yuan
from common.months import month_of
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits import rules
from deposits.models import EmployerAccount, FlexibleHome, PersonalAccount, RemittanceItem
from deposits.operations import encumbrances, messages, spot, transfers
from deposits.queries import flexible as members
from deposits.states import (
    OPEN_STATUSES,
    PERSONAL_MOVES,
    WAITING_STATUSES,
    EmployerAccountStatus,
)
from desk.operations import Spot
from ledger import operations as ledger
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class AlreadyOpen(BusinessError):
    """The person has an open account (Regulation Art. 13: one account a person)."""


class BaseRefused(BusinessError):
    """The base lies outside the limits of the day."""


class TooYoung(BusinessError):
    """The person is below the age at which one may work."""


class EmployerNotActive(BusinessError):
    """The employer's account is closed or sealed."""


class PaysOneself(BusinessError):
    """The person pays for themselves; they stop that before an employer's window act."""


class InWaitingList(BusinessError):
    """The person stands in a list that waits for money."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One account to open: the person, the base, and both monthly parts, in fen."""

    person_id: int
    name: str
    base_fen: int
    employer_part_fen: int
    employee_part_fen: int


@operation
def open_account(
    *,
    employer_account_id: int,
    name: str,
    document_type: str,
    document_number: str,
    phone: str,
    base_fen: int,
    by: User,
    at: datetime,
    asked: Spot | None = None,
) -> PersonalAccount:
    """Open one person's account under an employer; `asked` at a window leaves its case.

    Raises AlreadyOpen, PaysOneself, BaseRefused, TooYoung, EmployerNotActive, or what
    `accounts.find_or_create_person` and `desk.on_the_spot` refuse.
    """
    employer_account = lock(EmployerAccount, employer_account_id)
    refuse_inactive(employer_account)
    on = policy.book_date()
    person = accounts.find_or_create_person(
        name=name, document_type=document_type, document_number=document_number, phone=phone, by=by, at=at
    )
    parts = _parts(employer_account, base_fen, on)
    parameters = policy.on(on)
    if person.birth_on and rules.age_on(person.birth_on, on) < parameters.minimum_age_years:
        raise TooYoung(_("未满 %(age)s 周岁，不能开立账户。") % {"age": parameters.minimum_age_years})
    known = PersonalAccount.objects.filter(person=person, status__in=OPEN_STATUSES).first()
    if known is not None:
        refuse_paying_oneself(known)
        raise AlreadyOpen(_("%(name)s已有个人账户，请办理启封或转移。") % {"name": person.name})
    opening = Opening(person.pk, person.name, base_fen, *parts)
    ids = open_many(employer_account=employer_account, openings=[opening], on=on, by=by, at=at)
    messages.tell_opened(ids.values(), employer_account.employer.name, on, at)
    account = PersonalAccount.objects.get(pk=ids[person.pk])
    spot.leave_case(
        asked,
        kind="account_opening",
        what=_("已开户，个人账号 %(number)s") % {"number": account.number},
        person=person,
        employer=employer_account.employer,
        matter=f"person-{person.pk}",
        by=by,
        at=at,
    )
    return account


@operation
def seal(*, account_id: int, reason: str, by: User, at: datetime, asked: Spot | None = None) -> PersonalAccount:
    """Seal an account: the person left or is on long leave; `asked` at a window or by the employer leaves its case.

    Raises WrongState, InWaitingList, FrozenWhole, or what `desk.on_the_spot` refuses.
    """
    account = seal_now(account_id=account_id, reason=reason, by=by, at=at)
    _leave(account, asked, kind="sealing", what=_("账户已封存"), by=by, at=at)
    return account


@step
def seal_now(*, account_id: int, reason: str, by: User | None, at: datetime) -> PersonalAccount:
    """Seal an account within somebody's act; its owner is told. Raises WrongState, InWaitingList, FrozenWhole."""
    account = lock(PersonalAccount, account_id)
    encumbrances.refuse_frozen(account)
    if RemittanceItem.objects.filter(account=account, list__status__in=WAITING_STATUSES).exists():
        raise InWaitingList(_("该职工在待入账的清册中，入账后再办理封存。"))
    on = policy.book_date()
    move(account, "seal", PERSONAL_MOVES, by=by, at=at, note=reason, sealed_on=on)
    employer = account.employer_account.employer.name
    messages.tell_changed("account_sealed", [account.person_id], employer, on, f"seal-{at:%Y%m%d%H%M%S}", at)
    return account


@operation
def unseal(
    *,
    account_id: int,
    employer_account_id: int,
    base_fen: int,
    by: User,
    at: datetime,
    agreed: bool = False,
    asked: Spot | None = None,
) -> PersonalAccount:
    """Reactivate a sealed account under the same or a new employer; its owner is told. `asked` leaves its case.

    `agreed`: the owner is here or has signed, which only an employer they once objected to needs. Raises WrongState,
    PaysOneself, BaseRefused, EmployerNotActive, ObjectedBefore, or what `desk.on_the_spot` refuses.
    """
    account = unseal_now(
        account_id=account_id,
        employer_account_id=employer_account_id,
        base_fen=base_fen,
        agreed=agreed,
        by=by,
        at=at,
    )
    _leave(account, asked, kind="unsealing", what=_("账户已启封"), by=by, at=at)
    return account


@step
def unseal_now(
    *, account_id: int, employer_account_id: int, base_fen: int, agreed: bool, by: User | None, at: datetime
) -> PersonalAccount:
    """Reactivate an account within somebody's act; raises as `unseal`, and FrozenWhole."""
    employer_account = lock(EmployerAccount, employer_account_id)
    refuse_inactive(employer_account)
    account = lock(PersonalAccount, account_id)
    refuse_paying_oneself(account)
    encumbrances.refuse_frozen(account)
    employer_part, employee_part = _parts(employer_account, base_fen, policy.book_date())
    refuse_move(account, "unseal", PERSONAL_MOVES)
    moved = account.employer_account_id != employer_account.pk
    if moved:
        if not agreed:
            transfers.refuse_objected(account, employer_account)
        transfers.note_transfer(account, employer_account, by=by, at=at)
    move(
        account,
        "unseal",
        PERSONAL_MOVES,
        by=by,
        at=at,
        note=str(employer_account.employer),
        sealed_on=None,
        employer_account=employer_account,
        base_fen=base_fen,
        employer_part_fen=employer_part,
        employee_part_fen=employee_part,
    )
    employer, on = employer_account.employer.name, policy.book_date()
    event = "account_moved" if moved else "account_unsealed"
    messages.tell_changed(event, [account.person_id], employer, on, f"unseal-{at:%Y%m%d%H%M%S}", at)
    return account


@step
def _leave(account: PersonalAccount, asked: Spot | None, *, kind: str, what: str, by: User, at: datetime) -> None:
    spot.leave_case(
        asked,
        kind=kind,
        what=what,
        person=account.person,
        employer=account.employer_account.employer,
        matter=f"account-{account.pk}",
        by=by,
        at=at,
    )


def refuse_paying_oneself(account: PersonalAccount) -> None:
    """Raise PaysOneself while the owner pays for themselves: they stop that first, or their employer's list does."""
    member = members.paying_oneself(account)
    if member is not None:
        words = _(
            "%(name)s正在以灵活就业方式自己缴存（协议 %(number)s），请先到“灵活就业缴存”办理停缴或终止，再由单位启封。"
        )
        raise PaysOneself(words % {"name": account.person.name, "number": member.number})


def refuse_inactive(employer_account: EmployerAccount) -> None:
    """Only an opened or normal employer account takes people and lists; a collective one takes none by this way.

    Raises EmployerNotActive.
    """
    if FlexibleHome.objects.filter(account=employer_account).exists():
        raise EmployerNotActive(_("这是灵活就业人员的归集账户，请在“灵活就业缴存”里办理。"))
    if employer_account.status not in (EmployerAccountStatus.OPENED, EmployerAccountStatus.NORMAL):
        raise EmployerNotActive(
            _("单位账户当前为“%(status)s”，不能办理。") % {"status": employer_account.get_status_display()}
        )


def _parts(employer_account: EmployerAccount, base_fen: int, on: date) -> tuple[int, int]:
    parameters = policy.on(on)
    low, high = parameters.contribution_floor_fen, parameters.contribution_cap_fen
    if not low <= base_fen <= high:
        raise BaseRefused(_("缴存基数应在 %(low)s 至 %(high)s 元之间。") % {"low": yuan(low), "high": yuan(high)})
    parts = rules.contribution(
        base_fen=base_fen,
        employer_rate=employer_account.employer_rate,
        employee_rate=employer_account.employee_rate,
        unit_fen=parameters.contribution_unit_fen,
    )
    return parts.employer_fen, parts.employee_fen


_OPEN = """
    INSERT INTO deposits_personalaccount
        (number, person_id, employer_account_id, ledger_account_id, status, base_fen, employer_part_fen,
         employee_part_fen, paid_through, opened_on)
    SELECT number, person_id, %(employer_account)s, ledger_id, '01', base, employer_part, employee_part, '', %(on)s
    FROM unnest(%(numbers)s::text[], %(persons)s::bigint[], %(ledgers)s::bigint[], %(bases)s::bigint[],
                %(employer_parts)s::bigint[], %(employee_parts)s::bigint[])
        AS new (number, person_id, ledger_id, base, employer_part, employee_part)
    RETURNING person_id, id
"""

_EVENTS = """
    INSERT INTO deposits_personalaccountevent (record_id, action, before, after, by_id, at, note, month)
    SELECT id, 'open', '', '01', %(by)s, %(at)s, '', %(month)s FROM unnest(%(ids)s::bigint[]) AS id
"""


@step
def open_many(
    *, employer_account: EmployerAccount, openings: Sequence[Opening], on: date, by: User | None, at: datetime
) -> dict[int, int]:
    """Open accounts under a locked employer account in a few statements; account ids by person id."""
    if not openings:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('deposits_personal_number') FROM generate_series(1, %s)", [len(openings)])
        numbers = [rules.personal_account_number(sequence) for (sequence,) in cursor.fetchall()]
        codes = [f"201-{number}" for number in numbers]
        names = [opening.name for opening in openings]
        ledger_ids = ledger.open_accounts(
            rows=list(zip(codes, names, strict=True)), subject="201", on=on, is_guarded=True
        )
        cursor.execute(
            _OPEN,
            {
                "employer_account": employer_account.pk,
                "on": on,
                "numbers": numbers,
                "persons": [opening.person_id for opening in openings],
                "ledgers": [ledger_ids[code] for code in codes],
                "bases": [opening.base_fen for opening in openings],
                "employer_parts": [opening.employer_part_fen for opening in openings],
                "employee_parts": [opening.employee_part_fen for opening in openings],
            },
        )
        opened = dict(cursor.fetchall())
        cursor.execute(
            _EVENTS,
            {"ids": list(opened.values()), "by": by.pk if by else None, "at": at, "month": month_of(on)},
        )
    return opened
