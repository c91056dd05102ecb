"""Persons: one for each identity document, found or made; corrected by staff."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import queries, rules
from accounts.models import Door, Person, User
from accounts.operations import changes, news, trail
from common import crypto, identity
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step


class BadNumber(BusinessError):
    """An identity document or phone number fails its own check."""


class DocumentTaken(BusinessError):
    """Another person is on file with this identity document."""


class MissingName(BusinessError):
    """A person has a name."""


class NameDiffers(BusinessError):
    """The document is on file under another name. `rows` are the places in a list, from 0."""

    def __init__(self, sentence: str, rows: Sequence[int] = ()) -> None:
        super().__init__(sentence)
        self.rows = list(rows)


class OwnRecord(BusinessError):
    """Staff do not change their own record at the counter."""


@step
def find_or_create_person(
    *, name: str, document_type: str, document_number: str, phone: str = "", by: User | None, at: datetime
) -> Person:
    """The person with this identity document, put on file if new.

    A phone that staff give fills an empty place, as reported by whoever named the person; none is ever replaced, and
    it opens no door until its owner stood at a window with it (`doors.phone_seen`).
    Raises BadNumber, MissingName, NameDiffers.
    """
    name, number, phone = _checked(name, document_type, document_number, phone, at)
    known = _by_document(document_type, number)
    if known is None:
        fresh = Person(document_type=document_type, created_at=at)
        _fill(fresh, name, number, phone)
        # Two windows may meet the same new person: the second gets the first's row.
        Person.objects.bulk_create([fresh], ignore_conflicts=True)
        known = _by_document(document_type, number)
        assert known is not None
        trail.record(user=by, action="person:create", target=known, person=known, at=at)
    if rules.name_key(known.name) != rules.name_key(name):
        raise NameDiffers(_name_sentence(known.name, name))
    if phone and not known.phone_index and (by is None or by.door == Door.STAFF):
        known.phone, known.phone_index = phone, rules.phone_index(phone)
        known.save(update_fields=["phone", "phone_index"])
    return known


@step
def persons_for_list(*, rows: Sequence[rules.PersonRow], at: datetime) -> list[int]:
    """Ids of the persons of a list, in its order; who is new is put on file, in a few statements for any length.

    Numbers must be checked and normalised already. Raises NameDiffers with the rows concerned.
    """
    keys = [(row.document_type, rules.document_index(row.document_number)) for row in rows]
    known = queries.people_by_index({index for _type, index in keys})
    fresh = {key: row for key, row in zip(reversed(keys), reversed(rows), strict=True) if key not in known}
    if fresh:
        known |= _insert(fresh, at)
    if len(fresh.keys() & known.keys()) < len(fresh):  # somebody else put them on file in between
        known |= queries.people_by_index({index for _type, index in fresh})
    wrong = [
        place
        for place, (key, row) in enumerate(zip(keys, rows, strict=True))
        if known[key][1] != row.name and rules.name_key(known[key][1]) != rules.name_key(row.name)
    ]
    if wrong:
        # A list is an employer's: it is not told what the person is called, not even the last character.
        words = _("“%(given)s”与该证件登记的姓名不一致，请核对姓名和证件号码。")
        raise NameDiffers(words % {"given": rows[wrong[0]].name}, wrong)
    return [known[key][0] for key in keys]


@operation
def correct_person(
    *,
    person_id: int,
    name: str,
    document_type: str,
    document_number: str,
    phone: str,
    reason: str,
    by: User,
    at: datetime,
    address: str | None = None,
) -> Person:
    """Correct a person's record at the counter, on proof. A new phone is the person's word, seen with the document;
    it is not verified until a code proves it.

    Raises BadNumber, MissingName, OwnRecord, DocumentTaken.
    """
    person = lock(Person, person_id)
    if by.person_id == person.pk:
        raise OwnRecord(_("本人的资料须由其他工作人员办理。"))
    name, number, phone = _checked(name, document_type, document_number, phone, at)
    other = _by_document(document_type, number)
    if other is not None and other.pk != person.pk:
        raise DocumentTaken(_("该证件号码已登记在另一人名下，请先核实，不能重复登记。"))
    changed = [
        field
        for field, before, after in (
            ("name", person.name, name),
            ("document", (person.document_type, person.document_number), (document_type, number)),
            ("phone", person.phone, phone),
        )
        if before != after
    ]
    was_wrong = person.phone_wrong_at is not None
    if "phone" in changed:
        person.phone_verified_at, person.phone_seen_at = None, at if phone else None
        person.phone_wrong_at = None
    before = person.phone
    person.document_type = document_type
    _fill(person, name, number, phone)
    person.save()
    if changed:
        news.tell(person, news.RECORD, at=at, to=before if "phone" in changed and not was_wrong else "")
    trail.record(
        user=by,
        action="person:correct",
        target=person,
        person=person,
        at=at,
        detail={"fields": changed, "reason": reason},
        address=address,
    )
    changes.note(person, changed, by=by, at=at)
    return person


# --- within


def _checked(name: str, document_type: str, number: str, phone: str, at: datetime) -> tuple[str, str, str]:
    """Name, document number and phone as kept. Raises BadNumber, MissingName."""
    name = rules.clean_name(name)
    if not name:
        raise MissingName(_("请填写姓名。"))
    try:
        number = rules.check_document(document_type, number, today=timezone.localdate(at))
        phone = identity.check_mobile(phone) if phone else ""
    except identity.InvalidNumber as refusal:
        raise BadNumber(_("%(what)s。") % {"what": refusal}) from refusal
    return name, number, phone


def _by_document(document_type: str, number: str) -> Person | None:
    return Person.objects.filter(document_type=document_type, document_index=rules.document_index(number)).first()


def _birth(document_type: str, number: str) -> date | None:
    return identity.birth_date(number) if document_type == rules.CITIZEN else None


def _fill(person: Person, name: str, number: str, phone: str) -> None:
    """Set the fields that hang together: numbers with their indexes, name with its search keys."""
    person.name, person.search_keys = name, list(rules.search_keys(name))
    person.document_number, person.document_index = number, rules.document_index(number)
    person.phone, person.phone_index = phone, rules.phone_index(phone)
    person.birth_on = _birth(person.document_type, number)


def _name_sentence(known: str, given: str) -> str:
    return _("该证件号码登记的姓名是“%(known)s”，与“%(given)s”不一致，请核对。") % {
        "known": rules.mask_name(known),
        "given": given,
    }


def _insert(fresh: dict[tuple[str, str], rules.PersonRow], at: datetime) -> queries.Known:
    """Insert many new persons in one statement; rows that somebody else has put on file are left out."""
    records = [_record(kind, index, row) for (kind, index), row in sorted(fresh.items())]  # one order: no deadlock
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_person (name, document_type, document_number, document_index, phone, phone_index,
                                         birth_on, search_keys, created_at)
            SELECT name, kind, number, index, phone, phone_index, birth, keys, %s
            FROM json_to_recordset(%s) AS row(name text, kind text, number text, index text, phone text,
                                              phone_index text, birth date, keys text[])
            ON CONFLICT (document_type, document_index) DO NOTHING
            RETURNING document_type, document_index, id, name
            """,
            [at, json.dumps(records, ensure_ascii=False)],
        )
        return {(kind, index): (pk, name) for kind, index, pk, name in cursor.fetchall()}


def _record(kind: str, index: str, row: rules.PersonRow) -> dict[str, object]:
    birth = _birth(kind, row.document_number)
    name = rules.clean_name(row.name)
    return {
        "name": name,
        "kind": kind,
        "number": crypto.encrypt(row.document_number, where="person.document_number"),
        "index": index,
        "phone": crypto.encrypt(row.phone, where="person.phone") if row.phone else "",
        "phone_index": rules.phone_index(row.phone),
        "birth": birth.isoformat() if birth else None,
        "keys": rules.search_keys(name),
    }
