"""Scores of checks and drills, quarters, and the manual's plain text. Pure; whole numbers only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from desk.states.inspection import Mark


def check_score(marks: Iterable[tuple[int, str]]) -> int | None:
    """Points reached of those that count, in hundredths rounded half up; None where nothing applied."""
    counted = [(points, mark) for points, mark in marks if mark != Mark.NONE]
    total = sum(points for points, _mark in counted)
    if not total:
        return None
    reached = sum(points for points, mark in counted if mark == Mark.PASS)
    return (reached * 200 + total) // (2 * total)


def average_hundredths(total: int, count: int) -> int | None:
    """The average of whole numbers in hundredths, rounded half up; None of nothing."""
    return (total * 200 + count) // (2 * count) if count else None


def in_points(hundredths: int) -> str:
    """Hundredths of a point as people read them: 433 → "4.33"."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def quarter_of(day: date) -> tuple[int, int]:
    """Year and quarter of a day."""
    return day.year, (day.month + 2) // 3


def quarter_span(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter."""
    first = date(year, 3 * quarter - 2, 1)
    following = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return first, following - timedelta(days=1)


@dataclass
class Block:
    """A piece of the manual: a heading, a paragraph, or a list with its points."""

    kind: str  # heading, text, list, steps
    text: str = ""
    points: list[str] = field(default_factory=list)


_POINT = re.compile(r"^\s*(?:[-*•·]|(\d{1,2})[.、．)）])\s*(.+)$")


def blocks(text: str) -> list[Block]:
    """The manual's text in pieces: "## " heads a part, "- " and "1. " make lists, empty lines part paragraphs."""
    found: list[Block] = []
    is_new = True
    for line in text.splitlines():
        line = line.strip()
        if not line:
            is_new = True
            continue
        found, is_new = _with_line(found, line, is_new=is_new), False
    return found


def _with_line(found: list[Block], line: str, *, is_new: bool) -> list[Block]:
    """The pieces with one more line."""
    last = found[-1] if found and not is_new else None
    if line.startswith("## "):
        return [*found, Block("heading", line[3:].strip())]
    if point := _POINT.match(line):
        kind = "steps" if point[1] else "list"
        # A list goes on over empty lines as long as its points are of one kind.
        if found and found[-1].kind == kind:
            found[-1].points.append(point[2])
            return found
        return [*found, Block(kind, points=[point[2]])]
    if last is not None and last.kind == "text":
        last.text = f"{last.text} {line}" if line.isascii() else f"{last.text}{line}"
        return found
    return [*found, Block("text", line)]
