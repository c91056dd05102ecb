"""Accounts that go on under another employer (同城转移): their owners are told at once, may object, and are heard.

The law obliges the new employer to report within 30 days (Regulation Art. 15), so nobody's leave is asked before.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits.models import EmployerAccount, InternalTransfer, PersonalAccount, RemittanceItem, RemittanceList
from deposits.operations import messages
from deposits.states import (
    OPEN_STATUSES,
    PERSONAL_MOVES,
    TRANSFER_MOVES,
    WAITING_STATUSES,
    PersonalAccountStatus,
    TransferStatus,
)
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class ObjectedBefore(BusinessError):
    """The person objected to this employer before, and was right."""


class MovedOn(BusinessError):
    """The account is no longer with the employer it went to."""


class NotTheirsToDecide(BusinessError):
    """Who moved the account, or owns it, does not decide on the objection."""


class StillInList(BusinessError):
    """The person stands in a list of the new employer that waits for money."""


@step
def note_transfer(
    account: PersonalAccount, to_account: EmployerAccount, *, by: User | None, at: datetime
) -> InternalTransfer:
    """Write down that a locked, sealed account goes to another employer; call it before the account changes."""
    assert account.sealed_on is not None, "only a sealed account goes elsewhere"
    transfer = InternalTransfer.objects.create(
        account=account,
        from_account_id=account.employer_account_id,
        to_account=to_account,
        sealed_on=account.sealed_on,
        base_fen=account.base_fen,
        employer_part_fen=account.employer_part_fen,
        employee_part_fen=account.employee_part_fen,
        on=policy.book_date(),
        at=at,
        by=by,
        by_person_id=by.person_id if by else None,
    )
    transfer.events.create(action="make", before="", after=transfer.status, by=by, at=at)
    return transfer


_NOTE = """
    WITH made AS (
        INSERT INTO deposits_internaltransfer
            (account_id, from_account_id, to_account_id, list_id, status, sealed_on, base_fen, employer_part_fen,
             employee_part_fen, "on", at, by_id, by_person_id, objection, decision)
        SELECT a.id, a.employer_account_id, %(employer_account)s, %(list)s, 'MADE', a.sealed_on, a.base_fen,
               a.employer_part_fen, a.employee_part_fen, %(on)s, %(at)s, %(by)s, %(by_person)s, '', ''
        FROM deposits_remittanceitem i JOIN deposits_personalaccount a ON a.id = i.account_id
        WHERE i.list_id = %(list)s AND i.change = 'UNSEAL' AND a.employer_account_id <> %(employer_account)s
        RETURNING id, account_id
    ), told AS (
        INSERT INTO deposits_internaltransferevent (record_id, action, before, after, by_id, at, note)
        SELECT id, 'make', '', 'MADE', %(by)s, %(at)s, '' FROM made
    )
    SELECT a.person_id FROM made JOIN deposits_personalaccount a ON a.id = made.account_id ORDER BY 1
"""


@step
def note_transfers(
    remittance: RemittanceList, account: EmployerAccount, *, on: date, by: User | None, at: datetime
) -> list[int]:
    """The same for a list, in one statement for any length; the persons whose accounts go to its employer."""
    values: dict[str, Any] = {
        "list": remittance.pk,
        "employer_account": account.pk,
        "on": on,
        "at": at,
        "by": by.pk if by else None,
        "by_person": by.person_id if by else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
        return [person for (person,) in cursor.fetchall()]


def refuse_objected(account: PersonalAccount, to_account: EmployerAccount) -> None:
    """Raises ObjectedBefore where the owner once had the account taken back from this employer."""
    if InternalTransfer.objects.filter(account=account, to_account=to_account, status=TransferStatus.UNDONE).exists():
        raise ObjectedBefore(_("本人曾对转入该单位提出异议并已退回，须本人到场或有本人签字的申请才能再转入。"))


@operation
def object_to_transfer(*, transfer_id: int, objection: str, by: User, at: datetime) -> InternalTransfer:
    """The owner, or staff for them, says that they do not work there. Raises WrongState, MovedOn."""
    transfer = lock(InternalTransfer, transfer_id)
    refuse_move(transfer, "object", TRANSFER_MOVES)
    _refuse_moved_on(transfer.account, transfer)
    move(transfer, "object", TRANSFER_MOVES, by=by, at=at, note=objection, objection=objection[:200], objected_at=at)
    return transfer


@operation
def undo_transfer(*, transfer_id: int, decision: str, by: User, at: datetime) -> InternalTransfer:
    """The objection holds: the account is sealed again as it was, under the employer it came from.

    What was credited meanwhile stays the person's. The new employer's lists cannot take the account again. Raises
    WrongState, NotTheirsToDecide, MovedOn, StillInList.
    """
    transfer = lock(InternalTransfer, transfer_id)
    account = lock(PersonalAccount, transfer.account_id)
    refuse_move(transfer, "undo", TRANSFER_MOVES)
    _refuse_decider(transfer, account, by)
    _refuse_moved_on(account, transfer)
    if RemittanceItem.objects.filter(account=account, list__status__in=WAITING_STATUSES).exists():
        raise StillInList(_("该职工在转入单位待入账的清册中，请先作废该清册，或等入账后再退回。"))
    note = _("异议成立，退回原单位")
    before: dict[str, Any] = {
        "employer_account_id": transfer.from_account_id,
        "sealed_on": transfer.sealed_on,
        "base_fen": transfer.base_fen,
        "employer_part_fen": transfer.employer_part_fen,
        "employee_part_fen": transfer.employee_part_fen,
    }
    moves = {**PERSONAL_MOVES, "return": (set(OPEN_STATUSES), PersonalAccountStatus.SEALED)}
    move(account, "return", moves, by=by, at=at, note=note, **before)
    _decide(transfer, "undo", decision, by, at)
    messages.tell_decided(transfer, _("您的异议成立，账户已退回原来的封存状态"), at)
    return transfer


@operation
def let_transfer_stand(*, transfer_id: int, decision: str, by: User, at: datetime) -> InternalTransfer:
    """The objection does not hold: the account stays where it is. Raises WrongState, NotTheirsToDecide."""
    transfer = lock(InternalTransfer, transfer_id)
    refuse_move(transfer, "let_stand", TRANSFER_MOVES)
    _refuse_decider(transfer, transfer.account, by)
    _decide(transfer, "let_stand", decision, by, at)
    messages.tell_decided(transfer, _("经核实，您的账户仍由该单位缴存"), at)
    return transfer


def _decide(transfer: InternalTransfer, action: str, decision: str, by: User, at: datetime) -> None:
    move(
        transfer,
        action,
        TRANSFER_MOVES,
        by=by,
        at=at,
        note=decision,
        decision=decision[:200],
        decided_by=by,
        decided_by_person_id=by.person_id,
        decided_at=at,
    )


def _refuse_decider(transfer: InternalTransfer, account: PersonalAccount, by: User) -> None:
    if by.person_id in (transfer.by_person_id, account.person_id):
        raise NotTheirsToDecide(_("异议须由未经办该笔转入的工作人员处理，也不能由本人处理。"))


def _refuse_moved_on(account: PersonalAccount, transfer: InternalTransfer) -> None:
    if account.employer_account_id != transfer.to_account_id or account.status not in OPEN_STATUSES:
        raise MovedOn(_("账户已不在该单位名下，不需要再办理退回。"))
