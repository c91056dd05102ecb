"""Cases that a second person agrees to, for the tests of corrections and of employers that end."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Staff
from deposits import tasks
from desk import operations as desk
from desk.models import Case
from tests import people
from tests.desk import world as desk_world

NOW = desk_world.AT


def agree(case: Case, decision: str = "APPROVE") -> Case:
    """王五 sends it on, 赵六 decides; what follows is carried out."""
    with transaction.atomic():
        desk.send_to_review(case_id=case.pk, by=people.wang_wu(), at=NOW)
    reviewer = people.zhao_liu()
    Staff.objects.filter(user=reviewer).update(limit_fen=10**12)
    desk.review(case_id=case.pk, decision=decision, reason="经核实", by=reviewer, at=NOW)
    tasks.follow_cases()
    case.refresh_from_db()
    return case
