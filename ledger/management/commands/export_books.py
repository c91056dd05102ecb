"""Write the books to a file that beancount can check."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from ledger import beancount


class Command(BaseCommand):
    help = "Export the books in beancount's format: everything booked up to --until (default: all)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file and the last book date."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--until", type=date.fromisoformat, default=date.max)

    def handle(self, *args: Any, **options: Any) -> None:
        """Stream the books, as of one moment, into the file."""
        with options["file"].open("w", encoding="utf-8") as target, transaction.atomic():
            with connection.cursor() as cursor:
                if not connection.savepoint_ids:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            target.writelines(f"{line}\n" for line in beancount.lines(options["until"]))
        self.stdout.write(f"{options['file']}")
