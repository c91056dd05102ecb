"""What every test stands on: an open day, the city's parameters, and books that may be flushed between tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import settings as hypothesis_settings

from policy import operations as policy
from tests import make

OPEN_DAY = date(2026, 10, 10)

# A busy machine is no failure: examples are judged by what they find, not by how long they take.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Let the flush between transactional tests truncate: the guards against it are switched off here only."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(
            "SELECT format('ALTER TABLE %I DISABLE TRIGGER %I', c.relname, t.tgname) FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgtype & 32 <> 0"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
    yield


@pytest.fixture
def open_day(db: None) -> date:
    """The business date of the demo centre's first day, with the demo city's parameters."""
    with transaction.atomic():
        policy.set_book_date(on=OPEN_DAY)
    make.city()
    return OPEN_DAY
