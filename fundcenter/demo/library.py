"""The demo's library: two hundred titles with their copies, readers with books at home, a queue, gifts and wishes."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from accounts.models import User
from common.transactions import operation
from library.models import Copy, Display, Title
from library.operations import catalogue, holds, lending, readers, wishes
from library.operations.catalogue import Description, NewCopy, put_copy, title_row
from library.rules import clc
from library.states import ItemKind, ReaderKind

BOOKS = Path(__file__).parent / "data" / "books.csv"
RED = ("苦难辉煌", "红星照耀中国", "可爱的中国", "红岩", "雷锋日记", "铁道游击队")
TWO_COPIES = 5
"""Every fifth title has a second copy."""
CITIZENS = (("郭晓燕", "13943710001"), ("牛建国", "13943710002"), ("范玉兰", "13943710003"))


def fill_library(*, staff: Mapping[str, User], depositor: User | None, at: datetime) -> None:
    """Everything by the library's own acts; the days lie before `at`, since the library runs on real time."""
    librarian = staff.get("1018")
    if librarian is None:
        return
    _shelves(librarian, at - timedelta(days=60))
    _readers_and_loans(librarian, depositor, at)
    red = Display.objects.get(code="red")
    for title in Title.objects.filter(title__in=RED).order_by("id"):
        catalogue.show(display_id=red.pk, title_id=title.pk, note="", at=at)
    catalogue.receive_gift(
        donor="辽源市作家协会",
        is_organisation=True,
        contact="",
        on=(at - timedelta(days=30)).date(),
        volumes=30,
        note="本地作家作品",
        by=librarian,
        at=at,
    )


def _shelves(librarian: User, at: datetime) -> None:
    """The titles and copies of the demo, in one act."""
    with BOOKS.open(encoding="utf-8") as file:
        described = [
            Description(
                title=row["title"],
                subtitle=row["subtitle"],
                authors=row["authors"],
                publisher=row["publisher"],
                year=int(row["year"]),
                clc=row["clc"],
                kind=ItemKind.REFERENCE if row["clc"].startswith("Z") else ItemKind.BOOK,
                price_fen=2800 + 100 * (len(row["title"]) % 30),
            )
            for row in csv.DictReader(file)
        ]
    _put_all(described, librarian, at)


@operation
def _put_all(described: list[Description], librarian: User, at: datetime) -> None:
    """Titles and their copies, put on the shelf of their class."""
    order: dict[str, int] = {}
    titles = Title.objects.bulk_create(title_row(each, by=librarian, at=at) for each in described)
    for number, title in enumerate(titles):
        order[title.clc] = order.get(title.clc, 0) + 1
        new = NewCopy(call_number=clc.call_number(title.clc, order[title.clc]), shelf=f"{title.clc[:1]}-01")
        for _copy in range(2 if number % TWO_COPIES == 0 else 1):
            put_copy(title=title, copy=new, by=librarian, at=at)


def _readers_and_loans(librarian: User, depositor: User | None, at: datetime) -> None:
    month_ago, week_ago = at - timedelta(days=40), at - timedelta(days=7)
    own = readers.enrol(person_id=librarian.person_id, kind=ReaderKind.STAFF, by=librarian, at=month_ago)
    cards = [
        own,
        *(readers.enrol_citizen(name=name, phone=phone, by=librarian, at=month_ago) for name, phone in CITIZENS),
    ]
    if depositor is not None:
        star = readers.enrol(person_id=depositor.person_id, kind=ReaderKind.DEPOSITOR, by=None, at=month_ago)
        cards.append(star)
        wishes.wish(reader_id=star.pk, title="长安的荔枝", author="马伯庸", isbn="", why="同事都在看", at=week_ago)
    # One is overdue, some came back, some are at home.
    for number, title in enumerate(("平凡的世界", "白鹿原", "围城", "红楼梦", "史记")):
        reader, copy = cards[number % len(cards)], _copy(title)
        lent = month_ago if number < 2 else week_ago
        lending.lend(reader_id=reader.pk, copy_id=copy.pk, by=librarian, at=lent)
        if number == 1:
            lending.give_back(copy_id=copy.pk, by=librarian, at=week_ago)
    for reader in cards[1:4]:
        holds.place(reader_id=reader.pk, title_id=_copy("史记").title_id, by=None, at=week_ago)


def _copy(title: str) -> Copy:
    return Copy.objects.filter(title__title=title).order_by("id")[0]
