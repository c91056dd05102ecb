"""Close one business day of the demo centre, and do at once what the timed jobs would do before and after it."""

from __future__ import annotations

import contextlib
import logging
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from common.errors import BusinessError
from fundcenter.celery import TIMED_JOBS, app
from ledger import operations as ledger
from ledger import queries
from policy import queries as policy


class Command(BaseCommand):
    help = "Close the open business day, open the next working day, and run each timed job before and after."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EVALUATION:
            raise CommandError("With named servers the accountant closes the day, on the page of the books.")
        accountant = User.objects.filter(username="staff:1004").first()
        if accountant is None:
            raise CommandError("There is no demo centre yet: make demo")
        run_timed_jobs()
        on = policy.book_date()
        review_vouchers(on)
        following = on + timedelta(days=1)
        next_on = policy.calendar(on, following).next_working_day(following).day
        try:
            seal = ledger.close_day(on=on, next_on=next_on, by=accountant, at=timezone.now())
        except BusinessError as refusal:
            raise CommandError(str(refusal)) from None
        run_timed_jobs()
        self.stdout.write(f"{on} closed with {seal.entry_count} entries; the business date is {next_on}.")


def review_vouchers(on: date) -> None:
    """The chief accountant looks at the vouchers of the days before, which would keep this one open."""
    chief = User.objects.get(username="staff:1005")
    for voucher in queries.unreviewed_before(on):
        with contextlib.suppress(BusinessError):  # what the chief booked waits for somebody else
            ledger.review_voucher(voucher_id=voucher.pk, by=chief, at=timezone.now())


def run_timed_jobs() -> None:
    """Run every timed job once, here and now."""
    app.loader.import_default_modules()
    logging.getLogger("celery").setLevel(logging.WARNING)
    for task, _every in TIMED_JOBS.values():
        app.tasks[task].apply(throw=True)
