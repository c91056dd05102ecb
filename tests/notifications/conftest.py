"""A message to 张三, and providers outside the building that answer as told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from notifications import channels, operations
from notifications.models import Message
from tests import people
from tests.make import AT

CREDITED = {"day": "10月12日", "month": "2026年10月", "amount": "2,026.00", "balance": "42,300.00"}


@pytest.fixture
def tell(db: None) -> Callable[..., int]:
    """Queue a message to 张三; anything may be said differently."""

    def queue(**changes: Any) -> int:
        values = {"template": "contribution_credited", "context": CREDITED, "key": "list-1", "at": AT, **changes}
        if "person_id" not in values:
            values["person_id"] = people.zhang_san().person_id
        with transaction.atomic():
            return operations.queue(**values)

    return queue


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[channels.Result]:
    """Real sending, to a gateway that gives the results of this list in turn (then: sent)."""
    settings.NOTIFY_TEST_MODE = False
    settings.NOTIFY_SMS_URL = "json://localhost/{to}"
    answers: list[channels.Result] = []

    def answer(url: str, title: str, body: str) -> channels.Result:
        return answers.pop(0) if answers else channels.Result(channels.Outcome.SENT)

    monkeypatch.setattr(channels, "_apprise", answer)
    return answers


def sms(key: str = "list-1") -> Message:
    return Message.objects.get(channel="SMS", key__endswith=f":{key}")
