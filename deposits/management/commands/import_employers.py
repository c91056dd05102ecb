"""Register a file of employers: `manage.py import_employers employers.csv --branch 01`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Branch
from common.errors import BusinessError
from common.months import month_of
from deposits import operations
from deposits.files import employers
from policy import queries as policy


class Command(BaseCommand):
    """All employers of the file, or none and the faults by row and column."""

    help = "Register the employers of a .csv or .xlsx file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, branch, and the first month to pay."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--branch", required=True, help="code of the branch")
        parser.add_argument("--first-month", default="", help="YYYYMM; the business date's month if not given")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, then register in one act."""
        branch = Branch.objects.filter(code=options["branch"]).first()
        if branch is None:
            raise CommandError(_("没有编号为 %(code)s 的管理部。") % {"code": options["branch"]})
        path: Path = options["file"]
        try:
            parameters = policy.on(policy.book_date())
            found = employers.read_employers(
                path.read_bytes(),
                path.name,
                rate_min=parameters.contribution_rate_min_percent,
                rate_max=parameters.contribution_rate_max_percent,
            )
            if found.errors:
                raise CommandError("\n".join(f"{e.row}\t{e.column}\t{e.value}\t{e.message}" for e in found.errors))
            first_month = options["first_month"] or month_of(policy.book_date())
            opened = operations.import_employers(
                employers=[_new(row, first_month) for row in found.rows],
                branch_id=branch.pk,
                by=None,
                at=timezone.now(),
            )
        except (BusinessError, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("已登记 %(count)d 家单位。") % {"count": len(opened)})


def _new(row: employers.EmployerRow, first_month: str) -> operations.NewEmployer:
    return operations.NewEmployer(
        name=row.name,
        social_credit_code=row.social_credit_code,
        employer_rate=row.employer_rate,
        employee_rate=row.employee_rate,
        payday=row.payday,
        first_month=first_month,
        paying_account=row.paying_account,
        paying_bank=row.paying_bank,
        contact_phone=row.clerk_mobile,
        number=row.number,
    )
