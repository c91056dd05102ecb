"""Build the demo centre: `demo`, or `demo --reset` to build it anew."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fundcenter import demo, serving
from ledger import queries as ledger


class Command(BaseCommand):
    help = "Build the made-up centre in the embedded database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="empty the database first, if there is a centre")
        parser.add_argument("--small", action="store_true", help="four months and a tenth of the people, for tests")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EVALUATION:
            raise CommandError("The demo centre is built in the embedded database only, never in a named one.")
        try:
            with serving.only_one(Path(settings.VAR_DIR)):
                self._build(**{name: options[name] for name in ("reset", "small")})
        except serving.AlreadyRunning as other:
            raise CommandError(f"Stop `make run` first (Ctrl-C there): {other}") from None

    def _build(self, *, reset: bool, small: bool) -> None:
        began = time.monotonic()
        if reset:
            demo.rebuild(is_small=small)
        else:
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            if not demo.is_missing():
                raise CommandError("There is a centre already. To build it anew: demo --reset")
            demo.begin(is_small=small)
        self.stdout.write(f"Built in {time.monotonic() - began:.0f} s. Books: {ledger.books_hash()}")
