"""Freezing a personal account by a court's or another authority's order, and lifting it: two persons each time.

A freeze in force lies on the account as an Encumbrance, which transfers and withdrawals read; part of a balance is
held in the books too. Who stands in a list that waits for money is frozen "neither in nor out" once that list is void
or allocated. Locks: employer's account, account, freeze, books.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext as _

from accounts import queries as people
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits.models import Freeze, PersonalAccount, RemittanceList
from deposits.operations import change_messages, encumbrances
from deposits.operations.bases import lock_both
from deposits.operations.personal import InWaitingList
from deposits.rules import freezes as rules
from deposits.rules.freezes import Order
from deposits.states import (
    FREEZE_MOVES,
    FREEZES_IN_FORCE,
    OPEN_STATUSES,
    WAITING_STATUSES,
    EncumbranceKind,
    FreezeKind,
)
from ledger import operations as ledger
from ledger.models import Account
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

SOURCE = "deposits"


class ClosedAccount(BusinessError):
    """The account is closed: there is nothing to freeze."""


class SamePair(BusinessError):
    """Who wrote it down does not authorise it."""


class ConcernsThem(BusinessError):
    """Nobody freezes or frees an account of their own or of who is near."""


@operation
def propose_freeze(*, account_id: int, order: Order, by: User, at: datetime) -> Freeze:
    """Write down an order to freeze; a second person puts it in force. Raises ClosedAccount, FreezeUnclear."""
    account = lock(PersonalAccount, account_id)
    _refuse_near(account, by)
    if account.status not in OPEN_STATUSES:
        raise ClosedAccount(_("账户已销户，不能冻结。"))
    rules.refuse_unclear(order, policy.book_date())
    freeze = Freeze.objects.create(
        account=account,
        kind=order.kind,
        amount_fen=order.amount_fen,
        authority=order.authority.strip(),
        document_number=order.document_number.strip(),
        document_on=order.document_on,
        until=order.until,
        made_by=by,
        made_by_person_id=by.person_id,
        made_at=at,
    )
    freeze.events.create(action="propose", before="", after=freeze.status, by=by, at=at)
    return freeze


@operation
def authorise_freeze(*, freeze_id: int, by: User, at: datetime) -> Freeze:
    """Put a freeze in force: it lies on the account, and the amount meant is held as far as it is there.

    The owner is told by whose order. Raises WrongState, SamePair, ClosedAccount, InWaitingList for a freeze neither in
    nor out, FreezeUnclear where its time is over.
    """
    freeze, account = _lock(freeze_id)
    refuse_move(freeze, "authorise", FREEZE_MOVES)
    _refuse_pair(freeze.made_by_person_id, account, by)
    if account.status not in OPEN_STATUSES:
        raise ClosedAccount(_("账户已销户，不能冻结。"))
    on = policy.book_date()
    if rules.is_over(freeze.until, on):
        raise rules.FreezeUnclear(_("冻结期限已经过了，不能再冻结。"), field="until")
    if freeze.kind == FreezeKind.NEITHER:
        _refuse_listed(account)
    facts: dict[str, Any] = {"authorised_by": by, "authorised_by_person_id": by.person_id, "since": on}
    move(freeze, "authorise", FREEZE_MOVES, by=by, at=at, **facts)
    encumbrances.encumber(
        key=freeze.key,
        person_id=account.person_id,
        kind=EncumbranceKind.FREEZE,
        source=SOURCE,
        sentence=sentence_of(freeze),
        since=on,
        until=freeze.until,
        by=by,
        at=at,
    )
    _hold(freeze, account, by=by, at=at)
    _note(account, "freeze", freeze, by=by, at=at)
    change_messages.tell_frozen(freeze, account, at)
    return freeze


@operation
def refuse_freeze(*, freeze_id: int, reason: str, by: User, at: datetime) -> Freeze:
    """The order is not carried out; its maker may take it back like this too. Raises WrongState, ConcernsThem."""
    freeze, account = _lock(freeze_id)
    _refuse_near(account, by)
    move(freeze, "refuse", FREEZE_MOVES, by=by, at=at, note=reason)
    return freeze


@operation
def propose_lift(*, freeze_id: int, document: str, reason: str, by: User, at: datetime) -> Freeze:
    """Write down the order that lifts a freeze. Raises WrongState, FreezeUnclear without a document."""
    freeze, account = _lock(freeze_id)
    _refuse_near(account, by)
    if not document.strip():
        raise rules.FreezeUnclear(_("请写明解除冻结的文书编号。"), field="document")
    facts: dict[str, Any] = {
        "lift_document": document.strip(),
        "lift_reason": reason,
        "lift_by": by,
        "lift_by_person_id": by.person_id,
    }
    move(freeze, "propose_lift", FREEZE_MOVES, by=by, at=at, note=document, **facts)
    return freeze


@operation
def authorise_lift(*, freeze_id: int, by: User, at: datetime) -> Freeze:
    """End a freeze by its document: what was held is free again, the owner is told. Raises WrongState, SamePair."""
    freeze, account = _lock(freeze_id)
    refuse_move(freeze, "authorise_lift", FREEZE_MOVES)
    _refuse_pair(freeze.lift_by_person_id, account, by)
    facts: dict[str, Any] = {"lift_authorised_by": by, "lift_authorised_by_person_id": by.person_id}
    _end(freeze, account, "authorise_lift", by=by, at=at, **facts)
    return freeze


@operation
def keep_freeze(*, freeze_id: int, reason: str, by: User, at: datetime) -> Freeze:
    """The order to lift does not hold: the freeze stays. Raises WrongState, ConcernsThem."""
    freeze, account = _lock(freeze_id)
    _refuse_near(account, by)
    cleared: dict[str, Any] = {"lift_document": "", "lift_reason": "", "lift_by": None, "lift_by_person": None}
    move(freeze, "keep", FREEZE_MOVES, by=by, at=at, note=reason, **cleared)
    return freeze


@operation
def expire_freeze(*, freeze_id: int, at: datetime) -> Freeze | None:
    """End a freeze whose last day is past; None where it has ended before or its time was not over."""
    freeze, account = _lock(freeze_id)
    if not freeze.is_in_force or not rules.is_over(freeze.until, policy.book_date()):
        return None
    _end(freeze, account, "expire", by=None, at=at)
    return freeze


@operation
def hold_more(*, freeze_id: int, at: datetime) -> int:
    """Hold what has come in since for a freeze whose amount is not all there yet; fen held now."""
    freeze, account = _lock(freeze_id)
    return _hold(freeze, account, by=None, at=at) if freeze.is_in_force else 0


def freezes_to_end() -> list[int]:
    """Ids of the freezes that `expire_freeze` is for."""
    rows = Freeze.objects.filter(status__in=FREEZES_IN_FORCE, until__lt=policy.book_date())
    return list(rows.order_by("id").values_list("pk", flat=True))


def freezes_to_fill() -> list[int]:
    """Ids of the freezes that `hold_more` is for: part of their amount was not there, and money is now."""
    rows = Freeze.objects.filter(status__in=FREEZES_IN_FORCE, kind=FreezeKind.AMOUNT)
    rows = rows.filter(
        held_fen__lt=F("amount_fen"),
        account__ledger_account__balance_fen__gt=F("account__ledger_account__held_fen"),
    )
    return list(rows.order_by("id").values_list("pk", flat=True))


def sentence_of(freeze: Freeze) -> str:
    """What people read where a freeze forbids something."""
    facts = {
        "authority": freeze.authority,
        "number": freeze.document_number,
        "kind": freeze.get_kind_display(),
        "amount": yuan(freeze.amount_fen or 0),
    }
    if freeze.kind == FreezeKind.AMOUNT:
        return (_("账户已被%(authority)s冻结 %(amount)s 元（%(number)s）。") % facts)[:200]
    return (_("账户已被%(authority)s冻结（%(number)s，%(kind)s）。") % facts)[:200]


@step
def _lock(freeze_id: int) -> tuple[Freeze, PersonalAccount]:
    account_id = Freeze.objects.values_list("account_id", flat=True).get(pk=freeze_id)
    _employer, account = lock_both(account_id)
    return lock(Freeze, freeze_id), account


@step
def _hold(freeze: Freeze, account: PersonalAccount, *, by: User | None, at: datetime) -> int:
    """Hold what the amount still lacks, as far as it is there. The balance is read under its own lock."""
    if freeze.kind != FreezeKind.AMOUNT:
        return 0
    ledger.lock_accounts({account.ledger_account_id})
    book = Account.objects.get(pk=account.ledger_account_id)
    fen = rules.to_hold(freeze.amount_fen, freeze.held_fen, book.balance_fen - book.held_fen)
    if fen:
        freeze.holds += 1
        freeze.held_fen += fen
        ledger.hold(key=f"{freeze.key}-{freeze.holds}", account_id=book.pk, fen=fen, by=by, at=at)
        freeze.save(update_fields=["holds", "held_fen"])
    return fen


@step
def _end(freeze: Freeze, account: PersonalAccount, action: str, *, by: User | None, at: datetime, **facts: Any) -> None:
    move(freeze, action, FREEZE_MOVES, by=by, at=at, ended_on=policy.book_date(), **facts)
    encumbrances.lift(key=freeze.key, by=by, at=at)
    for place in range(1, freeze.holds + 1):
        ledger.release(hold_key=f"{freeze.key}-{place}", at=at)
    _note(account, "unfreeze", freeze, by=by, at=at)
    change_messages.tell_unfrozen(freeze, account, at)


def _note(account: PersonalAccount, action: str, freeze: Freeze, *, by: User | None, at: datetime) -> None:
    status = account.status
    account.events.create(action=action, before=status, after=status, by=by, at=at, note=str(freeze))


def _refuse_listed(account: PersonalAccount) -> None:
    """Raise InWaitingList: its money would come to an account that nothing may come to."""
    waiting = RemittanceList.objects.filter(items__account=account, status__in=WAITING_STATUSES).order_by("id").first()
    if waiting is not None:
        words = _("该职工在等候到账的清册 %(number)s 里。请先作废这张清册，或者等它入账，再按“不收不付”冻结。")
        raise InWaitingList(words % {"number": waiting.number})


def _refuse_pair(maker_id: int | None, account: PersonalAccount, by: User) -> None:
    if maker_id == by.person_id:
        raise SamePair(_("经办人不能自己复核，请由另一人核对文书后复核。"))
    _refuse_near(account, by)


def _refuse_near(account: PersonalAccount, by: User) -> None:
    if by.person_id in people.linked_persons([account.person_id]) | {account.person_id}:
        raise ConcernsThem(_("当事人是您本人或亲属，请交给其他同事办理。"))
