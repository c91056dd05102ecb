"""What a person should hear of at once, because it may not have been them. Sent by the adapter that settings name."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import Person
from common.transactions import step

CARD, DEVICE, PASSWORD, PHONE, RECORD = "CARD", "DEVICE", "PASSWORD", "PHONE", "RECORD"
"""A card was bound or taken off; a log-in from a new device; a new password; a new phone; a corrected record."""


class Teller(Protocol):
    """The adapter named in settings.ACCOUNT_NEWS_SENDER; a step that queues the message."""

    def __call__(self, *, person_id: int, what: str, detail: str, to: str, at: datetime) -> None:
        """Queue one piece of news; `to` is a phone other than the present one."""


@step
def tell(person: Person, what: str, *, at: datetime, detail: str = "", to: str = "") -> None:
    """Queue the news, sent after commit. `to`: the phone a person had until now, where that is the one to warn."""
    send: Teller = import_string(settings.ACCOUNT_NEWS_SENDER)
    send(person_id=person.pk, what=what, detail=detail, to=to, at=at)
