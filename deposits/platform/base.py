"""What every way to the platform offers (domain §8.1: BDC901 apply, 903 cancel, 904 progress, 905/906 information).

All words name the letter by its number and may be said twice: the platform keeps the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from deposits.rules.letters import AccountInfo


class PlatformDown(Exception):
    """The platform does not answer, or not in time: said and asked again later, nothing is blocked."""


@dataclass(frozen=True, slots=True)
class Application:
    """A contact letter: who, from which centre, and where the money goes."""

    number: str
    from_centre: str
    to_centre: str
    name: str
    document_type: str
    document_number: str
    their_account: str
    payee_account: str
    payee_name: str
    payee_bank_no: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a letter stands with the other centre: its code, words, and the account's information once it is known."""

    code: str
    note: str = ""
    info: AccountInfo | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A letter of another centre to us."""

    application: Application


class Platform(Protocol):
    """The platform's door. Every verb raises PlatformDown."""

    def apply(self, application: Application) -> None:
        """Send our letter to the old centre (BDC901)."""

    def say(self, number: str, word: str, note: str, info: AccountInfo | None) -> None:
        """Anything else about a letter: cancel, accept, refuse, inform, negotiate, confirm."""

    def progress(self, number: str) -> Heard:
        """Where a letter stands (BDC904, 905)."""

    def incoming(self) -> list[Incoming]:
        """Letters to us that wait. They are offered until we have answered."""


def platform() -> Platform:
    """The platform named in the settings."""
    made: Platform = import_string(settings.TRANSFER_PLATFORM)()
    return made
