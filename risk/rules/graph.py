"""A picture of who hangs together with whom: laid out in columns, without script, the same each time.

Left the thing that was asked about, then the people with what they withdrew, right what they share: the agent, the
account that was paid, the phone, the clerk. All sizes are in the picture's own units.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

MOST_PEOPLE = 30
MOST_SHARED = 30
BOX_WIDTH, BOX_HEIGHT, ROW = 190, 44, 58
COLUMN, MARGIN = 300, 12
LONGEST = 22
"""Half-width places a line of a box has room for."""


@dataclass(frozen=True)
class Node:
    """One thing: a house, a person, an agent, an account."""

    key: str
    kind: str
    label: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Tie:
    """Two things that occur in one application."""

    a: str
    b: str
    label: str = ""


@dataclass(frozen=True)
class Graph:
    """What is known around one thing. `cut` tells that there is more than is shown."""

    centre: Node
    people: tuple[Node, ...] = ()
    shared: tuple[Node, ...] = ()
    ties: tuple[Tie, ...] = ()
    cut: bool = False


@dataclass(frozen=True)
class Box:
    """A node with its place. Text lines are cut to the box; `title` is the whole."""

    node: Node
    x: int
    y: int
    label: str
    note: str
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT

    @property
    def middle(self) -> int:
        """Height of the middle."""
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        """Its right side."""
        return self.x + self.width

    @property
    def text_x(self) -> int:
        """Where its lines begin."""
        return self.x + 10

    @property
    def label_y(self) -> int:
        """Foot of its first line."""
        return self.y + 18

    @property
    def note_y(self) -> int:
        """Foot of its second line."""
        return self.y + 35

    @property
    def title(self) -> str:
        """The whole of what it says."""
        return f"{self.node.label} {self.node.note}".strip()


@dataclass(frozen=True)
class Line:
    """A tie drawn as a curve."""

    path: str
    title: str
    kind: str


@dataclass(frozen=True)
class Drawing:
    """Everything with its place."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...] = field(default=())


def width_of(text: str) -> int:
    """Half-width places a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in text)


def shortened(text: str, places: int = LONGEST) -> str:
    """The text, cut with an ellipsis where it would leave the box."""
    if width_of(text) <= places:
        return text
    kept, used = "", 0
    for each in text:
        used += width_of(each)
        if used > places - 2:
            break
        kept += each
    return f"{kept}…"


def lay_out(graph: Graph) -> Drawing:
    """Boxes in three columns, each column in the middle of the height, and the curves between them."""
    columns = [(graph.centre,), graph.people, graph.shared]
    rows = max(len(column) for column in columns)
    height = rows * ROW + 2 * MARGIN - (ROW - BOX_HEIGHT)
    boxes: dict[str, Box] = {}
    for place, column in enumerate(columns):
        top = MARGIN + (rows - len(column)) * ROW // 2
        for row, node in enumerate(column):
            boxes[node.key] = _box(node, MARGIN + place * COLUMN, top + row * ROW)
    shown = 1 + bool(graph.people) + bool(graph.shared)
    width = (shown - 1) * COLUMN + BOX_WIDTH + 2 * MARGIN
    lines = [_line(boxes[tie.a], boxes[tie.b], tie) for tie in graph.ties if tie.a in boxes and tie.b in boxes]
    return Drawing(width, height, tuple(boxes.values()), tuple(lines))


def _box(node: Node, x: int, y: int) -> Box:
    return Box(node, x, y, shortened(node.label), shortened(node.note, LONGEST + 4))


def _line(a: Box, b: Box, tie: Tie) -> Line:
    left, right = (a, b) if a.x <= b.x else (b, a)
    bend = (left.right + right.x) // 2
    path = f"M{left.right} {left.middle}C{bend} {left.middle} {bend} {right.middle} {right.x} {right.middle}"
    title = f"{left.node.label} – {right.node.label} {tie.label}".strip()
    return Line(path, title, right.node.kind)
