"""The hook for a virus scanner: settings.PAPER_SCANNER names a class with `scan`."""

from __future__ import annotations

from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test string that every scanner knows; in two pieces, or scanners would take this file away."""


class ScannerDown(Exception):
    """The scanner cannot be reached: the file waits."""


class Scanner(Protocol):
    """Looks for harm in a file."""

    def scan(self, content: bytes) -> str:
        """What was found, or nothing. Raises ScannerDown."""


class SandboxScanner:
    """Knows one virus, the test string."""

    def scan(self, content: bytes) -> str:
        """EICAR, or nothing."""
        return "EICAR-Test-File" if EICAR in content else ""


def scanner() -> Scanner:
    """The scanner that settings name."""
    return cast(Scanner, import_string(settings.PAPER_SCANNER)())
