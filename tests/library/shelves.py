"""What the library's tests stand on: readers, titles and copies, by the real operations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from library.models import Copy, Reader, Title
from library.operations import catalogue, lending, readers
from library.operations.catalogue import Description, NewCopy
from library.states import ReaderKind
from tests import people

AT = datetime(2026, 10, 12, 1, 30, tzinfo=UTC)
"""A Monday morning at half past nine; the next closed days are the weekends."""


def title(name: str = "活着", **more: Any) -> Title:
    """A title in the catalogue."""
    described = Description(title=name, **{"authors": "余华著", "clc": "I247.5", "price_fen": 2000, **more})
    return catalogue.add_title(described=described, by=people.xu_shiliu(), at=AT)


def copy(name: str | Title = "活着", barcode: str = "", **more: Any) -> Copy:
    """A copy on the shelf, of a new title where a name is given."""
    own = name if isinstance(name, Title) else title(name)
    return catalogue.add_copy(title_id=own.pk, copy=NewCopy(barcode=barcode, **more), by=people.xu_shiliu(), at=AT)


def reader(user: User | None = None, kind: str = ReaderKind.DEPOSITOR) -> Reader:
    """The card of somebody of the cast (张三)."""
    person_id = (user or people.zhang_san()).person_id
    known = Reader.objects.filter(person=person_id).first()
    return known or readers.enrol(person_id=person_id, kind=kind, by=None, at=AT)


def citizen(name: str = "路人甲", phone: str = "13911110001") -> Reader:
    """A citizen who walked in."""
    return readers.enrol_citizen(name=name, phone=phone, by=people.xu_shiliu(), at=AT)


def lent(to: Reader, what: Copy, at: datetime = AT) -> Any:
    """A loan over the desk."""
    return lending.lend(reader_id=to.pk, copy_id=what.pk, by=people.xu_shiliu(), at=at)
