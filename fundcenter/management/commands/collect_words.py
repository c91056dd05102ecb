"""Bring the keys of the English catalogue up to date with code and templates; `--check` only tells what is missing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fundcenter import words


class Command(BaseCommand):
    help = "Collect the words of code and templates into locale/en, or check that all are translated."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail where a translation is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            lacking = words.missing(settings.BASE_DIR)
            if lacking:
                lines = "\n".join(f"  {found.place}: {found.word.msgid}" for found in lacking)
                raise CommandError(f"{len(lacking)} texts have no English:\n{lines}")
            return
        added, dropped = words.collect(settings.BASE_DIR)
        self.stdout.write(f"{added} added, {dropped} dropped, {len(words.missing(settings.BASE_DIR))} untranslated")
