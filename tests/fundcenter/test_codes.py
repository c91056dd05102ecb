"""A code asked for at a door becomes a message to the phone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts import operations as accounts
from fundcenter import codes
from notifications.models import Event, Message
from tests import people
from tests.make import AT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("purpose", [accounts.ACTIVATE, accounts.RESET, accounts.PHONE])
def test_each_purpose_has_its_message_and_the_code_is_kept_under_seal(purpose: str) -> None:
    person = people.zhang_san().person
    accounts.send_code(person=person, phone=person.phone, purpose=purpose, at=AT)
    message = Message.objects.get()
    assert Event.objects.filter(code=codes.TEMPLATES[purpose]).exists()
    assert not any(word.isdigit() and len(word) == 6 for word in message.body.replace("，", " ").split())


def test_two_codes_are_two_messages() -> None:
    person = people.zhang_san().person
    for minutes in (0, 2):
        accounts.send_code(
            person=person, phone=person.phone, purpose=accounts.ACTIVATE, at=AT + timedelta(minutes=minutes)
        )
    assert Message.objects.count() == 2
