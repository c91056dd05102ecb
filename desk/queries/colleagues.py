"""Colleagues who may do something: whom work can be given to."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.models import RoleGrant, User
from accounts.permissions import ROLE_GRANTS, STAFF_ROLES, Permission, Role
from desk.states.enquiries import ENQUIRY_OPEN


def staff_who_may(permission: Permission, on: date) -> QuerySet[User]:
    """Active staff whose roles of that day grant a permission, by branch and number."""
    roles = [role for role in STAFF_ROLES if permission in ROLE_GRANTS[role]]
    held = RoleGrant.objects.filter(role__in=roles, revoked_at=None, since__lte=on)
    held = held.filter(Q(until=None) | Q(until__gte=on))
    rows = User.objects.filter(is_active=True, staff__isnull=False, pk__in=held.values("user"))
    return rows.select_related("person", "staff__branch").order_by("staff__branch__code", "staff__number", "id")


def least_asked(branch_id: int, on: date) -> User | None:
    """Who gets a question that came from afar: of the branch's window staff (else anybody's), who has fewest open."""
    rows = staff_who_may(Permission.CASE_WORK, on).annotate(
        questions=Count("enquiries_owned", filter=Q(enquiries_owned__status__in=ENQUIRY_OPEN))
    )
    rows = rows.order_by("questions", "staff__number", "id")
    return rows.filter(staff__branch=branch_id).first() or rows.first()


def heads(on: date) -> list[User]:
    """Who leads the centre on a day."""
    held = RoleGrant.objects.filter(role=Role.DIRECTOR, revoked_at=None, since__lte=on)
    held = held.filter(Q(until=None) | Q(until__gte=on))
    rows = User.objects.filter(is_active=True, pk__in=held.values("user")).select_related("person")
    return list(rows.order_by("id"))
