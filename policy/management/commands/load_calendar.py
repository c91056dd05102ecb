"""Take the published holidays of a year: `load_calendar 2027 --document 国办发明电〔2026〕7号`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from common.errors import BusinessError
from policy import operations


class Command(BaseCommand):
    help = "Load the published holidays and shifted working days of years into the calendar."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("years", nargs="+", type=int)
        parser.add_argument("--document", default="", help="number of the notice, as registered")

    def handle(self, *args: Any, **options: Any) -> None:
        for year in options["years"]:
            try:
                count = operations.load_calendar_year(year=year, document_number=options["document"], at=timezone.now())
            except BusinessError as refusal:
                raise CommandError(str(refusal)) from None
            self.stdout.write(f"{year}: {count} days differ from their weekday")
