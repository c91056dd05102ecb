"""Bases to come, and yearly files of wages: whose a user may see."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from accounts.models import Door, User
from accounts.permissions import Permission
from deposits.models import BaseBatch, BaseChange, EmployerAccount, PersonalAccount
from deposits.queries.accounts import employer_accounts_visible_to


def base_batches_visible_to(user: User) -> QuerySet[BaseBatch]:
    """Yearly files of the employers that the user may see, without their bytes."""
    found = BaseBatch.objects.select_related("employer_account__employer", "by__person").defer("content")
    if user.door == Door.STAFF and user.may(Permission.EMPLOYER_VIEW):
        return found
    return found.filter(employer_account__in=employer_accounts_visible_to(user))


def base_changes_visible_to(user: User) -> QuerySet[BaseChange]:
    """Changes of bases: staff who may view accounts all, a clerk those their employers made, a depositor their own."""
    found = BaseChange.objects.select_related("account__person", "employer_account__employer", "by__person")
    if user.door == Door.STAFF and user.may(Permission.ACCOUNT_VIEW):
        return found
    if user.door == Door.CLERK:
        return found.filter(employer_account__in=employer_accounts_visible_to(user))
    if user.door == Door.DEPOSITOR:
        return found.filter(account__person=user.person_id)
    return found.none()


def bases_to_come(account: PersonalAccount) -> QuerySet[BaseChange]:
    """Bases of an account that wait for their month, the next first."""
    rows = BaseChange.objects.filter(account=account, applied_at=None, ended_at=None)
    return rows.select_related("by__person").order_by("month", "id")


def batches_of(account: EmployerAccount, count: int = 12) -> list[BaseBatch]:
    """An employer's newest yearly files."""
    return list(account.base_batches.defer("content").select_related("by__person").order_by("-at", "-id")[:count])


def clamped_of(batch: BaseBatch) -> QuerySet[BaseChange]:
    """Whose wage was drawn to floor or cap by a confirmed file."""
    rows = batch.changes.filter(~Q(asked_fen=F("base_fen"))).select_related("account__person")
    return rows.order_by("account__number", "id")
