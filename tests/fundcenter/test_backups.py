"""A backup is restored beside the books it was made from, and has their hash; a damaged one is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from fundcenter import backups
from ledger import queries
from tests.conftest import OPEN_DAY
from tests.ledger import books

pytestmark = pytest.mark.django_db(transaction=True)
TRIAL = "fundcenter_restore_trial"


@pytest.fixture
def trial() -> Iterator[str]:
    """A second database's name; gone before and afterwards."""
    _drop()
    yield TRIAL
    _drop()


def _drop() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {TRIAL} WITH (FORCE)")


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Books with a closed day, a paper somebody handed in, and their backup."""
    settings.PRIVATE_DIR, settings.MEDIA_ROOT = tmp_path / "private", tmp_path / "files"
    (tmp_path / "private" / "2026").mkdir(parents=True)
    (tmp_path / "private" / "2026" / "paper").write_bytes(b"encrypted")
    books.open_books()
    books.funded("A", 12_345)
    books.seal(OPEN_DAY, date(2026, 10, 12))
    books.transfer(books.bank(), books.account("B"), 5, "today", on=date(2026, 10, 12))
    call_command("backup", tmp_path / "backup")
    return tmp_path / "backup"


def test_a_restored_backup_has_the_hash_of_the_books(
    folder: Path, trial: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = queries.books_hash()
    assert json.loads((folder / "manifest.json").read_text())["books_hash"] == before
    call_command("restore", folder, database=trial)
    assert before in capsys.readouterr().out
    with backups._connected_to(trial):
        assert queries.books_hash() == before
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            assert cursor.fetchone() == (trial,)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", folder, database=trial)
    assert queries.books_hash() == before


def test_a_backup_goes_into_an_empty_folder_and_comes_back_into_an_empty_database_only(folder: Path) -> None:
    with pytest.raises(CommandError, match="not empty"):
        call_command("backup", folder)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", folder)


@pytest.mark.parametrize("name", ["books.dump", "files.tar", "manifest.json"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(folder: Path, name: str) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:-3])
    with pytest.raises(backups.CannotRestore, match="damaged|no backup"):
        backups.restore(folder, database=TRIAL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TRIAL])
        assert cursor.fetchone() is None


def test_the_files_of_people_come_back_as_they_lay(folder: Path, tmp_path: Path, settings: Any) -> None:
    settings.PRIVATE_DIR, settings.MEDIA_ROOT = tmp_path / "again", tmp_path / "again-files"
    backups._unpack(folder / "files.tar")
    assert (tmp_path / "again" / "2026" / "paper").read_bytes() == b"encrypted"
    with pytest.raises(backups.CannotRestore, match="again is not empty"):
        backups._refuse_full_folders()
