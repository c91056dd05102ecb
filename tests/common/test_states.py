"""Moves by table: every status with every action, the event row, and the lock."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import TextChoices

from common import states
from common.errors import WrongState
from policy.models import Document
from tests.make import AT


class Light(TextChoices):
    RED = "RED", "红"
    GREEN = "GREEN", "绿"
    OFF = "OFF", "灭"


MOVES: states.Moves = {
    "go": ({Light.RED}, Light.GREEN),
    "halt": ({Light.GREEN}, Light.RED),
    "switch_off": ({Light.RED, Light.GREEN}, Light.OFF),
}


class Lamp:
    """A record as `move` sees it: a status, save, events."""

    def __init__(self, status: str) -> None:
        self.status, self.saved, self.journal, self.events = Light(status), [], [], self
        self.colour = ""

    def __str__(self) -> str:
        return "路灯"

    def get_status_display(self) -> str:
        return str(Light(self.status).label)

    def save(self, update_fields: list[str]) -> None:
        self.saved.append(update_fields)

    def create(self, **row: Any) -> None:
        self.journal.append(row)


@pytest.mark.parametrize("status", Light.values)
@pytest.mark.parametrize("action", MOVES)
def test_only_the_moves_of_the_table_happen(db: None, status: str, action: str) -> None:
    lamp = Lamp(status)
    sources, target = MOVES[action]
    if status not in sources:
        with pytest.raises(WrongState, match="路灯当前为"):
            states.move(lamp, action, MOVES, by=None, at=AT)
        assert (lamp.status, lamp.saved, lamp.journal) == (status, [], [])
        return
    states.move(lamp, action, MOVES, by=None, at=AT, note="试", colour="亮")
    assert lamp.status == target
    assert lamp.colour == "亮"
    assert lamp.saved == [["status", "colour"]]  # one UPDATE carries status and facts
    event = {"action": action, "before": status, "after": target, "by": None, "at": AT, "note": "试"}
    assert lamp.journal == [event]


def test_buttons_are_the_allowed_moves_in_the_tables_order() -> None:
    assert states.allowed(Light.RED, MOVES) == ["go", "switch_off"]
    assert states.allowed(Light.OFF, MOVES) == []


@pytest.mark.django_db(transaction=True)
def test_move_and_lock_refuse_to_run_outside_an_operation() -> None:
    with pytest.raises(RuntimeError):
        states.move(Lamp(Light.RED), "go", MOVES, by=None, at=AT)
    with pytest.raises(RuntimeError):
        states.lock(Document, 1)


def test_lock_of_a_row_that_is_not_there_raises(db: None) -> None:
    with pytest.raises(Document.DoesNotExist):
        states.lock(Document, 0)


@pytest.mark.django_db(transaction=True)
def test_a_locked_row_makes_the_second_writer_wait_and_read_what_the_first_wrote() -> None:
    row = Document.objects.create(number="锁", title="", issuer="", effective_from=date(2026, 1, 1))
    locked, seen = threading.Event(), []

    def second() -> None:
        locked.wait(5)
        with transaction.atomic():
            seen.append(states.lock(Document, row.pk).title)
        connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        held = states.lock(Document, row.pk)
        locked.set()
        held.title = "先写"
        held.save()
    thread.join(10)
    assert seen == ["先写"]
