"""Log-in codes on their way to a phone: the adapter between accounts and notifications (settings.LOGIN_CODE_SENDER)."""

from __future__ import annotations

from datetime import datetime

from accounts import operations as accounts
from accounts import rules
from accounts.models import Person
from common.transactions import step
from notifications import operations as notifications

TEMPLATES = {
    accounts.ACTIVATE: "activation_code",
    accounts.RESET: "password_reset_code",
    accounts.PHONE: "phone_code",
}
"""Purpose of a code → the event its message belongs to."""


@step
def send(*, person: Person, phone: str, code: str, purpose: str, at: datetime) -> None:
    """Queue the message with the code, to the phone it was asked for."""
    notifications.queue(
        person_id=person.pk,
        template=TEMPLATES[purpose],
        context={"code": code, "minutes": str(rules.CODE_LIFE.seconds // 60)},
        key=f"{at:%Y%m%d%H%M%S%f}",
        at=at,
        own_act=True,
        to=phone,
    )
