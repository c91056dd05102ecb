"""An empty database built the quick way is the one that Django's own way gives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate as django_migrate
from django.db import connection

from fundcenter.management.commands import migrate

pytestmark = [pytest.mark.torture, pytest.mark.django_db(transaction=True)]

FACTS = (
    """SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length
       FROM information_schema.columns WHERE table_schema = 'public'""",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, pg_get_functiondef(oid) FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'",
    "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'",
)


@contextmanager
def an_empty_database(name: str) -> Iterator[None]:
    """Within, the connection leads to a new database."""
    usual = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f'DROP DATABASE "{name}"')


def all_of_it() -> list[list[tuple[object, ...]]]:
    """Tables, constraints, indexes, triggers, functions, sequences, and how many rows each table has."""
    found = []
    with connection.cursor() as cursor:
        for fact in FACTS:
            cursor.execute(f"{fact} ORDER BY 1, 2" if "sequences" not in fact else f"{fact} ORDER BY 1")
            found.append(cursor.fetchall())
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found.append([(table, *cursor.fetchone())])
    return found


def test_the_quick_way_builds_the_same_database() -> None:
    built = []
    for command in (django_migrate.Command(), migrate.Command()):
        with an_empty_database("test_migrating"):
            call_command(command, verbosity=0)
            built.append(all_of_it())
    usual, quick = built
    assert len(usual[0]) > 1000
    assert usual == quick
