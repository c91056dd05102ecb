"""Money that very many people owe on one day: expected, fetched from their cards, and taken as much as has come.

The set-based doors beside `expect`, `order_collection` and `take`: a few statements, however many payers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from bank import rules
from bank.models import BankAccount, CollectionOrder, SuspenseItem
from bank.operations.collections import NoCollectingAccount
from bank.operations.expectations import Taken, change_item, end_reservations, lock_expectation
from bank.states import (
    EXPECTATION_MOVES,
    AccountKind,
    Channel,
    ExpectationStatus,
    ReservationStatus,
    SuspenseMoveKind,
)
from common.crypto import encrypt
from common.states import move
from common.transactions import step, wake
from ledger import operations as ledger

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Owed:
    """What one payer owes, in fen; `reference` is what their transfer names."""

    key: str
    reference: str
    fen: int


@dataclass(frozen=True, slots=True)
class Fetch:
    """What is to be fetched from one payer's account, in fen, under an agreement."""

    key: str
    reference: str
    agreement: str
    payer_account: str
    payer_name: str
    fen: int


_EXPECT = """
WITH new AS (
    INSERT INTO bank_expectation (key, source, reference, account_number, payer_index, name_key, amount_fen,
                                  received_fen, status, wake, at)
    SELECT key, %(source)s, reference, '', '', '', fen, 0, 'OPEN', %(wake)s, %(at)s
    FROM unnest(%(keys)s::text[], %(references)s::text[], %(fens)s::bigint[]) AS owed (key, reference, fen)
    ON CONFLICT (key) DO NOTHING RETURNING id
)
INSERT INTO bank_expectationevent (record_id, action, before, after, at, note)
SELECT id, 'expect', '', 'OPEN', %(at)s, '' FROM new
"""
_RAISE = """
UPDATE bank_expectation SET amount_fen = received_fen + owed.fen
FROM unnest(%(keys)s::text[], %(fens)s::bigint[]) AS owed (key, fen)
WHERE bank_expectation.key = owed.key AND status IN ('OPEN', 'PARTLY') AND amount_fen <> received_fen + owed.fen
"""


@step
def expect_many(*, owed: Sequence[Owed], source: str, wake: str, at: datetime) -> None:
    """Register what many people should pay. A key that waits already waits for this much more from now on."""
    values: dict[str, Any] = {
        "source": source,
        "wake": wake,
        "at": at,
        "keys": [each.key for each in owed],
        "references": [each.reference for each in owed],
        "fens": [each.fen for each in owed],
    }
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, values)
        cursor.execute(_EXPECT, values)


_ORDER = """
WITH new AS (
    INSERT INTO bank_collectionorder (key, source, wake, bank_account_id, payer_account, payer_tail, payer_name,
                                      agreement, reference, amount_fen, status, made_at, bank_serial, message)
    SELECT key, %(source)s, %(wake)s, %(into)s, account, tail, name, agreement, reference, fen, 'MADE', %(at)s, '', ''
    FROM unnest(%(keys)s::text[], %(accounts)s::text[], %(tails)s::text[], %(names)s::text[], %(agreements)s::text[],
                %(references)s::text[], %(fens)s::bigint[])
        AS orders (key, account, tail, name, agreement, reference, fen)
    ON CONFLICT (key) DO NOTHING RETURNING id, key
), noted AS (
    INSERT INTO bank_collectionorderevent (record_id, action, before, after, at, note)
    SELECT id, 'make', '', 'MADE', %(at)s, '' FROM new
)
SELECT key, id FROM new
"""


@step
def order_collections(*, fetches: Sequence[Fetch], source: str, task: str, at: datetime) -> dict[str, int]:
    """Order money from many accounts; ids of the new orders by key. Raises NoCollectingAccount."""
    direct = BankAccount.objects.filter(is_active=True, kind=AccountKind.FUND, channel=Channel.GATEWAY)
    into = direct.order_by("id").first()
    if into is None:
        raise NoCollectingAccount(_("没有开通银企直联的住房公积金存款专户，不能托收。"))
    where = CollectionOrder._meta.get_field("payer_account").where  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(
            _ORDER,
            {
                "source": source,
                "wake": task,
                "into": into.pk,
                "at": at,
                "keys": [each.key for each in fetches],
                "accounts": [encrypt(each.payer_account, where=where) for each in fetches],
                "tails": [each.payer_account[-4:] for each in fetches],
                "names": [each.payer_name for each in fetches],
                "agreements": [each.agreement for each in fetches],
                "references": [each.reference for each in fetches],
                "fens": [each.fen for each in fetches],
            },
        )
        made = dict(cursor.fetchall())
    if made:
        wake("bank.tasks.collect")
    return made


@step
def take_all(
    *, expectation_key: str, on: date, most: Callable[[date], int] | None = None, by: User | None, at: datetime
) -> Taken | None:
    """Take whatever has come for an expectation without an employer, less or more than it waits for; None: nothing.

    It ends with what came; who is still owed something expects it under another key. `most`: how much is wanted by
    the day the money counts from; what came above that is free in its suspense. The caller posts the debit lines in
    the same transaction. Raises NoSuchExpectation, or WrongState once it was taken or cancelled.
    """
    expectation = lock_expectation(expectation_key)
    held = expectation.reservations.filter(status=ReservationStatus.HELD).order_by("item_id", "pk")
    reservations = list(held)
    if not reservations:
        return None
    value_on = rules.value_date([each.value_on for each in reservations], on)
    wanted = most(value_on) if most is not None else None
    if wanted == 0:
        return None
    locked = SuspenseItem.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    items = {item.pk: item for item in locked.filter(pk__in=[each.item_id for each in reservations])}
    taken, rest = defaultdict(int), {pk: item.free_fen for pk, item in items.items()}
    for each in reservations:
        item, fen = items[each.item_id], each.fen + rest.pop(each.item_id, 0)
        if wanted is not None:
            fen = min(fen, wanted - sum(taken.values()))
        if not fen:
            continue
        note = str(expectation)
        change_item(item, SuspenseMoveKind.TAKEN, -fen, by=by, at=at, note=note, reserved_fen=-each.fen)
        taken[item.account_id] += fen
        each.fen, each.status = fen, ReservationStatus.TAKEN
        each.save(update_fields=["status", "fen"])
    end_reservations(expectation, ReservationStatus.HELD)  # what is not wanted
    whole = sum(taken.values())
    if expectation.status != ExpectationStatus.COVERED:
        move(expectation, "cover", EXPECTATION_MOVES, by=by, at=at, amount_fen=whole, received_fen=whole)
    move(expectation, "take", EXPECTATION_MOVES, by=by, at=at, amount_fen=whole, received_fen=whole)
    return Taken(
        fen=whole,
        value_on=value_on,
        debits=[ledger.Line(account, fen) for account, fen in sorted(taken.items())],
    )
