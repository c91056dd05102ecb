"""What a paper of ours says: enough of PDF to read back what typst has set, and nothing more."""

from __future__ import annotations

import re
import zlib

_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of_pdf(paper: bytes) -> str:
    """All words of a paper in the order they are set, each font's glyphs by the table that it brings along."""
    streams = [_inflated(each) for each in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL)]
    tables = [_letters(each) for each in streams if b"begincmap" in each]
    return "".join(_set_text(each, tables) for each in streams if each.count(b" Tf") and b"BT" in each)


def _inflated(data: bytes) -> bytes:
    try:
        # A checksum that ends in a carriage return looks like the line's end: it is not asked for.
        return zlib.decompressobj().decompress(data)
    except zlib.error:
        return b""


def _letters(table: bytes) -> dict[bytes, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", table)
    return {bytes.fromhex(a.decode()): bytes.fromhex(b.decode()).decode("utf-16-be", "replace") for a, b in pairs}


def _set_text(stream: bytes, tables: list[dict[bytes, str]]) -> str:
    said, letters = "", tables[0]
    for font, words in re.findall(rb"/f(\d+) [\d.]+ Tf|(\((?:\\.|[^\\)])*\))", stream, re.DOTALL):
        if font:
            letters = tables[int(font)]
            continue
        glyphs = re.sub(rb"\\([0-7]{3}|.)", _unescaped, words[1:-1], flags=re.DOTALL)
        said += "".join(letters.get(glyphs[place : place + 2], "") for place in range(0, len(glyphs), 2))
    return said


def _unescaped(found: re.Match[bytes]) -> bytes:
    name = found[1]
    return bytes([int(name, 8)]) if len(name) == 3 else _ESCAPES.get(name, name)
