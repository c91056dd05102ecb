"""Take over the former system's accounts: `manage.py take_over people.csv --count 3 --sum 1234.56 [--rehearse]`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from common import money
from common.errors import BusinessError
from deposits.operations import takeover
from deposits.queries.takeover import Rehearsal


class Command(BaseCommand):
    """A whole file or nothing, with the faults by row and column; the same file again changes nothing.

    Employers come before, by import_employers; bank accounts by import_opening_balances.
    """

    help = "Take over personal accounts with their balances from a .csv or .xlsx file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, control totals, rehearsal."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--count", required=True, type=int, help="control total: accounts in the file")
        parser.add_argument("--sum", required=True, help="control total: all balances, in yuan")
        parser.add_argument("--rehearse", action="store_true", help="write nothing, print what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rehearse, or take over in one act."""
        path: Path = options["file"]
        try:
            facts = {
                "name": path.name,
                "content": path.read_bytes(),
                "count": options["count"],
                "fen": money.parse_yuan(options["sum"]),
            }
            if options["rehearse"]:
                self._show(takeover.rehearse_takeover(**facts))
                return
            done = takeover.take_over(**facts, by=None, at=timezone.now())
        except takeover.TakeOverFaulty as refusal:
            raise CommandError(_lines(refusal.errors)) from refusal
        except (BusinessError, OSError, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(takeover.summary(done))

    def _show(self, found: Rehearsal) -> None:
        """Employer by employer and day by day; then the faults."""
        for number, (people, fen) in sorted(found.employers.items()):
            self.stdout.write(f"{number}\t{people}\t{money.yuan(fen)}")
        for day, fen in found.by_day.items():
            self.stdout.write(f"{day:%Y-%m-%d}\t{money.yuan(fen)}")
        if found.errors:
            raise CommandError(_lines(found.errors))
        words = _("试接收通过：%(people)d 人，余额合计 %(fen)s 元；没有写入任何数据。")
        self.stdout.write(words % {"people": found.people, "fen": money.yuan(found.fen)})


def _lines(errors: list[Any]) -> str:
    return "\n".join(f"{e.row}\t{e.column}\t{e.value}\t{e.message}" for e in errors)
