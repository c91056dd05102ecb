"""Open the centre's bank accounts and its books."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from bank import operations
from bank.rules import opening
from bank.rules.tables import BadFile
from common import money
from common.errors import BusinessError


class Command(BaseCommand):
    """import_opening_balances FILE --debit 861204519.37 --credit 0.00"""

    help = (
        "Book opening balances on the open business date. Columns: subject, account, name, bank, channel, debit, "
        "credit (yuan). What does not balance stands against 321-04."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and its control totals."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--debit", required=True, help="control total of the debit column, in yuan")
        parser.add_argument("--credit", required=True, help="control total of the credit column, in yuan")

    def handle(self, *args: Any, file: Path, debit: str, credit: str, **options: Any) -> None:
        """Check the totals, open the accounts, book one journal."""
        try:
            result = operations.import_opening_balances(
                rows=opening.parse(file.read_bytes()),
                debit_fen=money.parse_yuan(debit),
                credit_fen=money.parse_yuan(credit),
                by=None,
                at=timezone.now(),
            )
        except (OSError, ValueError) as problem:
            raise CommandError(str(problem)) from problem
        except BadFile as refusal:
            raise CommandError("\n".join(str(fault) for fault in refusal.errors)) from refusal
        except BusinessError as refusal:
            raise CommandError(str(refusal)) from refusal
        words = _("银行账户 %(count)d 个，余额合计 %(bank)s；以 321-04 平账 %(contra)s。")
        figures = {
            "count": len(result.accounts),
            "bank": money.yuan(result.bank_fen),
            "contra": money.yuan(result.contra_fen),
        }
        self.stdout.write(words % figures)
