"""A city library for demo and tests: it knows its items, and on demand it is cut off, slow, or talks nonsense."""

from __future__ import annotations

import socketserver
import threading
import time

from library.rules import sip2
from library.rules.city import AVAILABLE, CHARGED, IN_TRANSIT

NOON = "20261012    120000"


class CityLibrary:
    """What the simulated house knows, and how it behaves."""

    def __init__(self, items: dict[str, str] | None = None) -> None:
        self.items = dict(items or {})  # barcode → title
        self.status: dict[str, str] = dict.fromkeys(self.items, AVAILABLE)
        self.heard: list[sip2.Message] = []
        self.cut_after: int | None = None
        """Hang up instead of answering once so many messages have been heard."""
        self.delay_seconds = 0
        self.wrong_checksums = 0
        """How many answers are damaged on their way."""

    def answer(self, line: bytes) -> bytes | None:
        """The answer to one line; None: the line is cut."""
        if self.cut_after is not None and len(self.heard) >= self.cut_after:
            return None
        message = sip2.parse(line)
        time.sleep(self.delay_seconds)
        if message.code != "97":
            self.heard.append(message)
            self.last = self._said(message)
        if self.wrong_checksums:
            self.wrong_checksums -= 1
            return self.last[:-2] + (b"0\r" if self.last[-2:-1] != b"0" else b"1\r")
        return self.last

    def _said(self, message: sip2.Message) -> bytes:
        barcode = message.get("AB")
        fields = [("AO", "CITY"), ("AA", message.get("AA")), ("AB", barcode), ("AJ", self.items.get(barcode, ""))]
        known = "1" if barcode in self.items else "0"
        if message.code == "11" and known == "1":
            self.status[barcode] = CHARGED
        if message.code == "09" and known == "1":
            self.status[barcode] = IN_TRANSIT
        fixed = {
            "93": ["1"],
            "17": [self.status.get(barcode, "01"), "00", "01", NOON],
            "11": [known, "N", "U", "Y", NOON],
            "09": [known, "Y", "U", "N", NOON],
            "29": [known, "Y", "U", "Y", NOON],
        }[message.code]
        return sip2.build(sip2.ANSWERS[message.code], fixed, fields if message.code != "93" else [], message.sequence)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        city: CityLibrary = self.server.city  # type: ignore[attr-defined]
        found = b""
        while char := self.rfile.read(1):
            if char != b"\r":
                found += char
                continue
            said = city.answer(found)
            if said is None:
                return
            self.wfile.write(said)
            found = b""


class Running:
    """The simulator on a port of this machine, in a thread: `with Running(city) as port`."""

    def __init__(self, city: CityLibrary, port: int = 0) -> None:
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", port), _Handler)
        self.server.daemon_threads = True
        self.server.city = city  # type: ignore[attr-defined]

    def __enter__(self) -> int:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return int(self.server.server_address[1])

    def __exit__(self, *_gone: object) -> None:
        self.server.shutdown()
        self.server.server_close()
