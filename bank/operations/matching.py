"""From a bank line to its place in the books: every receipt is booked to 219-01 first, then reserved for what waits.

See docs/decisions/receipts-through-suspense.md.
"""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext as _

from bank import rules
from bank.models import BankLine, Expectation, Payer, Receipt, Reservation, Reversal, SuspenseItem, SuspenseMove
from bank.operations import expectations
from bank.states import (
    RECEIPT_MOVES,
    WAITING,
    ReceiptStatus,
    ReservationStatus,
    SuspenseMoveKind,
)
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step
from ledger import operations as ledger
from ledger.models import Account
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
UNIDENTIFIED_CODE = "219-01-0"


class NotBooked(BusinessError):
    """The receipt's day has not come, so there is no money to dispose of."""


class AlreadyUsed(BusinessError):
    """The receipt's money is in use, so it cannot go elsewhere."""


def match_new_receipts(*, by: User | None, at: datetime, limit: int | None = None) -> int:
    """Book and match each receipt whose day has come, oldest first; how many. Each is an act of its own.

    One that is refused waits for the next sweep and does not stop the others.
    """
    due = Receipt.objects.filter(status=ReceiptStatus.NEW, value_date__lte=policy.book_date())
    ids = list(due.order_by("value_date", "id").values_list("pk", flat=True)[:limit])
    done = 0
    for receipt_id in ids:
        try:
            match_receipt(receipt_id=receipt_id, by=by, at=at)
            done += 1
        except BusinessError as refusal:
            logger.error("receipt %s not booked: %s", receipt_id, refusal)
    return done


@operation
def match_receipt(*, receipt_id: int, by: User | None, at: datetime) -> Receipt:
    """Find whose money a receipt is (domain §2.5), book it 101 / 219-01 and reserve it for what waits.

    A receipt whose value date lies after the open business date stays NEW; one that is booked stays as it is.
    """
    receipt = lock(Receipt, receipt_id)
    on = policy.book_date()
    if receipt.status != ReceiptStatus.NEW or receipt.value_date > on:
        return receipt
    match = _identify(receipt.line)
    expectation = _lock_waiting(match.expectation_id)
    if match.expectation_id and expectation is None:
        # Somebody else covered it between the look and the lock: the employer is still right.
        match = rules.Match(5, employer_id=match.employer_id)
    item = _book(receipt, match, expectation, on=on, by=by, at=at)
    if expectation is not None and not match.needs_person:
        _reserve_receipt(receipt, expectation, item, by=by, at=at)
    return receipt


@operation
def confirm_proposal(*, receipt_id: int, by: User, at: datetime) -> Receipt:
    """A person confirms what rule 4 proposed. Raises WrongState where the proposal has ended, AlreadyUsed where the
    expectation has, or the money went elsewhere."""
    receipt = lock(Receipt, receipt_id)
    expectation = _lock_waiting(receipt.expectation_id)
    move(receipt, "confirm", RECEIPT_MOVES, by=by, at=at)
    if expectation is None:
        raise AlreadyUsed(_("这笔款项已不再等待到账，请退回为单位暂收。"))
    item = _lock_item(receipt)
    if not item.free_fen:
        raise AlreadyUsed(_("这笔收款已用于别处或正在退款，不能确认。"))
    _reserve_receipt(receipt, expectation, item, by=by, at=at)
    return receipt


@operation
def decline_proposal(*, receipt_id: int, by: User, at: datetime, note: str = "") -> Receipt:
    """A person says the proposal is wrong: the money stays in the employer's suspense. Raises WrongState."""
    receipt = lock(Receipt, receipt_id)
    move(receipt, "decline", RECEIPT_MOVES, by=by, at=at, note=note, expectation=None)
    return receipt


@operation
def assign_to_employer(
    *, receipt_id: int, employer_id: int, by: User, at: datetime, expectation_key: str = "", note: str = ""
) -> Receipt:
    """A person knows whose money this is: it moves to that employer's suspense, and on to what waits if named.

    Raises AlreadyUsed where any of it is reserved, used or being refunded, NotBooked, WrongState.
    """
    receipt = lock(Receipt, receipt_id)
    # Expectation before item, the order all verbs keep.
    expectation = expectations.lock_expectation(expectation_key) if expectation_key else None
    item = _lock_item(receipt)
    _refuse_used(item)
    if expectation is not None and (expectation.status not in WAITING or expectation.employer_id != employer_id):
        raise AlreadyUsed(_("这笔款项不属于所选单位，或已不再等待到账。"))
    payer = Payer.objects.select_related("employer").get(employer_id=employer_id)
    move(receipt, "assign", RECEIPT_MOVES, by=by, at=at, note=note or str(payer.employer), expectation=expectation)
    on = policy.book_date()
    account = suspense_account(payer.account_number, name=payer.employer.name, on=on)
    if account.pk != item.account_id:
        _move_item(item, account, payer, on=on, by=by, at=at)
    if expectation is not None:
        _reserve_receipt(receipt, expectation, item, by=by, at=at)
    return receipt


@operation
def assign_to_matter(*, receipt_id: int, expectation_key: str, by: User, at: datetime, note: str = "") -> Receipt:
    """A person knows which matter without an employer (a transfer from another centre) unidentified money is meant for,
    although its number was left out: it is reserved for it, with its own value date.

    Raises AlreadyUsed where money or matter is not free for that (any more), NotBooked, WrongState.
    """
    receipt = lock(Receipt, receipt_id)
    expectation = expectations.lock_expectation(expectation_key)
    item = _lock_item(receipt)
    _refuse_used(item)
    if expectation.status not in WAITING or expectation.employer_id or item.employer_id:
        raise AlreadyUsed(_("这笔款项已有归属，或所选事项已不再等待到账。"))
    if Reversal.objects.filter(original=receipt.line_id).exists():
        raise AlreadyUsed(_("银行已冲正这笔收款，不能再使用。"))
    note = note or str(expectation)
    move(receipt, "match_late", RECEIPT_MOVES, by=by, at=at, note=note[:200], expectation=expectation)
    _reserve_receipt(receipt, expectation, item, by=by, at=at)
    return receipt


@step
def move_suspense(*, from_employer_id: int, to_employer_id: int, by: User | None, at: datetime) -> int:
    """An employer becomes part of another: what lies in its suspense is the other's from now on; how many pieces.

    Raises AlreadyUsed where some of it is promised or being refunded.
    """
    rows = SuspenseItem.objects.select_for_update(of=("self",), no_key=True)
    items = list(rows.filter(employer_id=from_employer_id, left_fen__gt=0).order_by("pk"))
    if any(item.reserved_fen or item.refunding_fen for item in items):
        raise AlreadyUsed(_("单位有暂收款正在退款或已预留，办结后再办。"))
    on, payer = policy.book_date(), Payer.objects.select_related("employer").get(employer_id=to_employer_id)
    account = suspense_account(payer.account_number, name=payer.employer.name, on=on)
    for item in items:
        _move_item(item, account, payer, on=on, by=by, at=at)
    return len(items)


@step
def match_earlier(*, expectation_key: str, since: date, by: User | None, at: datetime) -> int:
    """Money that came before anybody waited for it: unidentified receipts since `since` that name the expectation's
    reference are reserved for it, oldest first, with their own value dates. Returns how many.

    For expectations without an employer; an employer's suspense is used by a person (`use_suspense`).
    """
    expectation = expectations.lock_expectation(expectation_key)
    reference = rules.normalise_text(expectation.reference)
    early = Receipt.objects.filter(
        status__in=[ReceiptStatus.UNIDENTIFIED, ReceiptStatus.MATCHED],
        value_date__gte=since,
        suspense__employer=None,
        suspense__left_fen__gt=F("suspense__reserved_fen") + F("suspense__refunding_fen"),
        line__reversed_by=None,  # the bank has taken it back, even where its reversal is not booked yet
    )
    found = 0
    for receipt in early.select_related("line").order_by("value_date", "id"):
        if reference in rules.tokens(receipt.line.remark, receipt.line.summary) and expectation.status in WAITING:
            locked = lock(Receipt, receipt.pk)
            item = _lock_item(locked)
            if item.free_fen:
                move(locked, "match_late", RECEIPT_MOVES, by=by, at=at, rule=1, expectation=expectation)
                _reserve_receipt(locked, expectation, item, by=by, at=at)
                found += 1
    return found


@step
def suspense_account(account_number: str, *, name: str, on: date) -> Account:
    """The ledger account of an employer's suspense, or of the unidentified ("")."""
    if not account_number:
        return ledger.open_account(
            code=UNIDENTIFIED_CODE, name=_("无单位暂收款"), subject="219-01", on=on, is_guarded=True
        )
    label = _("暂收款 %(name)s") % {"name": name}
    return ledger.open_account(
        code=f"219-01-{account_number}", name=label[:120], subject="219-01", on=on, is_guarded=True
    )


def _identify(line: BankLine) -> rules.Match:
    """Ask the rules about a line, with the expectations and payers that could fit."""
    facts = rules.ReceiptFacts(
        amount_fen=line.amount_fen,
        remark=line.remark,
        summary=line.summary,
        payer_index=line.counter_index,
        name_key=rules.name_key(line.counter_name),
    )
    named = rules.tokens(line.remark, line.summary)
    fits = Q(account_number__in=named)
    if facts.payer_index:
        fits |= Q(payer_index=facts.payer_index)
    if facts.name_key:
        fits |= Q(name_key=facts.name_key)
    payers = Payer.objects.filter(fits).order_by("id")[:20]
    waiting = Expectation.objects.filter(fits | Q(reference__in=named), status__in=WAITING).order_by("id")[:200]
    return rules.identify(
        facts,
        [
            rules.Waiting(
                id=each.pk,
                employer_id=each.employer_id,
                reference=each.reference,
                account_number=each.account_number,
                payer_index=each.payer_index,
                name_key=each.name_key,
                missing_fen=each.missing_fen,
            )
            for each in waiting
        ],
        [rules.KnownPayer(each.employer_id, each.account_number, each.payer_index, each.name_key) for each in payers],
    )


def _lock_waiting(expectation_id: int | None) -> Expectation | None:
    """The expectation, locked, if it still waits."""
    if expectation_id is None:
        return None
    expectation = lock(Expectation, expectation_id)
    return expectation if expectation.status in WAITING else None


def _book(
    receipt: Receipt,
    match: rules.Match,
    expectation: Expectation | None,
    *,
    on: date,
    by: User | None,
    at: datetime,
) -> SuspenseItem:
    """Book the receipt to the suspense of the employer found, or of nobody, and open its suspense item."""
    payer = Payer.objects.select_related("employer").filter(employer_id=match.employer_id or 0).first()
    number = payer.account_number if payer else ""
    account = suspense_account(number, name=payer.employer.name if payer else "", on=on)
    journal = ledger.post(
        key=f"bank-receipt-{receipt.pk}",
        reason=Reason.RECEIPT_SUSPENSE,
        on=on,
        value_on=min(receipt.value_date, on),
        debits=[ledger.Line(receipt.line.bank_account.ledger_account_id, receipt.amount_fen)],
        credits=[ledger.Line(account.pk, receipt.amount_fen)],
        memo=receipt.line.bank_serial,
        by=by,
        at=at,
    )
    action = _action(match, payer)
    move(
        receipt,
        action,
        RECEIPT_MOVES,
        by=by,
        at=at,
        rule=match.rule,
        expectation=expectation,
        journal=journal,
    )
    item = SuspenseItem.objects.create(
        account=account,
        employer_id=payer.employer_id if payer else None,
        receipt=receipt,
        amount_fen=receipt.amount_fen,
        left_fen=receipt.amount_fen,
        since=receipt.value_date,
    )
    SuspenseMove.objects.create(item=item, kind=SuspenseMoveKind.BOOKED, fen=receipt.amount_fen, by=by, at=at)
    return item


def _action(match: rules.Match, payer: Payer | None) -> str:
    if match.expectation_id is not None:
        return "propose" if match.needs_person else "match"
    return "keep_for_employer" if payer else "keep"


def _reserve_receipt(
    receipt: Receipt, expectation: Expectation, item: SuspenseItem, *, by: User | None, at: datetime
) -> None:
    """Reserve as much of the receipt as the expectation still misses; what is above it stays free."""
    expectations.reserve(
        expectation,
        item,
        min(item.free_fen, expectation.missing_fen),
        value_on=receipt.value_date,
        key=f"receipt-{receipt.pk}:{expectation.pk}",
        by=by,
        at=at,
        receipt=receipt,
    )


def _lock_item(receipt: Receipt) -> SuspenseItem:
    """The receipt's suspense item, locked. Raises NotBooked."""
    if receipt.status == ReceiptStatus.NEW:
        raise NotBooked(_("这笔收款还没有到入账日，入账后再处理。"))
    return lock(SuspenseItem, receipt.suspense.pk)


def _refuse_used(item: SuspenseItem) -> None:
    taken = Reservation.objects.filter(item=item, status=ReservationStatus.TAKEN).exists()
    if taken or item.reserved_fen or item.refunding_fen or not item.left_fen:
        raise AlreadyUsed(_("这笔收款已预留、已入账或正在退款，不能再改归单位。"))


def _move_item(item: SuspenseItem, account: Account, payer: Payer, *, on: date, by: User | None, at: datetime) -> None:
    """Book what is left of an item from one suspense account to another."""
    moves = item.moves.count()
    ledger.post(
        key=f"bank-assign-{item.pk}-{moves}",
        reason=Reason.SUSPENSE_MOVED,
        on=on,
        value_on=on,
        debits=[ledger.Line(item.account_id, item.left_fen)],
        credits=[ledger.Line(account.pk, item.left_fen)],
        by=by,
        at=at,
    )
    item.account, item.employer_id = account, payer.employer_id
    item.save(update_fields=["account", "employer"])
    SuspenseMove.objects.create(item=item, kind=SuspenseMoveKind.ASSIGNED, fen=0, note=account.name, by=by, at=at)
