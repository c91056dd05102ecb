"""Putting messages into the outbox: one row a channel, once for each key, in the act's own transaction."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from accounts.models import Person, User
from common.crypto import encrypt
from common.transactions import step, wake
from notifications import channels, rules
from notifications.models import Contact, Event, Message, Preference, Template
from notifications.states import OUTSIDE, Channel, MessageStatus

TASK = "notifications.tasks.send_due"


@dataclass(frozen=True)
class Recipient:
    """One person of a batch: what the message is filled with, and its key within the event."""

    person_id: int
    key: str
    context: Mapping[str, object]


@dataclass(frozen=True)
class _Person:
    """What queueing needs to know of a person."""

    name: str
    reachable: frozenset[str]


@dataclass(frozen=True)
class _Words:
    """A template ready to be filled in."""

    template: Template
    title: rules.Text
    body: rules.Text


@step
def queue(
    *,
    person_id: int,
    template: str,
    context: Mapping[str, object],
    key: str,
    at: datetime,
    by: User | None = None,
    own_act: bool = False,
    to: str = "",
) -> int:
    """Queue the event `template` for a person on every channel that reaches them; how many rows were written.

    `key` names the matter ("list-7"): the same event and key to the same person is written once, ever. `own_act`
    says that it answers what the person has just done, so quiet hours do not hold it back. `to` is a phone that is
    not (yet) the person's own; then only SMS is used. Values of `context` are texts as people read them.
    Raises MissingValue and FullNumber, both programming errors, and Event.DoesNotExist.
    """
    recipient = Recipient(person_id, key, context)
    return _write(template, [recipient], at=at, by=by, own_act=own_act, to=to, only=Channel.SMS if to else "")


@step
def queue_to_address(
    *,
    person_id: int,
    template: str,
    context: Mapping[str, object],
    key: str,
    address: str,
    at: datetime,
    by: User | None = None,
) -> int:
    """Queue an event for an e-mail address that the person has yet to prove is theirs."""
    recipient = Recipient(person_id, key, context)
    return _write(template, [recipient], at=at, by=by, own_act=True, to=address, only=Channel.EMAIL)


@step
def queue_many(
    *,
    template: str,
    rows: Iterable[Recipient],
    at: datetime,
    key_prefix: str = "",
    by: User | None = None,
    own_act: bool = False,
) -> int:
    """The same for very many people at once: a few statements, however many rows. `key_prefix` stands before keys."""
    recipients = [Recipient(row.person_id, key_prefix + row.key, row.context) for row in rows]
    return _write(template, recipients, at=at, by=by, own_act=own_act)


def _write(
    code: str,
    rows: Sequence[Recipient],
    *,
    at: datetime,
    by: User | None,
    own_act: bool,
    to: str = "",
    only: str = "",
) -> int:
    event = Event.objects.get(code=code)
    words = _words_of(event, only=only)
    if not rows or not words:
        return 0
    people = _people([row.person_id for row in rows], event)
    urgent = event.is_security or own_act
    fixed = {"centre": settings.CENTRE_NAME, "hotline": settings.HOTLINE}
    file = io.StringIO()
    writer = csv.writer(file)
    outside = False
    for row in rows:
        person = people[row.person_id]
        values = {name: rules.clean_value(value) for name, value in row.context.items()}
        values = {**fixed, "name": rules.clean_value(person.name), **values}
        for each in words:
            channel = each.template.channel
            if channel not in person.reachable and not to:
                continue
            outside = outside or channel in OUTSIDE
            writer.writerow(_cells(event, each, row, values, at=at, by=by, urgent=urgent, to=to))
    file.seek(0)
    written = _copy(file)
    if written and outside:
        wake(TASK)
    return written


def _words_of(event: Event, *, only: str) -> list[_Words]:
    """The active templates of an event, ready to be filled in."""
    found = Template.objects.filter(event=event, active=True).order_by("channel", "id")
    usable = {only} if only else {Channel.INBOX, *channels.available()}
    return [
        _Words(template, rules.Text.of(template.title), rules.Text.of(template.body))
        for template in found
        if template.channel in usable
    ]


def _people(ids: Sequence[int], event: Event) -> dict[int, _Person]:
    """Names and reachable channels, four statements however many people."""
    off: dict[int, set[str]] = {}
    if not event.is_security:
        for person_id, channel in Preference.objects.filter(person_id__in=ids).values_list("person_id", "channel"):
            off.setdefault(person_id, set()).add(channel)
    contacts: dict[int, set[str]] = {}
    proved = Contact.objects.filter(person_id__in=ids, verified_at__isnull=False)
    for person_id, channel in proved.values_list("person_id", "channel"):
        contacts.setdefault(person_id, set()).add(channel)
    people = {}
    for pk, name, phone in Person.objects.filter(pk__in=ids).values_list("pk", "name", "phone_index"):
        reach = {Channel.INBOX, *contacts.get(pk, ())} | ({Channel.SMS} if phone else set())
        people[pk] = _Person(name, frozenset(reach - off.get(pk, set())))
    return people


_COLUMNS = (
    "person_id",
    "door",
    "template_id",
    "channel",
    "key",
    "title",
    "body",
    "sealed",
    "address",
    "urgent",
    "status",
    "attempts",
    "queued_at",
    "queued_by_id",
    "next_try_at",
    "sent_at",
    "simulated",
    "error",
)


def _cells(
    event: Event,
    words: _Words,
    row: Recipient,
    values: Mapping[str, str],
    *,
    at: datetime,
    by: User | None,
    urgent: bool,
    to: str,
) -> Iterator[object]:
    """One outbox row, in the order of _COLUMNS. What is secret is kept only under seal."""
    body = words.body.fill(values)
    sealed = ""
    if rules.placeholders(words.template.body) & set(event.secrets):
        sealed = encrypt(body, where="message.sealed")
        body = words.body.fill({**values, **dict.fromkeys(event.secrets, rules.HIDDEN)})
    inbox = words.template.channel == Channel.INBOX
    return iter(
        (
            row.person_id,
            event.door,
            words.template.pk,
            words.template.channel,
            f"{event.code}:{row.key}",
            words.title.fill(values),
            body,
            sealed,
            encrypt(to, where="message.address") if to else "",
            urgent,
            MessageStatus.SENT.value if inbox else MessageStatus.QUEUED.value,
            0,
            at.isoformat(),
            by.pk if by else None,
            None if inbox else rules.not_before(at, urgent=urgent).isoformat(),
            at.isoformat() if inbox else None,
            False,
            "",
        )
    )


def _copy(file: io.StringIO) -> int:
    """Write the rows, leaving out those whose key is known; how many were new.

    By COPY into a passing table and one INSERT: fifty thousand people take seconds, not minutes.
    """
    columns = ", ".join(f'"{name}"' for name in _COLUMNS)
    table = Message._meta.db_table
    # NOT NULL texts come as empty fields, so only these may be NULL.
    options = "FORMAT csv, FORCE_NOT_NULL (title, body, sealed, address, error)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS message_incoming ON COMMIT DROP AS SELECT {columns} FROM {table} LIMIT 0"
        )
        cursor.execute("TRUNCATE message_incoming")
        cursor.cursor.copy_expert(f"COPY message_incoming ({columns}) FROM STDIN WITH ({options})", file)
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM message_incoming"
            " ON CONFLICT (channel, key, person_id) DO NOTHING"
        )
        return int(cursor.rowcount)
