"""The adapter between the books and the people behind them, named in settings.BOOKS_LOOK."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import LookKind, User
from deposits.models import PersonalAccount


def at_ledger_account(*, ledger_account_id: int, user: User, address: str | None, at: datetime) -> None:
    """Opening the statement of a depositor's ledger account is a look at that depositor's data."""
    owner = PersonalAccount.objects.filter(ledger_account=ledger_account_id).values_list("person_id", flat=True).first()
    if owner is not None:
        accounts.look(person_id=owner, user=user, kind=LookKind.PAGE, what=_("账簿中的分户账"), at=at, address=address)
