"""Backup and restore: the database as of one moment, the files of people as they lie (encrypted), proved by hash.

A backup is a folder: `books.dump` (pg_dump, custom format), `files.tar`, and `manifest.json`, which names the hash of
the books and of both files. The two keys for personal data are no part of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, connections, transaction

from fundcenter import servers
from ledger import queries
from ledger.models import DaySeal, Entry

DUMP, FILES, MANIFEST = "books.dump", "files.tar", "manifest.json"


class CannotBackUp(Exception):
    """The folder is not empty, or the dump failed."""


class CannotRestore(Exception):
    """The backup is damaged, the database is not empty, or what came out is not what went in."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds."""

    made_at: str
    books_hash: str
    entries: int
    last_day: str
    dump_sha256: str
    files_sha256: str


def back_up(folder: Path, *, at: datetime) -> Manifest:
    """Write a backup into an empty or new folder. Raises CannotBackUp."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise CannotBackUp(f"{folder} is not empty")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        # The dump sees the very rows whose hash is taken here.
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={folder / DUMP}", problem=CannotBackUp)
        last = DaySeal.objects.order_by("-on").first()
        books_hash, entries = queries.books_hash(), Entry.objects.count()
    with tarfile.open(folder / FILES, "w") as archive:
        for name, source in _folders().items():
            if source.exists():
                archive.add(source, arcname=name)
    manifest = Manifest(
        made_at=at.isoformat(),
        books_hash=books_hash,
        entries=entries,
        last_day=f"{last.on}" if last else "",
        dump_sha256=_sha256(folder / DUMP),
        files_sha256=_sha256(folder / FILES),
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n")
    return manifest


def restore(folder: Path, *, database: str = "") -> Manifest:
    """Restore a backup and prove it: into the configured database and file folders, or, to try it, into another
    database of the same server (made if missing), files left aside.

    Raises CannotRestore; a database that holds anything is never touched.
    """
    manifest = _checked(folder)
    if database:
        _make_database(database)
    with _connected_to(database):
        _refuse_full()
        if not database:
            _refuse_full_folders()
        _run(
            "pg_restore",
            "--no-owner",
            "--exit-on-error",
            f"--dbname={_name()}",
            f"{folder / DUMP}",
            problem=CannotRestore,
        )
        faults = queries.verify_books() + queries.guards_off()
        if faults:
            raise CannotRestore("; ".join(f"{fault.check}: {fault.where}" for fault in faults[:5]))
        if queries.books_hash() != manifest.books_hash:
            raise CannotRestore("the restored books have another hash than those that were backed up")
    if not database:
        _unpack(folder / FILES)
    return manifest


def _checked(folder: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError):
        raise CannotRestore(f"{folder} is no backup") from None
    for name, digest in ((DUMP, manifest.dump_sha256), (FILES, manifest.files_sha256)):
        if not (folder / name).exists() or _sha256(folder / name) != digest:
            raise CannotRestore(f"{name} is missing or damaged")
    return manifest


def _make_database(name: str) -> None:
    if connection.in_atomic_block:
        raise CannotRestore("a database is not made within a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)} TEMPLATE template0")


@contextmanager
def _connected_to(database: str) -> Iterator[None]:
    """The default connection leads to another database of the same server; to the configured one for nothing."""
    if not database:
        yield
        return
    usual = connections["default"]
    other = type(usual)({**usual.settings_dict, "NAME": database}, alias="default")
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = usual


def _refuse_full() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if cursor.fetchone()[0]:
            raise CannotRestore("the database is not empty; a backup is restored into an empty one")


def _refuse_full_folders() -> None:
    for folder in _folders().values():
        if folder.exists() and any(folder.iterdir()):
            raise CannotRestore(f"{folder} is not empty")


def _unpack(path: Path) -> None:
    """The files of people to where the settings look for them."""
    with tarfile.open(path) as archive:
        for name, target in _folders().items():
            members = [each for each in archive.getmembers() if each.name == name or each.name.startswith(f"{name}/")]
            for member in members:
                member.name = member.name.removeprefix(name).lstrip("/") or "."
            target.mkdir(parents=True, exist_ok=True, mode=0o700)
            archive.extractall(target, members, filter="data")


def _folders() -> dict[str, Path]:
    return {"private": Path(settings.PRIVATE_DIR), "files": Path(settings.MEDIA_ROOT)}


def _name() -> str:
    return str(connection.get_connection_params()["dbname"])


def _run(program: str, *arguments: str, problem: type[Exception]) -> None:
    """Run a program of PostgreSQL against the connection's database; the password stays out of the process list."""
    found = connection.get_connection_params()
    names = {"dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT"}
    values = {names[key]: str(value) for key, value in found.items() if key in names and value}
    command = [str(servers.program(program)), *arguments]
    done = subprocess.run(command, env={**os.environ, **values}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise problem(done.stderr.strip()[-2000:])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
