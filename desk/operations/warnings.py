"""Telling the staff of deadlines: before a promise ends, and when a promise or the law's term has passed."""

from __future__ import annotations

import logging
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.transactions import operation, step
from desk.models import Case, CaseWarning
from desk.operations import moving
from desk.queries import warnings as found
from desk.states.warnings import Deadline
from notifications import operations as notifications

logger = logging.getLogger(__name__)


def warn_of_deadlines(*, at: datetime) -> int:
    """Tell whoever answers for them of all cases that are nearly late or late, once each; how many were told of.

    One case that fails does not stop the rest.
    """
    count = 0
    for case_id, deadline in found.to_warn(at):
        try:
            count += _warn(case_id=case_id, deadline=deadline, at=at)
        except Exception:
            logger.exception("warning of case %s", case_id)
    return count


@operation
def _warn(*, case_id: int, deadline: Deadline, at: datetime) -> bool:
    """Tell of one deadline; whether anybody had to be told. What was closed or put off meanwhile is no news."""
    case = moving.locked(case_id)
    if not case.is_open:
        return False
    due_at = _due(case, deadline)
    if due_at is None or (deadline != Deadline.SOON and due_at > at):
        return False
    _row, is_new = CaseWarning.objects.get_or_create(case=case, deadline=deadline, due_at=due_at, defaults={"at": at})
    if not is_new:
        return False
    who = found.who_answers(case, at)
    if deadline != Deadline.SOON:
        who += [head for head in found.heads_of(case.branch_id, at) if head not in who]
    for user in who:
        _tell(case, user, deadline, due_at=due_at, at=at)
    return True


def _due(case: Case, deadline: Deadline) -> datetime | None:
    if deadline != Deadline.LAW:
        return case.promised_due_at
    if case.statutory_due_on is None:
        return None
    return datetime.combine(case.statutory_due_on, time(23, 59, 59), timezone.get_default_timezone())


@step
def _tell(case: Case, user: User, deadline: Deadline, *, due_at: datetime, at: datetime) -> None:
    local = timezone.localtime(due_at)
    facts = {"month": local.month, "day": local.day, "time": f"{local:%H:%M}"}
    due = _("%(month)d月%(day)d日") if deadline == Deadline.LAW else _("%(month)d月%(day)d日 %(time)s")
    notifications.queue(
        person_id=user.person_id,
        template="case_warning" if deadline == Deadline.SOON else "case_late",
        context={
            "number": case.number,
            "kind": case.version.label,
            "due": due % facts,
            "what": str(deadline.label),
        },
        key=f"{case.number}-{deadline.lower()}-{local:%Y%m%d%H%M}",
        at=at,
    )
