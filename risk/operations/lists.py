"""Keeping the lists: entries by hand, from files, from established cases; taken off with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step
from risk.models import ListEntry
from risk.operations.listed import note_listed
from risk.rules import lists
from risk.states.lists import ListKind

if TYPE_CHECKING:
    from accounts.models import User


class AlreadyListed(BusinessError):
    """It is on that list, or off it, already."""


class NothingToImport(BusinessError):
    """The file has mistakes or nothing in it: none of it is used."""


class UnclearEntry(BusinessError):
    """What is to be listed is not what the list is of, or nobody says why."""


@operation
def add_entry(
    *, kind: str, value: str, source: str, reason: str, since: date, until: date | None, by: User, at: datetime
) -> ListEntry:
    """Put something on a list by hand. Raises UnclearEntry, AlreadyListed."""
    on = timezone.localdate(at)
    try:
        entry = lists.entry(kind, value, source=source, reason=reason, since=since, until=until, on=on)
    except lists.Misread as wrong:
        raise UnclearEntry(str(wrong)) from None
    return _insert([entry], by=by, at=at, case="")[0]


@step
def list_entry(
    *,
    person_id: int,
    source: str,
    reason: str,
    since: date,
    until: date | None,
    by: User | None,
    at: datetime,
    case: str = "",
    kind: str = ListKind.DISHONEST,
) -> ListEntry:
    """Put a person on the dishonesty list (or that of agents), at the end of a case; who is on it as long stays so."""
    number = Person.objects.get(pk=person_id).document_number
    known = ListEntry.objects.filter(kind=kind, ended_at=None)
    entry = lists.person_entry(number, source=source, reason=reason, since=since, until=until)
    entry = replace(entry, kind=kind)
    found = known.filter(key=entry.key).first()
    if found is not None and not _gives_way(found, entry, timezone.localdate(at)):
        return found
    try:
        return _insert([entry], by=by, at=at, case=case)[0]
    except AlreadyListed:  # somebody else has just done so
        return known.get(key=entry.key)


@operation
def import_entries(*, content: bytes, by: User, at: datetime) -> int:
    """Put all entries of a file on their lists, or none. Returns how many. Raises NothingToImport, AlreadyListed."""
    entries, mistakes = lists.read_file(content, today=timezone.localdate(at))
    if mistakes:
        raise NothingToImport(
            _("文件有 %(count)s 处问题，没有导入任何内容。第 %(line)s 行：%(text)s")
            % {"count": len(mistakes), "line": mistakes[0].line, "text": mistakes[0].text}
        )
    return len(_insert(entries, by=by, at=at, case=""))


@operation
def end_entry(*, entry_id: int, reason: str, by: User, at: datetime) -> ListEntry:
    """Take an entry off its list, with the reason. Raises AlreadyListed, UnclearEntry."""
    entry = lock(ListEntry, entry_id)
    if entry.ended_at is not None:
        raise AlreadyListed(_("这一条已经移出名单。"))
    if not reason.strip():
        raise UnclearEntry(_("请写明移出名单的原因。"))
    entry.ended_by, entry.ended_at, entry.end_reason = by, at, reason.strip()[:200]
    entry.save(update_fields=["ended_by", "ended_at", "end_reason"])
    return entry


@step
def end_person(*, person_id: int, case: str, reason: str, by: User, at: datetime) -> int:
    """Take a person off the lists they came onto by a case, after its ban was lifted; how many entries ended."""
    index = Person.objects.get(pk=person_id).document_index
    rows = ListEntry.objects.select_for_update(of=("self",), no_key=True).filter(
        key=UUID(hex=index), case=case, ended_at=None
    )
    entries = list(rows.exclude(case="").order_by("id"))
    for entry in entries:
        entry.ended_by, entry.ended_at, entry.end_reason = by, at, reason.strip()[:200]
        entry.save(update_fields=["ended_by", "ended_at", "end_reason"])
    return len(entries)


def _gives_way(known: ListEntry, new: lists.Entry, on: date) -> bool:
    """Whether an entry is over, or one that holds at once and longer takes its place."""
    if known.until is None:
        return False
    return known.until < on or (new.since <= on and (new.until is None or new.until > known.until))


@step
def _make_room(entries: Sequence[lists.Entry], *, by: User | None, at: datetime) -> None:
    """End the entries whose place new ones take: a term that has run out, or a shorter one, keeps nobody off a list."""
    on, new = timezone.localdate(at), {(each.kind, each.key): each for each in entries}
    rows = ListEntry.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(key__in=[each.key for each in entries], ended_at=None, until__isnull=False)
    for known in rows.order_by("id"):
        entry = new.get((known.kind, known.key))
        if entry is None or not _gives_way(known, entry, on):
            continue
        is_over = known.until is not None and known.until < on
        known.end_reason = _("期限已满") if is_over else _("改列更长的期限")
        known.ended_by, known.ended_at = by, at
        known.save(update_fields=["ended_by", "ended_at", "end_reason"])


@step
def _insert(entries: Sequence[lists.Entry], *, by: User | None, at: datetime, case: str) -> list[ListEntry]:
    try:
        with transaction.atomic():
            _make_room(entries, by=by, at=at)
            made = ListEntry.objects.bulk_create(
                ListEntry(
                    kind=entry.kind,
                    key=entry.key,
                    value=entry.value,
                    label=entry.label,
                    source=entry.source,
                    reason=entry.reason,
                    case=case,
                    since=entry.since,
                    until=entry.until,
                    added_by=by,
                    added_at=at,
                )
                for entry in entries
            )
            note_listed(made, at=at)
            return made
    except IntegrityError:
        on = set(
            ListEntry.objects.filter(key__in=[each.key for each in entries], ended_at=None).values_list("kind", "key")
        )
        twice = [each.label for each in entries if (each.kind, each.key) in on]
        labels = "、".join(twice[:5])
        raise AlreadyListed(_("已在名单上：%(labels)s，没有重复登记。") % {"labels": labels}) from None
