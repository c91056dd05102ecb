"""Putting messages into the outbox: one row a channel, once for each key, in the act's own transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models.expressions import RawSQL

from accounts.models import Person, User
from common.crypto import encrypt
from common.transactions import step, wake
from notifications import channels, rules
from notifications.models import ANY_DOOR, Contact, Event, Preference, Template
from notifications.states import Channel

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
    """Words ready to be filled in, and the templates that have just these words: id and channel."""

    title: rules.Text
    body: rules.Text
    is_secret: bool
    templates: tuple[tuple[int, str], ...]


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
    channel: str,
    address: str,
    at: datetime,
    by: User | None = None,
) -> int:
    """Queue an event for an e-mail or WeCom address that the person has yet to prove is theirs."""
    recipient = Recipient(person_id, key, context)
    return _write(template, [recipient], at=at, by=by, own_act=True, to=address, only=channel)


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
    fixed = {"centre": settings.CENTRE_NAME, "hotline": settings.HOTLINE}
    texts: list[list[object]] = []
    for row in rows:
        person = people[row.person_id]
        reachable = {only} if only else person.reachable
        values = {name: rules.clean_value(value) for name, value in row.context.items()}
        values = {**fixed, "name": rules.clean_value(person.name), **values}
        for each in words:
            for template_id, channel in each.templates:
                if channel in reachable:
                    texts.append([row.person_id, template_id, channel, row.key, *_texts(event, each, values)])
    written = _insert(texts, event, at=at, by=by, urgent=event.is_security or own_act, to=to)
    if written:
        wake(TASK)
    return written


def _texts(event: Event, words: _Words, values: Mapping[str, str]) -> tuple[str, str, str]:
    """Title, body and what is kept only under seal."""
    title, body = words.title.fill(values), words.body.fill(values)
    if not words.is_secret:
        return title, body, ""
    hidden = words.body.fill({**values, **dict.fromkeys(event.secrets, rules.HIDDEN)})
    return title, hidden, encrypt(body, where="message.sealed")


def _words_of(event: Event, *, only: str) -> list[_Words]:
    """The active templates of an event on channels we have; channels that share their words share the work."""
    usable = {only} if only else {Channel.INBOX, *channels.available()}
    found = Template.objects.filter(event=event, active=True, channel__in=usable).order_by("channel", "id")
    same: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for template in found:
        same.setdefault((template.title, template.body), []).append((template.pk, template.channel))
    return [
        _Words(
            title=rules.Text.of(title),
            body=rules.Text.of(body),
            is_secret=bool(rules.placeholders(body) & set(event.secrets)),
            templates=tuple(templates),
        )
        for (title, body), templates in same.items()
    ]


def _listed(ids: Sequence[int]) -> RawSQL:
    """Ids as one array: fifty thousand parameters are slow to prepare."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def _people(ids: Sequence[int], event: Event) -> dict[int, _Person]:
    """Names and reachable channels, four statements however many people."""
    off: dict[int, set[str]] = {}
    if not event.is_security:
        for person_id, channel in Preference.objects.filter(person_id__in=_listed(ids)).values_list(
            "person_id", "channel"
        ):
            off.setdefault(person_id, set()).add(channel)
    contacts: dict[int, set[str]] = {}
    proved = Contact.objects.filter(person_id__in=_listed(ids), verified_at__isnull=False)
    for person_id, channel in proved.values_list("person_id", "channel"):
        contacts.setdefault(person_id, set()).add(channel)
    people = {}
    rows = Person.objects.filter(pk__in=_listed(ids)).values_list("pk", "name", "phone_index", "phone_wrong_at")
    for pk, name, phone, wrong_at in rows:
        reach = {Channel.INBOX, *contacts.get(pk, ())} | ({Channel.SMS} if phone and not wrong_at else set())
        people[pk] = _Person(name, frozenset(reach - off.get(pk, set())))
    return people


def _insert(texts: list[list[object]], event: Event, *, at: datetime, by: User | None, urgent: bool, to: str) -> int:
    """Write the rows in one statement, leaving out those whose key is known; how many were new."""
    fixed: dict[str, Any] = {
        "code": event.code,
        "door": ANY_DOOR if event.is_security else event.door,
        "address": encrypt(to, where="message.address") if to else "",
        "urgent": urgent,
        "at": at,
        "by": by.pk if by else None,
        "first_try": rules.not_before(at, urgent=urgent),
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, {**fixed, "rows": json.dumps(texts, ensure_ascii=False)})
        return int(cursor.rowcount)


_INSERT = """
INSERT INTO notifications_message (person_id, template_id, channel, key, title, body, sealed, door, address, urgent,
    status, attempts, queued_at, queued_by_id, next_try_at, sent_at, simulated, error)
SELECT (cell ->> 0)::bigint, (cell ->> 1)::bigint, cell ->> 2, %(code)s || ':' || (cell ->> 3), cell ->> 4, cell ->> 5,
    cell ->> 6, %(door)s, %(address)s, %(urgent)s,
    CASE cell ->> 2 WHEN 'INBOX' THEN 'SENT' ELSE 'QUEUED' END, 0, %(at)s, %(by)s,
    CASE cell ->> 2 WHEN 'INBOX' THEN NULL ELSE %(first_try)s END,
    CASE cell ->> 2 WHEN 'INBOX' THEN %(at)s END, false, ''
FROM json_array_elements(%(rows)s::json) AS incoming (cell)
ON CONFLICT (channel, key, person_id) DO NOTHING
"""
"""One statement, however many people; the inbox is delivered by being written, the rest waits for its first try."""
