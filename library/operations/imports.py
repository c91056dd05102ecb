"""Files of titles: laid out record by record, looked at, then taken in by hundreds; a stop loses nothing.

Each hundred is one transaction that marks its rows, so that a task that was killed goes on where it was. A record is
matched by ISBN (an e-book by its link): one that is there already is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, wake
from library.models import ImportBatch, ImportRow, Title
from library.operations.catalogue import Description, title_row
from library.rules import ebooks, marc
from library.states import IMPORT_MOVES, ImportKind, ImportStatus, ItemKind

if TYPE_CHECKING:
    from accounts.models import User

TASK = "library.tasks.take_in"
AT_ONCE = 500
MOST_RECORDS = 200_000


class NothingInside(BusinessError):
    """The file holds no record at all, or is no list."""


class TooMany(BusinessError):
    """The file is larger than one import may be."""


@operation
def lay_out(*, kind: str, name: str, content: bytes, by: User, at: datetime) -> ImportBatch:
    """Read a file into rows, each with its fields or its fault; nothing is in the catalogue yet.

    Raises NothingInside, TooMany.
    """
    batch = ImportBatch.objects.create(kind=kind, name=name[-120:], made_by=by, made_at=at)
    try:
        rows = _of_marc(content) if kind == ImportKind.MARC else _of_ebooks(content)
        count, bad = _keep(batch, rows)
    except ebooks.NoHeadings as problem:
        raise NothingInside(str(problem)) from None
    if not count:
        raise NothingInside(_("文件里没有找到记录。"))
    batch.rows_count, batch.bad_count = count, bad
    batch.save(update_fields=["rows_count", "bad_count"])
    batch.events.create(action="lay_out", before="", after=batch.status, by=by, at=at)
    return batch


def _keep(batch: ImportBatch, rows: Iterable[dict[str, Any] | str]) -> tuple[int, int]:
    count = bad = 0
    numbered = enumerate(rows, start=1)
    while some := list(islice(numbered, 2000)):
        ImportRow.objects.bulk_create(
            ImportRow(batch=batch, order=order, error=found[:200])
            if isinstance(found, str)
            else ImportRow(batch=batch, order=order, fields=found)
            for order, found in some
        )
        count, bad = count + len(some), bad + sum(isinstance(found, str) for _order, found in some)
        if count > MOST_RECORDS:
            raise TooMany(_("一次最多导入 %(most)s 条，请把文件拆开。") % {"most": f"{MOST_RECORDS:,}"})
    return count, bad


def _of_marc(content: bytes) -> Iterable[dict[str, Any] | str]:
    for record in marc.records(content):
        try:
            yield asdict(marc.read(record))
        except marc.Broken as problem:
            yield str(problem)


def _of_ebooks(content: bytes) -> Iterable[dict[str, Any] | str]:
    for line in ebooks.lines(content):
        yield line if isinstance(line, str) else {**line, "kind": ItemKind.EBOOK}


@operation
def confirm(*, batch_id: int, by: User, at: datetime) -> ImportBatch:
    """Take the good records in, in the background. Raises WrongState."""
    batch = lock(ImportBatch, batch_id)
    move(batch, "confirm", IMPORT_MOVES, by=by, at=at, done_count=batch.bad_count)
    wake(TASK, batch_id=batch.pk)
    return batch


@operation
def discard(*, batch_id: int, by: User, at: datetime) -> ImportBatch:
    """Forget a file that was only looked at. Raises WrongState."""
    batch = lock(ImportBatch, batch_id)
    move(batch, "discard", IMPORT_MOVES, by=by, at=at)
    batch.rows.all().delete()
    return batch


@operation
def take_in(*, batch_id: int, at: datetime) -> bool:
    """The next hundreds of a running import; whether there are more. Two at once do not take the same rows."""
    batch = lock(ImportBatch, batch_id)
    if batch.status != ImportStatus.RUNNING:
        return False
    rows = list(ImportRow.objects.filter(batch=batch, done=False, error="").order_by("order")[:AT_ONCE])
    if not rows:
        move(batch, "finish", IMPORT_MOVES, by=None, at=at)
        return False
    added = _take(rows, batch, at)
    ImportBatch.objects.filter(pk=batch.pk).update(
        done_count=F("done_count") + len(rows), added_count=F("added_count") + added
    )
    return True


def _take(rows: list[ImportRow], batch: ImportBatch, at: datetime) -> int:
    """Titles of rows whose work is not there; how many are new."""
    fresh: dict[object, Title] = {}
    there = _there(rows)
    for row in rows:
        title = title_row(Description(**row.fields), by=batch.made_by, at=at)
        key = _key(row)
        known = there.get(key) or fresh.get(key)
        if known is None:
            fresh[key] = known = title
        row.title, row.done = known, True
    Title.objects.bulk_create(fresh.values())
    for row in rows:
        row.title = row.title  # the id is known only now
    ImportRow.objects.bulk_update(rows, ["title", "done"], batch_size=AT_ONCE)
    return len(fresh)


def _key(row: ImportRow) -> object:
    """What makes two records the same work: link, or ISBN with volume; a record with neither is like no other."""
    fields = row.fields
    if fields.get("link"):
        return fields["link"]
    return (fields["isbn"], fields.get("volume", "")) if fields.get("isbn") else row.pk


def _there(rows: list[ImportRow]) -> dict[object, Title]:
    links = [row.fields["link"] for row in rows if row.fields.get("link")]
    numbers = [row.fields["isbn"] for row in rows if row.fields.get("isbn") and not row.fields.get("link")]
    found: dict[object, Title] = {}
    for title in Title.objects.filter(isbn__in=numbers).exclude(kind=ItemKind.EBOOK).order_by("-id"):
        found[title.isbn, title.volume] = title
    for title in Title.objects.filter(link__in=links, kind=ItemKind.EBOOK):
        found[title.link] = title
    return found
