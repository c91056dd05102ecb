"""Cards: one for each person, and for citizens who come in without being on file."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.rules import clean_name, phone_index
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation
from library.models import Reader
from library.rules import cards
from library.states import READER_MOVES, LoanStatus, ReaderKind

if TYPE_CHECKING:
    from accounts.models import User


class HasCard(BusinessError):
    """The person is a reader already."""


class CardThere(BusinessError):
    """The card's number is another reader's."""


class BooksAtHome(BusinessError):
    """The reader still has books."""


@operation
def enrol(*, person_id: int, kind: str, card: str = "", by: User | None, at: datetime) -> Reader:
    """Make a person on file a reader. Raises HasCard, CardThere."""
    person = Person.objects.get(pk=person_id)
    if Reader.objects.filter(person=person).exists():
        raise HasCard(_("%(name)s 已经有借书证。") % {"name": person.name})
    return _open(Reader(kind=kind, person=person, name=person.name, made_at=at), card, by=by, at=at)


@operation
def enrol_citizen(
    *, name: str, phone: str, until: date | None = None, card: str = "", by: User | None, at: datetime
) -> Reader:
    """Give a card to a citizen who is not on file; the phone is the one to call. Raises CardThere."""
    reader = Reader(kind=ReaderKind.CITIZEN, name=clean_name(name), phone=phone, until=until, made_at=at)
    reader.phone_index = phone_index(phone)
    return _open(reader, card, by=by, at=at)


def _open(reader: Reader, card: str, *, by: User | None, at: datetime) -> Reader:
    wanted = cards.scanned(card)
    reader.card = wanted or f"~{secrets.token_hex(12)}"
    try:
        with transaction.atomic():
            reader.save()
    except IntegrityError as clash:
        if "person" in str(clash):
            raise HasCard(_("%(name)s 已经有借书证。") % {"name": reader.name}) from None
        raise CardThere(_("证号 %(card)s 已经发给别的读者。") % {"card": wanted}) from None
    if not wanted:
        reader.card = cards.number(cards.READER, reader.pk)
        reader.save(update_fields=["card"])
    reader.events.create(action="enrol", before="", after=reader.status, by=by, at=at)
    return reader


@operation
def new_card(*, reader_id: int, card: str, by: User, at: datetime) -> Reader:
    """Another number for a card that was lost; the old one opens nothing any more. Raises CardThere."""
    reader = lock(Reader, reader_id)
    wanted = cards.scanned(card)
    if Reader.objects.filter(card=wanted).exclude(pk=reader.pk).exists():
        raise CardThere(_("证号 %(card)s 已经发给别的读者。") % {"card": wanted})
    before, reader.card = reader.card, wanted
    reader.save(update_fields=["card"])
    note = f"{before} → {wanted}"
    reader.events.create(action="new_card", before=reader.status, after=reader.status, by=by, at=at, note=note)
    return reader


@operation
def stop(*, reader_id: int, reason: str, by: User, at: datetime) -> Reader:
    """Stop a card. Books at home stay due. Raises WrongState."""
    reader = lock(Reader, reader_id)
    move(reader, "stop", READER_MOVES, by=by, at=at, note=reason)
    return reader


@operation
def reopen(*, reader_id: int, by: User, at: datetime) -> Reader:
    """A stopped card opens again. Raises WrongState, BooksAtHome where something is overdue still."""
    reader = lock(Reader, reader_id)
    if reader.loans.filter(status=LoanStatus.OPEN, due_on__lt=timezone.localdate(at)).exists():
        raise BooksAtHome(_("还有逾期未还的书，先还书再恢复。"))
    move(reader, "reopen", READER_MOVES, by=by, at=at)
    return reader
