"""manage.py city_simulator: a city library to try the line with, until it is stopped."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from library.city.simulator import CityLibrary, Running


class Command(BaseCommand):
    """Play the city library on this machine."""

    help = "Play a city library with a few books; set the line to it with city_line 127.0.0.1 --prefix CITY."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where it listens and how slow it is."""
        parser.add_argument("--port", type=int, default=6002)
        parser.add_argument("--delay", type=int, default=0, help="seconds before each answer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until the keyboard stops it."""
        city = CityLibrary({f"CITY{number:03d}": f"市馆藏书第 {number} 种" for number in range(1, 21)})
        city.delay_seconds = options["delay"]
        with Running(city, options["port"]) as port:
            self.stdout.write(f"SIP2 127.0.0.1:{port}, CITY001 – CITY020")
            try:
                while True:
                    time.sleep(3600)
            except KeyboardInterrupt:
                return
