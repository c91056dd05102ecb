"""Bank against book, per account and day (domain §8.2 item 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Min, Sum

from bank import rules
from bank.models import BankAccount, DayReconciliation, Difference
from bank.operations.statements import SIGNED_FEN
from bank.states import Direction
from common.states import lock
from common.transactions import operation
from ledger.models import Entry
from ledger.states import Reason

if TYPE_CHECKING:
    from accounts.models import User

Side = Sequence[tuple[int, date, int]]


@dataclass(frozen=True)
class Comparison:
    """Bank and book at the end of a day, in fen, and what only one of them knows. Without statement: no difference."""

    statement_fen: int | None
    book_fen: int
    difference_fen: int | None
    items: list[Difference]


def compare_day(account: BankAccount, day: date) -> Comparison:
    """Bank against book at the end of `day`, both by value date; writes nothing."""
    statement_fen, book_fen = _statement_fen(account, day), _book_fen(account, day)
    if statement_fen is None:
        return Comparison(None, book_fen, None, [])
    difference_fen = statement_fen - book_fen
    return Comparison(statement_fen, book_fen, difference_fen, _items(account, day, difference_fen))


@operation
def reconcile_day(*, bank_account_id: int, day: date, by: User | None, at: datetime) -> DayReconciliation:
    """Compare bank and book at the end of `day`, both by value date, and list what only one side knows.

    Runs as often as asked; the last run stands. Without any statement there is only the book's balance.
    """
    account = lock(BankAccount, bank_account_id)
    found = compare_day(account, day)
    items = found.items
    done, _created = DayReconciliation.objects.update_or_create(
        bank_account=account,
        day=day,
        defaults={
            "statement_fen": found.statement_fen,
            "book_fen": found.book_fen,
            "difference_fen": found.difference_fen,
            "item_count": len(items),
            "by": by,
            "at": at,
        },
    )
    done.items.all().delete()
    for item in items:
        item.reconciliation = done
    Difference.objects.bulk_create(items, batch_size=1000)
    return done


def _statement_fen(account: BankAccount, day: date) -> int | None:
    """The bank's balance at the end of the day: what it last declared, less the lines after the day."""
    if account.statement_balance_fen is None:
        return None
    later: int = account.lines.filter(value_date__gt=day).aggregate(fen=SIGNED_FEN)["fen"]
    return account.statement_balance_fen - later


def _book_fen(account: BankAccount, day: date) -> int:
    entries = Entry.objects.filter(account_id=account.ledger_account_id, value_on__lte=day)
    fen: int = entries.aggregate(fen=Sum(F("debit_fen") - F("credit_fen"), default=0))["fen"]
    return fen


def _items(account: BankAccount, day: date, difference_fen: int) -> list[Difference]:
    """Open items since the last clean day, or since the first line where something was booked behind it."""
    clean = account.reconciliations.filter(day__lt=day, difference_fen=0, item_count=0).order_by("-day").first()
    first: date | None = account.lines.aggregate(day=Min("value_date"))["day"]
    start = min(first, day) - timedelta(days=1) if first else day
    if clean is not None and clean.day > start:
        items = _open_since(account, clean.day, day)
        if sum(item.signed_fen for item in items) == difference_fen:
            return items
    return _open_since(account, start, day)


def _open_since(account: BankAccount, since: date, day: date) -> list[Difference]:
    lines = account.lines.filter(value_date__gt=since, value_date__lte=day).order_by("value_date", "id")
    bank = [
        (pk, on, fen if direction == Direction.CREDIT else -fen)
        for pk, on, fen, direction in lines.values_list("pk", "value_date", "amount_fen", "direction")
    ]
    entries = Entry.objects.filter(account_id=account.ledger_account_id, value_on__gt=since, value_on__lte=day).exclude(
        journal__reason=Reason.OPENING
    )
    book = [
        (pk, on, debit - credit)
        for pk, on, debit, credit in entries.order_by("value_on", "id").values_list(
            "pk", "value_on", "debit_fen", "credit_fen"
        )
    ]
    return _differences(bank, book)


def _differences(bank: Side, book: Side) -> list[Difference]:
    line_ids, entry_ids = map(set, rules.unmatched(bank, book))
    lines = [Difference(line_id=pk, fen=fen, since=on) for pk, on, fen in bank if pk in line_ids]
    return lines + [Difference(entry_id=pk, fen=fen, since=on) for pk, on, fen in book if pk in entry_ids]
