"""Who stands at the window for somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from accounts import operations as accounts
from accounts.models import DocumentType, Person
from common.transactions import operation

if TYPE_CHECKING:
    from accounts.models import User


@operation
def register_agent(*, name: str, number: str, by: User, at: datetime) -> Person:
    """The agent by identity card, put on file if new. Raises accounts.BadNumber, NameDiffers, MissingName."""
    return accounts.find_or_create_person(
        name=name, document_type=DocumentType.CITIZEN, document_number=number, by=by, at=at
    )
