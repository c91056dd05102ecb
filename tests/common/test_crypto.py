"""Personal data at rest: sealed per column, found by blind index only."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError
from django.db import connection
from django.utils import timezone

from accounts.models import Person
from common import crypto


def test_what_is_encrypted_comes_back_and_never_looks_the_same_twice() -> None:
    first = crypto.encrypt("张三 13812344127", where="person.phone")
    assert crypto.decrypt(first, where="person.phone") == "张三 13812344127"
    assert first != crypto.encrypt("张三 13812344127", where="person.phone")
    assert "1381234" not in first


def test_a_value_moved_to_another_column_does_not_open() -> None:
    sealed = crypto.encrypt("13812344127", where="person.phone")
    with pytest.raises(InvalidTag):
        crypto.decrypt(sealed, where="person.document_number")


def test_a_value_that_was_tampered_with_does_not_open() -> None:
    sealed = crypto.encrypt("13812344127", where="person.phone")
    place = len(sealed) // 2
    with pytest.raises(InvalidTag):
        crypto.decrypt(
            sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :], where="person.phone"
        )


def test_another_key_does_not_open_it(settings: object) -> None:
    sealed = crypto.encrypt("13812344127", where="person.phone")
    settings.PERSONAL_DATA_KEY = "ab" * 32  # type: ignore[attr-defined]
    with pytest.raises(InvalidTag):
        crypto.decrypt(sealed, where="person.phone")


def test_the_blind_index_is_stable_and_keeps_kinds_apart(settings: object) -> None:
    index = crypto.blind_index("13812344127", kind="phone")
    assert index == crypto.blind_index("13812344127", kind="phone")
    assert len(index) == 32
    assert index != crypto.blind_index("13812344127", kind="card")
    settings.BLIND_INDEX_KEY = "cd" * 32  # type: ignore[attr-defined]
    assert index != crypto.blind_index("13812344127", kind="phone")


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(
        name="张三",
        document_number="11010519491231002X",
        document_index=crypto.blind_index("11010519491231002X", kind="document"),
        created_at=timezone.now(),
    )


def test_the_table_holds_ciphertext_and_empty_stays_empty(person: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT document_number, phone FROM accounts_person WHERE id = %s", [person.pk])
        number, phone = cursor.fetchone()
    assert number.startswith("1:") and "1949" not in number
    assert phone == ""
    person.refresh_from_db()
    assert person.document_number == "11010519491231002X"
    assert person.phone == ""


def test_a_ciphertext_copied_into_another_column_of_the_row_is_not_read(person: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_person SET phone = document_number WHERE id = %s", [person.pk])
    with pytest.raises(InvalidTag):
        person.refresh_from_db(fields=["phone"])


def test_filtering_on_an_encrypted_column_is_refused_instead_of_finding_nothing() -> None:
    with pytest.raises(FieldError, match="blind index"):
        Person.objects.filter(phone="13812344127")
    with pytest.raises(FieldError):
        Person.objects.filter(phone__startswith="138")
    assert Person.objects.filter(phone__isnull=True) is not None
