"""Build everything the books derive from their journals again, and compare."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.replay import replay


class Command(BaseCommand):
    help = (
        "Rebuild every balance, total, voucher and statement from the journals beside the books; exit 1 if any differs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what the replay came to."""
        found = replay()
        for difference in found.differences:
            self.stdout.write(difference)
        self.stdout.write(f"{found.days} days, {found.entries} entries replayed.")
        self.stdout.write(f"Books:  {found.hash or '-'}")
        self.stdout.write(f"Replay: {found.replayed_hash or '-'}")
        if found.differences or found.hash != found.replayed_hash:
            raise CommandError(f"{len(found.differences)} difference(s) found", returncode=1)
        self.stdout.write("The replay agrees with the books.")
