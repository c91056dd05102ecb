"""Cases between two centres as somebody may see them, and where each stands."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from desk.models import Case, Centre, CrossCase, KindVersion
from desk.queries.kinds import versions_in_force
from desk.rules import crossing as rules
from desk.states.cases import OPEN_STATUSES, CaseStatus, Family
from desk.states.crossing import Direction, Outcome

BEGUN = (CaseStatus.SUBMITTED, CaseStatus.RETURNED)


def crossings_visible_to(user: User) -> QuerySet[CrossCase]:
    """All of them, for staff who may see cases."""
    rows = CrossCase.objects.select_related("case__kind", "case__version", "case__person", "case__owner", "centre")
    return rows if user.may(Permission.CASE_VIEW) else rows.none()


def crossings_open(user: User, limit: int) -> list[CrossCase]:
    """Those that are not at their end: open, or refused here and the centre that asked has not been told.

    Two questions, each by an index of its own; together they would look at every case there ever was.
    """
    rows = crossings_visible_to(user).order_by("id")
    untold = rows.filter(direction=Direction.IN, sent_at=None, outcome=Outcome.REFUSED)[:limit]
    return [*untold, *rows.filter(case__status__in=OPEN_STATUSES)[:limit]][:limit]


def crossings_late(user: User, today: date) -> QuerySet[CrossCase]:
    """Sent to another centre that has not answered in its time."""
    rows = crossings_visible_to(user).filter(sent_at__isnull=False, answered_at=None, answer_due_on__lt=today)
    return rows.filter(direction=Direction.OUT).order_by("answer_due_on", "id")


def stage_of(crossing: CrossCase) -> str:
    """The step it has reached."""
    case = crossing.case
    facts = rules.Facts(
        direction=crossing.direction,
        is_open=case.is_open,
        is_accepted=case.status not in BEGUN,
        sent_at=crossing.sent_at,
        outcome=crossing.outcome,
        answered_at=crossing.answered_at,
    )
    return rules.stage(facts)


def cross_versions(day: date) -> list[KindVersion]:
    """The thirteen services, as they hold on a day."""
    return list(versions_in_force(day).filter(kind__family=Family.CROSS))


def centres() -> QuerySet[Centre]:
    """Other centres in use, by code."""
    return Centre.objects.filter(is_active=True).order_by("code")


def cross_facts(case: Case) -> list[tuple[str, object]]:
    """What the case's page says of it, beside the kernel's facts."""
    crossing = CrossCase.objects.select_related("centre").filter(case=case).first()
    if crossing is None:
        return []
    facts: list[tuple[str, object]] = [
        (_("方向"), crossing.get_direction_display()),
        (_("对方中心"), crossing.centre),
        (_("申请事项"), crossing.asked),
    ]
    if crossing.outcome:
        facts.append((_("审核结果"), crossing.get_outcome_display()))
    return facts
