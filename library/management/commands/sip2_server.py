"""manage.py sip2_server: the city library's way in, until it is stopped."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from library.management.listening import Server


class Command(BaseCommand):
    """Listen for SIP2 connections."""

    help = "Serve SIP2 over TCP. Accounts are made by sip2_account; put TLS or a private network in front."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=6001)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve for ever."""
        with Server((options["host"], options["port"])) as server:
            self.stdout.write(f"SIP2 {options['host']}:{options['port']}")
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                return
