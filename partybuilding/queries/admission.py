"""Where each applicant stands, and what stands in the way of the next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.permissions import Permission
from partybuilding.models import Applicant, StepRecord
from partybuilding.queries import scope
from partybuilding.rules import admission as rules
from partybuilding.rules.admission import STAGES, STEPS, Facts, Step
from partybuilding.states.admission import BackerRole, Ended
from partybuilding.states.organisation import OrganisationKind

if TYPE_CHECKING:
    from accounts.models import User


def applicants_visible_to(user: User) -> QuerySet[Applicant]:
    """Applications are for who keeps the branch's records; an applicant or probationer sees the own one."""
    rows = Applicant.objects.select_related("person", "branch", "member")
    if user.may(Permission.PARTY_LEAD):
        return rows
    if user.may(Permission.PARTY_WORK):
        worked = scope.organisations_worked_by(user).filter(kind=OrganisationKind.BRANCH)
        return rows.filter(branch__in=worked)
    return rows.filter(person=user.person_id)


def facts_of(applicant: Applicant) -> Facts:
    """What the rules judge by."""
    roles = list(applicant.backers.values_list("role", flat=True))
    return Facts(
        born=applicant.person.birth_on,
        done=dict(applicant.steps.values_list("step", "on")),
        reviews=tuple(applicant.reviews.values_list("on", flat=True)),
        trainers=roles.count(BackerRole.TRAINER),
        introducers=roles.count(BackerRole.INTRODUCER),
        training_days=applicant.training_days,
        training_hours=applicant.training_hours,
        training_passed=applicant.training_passed,
        extended_months=applicant.extended_months,
    )


@dataclass(frozen=True)
class Line:
    """A step as the applicant's page shows it."""

    step: Step
    record: StepRecord | None
    is_next: bool


@dataclass(frozen=True)
class Standing:
    """An applicant with all steps, the next one, and what blocks it today."""

    lines: list[tuple[str, list[Line]]]
    following: Step | None
    blocked: str


def is_over(applicant: Applicant) -> bool:
    """Whether nothing more can happen."""
    return applicant.status in Ended.values or applicant.step >= rules.LAST


def standing(applicant: Applicant, today: date) -> Standing:
    """Every step by its stage, done or not."""
    records = {row.step: row for row in applicant.steps.select_related("by__person")}
    following = None if is_over(applicant) else STEPS[applicant.step]
    lines = [
        (
            str(label),
            [Line(each, records.get(each.number), each == following) for each in STEPS if each.stage == stage],
        )
        for stage, label in STAGES.items()
    ]
    blocked = rules.blocks(following.number, facts_of(applicant), today) if following else ""
    return Standing(lines, following, blocked)


def next_due(applicant: Applicant) -> date | None:
    """Until when the next step should be done, where the rules set a day: the talk, the higher body's decision."""
    step = STEPS[applicant.step]
    if step.before is None:
        return None
    since = applicant.steps.filter(step=step.before[0]).values_list("on", flat=True).first()
    return since + timedelta(days=step.before[1]) if since else None


def next_name(applicant: Applicant) -> str:
    """The step an applicant comes to, in words."""
    return "" if is_over(applicant) else f"{applicant.step + 1}. {STEPS[applicant.step].name}"


def stage_name(applicant: Applicant) -> str:
    """The stage, or how it ended."""
    if applicant.status in Ended.values:
        return str(applicant.get_status_display())
    return str(STAGES[rules.stage_of(applicant.step)])
