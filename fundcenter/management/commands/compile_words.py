"""Compile the English catalogue; `make run` and `make test` do so by themselves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from fundcenter import words


class Command(BaseCommand):
    help = "Compile locale/en into the form Django reads, without system gettext."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        words.compile_catalogue(settings.BASE_DIR)
