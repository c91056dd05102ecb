"""What was done and what was looked at: append-only rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import AuditEntry, Look, Person, User
from accounts.permissions import Role
from common.transactions import operation, step


@step
def record(
    *,
    user: User | None,
    action: str,
    target: object,
    at: datetime,
    person: Person | None = None,
    detail: dict[str, Any] | None = None,
    address: str | None = None,
) -> AuditEntry:
    """Note a write: who (None for the system), what ("person:correct"), on which record, with which figures.

    `target` is a record, kept as "person:52", or a text. `detail` never holds a full number of a person.
    """
    if hasattr(target, "_meta"):
        target = f"{target._meta.model_name}:{target.pk}"  # type: ignore[attr-defined]
    return AuditEntry.objects.create(
        at=at,
        user=user,
        action=action,
        target=str(target)[:80],
        person=person,
        detail=detail or {},
        address=address or None,
    )


@operation
def look(
    *, person_id: int, user: User, kind: str, what: str, at: datetime, case: str = "", address: str | None = None
) -> Look | None:
    """Note that `user` looked at a person's data; None where they looked at their own.

    An act of its own, so the look stays though what follows fails.
    """
    if user.person_id == person_id:
        return None
    return Look.objects.create(
        at=at,
        person_id=person_id,
        user=user,
        viewer=_viewer(user),
        kind=kind,
        what=what[:120],
        case=case,
        address=address or None,
    )


def _viewer(user: User) -> str:
    """As what the user looked: branch and roles, as the person is told."""
    staff = getattr(user, "staff", None)
    if staff is None:
        return str(user.get_door_display())
    roles = "、".join(str(Role(role).label) for role in sorted(user.roles))
    return _("%(branch)s %(roles)s") % {"branch": staff.branch, "roles": roles or _("工作人员")}


@operation
def note(
    *, user: User, action: str, at: datetime, address: str | None = None, target: object | None = None
) -> AuditEntry:
    """Note an act that writes nothing else: an export of one's own data, or of the full numbers in `target`."""
    person = user.person if target is None else None
    return record(user=user, action=action, target=target or user, person=person, at=at, address=address)
