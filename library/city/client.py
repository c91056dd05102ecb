"""Our side as a client of the city library: one conversation at a time, in order, until the line breaks."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.utils import timezone

from library.models import CityCall, CityDifference, CityLine, Copy
from library.operations import city
from library.rules import sip2
from library.rules.sip2 import Message
from library.states import CallStatus, CopyStatus, House

WAIT = 5
"""Seconds to wait for an answer; then the line counts as cut."""
TRIES = 3
_LOCK = 20260711
"""Advisory lock: two workers that told the same things at once would mix their order."""


class LineCut(Exception):
    """The city library cannot be reached, or does not make sense: later again."""


class Talk:
    """A conversation that has logged in."""

    def __init__(self, line: CityLine, at: datetime) -> None:
        self.line, self.at, self.sequence = line, at, 0
        self.peer = str(line)
        try:
            self.socket = socket.create_connection((line.host, line.port), timeout=WAIT)
        except OSError as problem:
            raise LineCut(str(problem)) from problem
        self.rest = b""
        fields = [("CN", line.login), ("CO", line.password), ("CP", "JZFUND")]
        if not self.ask("93", ["0", "0"], fields).ok:
            self.close()
            raise LineCut("login refused")

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def ask(self, code: str, fixed: list[str], fields: list[tuple[str, str]]) -> Message:
        """Say something and hear the answer; a damaged answer is asked for again. Raises LineCut."""
        sequence = str(self.sequence % 10)
        self.sequence += 1
        line = sip2.build(code, fixed, fields, sequence)
        for _try in range(TRIES):
            heard = self._heard(line)
            try:
                message = sip2.parse(heard)
            except sip2.Malformed:
                line = sip2.build("97", ())
                continue
            if message.code == sip2.ANSWERS[code] and message.sequence in ("", sequence):
                return message
        raise LineCut("no sense")

    def _heard(self, line: bytes) -> bytes:
        city.note_line(peer=self.peer, is_out=True, line=line, at=self.at)
        try:
            self.socket.sendall(line)
            while b"\r" not in self.rest:
                more = self.socket.recv(4096)
                if not more or len(self.rest) > sip2.LONGEST:
                    raise LineCut("hung up")
                self.rest += more
        except OSError as problem:
            raise LineCut(str(problem)) from problem
        heard, _end, self.rest = self.rest.partition(b"\r")
        city.note_line(peer=self.peer, is_out=False, line=heard, at=self.at)
        return heard


@contextmanager
def talk(at: datetime) -> Iterator[Talk | None]:
    """A conversation over the active line; None where there is no line. Raises LineCut."""
    line = CityLine.objects.filter(is_active=True).first()
    found = Talk(line, at) if line else None
    try:
        yield found
    finally:
        if found is not None:
            found.close()


def replay(*, at: datetime) -> int:
    """Say everything that waits, oldest first; how much was said. What a cut line leaves waits for the next time."""
    if not CityCall.objects.filter(status=CallStatus.WAITING).exists() or not _alone():
        return 0
    said = 0
    try:
        with talk(at) as found:
            while found is not None and (call := _next()) is not None:
                message = _say(found, call)
                words = message.get("AF") or ("ok" if message.ok else "")
                city.record_answer(call_id=call.pk, accepted=message.ok, words=words, at=at)
                said += 1
    except LineCut:
        return said
    finally:
        _release()
    return said


def _next() -> CityCall | None:
    waiting = CityCall.objects.filter(status=CallStatus.WAITING).select_related("copy")
    return waiting.order_by("id").first()


def _say(found: Talk, call: CityCall) -> Message:
    happened = sip2.stamp(timezone.localtime(call.happened_at))
    due = f"{call.due_on:%Y%m%d}    235959" if call.due_on else " " * 18
    whose = [("AO", found.line.institution), ("AA", call.card), ("AB", call.copy.barcode), ("AC", "")]
    if call.code == "09":
        where = [("AP", "JZFUND"), ("AO", found.line.institution), ("AB", call.copy.barcode), ("AC", "")]
        return found.ask("09", ["Y", happened, happened], where)
    # "Y": it has happened already and cannot be undone by an answer.
    return found.ask(call.code, ["Y" if call.code == "11" else "N", "Y", happened, due], whose)


def reconcile(*, at: datetime) -> list[CityDifference]:
    """Ask after every book of theirs that is here or on its way, after all has been said. Raises LineCut."""
    replay(at=at)
    rows = Copy.objects.filter(home=House.CITY).exclude(status__in=[CopyStatus.WEEDED, CopyStatus.LOST])
    rows = rows.exclude(status=CopyStatus.AVAILABLE, place=House.CITY).order_by("id")
    found: list[CityDifference] = []
    with talk(at) as line:
        for copy in rows if line else ():
            assert line is not None
            here = sip2.stamp(timezone.localtime(at))
            message = line.ask("17", [here], [("AO", line.line.institution), ("AB", copy.barcode), ("AC", "")])
            difference = city.settle_difference(copy_id=copy.pk, theirs=message.fixed[0], at=at)
            if difference is not None:
                found.append(difference)
    return found


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _release() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
