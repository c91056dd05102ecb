"""What the apps above ask of the bank: register what should come, take what came, hear what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext as _

from bank import rules
from bank.models import Expectation, Outcome, Payer, Reservation, SuspenseItem, SuspenseMove
from bank.states import (
    EXPECTATION_MOVES,
    WAITING,
    ExpectationStatus,
    OutcomeKind,
    ReservationStatus,
    SuspenseMoveKind,
)
from common import crypto, identity
from common.errors import BusinessError
from common.states import move, refuse_move
from common.transactions import step, wake
from ledger import operations as ledger

if TYPE_CHECKING:
    from accounts.models import User
    from bank.models import Receipt


class NoSuchExpectation(BusinessError):
    """No expectation is registered under the key."""


class NotEnoughSuspense(BusinessError):
    """The employer's suspense does not hold the amount asked for."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Money taken for an expectation: the total, its value date, and the debit lines (219-01) of the journal."""

    fen: int
    value_on: date
    debits: list[ledger.Line]


def payer_index(number: str) -> str:
    """Blind index of somebody else's bank account number; "" for none."""
    cleaned = identity.normalise(number)
    return crypto.blind_index(cleaned, kind="bank_account") if cleaned else ""


@step
def register_payer(*, employer_id: int, account_number: str, payer_account: str = "", payer_name: str = "") -> Payer:
    """Put in, or bring up to date, how an employer is recognised in bank lines: number, paying account, name."""
    payer, _created = Payer.objects.update_or_create(
        employer_id=employer_id,
        defaults={
            "account_number": account_number,
            "payer_index": payer_index(payer_account),
            "name_key": rules.name_key(payer_name),
        },
    )
    return payer


@step
def expect(
    *,
    key: str,
    amount_fen: int,
    employer_id: int | None,
    reference: str,
    account_number: str,
    payer_account: str = "",
    payer_name: str = "",
    source: str = "deposits",
    wake: str = "",
    by: User | None,
    at: datetime,
) -> Expectation:
    """Register money that should come, in fen; the same key gives the first expectation back.

    `reference` is the remittance number (汇缴书号), `account_number` the employer's fund account number. `source` is
    the app that will claim the outcome, `wake` the Celery task (no arguments) that does it at once. Raises KeyReused
    where the key stands for another amount or employer. Money that came earlier is not used by itself: see
    `use_suspense`.
    """
    expectation, created = Expectation.objects.get_or_create(
        key=key,
        defaults={
            "source": source,
            "employer_id": employer_id,
            "reference": reference,
            "account_number": account_number,
            "payer_index": payer_index(payer_account),
            "name_key": rules.name_key(payer_name),
            "amount_fen": amount_fen,
            "wake": wake,
            "at": at,
        },
    )
    if not created and (expectation.amount_fen, expectation.employer_id) != (amount_fen, employer_id):
        raise ledger.KeyReused(key)
    if created:
        expectation.events.create(action="expect", after=expectation.status, by=by, at=at)
        if employer_id is not None:
            register_payer(
                employer_id=employer_id,
                account_number=account_number,
                payer_account=payer_account,
                payer_name=payer_name,
            )
    return expectation


@step
def cancel_expectation(*, key: str, by: User | None = None, at: datetime) -> Expectation:
    """Nobody waits for this any more: money reserved for it is free in the employer's suspense again.

    Cancelling twice does nothing. Raises NoSuchExpectation, or WrongState once the money was taken.
    """
    expectation = lock_expectation(key)
    if expectation.status == ExpectationStatus.CANCELLED:
        return expectation
    move(expectation, "cancel", EXPECTATION_MOVES, by=by, at=at, received_fen=0)
    end_reservations(expectation, ReservationStatus.HELD)
    return expectation


@step
def take(*, expectation_key: str, on: date, by: User | None, at: datetime) -> Taken:
    """Take the money of a covered expectation: once, for the one journal in which the caller credits it.

    The caller posts the debit lines in the same transaction, with `value_on` and on the open business date `on`.
    Raises WrongState where the money is not all there (any more) or was taken before, NoSuchExpectation.
    """
    expectation = lock_expectation(expectation_key)
    move(expectation, "take", EXPECTATION_MOVES, by=by, at=at)
    reservations = _lock_reservations(expectation, ReservationStatus.HELD)
    fen_by_account: dict[int, int] = defaultdict(int)
    for reservation in reservations:
        fen_by_account[reservation.item.account_id] += reservation.fen
        change_item(
            reservation.item, SuspenseMoveKind.TAKEN, -reservation.fen, by=by, at=at, note=str(expectation),
            reserved_fen=-reservation.fen,
        )  # fmt: skip
    Reservation.objects.filter(pk__in=[each.pk for each in reservations]).update(status=ReservationStatus.TAKEN)
    return Taken(
        fen=expectation.amount_fen,
        value_on=rules.value_date([each.value_on for each in reservations], on),
        debits=[ledger.Line(account, fen) for account, fen in sorted(fen_by_account.items())],
    )


@step
def give_back(*, expectation_key: str, by: User | None, at: datetime) -> Expectation:
    """Undo `take`: the money lies in the employer's suspense again, and the expectation has ended.

    For the reversal of a month (冲账): the caller reverses, in the same transaction, the journal it had posted.
    Raises WrongState, NoSuchExpectation.
    """
    expectation = lock_expectation(expectation_key)
    move(expectation, "give_back", EXPECTATION_MOVES, by=by, at=at, received_fen=0)
    for reservation in _lock_reservations(expectation, ReservationStatus.TAKEN):
        change_item(reservation.item, SuspenseMoveKind.GIVEN_BACK, reservation.fen, by=by, at=at, note=str(expectation))
        reservation.status = ReservationStatus.RELEASED
        reservation.save(update_fields=["status"])
    return expectation


@step
def give_back_part(*, expectation_key: str, fen: int, note: str, by: User | None, at: datetime) -> list[ledger.Line]:
    """Let part of the money that was taken lie in its employer's suspense again, that of the newest receipts first.

    The caller debits whom it had credited, in the same transaction, and credits these lines (219-01). What is given
    back so is not there for `give_back` any more. Raises WrongState, NotEnoughSuspense, NoSuchExpectation.
    """
    expectation = lock_expectation(expectation_key)
    refuse_move(expectation, "give_back", EXPECTATION_MOVES)
    left, lines = fen, defaultdict(int)
    for reservation in reversed(_lock_reservations(expectation, ReservationStatus.TAKEN)):
        part = min(left, reservation.fen)
        if not part:
            break
        change_item(reservation.item, SuspenseMoveKind.GIVEN_BACK, part, by=by, at=at, note=note)
        lines[reservation.item.account_id] += part
        if part == reservation.fen:
            reservation.status = ReservationStatus.RELEASED
        else:
            reservation.fen -= part
        reservation.save(update_fields=["status", "fen"])
        left -= part
    if left:
        raise NotEnoughSuspense(_("这张清册的款项已经退回过，不够再退这个金额。"))
    return [ledger.Line(account, part) for account, part in sorted(lines.items())]


@step
def use_suspense(*, key: str, expectation_key: str, fen: int, on: date, by: User | None, at: datetime) -> Expectation:
    """Reserve money that lies free in an employer's suspense for what waits from the same employer, oldest first.

    Its value date is the business date `on`: until this act it was not meant for anybody's account. The same key
    does it once. Raises NotEnoughSuspense, WrongState, NoSuchExpectation.
    """
    expectation = lock_expectation(expectation_key)
    if Reservation.objects.filter(key__startswith=f"{key}:").exists():
        return expectation
    items = _free_items(expectation)
    if fen > expectation.missing_fen or fen > sum(item.free_fen for item in items) or fen <= 0:
        raise NotEnoughSuspense(_("该单位可用的暂收款不足，或超过了还需到账的金额。"))
    left = fen
    for item in items:
        part = min(left, item.free_fen)
        if part:
            reserve(expectation, item, part, value_on=on, key=f"{key}:{item.pk}", by=by, at=at)
            left -= part
    return expectation


@step
def claim_outcomes(*, source: str, limit: int = 100, at: datetime, after: int = 0) -> list[Outcome]:
    """News for the app `source`, oldest first, claimed in the caller's transaction: each row is handed out once.

    Several workers may claim at a time; a transaction that fails leaves its rows for the next. That a matter is
    covered is no longer news where the bank has taken the money back in between, or nobody waits any more. `after`
    leaves out news up to that id: what an app could not act on does not keep it from the rest.
    """
    stale = Outcome.objects.select_for_update(skip_locked=True, of=("self",), no_key=True).filter(
        ~Q(expectation__status=ExpectationStatus.COVERED), source=source, claimed_at=None, kind=OutcomeKind.COVERED
    )
    Outcome.objects.filter(pk__in=[outcome.pk for outcome in stale]).update(claimed_at=at)
    found = list(
        Outcome.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .filter(source=source, claimed_at=None, pk__gt=after)
        .select_related("expectation", "order", "receipt")
        .order_by("id")[:limit]
    )
    Outcome.objects.filter(pk__in=[outcome.pk for outcome in found]).update(claimed_at=at)
    return found


# --- shared with the other verbs of the bank


@step
def lock_expectation(key: str) -> Expectation:
    """The expectation of this key, locked. Raises NoSuchExpectation."""
    try:
        return Expectation.objects.select_for_update(of=("self",), no_key=True).get(key=key)
    except Expectation.DoesNotExist:
        raise NoSuchExpectation(_("没有登记这笔待收款项。")) from None


@step
def reserve(
    expectation: Expectation,
    item: SuspenseItem,
    fen: int,
    *,
    value_on: date,
    key: str,
    by: User | None,
    at: datetime,
    receipt: Receipt | None = None,
) -> None:
    """Promise part of a locked item to a locked expectation; the outcome is written: all of it, or part."""
    Reservation.objects.create(key=key, expectation=expectation, item=item, fen=fen, value_on=value_on, at=at)
    item.reserved_fen += fen
    item.save(update_fields=["reserved_fen"])
    received = expectation.received_fen + fen
    action = "cover" if received == expectation.amount_fen else "part"
    move(expectation, action, EXPECTATION_MOVES, by=by, at=at, received_fen=received)
    tell(expectation, OutcomeKind.COVERED if action == "cover" else OutcomeKind.PARTLY, at=at, receipt=receipt)


@step
def unreserve(reservation: Reservation, *, by: User | None, at: datetime, receipt: Receipt | None = None) -> None:
    """Take a held reservation away from its (locked) expectation, because the money is gone."""
    expectation, item = reservation.expectation, reservation.item
    was_covered = expectation.status == ExpectationStatus.COVERED
    received = expectation.received_fen - reservation.fen
    action = "part" if received else "empty"
    move(expectation, action, EXPECTATION_MOVES, by=by, at=at, received_fen=received)
    item.reserved_fen -= reservation.fen
    item.save(update_fields=["reserved_fen"])
    reservation.status = ReservationStatus.RELEASED
    reservation.save(update_fields=["status"])
    if was_covered:
        tell(expectation, OutcomeKind.UNCOVERED, at=at, receipt=receipt)


@step
def tell(expectation: Expectation, kind: OutcomeKind, *, at: datetime, receipt: Receipt | None = None) -> None:
    """Write the outcome and wake the app that waits."""
    Outcome.objects.create(source=expectation.source, kind=kind, expectation=expectation, receipt=receipt, at=at)
    if expectation.wake:
        wake(expectation.wake)


@step
def change_item(
    item: SuspenseItem,
    kind: SuspenseMoveKind,
    fen: int,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
    reserved_fen: int = 0,
    refunding_fen: int = 0,
) -> None:
    """Change what is left of a locked item by `fen` (and what is promised of it), and note why."""
    item.left_fen += fen
    item.reserved_fen += reserved_fen
    item.refunding_fen += refunding_fen
    item.save(update_fields=["left_fen", "reserved_fen", "refunding_fen"])
    SuspenseMove.objects.create(item=item, kind=kind, fen=fen, note=note, by=by, at=at)


def _free_items(expectation: Expectation) -> Sequence[SuspenseItem]:
    """Items of the expectation's employer with free money, oldest first, locked."""
    if expectation.employer_id is None or expectation.status not in WAITING:
        return []
    ids = list(
        SuspenseItem.objects.select_for_update(of=("self",), no_key=True)
        .filter(employer_id=expectation.employer_id, left_fen__gt=F("reserved_fen") + F("refunding_fen"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return list(SuspenseItem.objects.filter(pk__in=ids).order_by("since", "pk"))


def _lock_reservations(expectation: Expectation, status: ReservationStatus) -> list[Reservation]:
    """The expectation's reservations with their items, items locked in id order."""
    found = list(expectation.reservations.filter(status=status).order_by("item_id", "pk"))
    locked = SuspenseItem.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    items = {item.pk: item for item in locked.filter(pk__in=[each.item_id for each in found])}
    for reservation in found:
        reservation.item = items[reservation.item_id]
    return found


def end_reservations(expectation: Expectation, status: ReservationStatus) -> None:
    """Release what was promised to the expectation."""
    for reservation in _lock_reservations(expectation, status):
        reservation.item.reserved_fen -= reservation.fen
        reservation.item.save(update_fields=["reserved_fen"])
        reservation.status = ReservationStatus.RELEASED
        reservation.save(update_fields=["status"])
