"""Cases as somebody may see them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import queries as accounts
from accounts.models import Door, EmployerClerk, RoleGrant, User
from accounts.permissions import ROLE_GRANTS, Permission, Role
from desk.models import Case, Draft, HandOver, Requirement
from desk.rules.reviewing import Reviewer, avoided_since
from desk.states.cases import CaseStatus
from policy import queries as policy


def cases_visible_to(user: User) -> QuerySet[Case]:
    """All cases for staff who may see cases; one's own and those one acts for; an employer's for its clerks."""
    rows = Case.objects.select_related("kind", "version", "branch", "person", "employer", "owner__person")
    if user.door == Door.STAFF:
        return rows if user.may(Permission.CASE_VIEW) else rows.none()
    if user.door == Door.DEPOSITOR:
        return rows.filter(Q(person=user.person_id) | Q(agent=user.person_id))
    return rows.filter(employer__in=accounts.clerk_employers(user))


def requirements_visible_to(user: User) -> QuerySet[Requirement]:
    """Required papers of the cases that the user may see."""
    return Requirement.objects.filter(case__in=cases_visible_to(user).order_by().values("pk")).select_related("case")


def drafts_visible_to(user: User) -> QuerySet[Draft]:
    """Drafts not handed in yet: one's own, one's employers', and for staff those that they type or were given."""
    rows = Draft.objects.filter(case=None).select_related("kind", "person", "employer")
    if user.door == Door.STAFF:
        return rows.filter(holder=user)
    if user.door == Door.DEPOSITOR:
        return rows.filter(person=user.person_id)
    return rows.filter(employer__in=accounts.clerk_employers(user))


def draft_of(kind: str, *, person_id: int | None = None, employer_id: int | None = None) -> Draft | None:
    """What an applicant has begun of a kind and not handed in. Whose it is, the caller has made sure of."""
    rows = Draft.objects.filter(kind__code=kind, case=None, person=person_id, employer=employer_id)
    return rows.select_related("kind", "made_by__person").first()


def to_sample(user: User) -> QuerySet[Case]:
    """Automatic approvals drawn for a second look and not looked at yet."""
    return cases_visible_to(user).filter(is_sampled=True, sampled_at=None, decided_at__isnull=False)


def to_review(user: User) -> QuerySet[Case]:
    """What waits for a reviewer and may be theirs: not what they handed in, made, gave away or reviewed first."""
    rows = cases_visible_to(user).filter(status=CaseStatus.IN_REVIEW)
    rows = rows.exclude(maker_person=user.person_id).exclude(reviewer_person=user.person_id)
    return rows.exclude(submitted_by_person=user.person_id).exclude(hand_overs__giver__person=user.person_id)


def near_persons(case: Case) -> frozenset[int]:
    """Persons who may neither handle nor decide the case: applicant, agent, an employer's clerks, and who is near.

    Whom else it concerns, the business app behind it says (settings.CASE_PERSONS): heirs, whom a house is bought for.
    So may not who was a clerk of that employer shortly before the request: how long, says the day's policy.
    """
    own = {pk for pk in (case.person_id, case.agent_id) if pk is not None}
    if case.employer_id:
        clerks = EmployerClerk.objects.filter(employer=case.employer_id, ended_at=None)
        own |= set(clerks.values_list("person", flat=True))
    path = settings.CASE_PERSONS.get(case.kind.source)
    own |= import_string(path)(case) if path else set()
    return accounts.linked_persons(own) | _former_clerks(case)


def case_about(number: str, *, person_id: int, user: User) -> str:
    """The number of a case that a look at a person can be for: the user may see it, the person is in it or near it.

    "" for any other number, so that nobody browses under a case that is none, nor under somebody else's.
    """
    case = cases_visible_to(user).filter(number=number).first() if number and number.isprintable() else None
    return case.number if case is not None and person_id in near_persons(case) else ""


def _former_clerks(case: Case) -> frozenset[int]:
    """Who stopped acting for the employer within the policy's months before the request, or since."""
    if case.employer_id is None:
        return frozenset()
    asked_on = timezone.localdate(case.submitted_at)
    since = avoided_since(asked_on, policy.service_on(asked_on).staff_conflict_months)
    rows = EmployerClerk.objects.filter(employer=case.employer_id, ended_at__date__gte=since)
    return frozenset(rows.values_list("person", flat=True))


def reviewer_of(user: User, at: datetime, barred: frozenset[int]) -> tuple[Reviewer, User | None]:
    """The grade and limit that count for a reviewer, and whom they stand in for (where that gives the right).

    Nobody lends rank who has left, has lost the role, or is among the `barred` persons themselves.
    """
    staff = user.staff
    day = timezone.localdate(at)
    rows = user.role_grants.filter(revoked_at=None, since__lte=day, until__gte=day, deputising_for__is_active=True)
    rows = rows.exclude(deputising_for__person__in=barred)
    best, principal = Reviewer(staff.grade, staff.limit_fen), None
    for grant in rows.select_related("deputising_for__staff").order_by("id"):
        assert grant.deputising_for is not None
        lent = grant.deputising_for.staff
        if _lends_review(grant, grant.deputising_for) and (lent.grade, lent.limit_fen) > (best.grade, best.limit_fen):
            best, principal = Reviewer(lent.grade, lent.limit_fen), grant.deputising_for
    return best, principal


def _lends_review(grant: RoleGrant, principal: User) -> bool:
    return grant.role in principal.roles and Permission.CASE_REVIEW in ROLE_GRANTS[Role(grant.role)]


def hand_overs_to(user: User) -> QuerySet[HandOver]:
    """Hand-overs that the taker has not acknowledged."""
    return HandOver.objects.filter(taker=user, seen_at=None).select_related("giver__person").order_by("-at", "-id")


def is_applicant(case: Case, user: User) -> bool:
    """Whether the user asked for the case behind their own door: the person, their agent, or the employer's clerk."""
    if user.door == Door.DEPOSITOR:
        return user.person_id in (case.person_id, case.agent_id)
    return user.door == Door.CLERK and case.employer_id in accounts.clerk_employers(user).values_list("pk", flat=True)
