"""Every test of the counter stands on an open day."""

from __future__ import annotations

from datetime import date

import pytest


@pytest.fixture(autouse=True)
def _day(request: pytest.FixtureRequest) -> None:
    """An open business date, wherever the test has a database."""
    marker = request.node.get_closest_marker("django_db")
    if marker is not None:
        day: date = request.getfixturevalue("open_day")
        assert day
