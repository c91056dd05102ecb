"""Whose rows a user may see. Pages and the API get at rows through here and no other way."""

from __future__ import annotations

import hashlib

from django.db.models import Q, QuerySet

from accounts import queries as accounts
from accounts.models import Door, User
from accounts.permissions import Permission
from common import identity
from deposits.models import EmployerAccount, PayrollUpload, PersonalAccount, RemittanceItem, RemittanceList
from deposits.states import OPEN_STATUSES, ListPurpose, ListStatus, UploadStatus


def employer_accounts_visible_to(user: User) -> QuerySet[EmployerAccount]:
    """Staff who may view employers see all; a clerk sees the employers they act for; nobody else sees any."""
    found = EmployerAccount.objects.select_related("employer__branch")
    if user.door == Door.STAFF and user.may(Permission.EMPLOYER_VIEW):
        return found
    if user.door == Door.CLERK:
        return found.filter(employer__in=accounts.clerk_employers(user))
    return found.none()


def accounts_visible_to(user: User) -> QuerySet[PersonalAccount]:
    """Staff who may view accounts see all; a depositor sees their own; a clerk those under their employers."""
    found = PersonalAccount.objects.select_related("person", "employer_account__employer", "ledger_account")
    if user.door == Door.STAFF and user.may(Permission.ACCOUNT_VIEW):
        return found
    if user.door == Door.DEPOSITOR:
        return found.filter(person_id=user.person_id)
    if user.door == Door.CLERK:
        return found.filter(employer_account__employer__in=accounts.clerk_employers(user))
    return found.none()


def own_account(user: User) -> PersonalAccount | None:
    """The depositor's own account: the open one, else the one closed last."""
    own = accounts_visible_to(user).filter(person_id=user.person_id)
    return own.filter(status__in=OPEN_STATUSES).first() or own.order_by("-closed_on", "-id").first()


def lists_visible_to(user: User) -> QuerySet[RemittanceList]:
    """Lists of the employers that the user may see."""
    found = RemittanceList.objects.select_related("employer_account__employer", "declared_by__person", "journal")
    if user.door == Door.STAFF and user.may(Permission.EMPLOYER_VIEW):
        return found
    return found.filter(employer_account__in=employer_accounts_visible_to(user))


def uploads_visible_to(user: User, purpose: str = ListPurpose.REGULAR) -> QuerySet[PayrollUpload]:
    """Uploads of one purpose of the employers that the user may see, without their bytes."""
    rows = PayrollUpload.objects.select_related("employer_account__employer", "by__person").defer("content")
    found = rows.filter(purpose=purpose)
    if user.door == Door.STAFF and user.may(Permission.EMPLOYER_VIEW):
        return found
    return found.filter(employer_account__in=employer_accounts_visible_to(user))


def find_accounts(text: str, user: User, limit: int = 50) -> list[PersonalAccount]:
    """Accounts for the counter's search box: account number, or whoever `accounts.search_people` finds."""
    visible = accounts_visible_to(user)
    digits = text.replace(" ", "")
    if digits.isdigit() and len(digits) == 12:
        return list(visible.filter(number=digits)[:limit])
    people = [person.pk for person in accounts.search_people(text, limit=limit)]
    return list(visible.filter(Q(person_id__in=people)).order_by("person__name", "id")[:limit])


def list_of_code(code: str) -> RemittanceList | None:
    """The list that a paper's code (验真码) proves, for anybody: pages show it as a whole and none of its people."""
    return (
        RemittanceList.objects.filter(verify_code=identity.normalise(code)[:16])
        .select_related("employer_account__employer")
        .first()
    )


def declared_before(account: EmployerAccount, content: bytes) -> PayrollUpload | None:
    """The upload by which this very file was declared already, while its list stands."""
    digest = hashlib.sha256(content).hexdigest()
    same = account.uploads.filter(purpose=ListPurpose.REGULAR, status=UploadStatus.DECLARED, sha256=digest)
    standing = same.exclude(list__status__in=[ListStatus.VOID, ListStatus.REVERSED])
    return standing.select_related("list").defer("content").order_by("-at", "-id").first()


def items_of(remittance: RemittanceList) -> QuerySet[RemittanceItem]:
    """A list's lines in its order, with accounts and persons."""
    return remittance.items.select_related("account__person").order_by("row_no", "id")


def roster(account: EmployerAccount) -> QuerySet[PersonalAccount]:
    """The people with an open account under an employer, those who pay first, by account number."""
    return (
        account.personal_accounts.filter(status__in=OPEN_STATUSES)
        .select_related("person", "ledger_account")
        .order_by("status", "number", "id")
    )


def other_accounts(account: PersonalAccount) -> QuerySet[PersonalAccount]:
    """The same person's other accounts, closed ones: newest first."""
    others = PersonalAccount.objects.filter(person=account.person_id).exclude(pk=account.pk)
    return others.select_related("employer_account__employer").order_by("-opened_on", "-id")
