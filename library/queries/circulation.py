"""Readers, what they have, what waits for them; the matrix of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from accounts import queries as people
from accounts.models import User
from accounts.permissions import Permission
from accounts.rules import phone_index
from common import identity
from library.models import Charge, Copy, Hold, LendingRule, Loan, LoanEvent, Reader, ReadingYear, Title, Wish
from library.rules import cards, isbn, lending
from library.states import OPEN_HOLDS, ChargeStatus, HoldStatus, ItemKind, LoanStatus, ReaderKind, ReaderStatus


def readers_visible_to(user: User) -> QuerySet[Reader]:
    """The library's staff see every reader; everybody else their own card."""
    if user.may(Permission.LIBRARY_DESK):
        return Reader.objects.all()
    return Reader.objects.filter(person=user.person_id)


def own_reader(user: User) -> Reader | None:
    """The reader that the person behind the user is."""
    return Reader.objects.filter(person=user.person_id).first()


def loans_visible_to(user: User) -> QuerySet[Loan]:
    """Loans of the readers a user may see; those whose reader is forgotten are nobody's."""
    loans = Loan.objects.select_related("copy__title")
    return loans if user.may(Permission.LIBRARY_DESK) else loans.filter(reader__person=user.person_id)


def holds_visible_to(user: User) -> QuerySet[Hold]:
    """Places in queues of the readers a user may see."""
    holds = Hold.objects.select_related("title")
    return holds if user.may(Permission.LIBRARY_DESK) else holds.filter(reader__person=user.person_id)


def wishes_visible_to(user: User) -> QuerySet[Wish]:
    """Wishes of the readers a user may see."""
    wishes = Wish.objects.select_related("reader", "bought")
    return wishes if user.may(Permission.LIBRARY_CATALOGUE) else wishes.filter(reader__person=user.person_id)


def search_readers(text: str, most: int = 30) -> list[Reader]:
    """Readers by card, name, phone or identity number; each by its index."""
    typed = cards.scanned(text)
    if len(typed) < 2:
        return []
    found = Q(card=typed) | Q(name__startswith=text.strip())
    if typed.isascii() and any(char.isdigit() for char in typed):
        number = identity.normalise(text)
        found |= Q(phone_index=phone_index(number))
        known = people.people_by_document([("01", number)])
        found |= Q(person__in=[pk for pk, _name in known.values()])
        found |= Q(person__phone_index=phone_index(number))
    return list(Reader.objects.filter(found).order_by("name", "id")[:most])


# --- the matrix


def matrix(day: date) -> dict[tuple[str, str], lending.Terms]:
    """The rule of each pair of kinds on a day."""
    rows = LendingRule.objects.filter(valid_from__lte=day)
    latest = rows.order_by("reader_kind", "item_kind", "-valid_from").distinct("reader_kind", "item_kind")
    return {(row.reader_kind, row.item_kind): terms_of(row) for row in latest}


def terms_of(row: LendingRule) -> lending.Terms:
    """A row of the matrix as the rules read it."""
    return lending.Terms(
        most_loans=row.most_loans,
        days=row.days,
        renewals=row.renewals,
        renew_days=row.renew_days,
        most_holds=row.most_holds,
        grace_days=row.grace_days,
    )


def terms_for(reader_kind: str, item_kind: str, day: date) -> lending.Terms | None:
    """The rule of one pair; None where there is none."""
    row = (
        LendingRule.objects.filter(reader_kind=reader_kind, item_kind=item_kind, valid_from__lte=day)
        .order_by("-valid_from")
        .first()
    )
    return terms_of(row) if row else None


def grace_days(reader_kind: str, day: date) -> int:
    """The grace of a kind of reader: that of books."""
    terms = terms_for(reader_kind, ItemKind.BOOK, day)
    return terms.grace_days if terms else 0


# --- how a reader stands


def standing(reader: Reader, item_kind: str) -> lending.Standing:
    """What stands for or against a loan to a reader. Three questions."""
    loans = Loan.objects.filter(reader=reader, status=LoanStatus.OPEN)
    oldest = loans.order_by("due_on").values_list("due_on", flat=True).first()
    return lending.Standing(
        active=reader.status == ReaderStatus.ACTIVE,
        card_until=reader.until,
        loans_of_kind=loans.filter(item_kind=item_kind).count(),
        oldest_due=oldest,
        owed_fen=owed_fen(reader),
    )


def owed_fen(reader: Reader) -> int:
    """What a reader still owes."""
    owed = Charge.objects.filter(reader=reader, status=ChargeStatus.OWED).aggregate(fen=Sum("fen"))["fen"]
    return owed or 0


def open_loans(reader: Reader) -> QuerySet[Loan]:
    """What a reader has at home, soonest due first."""
    found = Loan.objects.filter(reader=reader, status=LoanStatus.OPEN)
    return found.select_related("copy__title").order_by("due_on", "id")


def past_loans(reader: Reader) -> QuerySet[Loan]:
    """What a reader had, as long as it is known."""
    found = Loan.objects.filter(reader=reader).exclude(status__in=[LoanStatus.OPEN, LoanStatus.UNDONE])
    return found.select_related("copy__title").order_by("-ended_at", "-id")


def open_holds(reader: Reader) -> QuerySet[Hold]:
    """What a reader waits for; what is ready stands first."""
    found = Hold.objects.filter(reader=reader, status__in=OPEN_HOLDS)
    return found.select_related("title", "copy").order_by(F("keep_until").asc(nulls_last=True), "id")


def open_charges(reader: Reader) -> QuerySet[Charge]:
    """What a reader owes, line by line."""
    return (
        Charge.objects.filter(reader=reader, status=ChargeStatus.OWED)
        .select_related("loan__copy__title")
        .order_by("id")
    )


def place_in_queue(hold: Hold) -> int:
    """How many stand before, plus one."""
    return Hold.objects.filter(title=hold.title_id, status=HoldStatus.WAITING, pk__lte=hold.pk).count()


def is_awaited(title_id: int) -> bool:
    """Whether somebody waits for the title."""
    return Hold.objects.filter(title=title_id, status=HoldStatus.WAITING).exists()


# --- the desk


@dataclass(frozen=True)
class Act:
    """One of the last acts of a librarian, as the desk lists it."""

    event: LoanEvent
    loan: Loan
    undoable: bool


def last_acts(user: User, at: datetime, minutes: int, most: int = 12) -> list[Act]:
    """What a librarian did today, newest first; only the very last may be undone, within `minutes`."""
    events = (
        LoanEvent.objects.filter(by=user, at__date=timezone.localdate(at))
        .select_related("record__copy__title", "record__reader")
        .order_by("-id")[:most]
    )
    acts, first = [], True
    for event in events:
        fresh = (at - event.at).total_seconds() <= minutes * 60
        acts.append(Act(event, event.record, first and fresh and event.action in ("lend", "give_back", "renew")))
        first = False
    return acts


def copy_by_barcode(text: str) -> Copy | None:
    """The copy under a barcode."""
    return Copy.objects.select_related("title").filter(barcode=cards.scanned(text)).first()


def reader_by_card(text: str) -> Reader | None:
    """The reader with a card."""
    return Reader.objects.filter(card=cards.scanned(text)).first()


def ready_holds() -> QuerySet[Hold]:
    """What waits on the shelf of holds, soonest over first."""
    found = Hold.objects.filter(status=HoldStatus.READY).select_related("title", "copy", "reader")
    return found.order_by("keep_until", "id")


def overdue(day: date) -> QuerySet[Loan]:
    """Loans past their day, oldest first."""
    found = Loan.objects.filter(status=LoanStatus.OPEN, due_on__lt=day).select_related("copy__title", "reader__person")
    return found.order_by("due_on", "id")


# --- a reader's year


@dataclass(frozen=True)
class Year:
    """A reader's own year: how many books, by class."""

    year: int
    loans: int
    classes: list[tuple[str, int]]


def year_of(reader: Reader, year: int) -> Year:
    """What a reader read in a year: loans still known, and the counts that are kept of those forgotten."""
    counts: dict[str, int] = {}
    known = Loan.objects.filter(reader=reader, lent_on__year=year).exclude(status=LoanStatus.UNDONE)
    for letter in known.values_list("clc", flat=True):
        counts[letter] = counts.get(letter, 0) + 1
    for letter, loans in ReadingYear.objects.filter(reader=reader, year=year).values_list("clc", "loans"):
        counts[letter] = counts.get(letter, 0) + loans
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return Year(year, sum(counts.values()), ordered)


def kinds_of_reader(person_id: int) -> str:
    """What kind of reader a person on file is: staff of the centre, else a depositor."""
    on_the_staff = User.objects.filter(person=person_id, door="STAFF", is_active=True).exists()
    return ReaderKind.STAFF if on_the_staff else ReaderKind.DEPOSITOR


def year_from(at: Any) -> int:
    """The year of a moment here."""
    return timezone.localdate(at).year


def title_by_number(text: str) -> Title | None:
    """The title of a barcode or an ISBN."""
    copy = copy_by_barcode(text)
    if copy is not None:
        return copy.title
    if not isbn.is_isbn(text):
        return None
    found = Title.objects.filter(isbn=isbn.normalise(text)).exclude(kind=ItemKind.EBOOK)
    return found.order_by("id").first()


def charges() -> QuerySet[Charge]:
    """What readers owe and owed, for the staff of the library."""
    return Charge.objects.select_related("reader", "loan__copy__title")


def coming_rules(day: date) -> QuerySet[LendingRule]:
    """Cells that will be replaced, soonest first."""
    return LendingRule.objects.filter(valid_from__gt=day).order_by("valid_from", "reader_kind", "item_kind")
