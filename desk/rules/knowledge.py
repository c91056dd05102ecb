"""How hard problems are found by what somebody types, and how a cited rule stands on a day. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from accounts.rules import name_key, pairs

LONGEST_KEYS = 3000
"""Characters of an entry that are indexed by pairs."""


def search_text(*parts: str) -> str:
    """What an entry is searched by: its words without case, width, spaces and marks."""
    return "\n".join(name_key(part) for part in parts if part)


def search_keys(text: str) -> list[str]:
    """Every two neighbouring characters, once: what the index holds (two are a Chinese word)."""
    return list(dict.fromkeys(pair for line in text[:LONGEST_KEYS].split("\n") for pair in pairs(line)))


def terms(typed: str) -> list[str]:
    """The words somebody typed, as they are compared; all of them have to occur. One character alone finds nothing."""
    return [key for word in typed.split()[:6] if len(key := name_key(word)) >= 2]


def tags_of(typed: str) -> list[str]:
    """Tags typed with spaces or commas between them, each once, at most eight."""
    words = typed.replace("，", " ").replace(",", " ").replace("、", " ").replace("#", " ").split()
    return list(dict.fromkeys(word[:20] for word in words))[:8]


def parameter_standing(value: str, since: date, announced: Iterable[tuple[date, str]]) -> str:
    """A parameter on a day: the value in force, and those already announced for later."""
    later = "".join(f"|{day:%Y-%m-%d}={text}" for day, text in sorted(announced))
    return f"{since:%Y-%m-%d}={value}{later}"


def document_standing(effective_from: date, effective_to: date | None) -> str:
    """A document on a day: since when, and until when if it has been repealed."""
    return f"{effective_from:%Y-%m-%d}–{effective_to:%Y-%m-%d}" if effective_to else f"{effective_from:%Y-%m-%d}–"


def regulation_standing(in_force: str, later: Sequence[str]) -> str:
    """The Regulation on a day: the text in force, and those already published for later."""
    return "|".join([in_force, *later])
