"""What the tests of party-building stand on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.partybuilding import world as building


@pytest.fixture
def world(open_day: Any) -> building.World:
    """Organisations and people."""
    return building.build()


@pytest.fixture
def monday(time_machine: Any) -> None:
    """The morning everything happens on."""
    time_machine.move_to(building.AT, tick=False)
