"""The SIP2 server's sockets: connections with their limits of length, silence and number."""

from __future__ import annotations

import socket
import socketserver
import threading

from django.db import close_old_connections, connections
from django.utils import timezone

from library.city.server import Session, answer
from library.operations import city
from library.rules import sip2

SILENCE = 300
"""Seconds without a line after which a connection is closed."""
MOST_CONNECTIONS = 16


class Connection(socketserver.StreamRequestHandler):
    """One peer, line by line, until it goes or goes too far."""

    timeout = SILENCE

    def handle(self) -> None:
        """Answer lines. What a peer leaves half done ends with its connection."""
        session = Session(peer=str(self.client_address[0]))
        try:
            while not session.over:
                line = self._line()
                if line is None:
                    return
                self._one(line, session)
        except (TimeoutError, ConnectionError):
            return
        finally:
            connections.close_all()  # this thread's own: it ends with its peer

    def _one(self, line: bytes, session: Session) -> None:
        close_old_connections()
        now = timezone.now()
        city.note_line(peer=session.peer, is_out=False, line=line, at=now)
        said = answer(line, session, now)
        if said:
            city.note_line(peer=session.peer, is_out=True, line=said, at=now)
            self.wfile.write(said)

    def _line(self) -> bytes | None:
        """The next line, which ends with CR; None where the peer has gone or writes without end."""
        found = bytearray()
        while len(found) <= sip2.LONGEST:
            char = self.rfile.read(1)
            if not char:
                return None
            if char == b"\r":
                return bytes(found)
            if char != b"\n":
                found += char
        return None


class Server(socketserver.ThreadingTCPServer):
    """Threads, one a connection, at most MOST_CONNECTIONS; more are turned away at once."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Connection)
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)

    def verify_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> bool:
        """Whether there is a place left."""
        return self._places.acquire(blocking=False)

    def process_request_thread(self, request: object, client_address: object) -> None:
        """One connection in its thread; its place is free again afterwards."""
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        finally:
            self._places.release()
