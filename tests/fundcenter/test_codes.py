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


def test_a_changed_phone_is_told_to_the_old_phone_too() -> None:
    person, teller = people.zhang_san().person, people.wang_wu()
    accounts.correct_person(
        person_id=person.pk,
        name=person.name,
        document_type=person.document_type,
        document_number=person.document_number,
        phone="13911112222",
        reason="本人申请",
        by=teller,
        at=AT,
    )
    assert "13800000001" in [message.address for message in Message.objects.all()]
    assert any("个人资料" in message.body for message in Message.objects.all())


def test_a_new_password_and_a_new_device_are_told() -> None:
    user = people.zhang_san()
    session = {"user": user, "address": None}
    accounts.start_session(session_key="a" * 32, device="电脑", at=AT, **session)
    accounts.start_session(session_key="b" * 32, device="电脑", at=AT, **session)
    assert not Message.objects.exists()
    accounts.start_session(session_key="c" * 32, device="手机", at=AT, **session)
    assert "手机" in Message.objects.filter(channel="INBOX").get().body
    accounts.change_password(
        user_id=user.pk, old=people.PASSWORD, new="another-horse-43", session_key="c" * 32, at=AT + timedelta(days=1)
    )
    assert Message.objects.filter(title="密码已变更", channel="INBOX").exists()
