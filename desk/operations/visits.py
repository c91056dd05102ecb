"""Home visits (上门服务) and early involvement (提前介入): who goes or looks beforehand, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.states import lock, move
from common.transactions import operation
from desk.models import Appointment
from desk.operations import appointments
from desk.states.appointments import APPOINTMENT_MOVES
from notifications import operations as notifications

if TYPE_CHECKING:
    from accounts.models import User


@operation
def assign_visit(*, appointment_id: int, staff_user_id: int, by: User, at: datetime) -> Appointment:
    """Say who of the staff goes, or looks at the papers beforehand. Raises WrongState."""
    appointment = lock(Appointment, appointment_id)
    move(appointment, "assign", APPOINTMENT_MOVES, by=by, at=at, assigned_to_id=staff_user_id)
    _tell_staff(appointment, by=by, at=at)
    return appointment


@operation
def answer_questions(*, appointment_id: int, answer: str, by: User, at: datetime) -> Appointment:
    """Answer before the visit what was asked (提前介入). Raises DetailMissing, WrongState."""
    appointment = lock(Appointment, appointment_id)
    if not answer.strip():
        raise appointments.DetailMissing(_("请写下答复。"))
    move(appointment, "answer", APPOINTMENT_MOVES, by=by, at=at, answer=answer, answered_by=by, answered_at=at)
    appointments.tell(appointment, "appointment_answered", by=by, at=at)
    return appointment


@operation
def record_visit(*, appointment_id: int, result: str, by: User, at: datetime) -> Appointment:
    """What came of a home visit or a talk beforehand. Raises DetailMissing, WrongState."""
    appointment = lock(Appointment, appointment_id)
    if not result.strip():
        raise appointments.DetailMissing(_("请写下结果。"))
    facts: dict[str, Any] = {"result": result, "ended_at": at, "assigned_to_id": appointment.assigned_to_id or by.pk}
    move(appointment, "finish", APPOINTMENT_MOVES, by=by, at=at, **facts)
    return appointment


def _tell_staff(appointment: Appointment, *, by: User, at: datetime) -> None:
    starts_at = timezone.localtime(appointment.starts_at)
    time = {"month": starts_at.month, "day": starts_at.day, "clock": f"{starts_at:%H:%M}"}
    assert appointment.assigned_to is not None
    notifications.queue(
        person_id=appointment.assigned_to.person_id,
        template="visit_assigned",
        context={
            "time": _("%(month)d月%(day)d日 %(clock)s") % time,
            "what": str(appointment.get_kind_display()),
            "branch": appointment.branch.name,
        },
        key=f"{appointment.code}:{int(at.timestamp())}",
        at=at,
        by=by,
    )
