"""manage.py city_line: where the city library's SIP2 server is."""

from __future__ import annotations

import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from library.operations import city


class Command(BaseCommand):
    """Set the line to the city library."""

    help = "Set the address, login and barcode prefix of the city library; the password is asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        """Everything but the password."""
        parser.add_argument("host")
        parser.add_argument("--port", type=int, default=6001)
        parser.add_argument("--login", required=True)
        parser.add_argument("--prefix", required=True)
        parser.add_argument("--institution", default="CITY")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for the password and keep the line."""
        names = ("host", "port", "login", "prefix", "institution")
        line = city.set_line(**{name: options[name] for name in names}, password=getpass.getpass())
        self.stdout.write(str(line))
