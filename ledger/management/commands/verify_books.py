"""Prove that the books add up; exit with 1 and a list of faults when they do not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger import queries


class Command(BaseCommand):
    help = "Recompute the books from their entries and check the guards; exit 1 with a list when something is off."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each fault, then fail; or the hash of sound books."""
        faults = queries.verify_books() + queries.guards_off()
        for fault in faults:
            self.stdout.write(f"{fault.check}: {fault.where}")
        if faults:
            raise CommandError(f"{len(faults)} fault(s) found", returncode=1)
        self.stdout.write(f"The books add up. Hash: {queries.books_hash() or '-'}")
