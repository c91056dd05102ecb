"""The register of payees: developers' supervised accounts, lenders, landlord operators; the work of two persons."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.crypto import blind_index
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation
from risk.rules import normal
from withdrawals.models import SupervisedAccount
from withdrawals.states import PAYEE_MOVES, PayeeKind

if TYPE_CHECKING:
    from accounts.models import User


class PayeeKnown(BusinessError):
    """The account is in the register, or waits for its second person."""


class SamePerson(BusinessError):
    """Whoever entered a payee does not confirm it."""


class BadEntry(BusinessError):
    """Name, account and the agreement it rests on are needed."""


@operation
def propose_payee(
    *,
    kind: str,
    name: str,
    account: str,
    bank_name: str,
    document_number: str,
    since: date,
    by: User,
    at: datetime,
    bank_no: str = "",
    project: str = "",
    until: date | None = None,
) -> SupervisedAccount:
    """Enter a payee; money goes there once a second person has confirmed. Raises BadEntry, PayeeKnown."""
    number = normal.account(account)
    if not name.strip() or len(number) < 8 or not document_number.strip():
        raise BadEntry(_("请填写户名、完整账号和依据文件。"))
    if kind not in (PayeeKind.DEVELOPER, PayeeKind.LENDER, PayeeKind.LANDLORD):
        raise BadEntry(_("请选择收款单位的类别。"))
    try:
        with transaction.atomic():
            made = SupervisedAccount.objects.create(
                kind=kind,
                name=name.strip(),
                account=number,
                account_index=blind_index(number, kind="payee"),
                bank_name=bank_name.strip(),
                bank_no=bank_no,
                project=project.strip(),
                document_number=document_number.strip(),
                since=since,
                until=until,
                made_by=by,
                made_by_person_id=by.person_id,
                made_at=at,
            )
    except IntegrityError:
        raise PayeeKnown(_("这个账号已在名录里，或正在等待复核。")) from None
    made.events.create(action="propose", after=made.status, by=by, at=at)
    return made


@operation
def confirm_payee(*, payee_id: int, by: User, at: datetime) -> SupervisedAccount:
    """A second person has compared it with the agreement. Raises SamePerson, WrongState."""
    row = lock(SupervisedAccount, payee_id)
    if by.person_id == row.made_by_person_id:
        raise SamePerson(_("登记人不能复核自己登记的收款单位。"))
    facts: dict[str, Any] = {"confirmed_by": by, "confirmed_by_person_id": by.person_id, "confirmed_at": at}
    move(row, "confirm", PAYEE_MOVES, by=by, at=at, **facts)
    return row


@operation
def refuse_payee(*, payee_id: int, reason: str, by: User, at: datetime) -> SupervisedAccount:
    """It is not what the agreement says. Raises WrongState."""
    row = lock(SupervisedAccount, payee_id)
    move(row, "refuse", PAYEE_MOVES, by=by, at=at, note=reason)
    return row


@operation
def end_payee(*, payee_id: int, reason: str, by: User, at: datetime) -> SupervisedAccount:
    """From today on no money goes there; what is ordered already goes on. Raises WrongState."""
    row = lock(SupervisedAccount, payee_id)
    until = max(timezone.localdate(at), row.since)
    move(row, "end", PAYEE_MOVES, by=by, at=at, note=reason, until=until)
    return row
