"""manage.py sip2_account NAME: a new password for a system that calls our SIP2 server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from library.operations import city


class Command(BaseCommand):
    """Open an account, or give it another password."""

    help = "Let a system call our SIP2 server; its new password is printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        """The account's name."""
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the password and print it."""
        self.stdout.write(city.open_account(name=options["name"], at=timezone.now()))
