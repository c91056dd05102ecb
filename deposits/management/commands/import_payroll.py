"""Check and declare payroll lists: `manage.py import_payroll 11000001-202610.xlsx …`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.money import yuan
from deposits import operations
from deposits.files import reading
from deposits.models import EmployerAccount, RemittanceList


class Command(BaseCommand):
    """Each file is taken as a whole or not at all; the employer is the one the file names."""

    help = "Check and declare payroll lists (.xlsx, .csv, .txt)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One or more files."""
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Declare file by file; stop at the first that is refused."""
        for path in options["files"]:
            try:
                declared = _declare(path)
            except operations.PayrollFaulty as faulty:
                lines = [f"{e.row}\t{e.column}\t{e.value}\t{e.message}" for e in faulty.checked.errors]
                raise CommandError("\n".join([f"{path.name}: {faulty}", *lines])) from faulty
            except (BusinessError, OSError) as refusal:
                raise CommandError(f"{path.name}: {refusal}") from refusal
            self.stdout.write(
                _("%(file)s：%(number)s，%(count)d 人，%(total)s 元，等待到账。")
                % {
                    "file": path.name,
                    "number": declared.number,
                    "count": declared.person_count,
                    "total": yuan(declared.total_fen),
                }
            )


def _declare(path: Path) -> RemittanceList:
    content = path.read_bytes()
    number = reading.read_payroll(content, path.name).header.employer_number
    account = EmployerAccount.objects.filter(number=number).first()
    if account is None:
        raise BusinessError(_("没有单位账号为“%(number)s”的单位。") % {"number": number})
    return operations.declare_file(
        employer_account_id=account.pk, name=path.name, content=content, by=None, at=timezone.now()
    )
