"""Finding titles: by words, pinyin initials, ISBN, class; what stands on the shelf now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.rules import pairs
from library.models import Copy, CopyEvent, Display, DisplayItem, Donation, Hold, Title
from library.rules import clc, isbn, search
from library.states import CopyStatus, HoldStatus

MOST = 50
"""Titles that one search shows."""
CANDIDATES = 200
"""Records that are looked at for them: what the index says fits, before each is compared word by word."""


@dataclass(frozen=True)
class Found:
    """What a search gives: the nearest titles, and whether there may be more."""

    titles: list[Title]
    more: bool


@dataclass(frozen=True)
class Narrowed:
    """What narrows a search beside its words."""

    kind: str = ""
    clc: str = ""
    on_shelf: bool = False

    def of(self, rows: QuerySet[Title]) -> QuerySet[Title]:
        """The titles that fit."""
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.clc:
            rows = rows.filter(clc__startswith=self.clc)
        return rows.filter(_on_shelf()) if self.on_shelf else rows


NOTHING = Narrowed()


def _on_shelf() -> Exists:
    return Exists(Copy.objects.filter(title=OuterRef("pk"), status=CopyStatus.AVAILABLE, place="OURS"))


def find(text: str, narrowed: Narrowed = NOTHING) -> Found:
    """Titles by what somebody types: words, authors, pinyin initials, an ISBN or a class number.

    Whatever the size of the catalogue, at most a few hundred rows are read: those whose title or initials begin with
    the words come from an ordinary index in its order, the others from the pairs of characters.
    """
    rows = narrowed.of(Title.objects.all())
    if isbn.is_isbn(text):
        return Found(list(rows.filter(isbn=isbn.normalise(text)).order_by("volume", "id")[:MOST]), False)
    number = clc.clean(text)
    if clc.is_number(number) and any(char.isdigit() for char in number):
        return _first(rows.filter(clc__startswith=number).order_by("clc", "title_key", "id"))
    words = search.words_of(text)
    if not words:
        return Found([], False)
    candidates = {title.pk: title for title in (*_beginning(rows, "".join(words)), *_containing(rows, words))}
    fitting = [title for title in candidates.values() if _fits(title, words)]
    fitting.sort(key=lambda each: (*search.rank(words, title=each.title_key, initials=each.initials), each.pk))
    return Found(fitting[:MOST], len(fitting) > MOST or len(candidates) >= CANDIDATES)


def _fits(title: Title, words: Sequence[str]) -> bool:
    own = {"title": title.title_key, "initials": title.initials}
    if search.rank(words, **own)[0] < 2:
        return True
    return search.fits(words, **own, subtitle=title.subtitle, authors=title.authors)


def _beginning(rows: QuerySet[Title], key: str) -> list[Title]:
    column = "initials" if key.isascii() else "title_key"
    found = rows.filter(**{f"{column}__startswith": key}).order_by(column, "id")[:MOST]
    return list(found.defer("search_keys", "summary"))


def _containing(rows: QuerySet[Title], words: Sequence[str]) -> list[Title]:
    wanted = sorted({pair for word in words for pair in pairs(word)})
    if not wanted:
        return []  # single characters: only what begins with them
    # No order: sorting would read every row that fits before the first could be shown.
    return list(rows.filter(search_keys__contains=wanted).defer("search_keys", "summary").order_by()[:CANDIDATES])


def _first(rows: QuerySet[Title]) -> Found:
    found = list(rows.defer("search_keys", "summary")[: MOST + 1])
    return Found(found[:MOST], len(found) > MOST)


def of_class(code: str, narrowed: Narrowed = NOTHING) -> QuerySet[Title]:
    """Titles of a class and all below it, in the order of the shelves."""
    rows = narrowed.of(Title.objects.filter(clc__startswith=code))
    return rows.defer("search_keys", "summary").order_by("clc", "title_key", "id")


@dataclass(frozen=True)
class Shelved:
    """How many copies of a title there are, how many one can take, and how many wait for one."""

    copies: int
    free: int
    waiting: int


def shelved(titles: Sequence[Title]) -> dict[int, Shelved]:
    """Copies and queues of the titles of a page, in two questions."""
    ids = [title.pk for title in titles]
    here = Copy.objects.filter(title__in=ids).exclude(status=CopyStatus.WEEDED).values("title").order_by()
    free = Count("pk", filter=Q(status=CopyStatus.AVAILABLE, place="OURS"))
    counted = {row["title"]: (row["all"], row["free"]) for row in here.annotate(all=Count("pk"), free=free)}
    queues = Hold.objects.filter(title__in=ids, status=HoldStatus.WAITING).values("title").order_by()
    waiting: dict[int, int] = {row["title"]: row["n"] for row in queues.annotate(n=Count("pk"))}
    return {pk: Shelved(*counted.get(pk, (0, 0)), waiting.get(pk, 0)) for pk in ids}


def copies_of(title: Title) -> QuerySet[Copy]:
    """The copies of a title that the house has, by barcode."""
    return title.copies.exclude(status=CopyStatus.WEEDED).order_by("barcode", "id")


def copies() -> QuerySet[Copy]:
    """All copies, for the staff of the library."""
    return Copy.objects.select_related("title")


def newest(most: int = 12) -> list[Title]:
    """What came last."""
    return list(Title.objects.defer("search_keys", "summary").exclude(kind="EBOOK").order_by("-made_at", "-id")[:most])


def displays() -> QuerySet[Display]:
    """Shelves on display now."""
    return Display.objects.filter(is_open=True).order_by("order", "id")


def displayed(display: Display) -> QuerySet[DisplayItem]:
    """What stands on one, newest first."""
    return display.items.select_related("title").order_by("-added_at", "-id")


def donations() -> QuerySet[Donation]:
    """Gifts, the last one first."""
    return Donation.objects.select_related("donor").order_by("-on", "-id")


def history_of(copy: Copy) -> QuerySet[CopyEvent]:
    """What happened to a copy, newest first."""
    return copy.events.select_related("by__person").order_by("-id")


def next_order(code: str) -> int:
    """The next order number inside a class (种次号): one more than its titles with copies."""
    return Title.objects.filter(clc=code, copies__isnull=False).distinct().count() + 1


def titles() -> QuerySet[Any]:
    """All titles, for lists of the staff."""
    return Title.objects.defer("search_keys", "summary")
