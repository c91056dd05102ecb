"""Write a backup of the database and of people's files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fundcenter import backups


class Command(BaseCommand):
    help = "Back up the database and people's files into an empty folder, with the hash of the books."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was written."""
        try:
            made = backups.back_up(options["folder"], at=timezone.now())
        except backups.CannotBackUp as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{options['folder']}: {made.entries} entries, books {made.books_hash or '-'}")
