"""What leaves the building is caught here: codes that would go to a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

SENT: list[dict[str, Any]] = []


def collect(**facts: Any) -> None:
    """A sender of codes that keeps them."""
    SENT.append(facts)


@pytest.fixture
def sent(settings: Any) -> Iterator[list[dict[str, Any]]]:
    """The codes sent during the test, oldest first."""
    SENT.clear()
    settings.LOGIN_CODE_SENDER = "tests.accounts.conftest.collect"
    yield SENT
