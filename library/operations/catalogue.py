"""The catalogue: titles, copies, displays, gifts."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step
from library.models import Copy, Display, DisplayItem, Donation, Donor, Title
from library.rules import cards, search
from library.states import COPY_MOVES, CopyStatus, House, ItemKind, Source

if TYPE_CHECKING:
    from accounts.models import User


class TitleThere(BusinessError):
    """The catalogue has this ISBN, or this link, already."""


class BarcodeThere(BusinessError):
    """The barcode is on another copy."""


class NotHeld(BusinessError):
    """An e-book has no copies."""


class Weeded(BusinessError):
    """The copy has left the house."""


@dataclass(frozen=True, slots=True)
class Description:
    """What the catalogue says of a title. `isbn` is normalised, `clc` cleaned, amounts are fen."""

    title: str
    kind: str = ItemKind.BOOK
    isbn: str = ""
    subtitle: str = ""
    volume: str = ""
    authors: str = ""
    publisher: str = ""
    year: int | None = None
    clc: str = ""
    subjects: str = ""
    summary: str = ""
    price_fen: int | None = None
    link: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True)
class NewCopy:
    """What is known of a copy when it comes. Without barcode it gets one of the house's own."""

    barcode: str = ""
    call_number: str = ""
    shelf: str = ""
    item_kind: str = ""
    source: str = Source.BOUGHT
    donation_id: int | None = None
    price_fen: int | None = None
    home: str = House.OURS
    note: str = ""


def title_row(described: Description, *, by: User | None, at: datetime) -> Title:
    """The row of a description with its keys, not yet saved."""
    keys = search.keys_of(described.title, described.subtitle, described.authors)
    return Title(
        **asdict(described),
        title_key=keys.title,
        initials=keys.initials,
        search_keys=list(keys.pairs),
        made_by=by,
        made_at=at,
    )


@operation
def add_title(*, described: Description, by: User, at: datetime) -> Title:
    """Put a title into the catalogue. Raises TitleThere."""
    title = title_row(described, by=by, at=at)
    _save_title(title)
    return title


@operation
def change_title(*, title_id: int, described: Description, by: User, at: datetime) -> Title:
    """Describe a title anew. Raises TitleThere."""
    title = lock(Title, title_id)
    fresh = title_row(described, by=by, at=at)
    fresh.pk, fresh.made_by, fresh.made_at = title.pk, title.made_by, title.made_at
    _save_title(fresh)
    return fresh


def _save_title(title: Title) -> None:
    try:
        with transaction.atomic():
            title.save()
    except IntegrityError as clash:
        if "one_title_a" not in str(clash):
            raise
        raise TitleThere(_("馆藏书目里已经有这个 ISBN 或链接，请查到那条书目再加馆藏。")) from None


@operation
def add_copy(*, title_id: int, copy: NewCopy, by: User | None, at: datetime) -> Copy:
    """Put one copy of a title on the shelf. Raises NotHeld, BarcodeThere."""
    return put_copy(title=lock(Title, title_id), copy=copy, by=by, at=at)


@step
def put_copy(*, title: Title, copy: NewCopy, by: User | None, at: datetime) -> Copy:
    """The same inside somebody else's act."""
    if title.is_ebook:
        raise NotHeld(_("电子书没有馆藏。"))
    barcode = cards.scanned(copy.barcode)
    row = Copy(
        title=title,
        barcode=barcode or f"~{secrets.token_hex(12)}",
        call_number=copy.call_number,
        shelf=copy.shelf,
        item_kind=copy.item_kind or title.kind,
        source=copy.source,
        donation_id=copy.donation_id,
        price_fen=copy.price_fen if copy.price_fen is not None else title.price_fen,
        home=copy.home,
        note=copy.note,
        added_on=timezone.localdate(at),
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        if "barcode" not in str(clash):
            raise
        raise BarcodeThere(_("条码 %(barcode)s 已经贴在另一册上。") % {"barcode": barcode}) from None
    if not barcode:
        row.barcode = cards.number(cards.COPY, row.pk)
        row.save(update_fields=["barcode"])
    row.events.create(action="add", before="", after=row.status, by=by, at=at)
    return row


@operation
def change_copy(*, copy_id: int, call_number: str, shelf: str, item_kind: str, note: str) -> Copy:
    """Where a copy stands and how it is lent. Raises Weeded."""
    copy = lock(Copy, copy_id)
    if copy.status == CopyStatus.WEEDED:
        raise Weeded(_("这一册已剔除。"))
    copy.call_number, copy.shelf, copy.item_kind, copy.note = call_number, shelf, item_kind, note
    copy.save(update_fields=["call_number", "shelf", "item_kind", "note"])
    return copy


@operation
def weed(*, copy_id: int, reason: str, by: User, at: datetime) -> Copy:
    """Take a copy out of the collection for good. Raises WrongState."""
    copy = lock(Copy, copy_id)
    move(copy, "weed", COPY_MOVES, by=by, at=at, note=reason)
    return copy


# --- displays and gifts


@operation
def show(*, display_id: int, title_id: int, note: str, at: datetime) -> DisplayItem:
    """Put a title on display; one that is there gets the new line."""
    found, _made = DisplayItem.objects.update_or_create(
        display_id=display_id,
        title_id=title_id,
        defaults={"note": note},
        create_defaults={"note": note, "added_at": at},
    )
    return found


@operation
def take_down(*, item_id: int) -> None:
    """Take a title off display; taken off already is no failure."""
    DisplayItem.objects.filter(pk=item_id).delete()


@operation
def open_display(*, name: str, code: str, intro: str) -> Display:
    """A new shelf on display, after the others."""
    return Display.objects.create(name=name, code=code, intro=intro, order=Display.objects.count() + 1)


@operation
def receive_gift(
    *, donor: str, is_organisation: bool, contact: str, on: date, volumes: int, note: str, by: User, at: datetime
) -> Donation:
    """Record a gift of books; its certificate can be printed at once."""
    giver, _made = Donor.objects.get_or_create(
        name=donor, is_organisation=is_organisation, defaults={"contact": contact}
    )
    gift = Donation.objects.create(
        donor=giver, number=f"~{secrets.token_hex(8)}", on=on, volumes=volumes, note=note, made_by=by, made_at=at
    )
    gift.number = f"JZ{on:%Y}{gift.pk:05d}"
    gift.save(update_fields=["number"])
    return gift


@step
def titles_by_isbn(isbns: Sequence[str]) -> dict[str, Title]:
    """Titles that are there, by ISBN; of several volumes the first."""
    found = Title.objects.filter(isbn__in=list(isbns)).exclude(isbn="").order_by("-id")
    return {title.isbn: title for title in found}
