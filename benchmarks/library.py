"""The library at 120,000 titles: its search beside a bare indexed query, and SIP2 loans beside the operation.

Run `python -m benchmarks.library`. The bare query is one indexed `SELECT` of fifty rows by the same words, over the
same connection.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

from benchmarks import scratch

TITLES = 12_000 if scratch.SMALL else 120_000
LOANS = 100 if scratch.SMALL else 400
AT = datetime(2026, 10, 12, 1, 30, tzinfo=UTC)
CHARACTERS = (
    "中国文学历史人生世界大小山水风花雪月春夏秋冬红黄蓝白黑天地玄宇宙洪荒日盈昃辰宿列张寒来暑往收藏闰余成岁律吕调阳"
)
ASKED = ("中国", "人生", "活着", "春", "zg", "中国文学", "红黄蓝", "wxls", "余华", "余华 人生", "I247")
TIMES = 20


def median_ms(act: Callable[[], object]) -> float:
    """Median milliseconds of an act, run some times."""
    took = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        act()
        took.append((time.perf_counter() - begun) * 1000)
    return sorted(took)[TIMES // 2]


def fill() -> None:
    """Titles of two to nine characters, every tenth by 余华."""
    from library.models import Title
    from library.operations.catalogue import Description, title_row

    dice = random.Random(7)
    rows = []
    for number in range(TITLES):
        name = "".join(dice.choices(CHARACTERS, k=dice.randint(2, 9)))
        authors = "余华著" if number % 10 == 0 else "".join(dice.choices(CHARACTERS, k=3)) + "著"
        described = Description(
            title="活着" if number == 77 else name,
            kind="EBOOK",
            authors=authors,
            clc=f"I{dice.randint(200, 290)}",
            link=f"https://e.example/{number}",
            format="EPUB",
        )
        rows.append(title_row(described, by=None, at=AT))
        if len(rows) == 2000:
            Title.objects.bulk_create(rows)
            rows = []
    Title.objects.bulk_create(rows)


def searches(out: list[str]) -> None:
    """Each search beside a bare query of fifty rows by the index it rests on."""
    from django.db import connection

    from accounts.rules import pairs
    from library.queries import catalogue
    from library.rules import search

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE library_title")
        for asked in ASKED:
            words = search.words_of(asked)
            wanted = sorted({pair for word in words for pair in pairs(word)})
            number = asked.isascii() and asked[0].isupper()
            if number or not wanted:
                column, pattern = ("clc", asked) if number else ("title_key", words[0])
                sql = f"SELECT * FROM library_title WHERE {column} LIKE %s ORDER BY {column}, id LIMIT 50"
                values: list[object] = [pattern + "%"]
            else:
                sql, values = "SELECT * FROM library_title WHERE search_keys @> %s LIMIT 50", [wanted]

            def bare(sql: str = sql, values: list[object] = values) -> object:
                cursor.execute(sql, values)
                return cursor.fetchall()

            found = catalogue.find(asked)
            ours, plain = median_ms(lambda asked=asked: catalogue.find(asked)), median_ms(bare)
            times = f"{ours:.2f} ms, bare {plain:.2f} ms, {ours / plain:.1f} times"
            out.append(f"“{asked}”: {len(found.titles)} found in {times}")


def loans(out: list[str]) -> None:
    """Loans by the operation, and by SIP2 messages against the handler."""
    from library.city.server import Session, answer
    from library.operations import lending, readers
    from library.operations.catalogue import Description, NewCopy, add_copy, add_title
    from library.rules import sip2

    title = add_title(described=Description(title="一千册"), by=None, at=AT)
    copies = [add_copy(title_id=title.pk, copy=NewCopy(), by=None, at=AT) for _n in range(2 * LOANS)]
    cards = [
        readers.enrol_citizen(name=f"读者{n}", phone=f"139{n:08d}", by=None, at=AT) for n in range(2 * LOANS // 3 + 2)
    ]
    whose = [cards[n // 3] for n in range(2 * LOANS)]
    begun = time.perf_counter()
    for place in range(LOANS):
        lending.lend(reader_id=whose[place].pk, copy_id=copies[place].pk, by=None, at=AT)
    direct = LOANS / (time.perf_counter() - begun)
    session = Session("127.0.0.1", account="bench")
    begun = time.perf_counter()
    for place in range(LOANS, 2 * LOANS):
        fields = [("AO", "X"), ("AA", whose[place].card), ("AB", copies[place].barcode)]
        line = sip2.build("11", ["Y", "N", "20261012    093000", " " * 18], fields, str(place % 10))
        answer(line, session, AT)
    spoken = LOANS / (time.perf_counter() - begun)
    out.append(f"loans a second: operation {direct:.0f}, SIP2 {spoken:.0f}")


def main() -> None:
    """Fill, measure, print; keep the lines of a whole run."""
    scratch.prepare("library")
    begun = time.perf_counter()
    fill()
    out = [f"{TITLES} titles, filled in {time.perf_counter() - begun:.0f} s"]
    searches(out)
    loans(out)
    scratch.write("library", "The library's search and loans", [f"- {line}" for line in out])


if __name__ == "__main__":
    main()
