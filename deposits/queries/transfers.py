"""Accounts that went on under another employer, and what their owners say to it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from accounts.models import Door, User
from accounts.permissions import Permission
from deposits.models import InternalTransfer, PersonalAccount
from deposits.states import TransferStatus

TOLD_DAYS = 60
"""So long the home page of its owner names a transfer."""


def transfers_visible_to(user: User) -> QuerySet[InternalTransfer]:
    """Staff who may view accounts see all, a depositor their own. Employers see none: both employers stand in it."""
    found = InternalTransfer.objects.select_related(
        "account__person", "from_account__employer", "to_account__employer", "by__person", "decided_by__person"
    )
    if user.door == Door.STAFF and user.may(Permission.ACCOUNT_VIEW):
        return found
    if user.door == Door.DEPOSITOR:
        return found.filter(account__person=user.person_id)
    return found.none()


def transfers_of(account: PersonalAccount) -> QuerySet[InternalTransfer]:
    """An account's transfers, newest first."""
    found = InternalTransfer.objects.filter(account=account).select_related("to_account__employer")
    return found.order_by("-at", "-id")


def transfer_to_tell(account: PersonalAccount, today: date) -> InternalTransfer | None:
    """The transfer that the owner's home page names: recent, to the present employer, not decided."""
    recent = transfers_of(account).filter(
        on__gt=today - timedelta(days=TOLD_DAYS), to_account=account.employer_account_id
    )
    return recent.filter(status__in=[TransferStatus.MADE, TransferStatus.OBJECTED]).first()


def may_object(transfer: InternalTransfer) -> bool:
    """Whether there is still something to take back."""
    account = transfer.account
    return transfer.status == TransferStatus.MADE and account.employer_account_id == transfer.to_account_id


def open_objections(count: int) -> int:
    """How many objections wait, counted up to `count`."""
    waiting = InternalTransfer.objects.filter(status=TransferStatus.OBJECTED).order_by()
    return waiting[:count].count()
