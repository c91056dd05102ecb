"""Close the open business day by hand."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.errors import BusinessError
from ledger import operations as ledger
from policy import queries as policy


class Command(BaseCommand):
    help = "Close the open business day (--date must name it) and open the next (default: the next working day)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The day to close, named so that a repeat does not close another one."""
        parser.add_argument("--date", type=date.fromisoformat, required=True)
        parser.add_argument("--next", type=date.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        """Close the day and say what it came to."""
        on: date = options["date"]
        following = on + timedelta(days=1)
        next_on = options["next"] or policy.calendar(on, following).next_working_day(following).day
        try:
            seal = ledger.close_day(on=on, next_on=next_on, by=None, at=timezone.now())
        except BusinessError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{seal.on}: {seal.entry_count} entries, turnover {seal.turnover_fen} fen, hash {seal.hash}")
        self.stdout.write(f"Open: {next_on}")
