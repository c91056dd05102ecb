"""Files as people and attackers hand them in."""

from __future__ import annotations

import io
import struct
import zlib
from functools import lru_cache

import typst
from PIL import Image

from desk.files.scanning import EICAR


def picture(colour: str = "lightblue", *, size: tuple[int, int] = (640, 480), kind: str = "JPEG") -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def phone_photo() -> bytes:
    """A photo that a phone held upright: turned by a note in it, with the place where it was taken."""
    image = Image.new("RGB", (3000, 4000), "beige")
    notes = image.getexif()
    notes[0x0112] = 6  # lies on its side
    notes[0x010F] = "SecretPhone"
    notes.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=notes)
    return out.getvalue()


@lru_cache(maxsize=8)
def pdf(pages: int = 2, words: str = "contract") -> bytes:
    """A PDF of so many pages."""
    source = f"#set page(width: 100mm, height: 60mm)\n{words}\n" + f"#pagebreak()\n{words}\n" * (pages - 1)
    return typst.compile(source.encode())


def infected_pdf() -> bytes:
    """A PDF that opens, with the scanners' test string in it."""
    return pdf(1) + b"\n%" + EICAR + b"\n%%EOF\n"


def bomb_png() -> bytes:
    """A few bytes that claim to be a picture of ten gigapixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )
