"""Take in a bank statement by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from bank import operations, queries
from bank.rules.tables import BadFile
from common import money
from common.errors import BusinessError


class Command(BaseCommand):
    """import_statement FILE"""

    help = "Import a bank statement (CSV, UTF-8 or GBK), then book and match its receipts."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Import, then say what became of the lines."""
        try:
            content = file.read_bytes()
            result = operations.import_statement(name=file.name, content=content, by=None, at=timezone.now())
        except OSError as problem:
            raise CommandError(str(problem)) from problem
        except BadFile as refusal:
            raise CommandError("\n".join(str(fault) for fault in refusal.errors)) from refusal
        except BusinessError as refusal:
            raise CommandError(str(refusal)) from refusal
        words = _("新明细 %(new)d 笔，重复 %(repeated)d 笔，其中待入账日 %(waiting)d 笔。")
        counts = {"new": result.new_count, "repeated": result.repeated_count, "waiting": result.waiting_count}
        self.stdout.write(words % counts)
        for status, count, fen in queries.receipt_totals(result.imports):
            self.stdout.write(f"  {status.label}  {count}  {money.yuan(fen)}")
