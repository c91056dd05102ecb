"""What a loan owes is expected at the bank, under the loan's number, and fetched from the borrowers' card."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import connection

from bank import operations as bank
from bank.models import BankAccount
from bank.states import AccountKind, Channel
from common.transactions import step
from loans.models import CardDebit, Loan
from loans.queries import cards
from loans.states.loans import DebitStatus
from policy import queries as policy

SOURCE = "loans.due"
"""Under which receipts and collections of instalments are heard of."""
BOOK, FOLLOW = "loans.tasks.book_receipts", "loans.tasks.follow_cards"


@step
def ask_many(left: Mapping[int, int], *, on: date, at: datetime, suffix: str = "") -> None:
    """Ask for what locked loans owe, in fen by loan id: any number of them, a few statements.

    One that is waited for already waits for this much now. `suffix` makes a key for what was asked for in part before.
    """
    if not left:
        return
    rows = list(
        Loan.objects.filter(pk__in=list(left))
        .order_by("id")
        .values_list("id", "number", "next_number", "expectation", "card_account", *_NAMES)
    )
    keys = {row[0]: row[3] or f"loan-{row[0]}-due-{row[2] - 1}{suffix}" for row in rows}
    owed = [bank.Owed(keys[pk], number, left[pk]) for pk, number, *_rest in rows]
    bank.expect_many(owed=owed, source=SOURCE, wake=BOOK, at=at)
    unknown = {row[0]: keys[row[0]] for row in rows if not row[3]}
    if unknown:
        _remember(unknown)
    with_card = [(pk, number, last, card, tuple(who)) for pk, number, last, _known, card, *who in rows if card]
    _fetch(_named(with_card), left, on=on, at=at)


_NAMES = ("borrower__name", "co_borrower", "co_borrower__name")


def _named(
    rows: list[tuple[int, str, int, str, tuple[str, int | None, str | None]]],
) -> list[tuple[int, str, int, str, str]]:
    """The same with the name that each card is in: the co-borrower's where it is theirs."""
    partners = cards.own_cards((who[1], card) for *_loan, card, who in rows if who[1] is not None)
    return [
        (pk, number, last, card, (who[2] or "") if (who[1], card) in partners else who[0])
        for pk, number, last, card, who in rows
    ]


def _remember(keys: Mapping[int, str]) -> None:
    """Which expectation each loan waits by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE loans_loan SET expectation = fresh.key FROM unnest(%s::bigint[], %s::text[]) AS fresh (id, key)"
            " WHERE loans_loan.id = fresh.id",
            [list(keys), list(keys.values())],
        )


@step
def _fetch(rows: list[tuple[int, str, int, str, str]], left: Mapping[int, int], *, on: date, at: datetime) -> None:
    """Order what is left from each card, unless it is being asked, was asked too often, or only just."""
    attempts = _attempts([row[0] for row in rows], on)
    direct = BankAccount.objects.filter(is_active=True, kind=AccountKind.FUND, channel=Channel.GATEWAY)
    if not direct.exists():
        return
    fetches = {
        f"loan-{pk}-card-{following - 1}-{attempts[pk]}": (pk, following - 1, number, card, name)
        for pk, number, following, card, name in rows
        if attempts[pk]
    }
    made = bank.order_collections(
        fetches=[
            bank.Fetch(key, number, number, card, name, left[pk])
            for key, (pk, _instalment, number, card, name) in fetches.items()
        ],
        source=SOURCE,
        task=FOLLOW,
        at=at,
    )
    values = [
        (pk, number, attempts[pk], left[pk], made[key]) for key, (pk, number, *_r) in fetches.items() if key in made
    ]
    with connection.cursor() as cursor:
        cursor.execute(_TRY, [on, *([list(column) for column in zip(*values, strict=True)] or [[]] * 5)])


_TRY = """
    INSERT INTO loans_carddebit ("on", status, message, loan_id, number, attempt, fen, order_id)
    SELECT %s, 'UNDER_WAY', '', loan, number, attempt, fen, order_id
    FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::bigint[], %s::bigint[])
        AS made (loan, number, attempt, fen, order_id)
"""
_TRIED = """
    SELECT d.loan_id, max(d.attempt) FILTER (WHERE d.number = l.next_number - 1),
           max(d."on") FILTER (WHERE d.number = l.next_number - 1),
           bool_or(d.status = 'UNDER_WAY' OR d.status = 'DONE' AND d.number = l.next_number - 1)
    FROM loans_carddebit d JOIN loans_loan l ON l.id = d.loan_id WHERE d.loan_id = ANY(%s) GROUP BY d.loan_id
"""


def _attempts(loan_ids: list[int], on: date) -> dict[int, int]:
    """Which attempt each card is at today for the newest instalment; 0: none is made now.

    What the bank says it has fetched was all that was owed: it comes, or somebody asks where it is; no card pays twice.
    """
    terms = policy.service_on(on)
    found = dict.fromkeys(loan_ids, 1)
    with connection.cursor() as cursor:
        cursor.execute(_TRIED, [loan_ids])
        for pk, attempt, last, under_way in cursor.fetchall():
            recent = last is not None and (on - last).days < terms.loan_debit_retry_days
            spent = (attempt or 0) >= terms.loan_debit_tries
            found[pk] = 0 if under_way or recent or spent else (attempt or 0) + 1
    return found


@step
def ask_no_more(loan: Loan, *, at: datetime) -> None:
    """A locked loan owes nothing now: nobody waits for its money, and a card order not yet sent is recalled."""
    if loan.expectation:
        bank.cancel_expectation(key=loan.expectation, at=at)
        loan.expectation = ""
        loan.save(update_fields=["expectation"])
    recall(loan, at=at)


@step
def recall(loan: Loan, *, at: datetime) -> None:
    """Take back what the bank has not heard of yet of a locked loan's card orders."""
    for tried in CardDebit.objects.filter(loan=loan, status=DebitStatus.UNDER_WAY).order_by("id"):
        if bank.cancel_collection(order_id=tried.order_id, by=None, at=at):
            tried.status = DebitStatus.RECALLED
            tried.save(update_fields=["status"])
