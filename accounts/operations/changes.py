"""A record corrected or verified becomes a case of the counter, by the adapter that settings name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import Person, User
from common.transactions import step


class Noter(Protocol):
    """The adapter named in settings.PERSON_CHANGES; a step that opens and ends the case."""

    def __call__(self, *, person: Person, fields: Collection[str], by: User, at: datetime) -> object:
        """`fields`: which of "name", "document", "phone" were changed, or seen to be right."""


@step
def note(person: Person, fields: Collection[str], *, by: User, at: datetime) -> None:
    """Leave the case of a change; nothing where nothing changed."""
    if fields:
        cast(Noter, import_string(settings.PERSON_CHANGES))(person=person, fields=fields, by=by, at=at)
