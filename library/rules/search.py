"""What a title is found by, and how what somebody types is compared with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypinyin import lazy_pinyin

from accounts.rules import name_key, pairs

LONGEST_KEY = 120
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Keys:
    """The key columns of a title. `pairs` holds every two neighbouring characters of its words and initials."""

    title: str
    initials: str
    pairs: tuple[str, ...]


def _apart(text: str) -> Any:
    """Letters and digits one by one: each stands for itself."""
    return list(text)


def initials_of(key: str) -> str:
    """First letters of the readings, one a character; letters and digits stand for themselves."""
    return "".join(reading[:1] for reading in lazy_pinyin(key, errors=_apart))


def keys_of(title: str, subtitle: str, authors: str) -> Keys:
    """Keys of a record: the title with its initials, the subtitle, each author with theirs."""
    own = name_key(title)[:LONGEST_KEY]
    initials = initials_of(own)
    parts = [own, initials, name_key(subtitle)[:LONGEST_KEY]]
    for author in split_authors(authors):
        key = name_key(author)[:40]
        parts += [key, initials_of(key)]
    found = dict.fromkeys(pair for part in parts for pair in pairs(part))
    return Keys(own, initials, tuple(found))


def split_authors(authors: str) -> list[str]:
    """The names of a statement of responsibility: "余华著；王某译" → "余华", "王某"."""
    names = [
        re.sub(r"(主编|编著|编译|选编|著|译|编|撰|绘|注)$", "", part.strip())
        for part in re.split(r"[;；,，、/]", authors)
    ]
    return [name for name in names if name]


def words_of(text: str) -> list[str]:
    """The words somebody typed, each as a key, at most six."""
    return [key for word in text.split()[:MOST_WORDS] if (key := name_key(word)[:LONGEST_KEY])]


def fits(words: Sequence[str], *, title: str, initials: str, subtitle: str, authors: str) -> bool:
    """Whether each word really stands in the title (its key), its initials, the subtitle or an author.

    The index answers with records that have all the pairs; not all of them have them side by side.
    """
    missing = [word for word in words if word not in title and word not in initials]
    if not missing:
        return True
    names = [name_key(author) for author in split_authors(authors)]
    fields = [name_key(subtitle), name_key(authors)]
    if any(word.isascii() for word in missing):
        fields += [initials_of(name) for name in names]
    return all(any(word in field for field in fields) for word in missing)


def rank(words: Sequence[str], *, title: str, initials: str) -> tuple[int, int]:
    """Nearest first: the whole title, its beginning, inside it, elsewhere; then the shorter title."""
    whole = "".join(words)
    if whole in (title, initials):
        place = 0
    elif title.startswith(whole) or initials.startswith(whole):
        place = 1
    else:
        place = 2 if whole in title else 3
    return place, len(title)
