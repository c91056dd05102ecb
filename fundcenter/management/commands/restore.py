"""Restore a backup and prove it by the hash of the books."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fundcenter import backups


class Command(BaseCommand):
    help = "Restore a backup into the configured, empty database, or with --database into another one, to try it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, and the database to try it in."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--database", default="", help="another database of the same server; made if missing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say that the books are the same."""
        try:
            made = backups.restore(options["folder"], database=options["database"])
        except backups.CannotRestore as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"{made.entries} entries restored; the books have the hash they had: {made.books_hash or '-'}"
        )
