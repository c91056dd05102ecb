"""What people ask their employers: whose a user may see."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts import queries as accounts
from accounts.models import Door, User
from accounts.permissions import Permission
from deposits.models import EmployeeRequest, EmployerAccount
from deposits.states import RequestStatus


def requests_visible_to(user: User) -> QuerySet[EmployeeRequest]:
    """A depositor's own, those to a clerk's employers, all for staff who see employers; newest first."""
    rows = EmployeeRequest.objects.select_related(
        "account__person", "employer_account__employer", "answered_by__person"
    ).order_by("-id")
    if user.door == Door.STAFF:
        return rows if user.may(Permission.EMPLOYER_VIEW) else rows.none()
    if user.door == Door.DEPOSITOR:
        return rows.filter(account__person=user.person_id)
    return rows.filter(employer_account__employer__in=accounts.clerk_employers(user))


def open_requests(account: EmployerAccount) -> int:
    """How many wait for the employer."""
    return EmployeeRequest.objects.filter(employer_account=account, status=RequestStatus.OPEN).count()
