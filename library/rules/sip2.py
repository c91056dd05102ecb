"""SIP2 (3M Standard Interchange Protocol 2.00): lines read and written, with checksum and sequence. Pure.

A line is a code of two digits, fixed fields of known length, then fields of two letters each up to "|". With error
detection it ends in AY, the sequence digit, AZ and the checksum: the sum of all bytes through "AZ", negated, in four
hex digits. "9900302.00AY1AZFCA5" is the standard's example.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

LONGEST = 2048
FIXED = {  # code: lengths of the fixed fields
    "93": (1, 1),
    "94": (1,),
    "99": (1, 3, 4),
    "98": (1, 1, 1, 1, 1, 1, 3, 3, 18, 4),
    "23": (3, 18),
    "24": (14, 3, 18),
    "63": (3, 18, 10),
    "64": (14, 3, 18, 4, 4, 4, 4, 4, 4),
    "17": (18,),
    "18": (2, 2, 2, 18),
    "11": (1, 1, 18, 18),
    "12": (1, 1, 1, 1, 18),
    "09": (1, 18, 18),
    "10": (1, 1, 1, 1, 18),
    "29": (1, 1, 18, 18),
    "30": (1, 1, 1, 1, 18),
    "15": (1, 18),
    "16": (1, 1, 18),
    "35": (18,),
    "36": (1, 18),
    "96": (),
    "97": (),
}
ANSWERS = {"93": "94", "99": "98", "23": "24", "63": "64", "17": "18", "11": "12", "09": "10", "29": "30"} | {
    "15": "16",
    "35": "36",
}
SECRET = ("AD", "CO")
"""Fields that no log keeps: the reader's and the terminal's passwords."""
_TAIL = re.compile(r"(?:AY(\d))?AZ([0-9A-Fa-f]{4})$", re.ASCII)


class Malformed(ValueError):
    """The line is no message."""


class WrongChecksum(Malformed):
    """The line was damaged on its way: it is answered with 96."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `fixed` are the fixed fields in order, `fields` the others; `sequence` is "" without one."""

    code: str
    fixed: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    sequence: str = ""

    def get(self, name: str) -> str:
        """The first field of that name, or nothing."""
        return next((value for own, value in self.fields if own == name), "")

    @property
    def ok(self) -> bool:
        """What an answer's first fixed field says: done, or not."""
        return bool(self.fixed) and self.fixed[0] in ("1", "Y")


def checksum(text: bytes) -> str:
    """Four hex digits for everything up to and with "AZ"."""
    return f"{-sum(text) & 0xFFFF:04X}"


def parse(line: bytes) -> Message:
    """The message of a line, line ends left out. Raises Malformed, WrongChecksum."""
    line = line.strip(b"\r\n")
    text = _text(line)
    tail = _TAIL.search(text)
    if tail and checksum(line[:-4]) != tail[2].upper():
        raise WrongChecksum(tail[2])
    if not tail and re.search(r"AZ[^|]{0,8}$", text):
        raise WrongChecksum("short")
    body = text[: tail.start()] if tail else text
    code, rest = body[:2], body[2:]
    if code not in FIXED:
        raise Malformed("code")
    fixed = []
    for length in FIXED[code]:
        if len(rest) < length:
            raise Malformed("fixed fields")
        fixed.append(rest[:length])
        rest = rest[length:]
    return Message(code, tuple(fixed), _fields(rest), (tail[1] or "") if tail else "")


def _text(line: bytes) -> str:
    """A line's text, of sensible length and without control characters. Raises Malformed."""
    if not 2 <= len(line) <= LONGEST:
        raise Malformed("length")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("encoding") from None
    if re.search(r"[\x00-\x1f\x7f]", text):
        raise Malformed("control characters")
    return text


def _fields(rest: str) -> tuple[tuple[str, str], ...]:
    found = []
    for part in rest.split("|"):
        if not part:
            continue
        if not re.match(r"[A-Z][A-Z]", part):
            raise Malformed("field")
        found.append((part[:2], part[2:]))
    return tuple(found)


def build(code: str, fixed: Sequence[str], fields: Sequence[tuple[str, str]] = (), sequence: str = "") -> bytes:
    """The line of a message, ended by CR; with a sequence it carries its checksum."""
    lengths = FIXED[code]
    assert tuple(map(len, fixed)) == lengths, (code, fixed)
    text = code + "".join(fixed) + "".join(f"{name}{_plain(value)}|" for name, value in fields)
    if not sequence:
        return text.encode() + b"\r"
    checked = f"{text}AY{sequence}AZ".encode()
    return checked + checksum(checked).encode() + b"\r"


def _plain(value: str) -> str:
    """A value that cannot end its field or its line."""
    return re.sub(r"[|\x00-\x1f\x7f]", " ", value)[:255]


def masked(line: bytes) -> str:
    """A line as a log keeps it: readable, without passwords."""
    text = line[:LONGEST].decode("utf-8", "replace").strip("\r\n").replace("\x00", " ")
    return re.sub(rf"(?<=[|\d ])({'|'.join(SECRET)})[^|]*", r"\1***", text)


def stamp(at: datetime) -> str:
    """A moment in the eighteen characters of the protocol, local time: "20261012    093000"."""
    return f"{at:%Y%m%d}    {at:%H%M%S}"


def moment(text: str) -> datetime | None:
    """The moment of eighteen characters, without zone; None for what is none."""
    try:
        found = datetime.strptime(text[:8] + text[12:18], "%Y%m%d%H%M%S")
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2999 else None
