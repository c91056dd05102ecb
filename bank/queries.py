"""What the bank's pages and neighbours read. Bank rows are the centre's, seen by whoever may view the bank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from accounts.permissions import Permission
from bank.gateways.base import Collection, Instruction
from bank.models import (
    BankAccount,
    BankLine,
    CollectionOrder,
    DayReconciliation,
    Expectation,
    PaymentBatch,
    PaymentOrder,
    Receipt,
    Reversal,
    StatementImport,
    SuspenseItem,
)
from bank.rules.payments import payment_file
from bank.states import (
    WAITING,
    Channel,
    CollectionStatus,
    Direction,
    ExpectationStatus,
    OrderStatus,
    ReceiptStatus,
    ReservationStatus,
    ReversalStatus,
)
from ledger.models import Account, Journal
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Figures:
    """What waits at the bank's desk. Counts stop at a hundred: more is "many"."""

    waiting_for_day: int
    proposed: int
    unidentified: int
    reversals: int
    suspense_fen: int
    orders: int


@dataclass(frozen=True)
class SuspenseCheck:
    """219-01 in the books against the sum of its items, in fen."""

    book_fen: int
    items_fen: int

    @property
    def agrees(self) -> bool:
        """Whether they are the same."""
        return self.book_fen == self.items_fen


def _scope(rows: QuerySet, user: User) -> QuerySet:
    return rows if user.may(Permission.BANK_VIEW) else rows.none()


def accounts_visible_to(user: User) -> QuerySet[BankAccount]:
    """The centre's bank accounts."""
    return _scope(BankAccount.objects.order_by("kind", "id"), user)


def imports_visible_to(user: User) -> QuerySet[StatementImport]:
    """Statements, newest first."""
    return _scope(StatementImport.objects.select_related("bank_account", "by__person").order_by("-at", "-id"), user)


def lines_visible_to(user: User) -> QuerySet[BankLine]:
    """Bank lines in the order they came, with what became of each."""
    rows = BankLine.objects.select_related("receipt", "receipt__expectation", "reversal")
    return _scope(rows.order_by("statement_id", "line_no", "id"), user)


def receipts_visible_to(user: User) -> QuerySet[Receipt]:
    """Receipts, oldest first."""
    rows = Receipt.objects.select_related(
        "line", "line__bank_account", "expectation", "expectation__employer", "suspense", "suspense__employer"
    )
    return _scope(rows.order_by("value_date", "id"), user)


def reversals_visible_to(user: User) -> QuerySet[Reversal]:
    """What the bank took back."""
    rows = Reversal.objects.select_related("line", "original", "line__bank_account")
    return _scope(rows.order_by("value_date", "id"), user)


def suspense_visible_to(user: User) -> QuerySet[SuspenseItem]:
    """Money in suspense, oldest first."""
    rows = SuspenseItem.objects.select_related("account", "employer", "receipt", "receipt__line")
    return _scope(rows.filter(left_fen__gt=0).order_by("since", "id"), user)


def orders_visible_to(user: User) -> QuerySet[PaymentOrder]:
    """Payment orders, newest first."""
    rows = PaymentOrder.objects.select_related("bank_account", "made_by__person", "batch")
    return _scope(rows.order_by("-id"), user)


def batches_visible_to(user: User) -> QuerySet[PaymentBatch]:
    """Payment files, newest first."""
    return _scope(PaymentBatch.objects.select_related("bank_account", "by__person").order_by("-at", "-id"), user)


def reconciliations_visible_to(user: User) -> QuerySet[DayReconciliation]:
    """Reconciliations, newest day first."""
    return _scope(DayReconciliation.objects.select_related("bank_account").order_by("-day", "-id"), user)


def expectations_waiting_for(employer_id: int) -> QuerySet[Expectation]:
    """What an employer has still to pay."""
    return Expectation.objects.filter(employer_id=employer_id, status__in=WAITING).order_by("id")


def free_suspense_fen(employer_id: int) -> int:
    """What lies free in an employer's suspense, in fen."""
    items = SuspenseItem.objects.filter(employer_id=employer_id, left_fen__gt=0)
    fen: int = items.aggregate(fen=Sum(F("left_fen") - F("reserved_fen") - F("refunding_fen"), default=0))["fen"]
    return fen


def has_suspense(employer_id: int) -> bool:
    """Whether an employer has money in suspense, free or not: it cannot be closed."""
    return SuspenseItem.objects.filter(employer_id=employer_id, left_fen__gt=0).exists()


def has_bound_suspense(employer_id: int) -> bool:
    """Whether some of an employer's suspense is promised or being refunded: it cannot go to another employer."""
    bound = Q(reserved_fen__gt=0) | Q(refunding_fen__gt=0)
    return SuspenseItem.objects.filter(bound, employer_id=employer_id).exists()


def receipts_for_person() -> QuerySet[Receipt]:
    """Receipts that wait for somebody: a proposal to confirm, or nobody known."""
    return Receipt.objects.filter(
        status__in=[ReceiptStatus.PROPOSED, ReceiptStatus.UNIDENTIFIED], suspense__left_fen__gt=0
    )


def receipts_waiting_by_day() -> list[tuple[date, int, int]]:
    """What waits for its day: (value date, receipts, fen)."""
    rows: dict[date, tuple[int, int]] = {}
    waiting = Receipt.objects.filter(status=ReceiptStatus.NEW).order_by("value_date", "id")
    for day, fen in waiting.values_list("value_date", "amount_fen")[:2000]:
        count, total = rows.get(day, (0, 0))
        rows[day] = (count + 1, total + fen)
    return [(day, count, fen) for day, (count, fen) in rows.items()]


def figures() -> Figures:
    """What waits at the bank's desk."""
    held = Account.objects.filter(subject_id="219-01")
    return Figures(
        waiting_for_day=Receipt.objects.filter(status=ReceiptStatus.NEW)[:100].count(),
        proposed=receipts_for_person().filter(status=ReceiptStatus.PROPOSED)[:100].count(),
        unidentified=receipts_for_person().filter(status=ReceiptStatus.UNIDENTIFIED)[:100].count(),
        reversals=Reversal.objects.filter(status=ReversalStatus.PERSON)[:100].count(),
        suspense_fen=held.aggregate(fen=Sum("balance_fen", default=0))["fen"],
        orders=PaymentOrder.objects.filter(
            status__in=[OrderStatus.MADE, OrderStatus.REVIEWED, OrderStatus.AUTHORISED, OrderStatus.UNKNOWN]
        )[:100].count(),
    )


def suspense_check() -> SuspenseCheck:
    """Whether 219-01 is the sum of its items (domain §6.2, nightly)."""
    book = Account.objects.filter(subject_id="219-01").aggregate(fen=Sum("balance_fen", default=0))["fen"]
    items = SuspenseItem.objects.filter(left_fen__gt=0).aggregate(fen=Sum("left_fen", default=0))["fen"]
    return SuspenseCheck(book_fen=book, items_fen=items)


def suspense_older_than(day: date) -> QuerySet[SuspenseItem]:
    """Money in suspense since before `day`."""
    return SuspenseItem.objects.filter(left_fen__gt=0, since__lt=day).order_by("since", "id")


def orders_to_send() -> QuerySet[PaymentOrder]:
    """Authorised orders of accounts that pay over the direct line."""
    return PaymentOrder.objects.filter(status=OrderStatus.AUTHORISED, bank_account__channel=Channel.GATEWAY).order_by(
        "id"
    )


def orders_under_way() -> QuerySet[PaymentOrder]:
    """Orders sent over the direct line whose end is not known."""
    return PaymentOrder.objects.filter(
        status__in=[OrderStatus.SENT, OrderStatus.UNKNOWN], bank_account__channel=Channel.GATEWAY
    ).order_by("id")


def days_to_reconcile(account: BankAccount) -> list[date]:
    """Days up to the open business date with lines, or looked at before, that are not clean; a month back at most."""
    on = policy.book_date()
    since = on - timedelta(days=31)
    lines = account.lines.filter(value_date__gte=since, value_date__lte=on)
    days = set(lines.values_list("value_date", flat=True).distinct())
    clean = account.reconciliations.filter(Q(difference_fen=0, item_count=0), day__gte=since)
    return sorted(days - set(clean.values_list("day", flat=True)))


def fees_to_book(lines: Iterable[BankLine]) -> set[int]:
    """Ids of the lines that may be fees not yet booked: money went out, no payment of ours is known behind it."""
    ids = {line.pk for line in lines if line.direction == Direction.DEBIT and not line.is_reversal}
    booked = Journal.objects.filter(key__in=[f"bank-fee-{pk}" for pk in ids]).values_list("key", flat=True)
    ids -= {int(key.rpartition("-")[2]) for key in booked}
    found = BankLine.objects.filter(pk__in=ids, reversed_by=None, value_date__lte=policy.book_date())
    paid = PaymentOrder.objects.filter(
        bank_account=OuterRef("bank_account"), bank_serial=OuterRef("bank_serial"), value_date=OuterRef("value_date")
    )
    return set(found.exclude(Exists(paid)).values_list("pk", flat=True))


def received_fen(expectation_key: str) -> int:
    """What is reserved for an expectation by now, in fen."""
    return Expectation.objects.values_list("received_fen", flat=True).get(key=expectation_key)


def missing_fen(expectation_key: str) -> int:
    """What has still to come for an expectation, in fen."""
    return Expectation.objects.get(key=expectation_key).missing_fen


def batch_content(batch: PaymentBatch) -> bytes:
    """The bytes of a payment file, made again from its orders."""
    orders = batch.orders.select_related("bank_account").order_by("id")
    return payment_file([instruction_of(order) for order in orders])


def instruction_of(order: PaymentOrder) -> Instruction:
    """The order as the bank needs it."""
    return Instruction(
        business_no=order.number,
        payer_account=order.bank_account.number,
        payee_account=order.payee_account,
        payee_name=order.payee_name,
        payee_bank_no=order.payee_bank_no,
        amount_fen=order.amount_fen,
        summary=order.summary,
    )


def fetches_too_much(order: CollectionOrder) -> bool:
    """Whether nobody waits under the order's reference for as much as it would fetch."""
    waits = Expectation.objects.filter(reference=order.reference, status__in=WAITING)
    return not any(each.missing_fen >= order.amount_fen for each in waits.order_by("id"))


def collection_of(order: CollectionOrder) -> Collection:
    """The collection order as the bank needs it."""
    return Collection(
        business_no=order.number,
        payee_account=order.bank_account.number,
        payer_account=order.payer_account,
        payer_name=order.payer_name,
        agreement=order.agreement,
        amount_fen=order.amount_fen,
        reference=order.reference,
    )


def collections_to_send() -> QuerySet[CollectionOrder]:
    """Collection orders that the bank has not heard of."""
    return CollectionOrder.objects.filter(status=CollectionStatus.MADE).order_by("id")


def collections_under_way() -> QuerySet[CollectionOrder]:
    """Collection orders whose end is not known."""
    under_way = [CollectionStatus.SENT, CollectionStatus.UNKNOWN]
    return CollectionOrder.objects.filter(status__in=under_way).order_by("id")


def has_arrived(order: CollectionOrder) -> bool:
    """Whether the money that an order fetched is here: its bank line has come and its receipt was looked at."""
    if order.value_date is None:
        return False
    lines = BankLine.objects.filter(
        bank_account=order.bank_account_id, bank_serial=order.bank_serial, value_date=order.value_date
    )
    return Receipt.objects.filter(line__in=lines).exclude(status=ReceiptStatus.NEW).exists()


def receipt_totals(imports: Iterable[StatementImport]) -> list[tuple[ReceiptStatus, int, int]]:
    """What became of the receipts of some statements: (status, count, fen)."""
    rows = Receipt.objects.filter(line__statement__in=list(imports)).values_list("status")
    totals = rows.annotate(count=Count("id"), fen=Sum("amount_fen")).order_by("status")
    return [(ReceiptStatus(status), count, fen) for status, count, fen in totals]


def is_covered(expectation_key: str) -> bool:
    """Whether all the money of an expectation is there and not yet taken."""
    return Expectation.objects.filter(key=expectation_key, status=ExpectationStatus.COVERED).exists()


def excess_fen(expectation_key: str) -> int:
    """What the receipts reserved for an expectation bring beyond it and nobody else uses, in fen."""
    items = SuspenseItem.objects.filter(
        reservations__expectation__key=expectation_key, reservations__status=ReservationStatus.HELD
    ).distinct()
    return sum(item.free_fen for item in items)


def was_taken_back(expectation_key: str) -> bool:
    """Whether the bank reversed a receipt whose money was taken for the expectation, and the reversal still waits."""
    return Reversal.objects.filter(
        status=ReversalStatus.PERSON, original__receipt__suspense__reservations__expectation__key=expectation_key
    ).exists()
