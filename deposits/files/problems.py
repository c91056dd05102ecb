"""Collecting faults: the first thousand in full, the rest only counted."""

from __future__ import annotations

import re
from collections.abc import Iterable

from common import identity
from deposits.files import cells
from deposits.files.columns import Cell, CellError, Column
from deposits.files.expected import ERROR_LIMIT

_SECRET = {Column.DOCUMENT: (6, 4), Column.CARD: (4, 4), Column.MOBILE: (3, 4)}
_LONGEST = 60
# What looks like a person's number stands in any column once a list has slipped: mobile, identity number, card.
_NUMBER = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|[0-9]{15,19}[0-9Xx]?)(?![0-9])")


class Problems:
    """Faults of one list. Sentences are put together only while they will be shown."""

    def __init__(self) -> None:
        self.count = 0
        self._found: list[CellError] = []

    def add(self, row: int, column: str, value: Cell, message: object, **facts: object) -> None:
        """One fault; `message` is a (lazy) sentence with named places for `facts`."""
        self.count += 1
        if len(self._found) < ERROR_LIMIT:
            sentence = _masked(str(message) % facts) if facts else str(message)
            self._found.append(CellError(row, str(column), shown(column, value), sentence))

    def extend(self, errors: Iterable[CellError]) -> None:
        """Faults found before."""
        for error in errors:
            self.count += 1
            if len(self._found) < ERROR_LIMIT:
                self._found.append(error)

    def in_order(self) -> list[CellError]:
        """From the top of the file down; people who are not in the file come last."""
        return sorted(self._found, key=lambda error: (error.row == 0, error.row))


def shown(column: str, value: Cell) -> str:
    """A cell in an error list. Lists are kept and sent on, so numbers of persons are masked."""
    text = cells.text(value)
    for secret, (head, tail) in _SECRET.items():
        if column == secret:
            return identity.mask(text, head=head, tail=tail)
    text = _masked(text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _masked(text: str) -> str:
    return _NUMBER.sub(lambda found: identity.mask(found[0], head=3, tail=4), text)
