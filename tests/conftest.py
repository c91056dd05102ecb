"""What every test stands on: an open day, the city's parameters, and books that may be flushed between tests."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import coverage
import pytest
from django.db import connection, transaction
from hypothesis import settings as hypothesis_settings

from policy import operations as policy
from tests import make

OPEN_DAY = date(2026, 10, 10)

# A busy machine is no failure: examples are judged by what they find, not by how long they take.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


MONEY = ("common", "policy", "ledger", "bank", "deposits", "stories")
"""The folders whose tests are traced: the apps where money is must reach a branch coverage."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Tracing rests during the other tests: it takes half as long again."""
    tracer = coverage.Coverage.current()
    if tracer is None or item.path.relative_to(Path(__file__).parent).parts[0] in MONEY:
        return (yield)
    tracer.stop()
    try:
        return (yield)
    finally:
        tracer.start()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Let the flush between transactional tests forget; what the migrations wrote is kept to be put back."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        _keep_fresh_rows(cursor)
        _restore_fresh_rows(cursor)
    # On the class: a browser's event loop gives the same thread another connection.
    type(connection.ops).execute_sql_flush = _empty_tables  # type: ignore[method-assign, assignment]
    yield


def _empty_tables(_ops: Any, sql_list: list[str]) -> None:
    """The flush between transactional tests: rows deleted from the tables that have any, triggers resting.

    Django would truncate every table, which costs a quarter of a second however little there is to forget.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        tables = [table for table in connection.introspection.table_names(cursor) if table != "django_migrations"]
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{table}"')


def _keep_fresh_rows(cursor: Any) -> None:
    """Copy what the migrations wrote into a schema of its own, once for each new test database."""
    cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'fresh'")
    if cursor.fetchone():
        return
    cursor.execute("CREATE SCHEMA fresh")
    for table in connection.introspection.table_names():
        cursor.execute(f'CREATE TABLE fresh."{table}" AS TABLE public."{table}"')
        cursor.execute(f'SELECT 1 FROM fresh."{table}" LIMIT 1')
        if not cursor.fetchone():
            cursor.execute(f'DROP TABLE fresh."{table}"')


def _restore_fresh_rows(cursor: Any) -> None:
    """Put them back into tables that a flush has emptied; triggers and foreign keys rest meanwhile."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'fresh'")
    tables = [table for (table,) in cursor.fetchall()]
    cursor.execute("SET session_replication_role = replica")
    for table in tables:
        cursor.execute(
            f'INSERT INTO public."{table}" SELECT * FROM fresh."{table}"'
            f' WHERE NOT EXISTS (SELECT 1 FROM public."{table}")'
        )
    cursor.execute("SET session_replication_role = DEFAULT")


@pytest.fixture(autouse=True)
def fresh_rows(request: pytest.FixtureRequest) -> None:
    """A test in real transactions starts with what the migrations wrote, though the one before was flushed."""
    marker = request.node.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(request.fixturenames)
    if asked or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        with connection.cursor() as cursor:
            _restore_fresh_rows(cursor)


@pytest.fixture
def open_day(db: None) -> date:
    """The business date of the demo centre's first day, with the demo city's parameters."""
    with transaction.atomic():
        policy.set_book_date(on=OPEN_DAY)
    make.city()
    return OPEN_DAY
