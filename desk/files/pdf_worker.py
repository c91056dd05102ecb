"""Draws pages of one PDF in a process of its own, with bounds on memory and time: whatever is in it stays there.

python pdf_worker.py count MOST <file.pdf >number   ·   python pdf_worker.py page NUMBER <file.pdf >page.png

It knows nothing of the portal. A PDF that cannot be drawn ends it with status 1.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path

import typst

MEMORY = 2 * 1024**3
SECONDS = 20
WIDTH = "190mm"


def draw(folder: Path, page: int, ppi: float) -> bytes:
    """One page as a picture. Raises RuntimeError where there is no such page."""
    source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("paper.pdf", page: {page}, width: {WIDTH})'
    (folder / "page.typ").write_text(source)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    return typst.compile(folder / "page.typ", root=folder, format="png", ppi=ppi, font_paths=fonts)


def has(folder: Path, page: int) -> bool:
    """Whether the PDF has this page."""
    try:
        draw(folder, page, 4)
    except RuntimeError:
        return False
    return True


def count(folder: Path, most: int) -> int:
    """How many pages; at most `most` + 1 is said, 0 where not even the first can be drawn."""
    low, high = 0, 1
    while high <= most and has(folder, high):
        low, high = high, high * 2
    high = min(high, most + 1)
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if has(folder, middle) else (low, middle)
    return low + 1 if low == most and has(folder, most + 1) else low


def main() -> int:
    """Do what the command line asks."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    task, number = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "paper.pdf").write_bytes(sys.stdin.buffer.read())
        if task == "count":
            sys.stdout.write(str(count(folder, number)))
        else:
            sys.stdout.buffer.write(draw(folder, number, 130))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (RuntimeError, MemoryError):
        sys.exit(1)
