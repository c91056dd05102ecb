"""Which cases the staff have to be told of, and who answers for them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from desk.models import Case, CaseWarning
from desk.queries.colleagues import staff_who_may
from desk.queries.hall import duty_manager
from desk.states.cases import OPEN_STATUSES, CaseStatus, Whose
from desk.states.warnings import Deadline


def to_warn(now: datetime) -> list[tuple[int, Deadline]]:
    """Cases with a deadline that is near or has passed since the staff were last told, the most urgent first."""
    ours = Case.objects.filter(status__in=OPEN_STATUSES, warn_at__lte=now, whose=Whose.OURS)
    late, soon = ours.filter(promised_due_at__lt=now), ours.filter(promised_due_at__gte=now)
    law = Case.objects.filter(status__in=OPEN_STATUSES, statutory_due_on__lt=timezone.localdate(now), decided_at=None)
    told = CaseWarning.objects.filter(case=OuterRef("pk"))
    found = [(pk, Deadline.LAW) for pk in _ids(law.exclude(Exists(told.filter(deadline=Deadline.LAW))))]
    for rows, deadline in ((late, Deadline.PROMISE), (soon, Deadline.SOON)):
        same = told.filter(deadline=deadline, due_at=OuterRef("promised_due_at"))
        found += [(pk, deadline) for pk in _ids(rows.exclude(Exists(same)))]
    return found


def _ids(rows: QuerySet[Case]) -> list[int]:
    return list(rows.order_by("warn_at", "id").values_list("pk", flat=True))


def who_answers(case: Case, at: datetime) -> list[User]:
    """Whose it is to act on a case now: the reviewer or owner who has it, else the hall's duty manager or its heads."""
    hand = case.reviewing if case.status == CaseStatus.IN_REVIEW and case.reviewing else case.owner
    if hand is not None and hand.is_active:
        return [hand]
    on_duty = duty_manager(case.branch_id, at)
    return [on_duty] if on_duty is not None else heads_of(case.branch_id, at)


def heads_of(branch_id: int, at: datetime) -> list[User]:
    """Who leads the hall of a branch, by number."""
    return list(staff_who_may(Permission.HALL_LEAD, timezone.localdate(at)).filter(staff__branch=branch_id))
