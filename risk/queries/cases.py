"""Risk cases as people see them: whose, what is due, what hangs together, the counters of seed 000."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from accounts import queries as accounts
from accounts.models import Door, Person, RoleGrant, User
from accounts.permissions import ROLE_GRANTS, Permission
from risk.models import Finding, HandOver, Link, RiskCase, RiskFile, RiskMatter, RiskPerson, Screening, StoredFacts
from risk.queries.standing import screenings_held
from risk.rules import stored
from risk.states.cases import OPEN_CASES, HandOverStatus, Part, Receiver
from risk.states.screening import STOPPING, LinkKind, ScreeningStatus

MOST_RELATED = 20
SHARED = (LinkKind.HOUSE, LinkKind.DOCUMENT, LinkKind.PAYEE, LinkKind.PHONE, LinkKind.AGENT, LinkKind.DEVICE)
"""What makes two cases related when they have it in common; an employer or a clerk alone does not."""


def cases_visible_to(user: User) -> QuerySet[RiskCase]:
    """Investigators, deciders and the discipline office see cases; of colleagues' cases only the last, and nobody
    sees a case in which they stand themselves, or somebody too near to them (F20)."""
    if user.door != Door.STAFF or not user.may(Permission.RISK_WORK):
        return RiskCase.objects.none()
    rows = RiskCase.objects.select_related("assignee__person")
    if not user.may(Permission.RISK_INSIDER):
        rows = rows.filter(is_insider=False)
    near = accounts.linked_persons([user.person_id])
    return rows.exclude(pk__in=RiskPerson.objects.filter(person__in=near).values("risk_case"))


def files_visible_to(user: User) -> QuerySet[RiskFile]:
    """The files of the cases that a user sees."""
    return RiskFile.objects.filter(risk_case__in=cases_visible_to(user)).select_related("risk_case")


def hand_overs_visible_to(user: User) -> QuerySet[HandOver]:
    """The hand-overs of the cases that a user sees."""
    rows = HandOver.objects.filter(risk_case__in=cases_visible_to(user))
    return rows.select_related("risk_case", "proposed_by__person", "decided_by__person")


def may_decide(user: User, risk_case: RiskCase) -> bool:
    """Whose word decides: the leadership's; of colleagues the discipline office's alone."""
    needed = Permission.RISK_INSIDER if risk_case.is_insider else Permission.RISK_DECIDE
    return user.may(needed)


def may_close(user: User, risk_case: RiskCase) -> bool:
    """Whose word ends an order for which no business app has booked the money: one who decides, and never the one who
    verified it."""
    assignee = risk_case.assignee.person_id if risk_case.assignee else None
    return may_decide(user, risk_case) and user.person_id not in (risk_case.proposed_by_person_id, assignee)


def is_near(risk_case: RiskCase, person_id: int) -> bool:
    """Whether a person is in the case, or too near to somebody who is (F20)."""
    near = accounts.linked_persons([person_id])
    return risk_case.people.filter(person__in=near).exists()


def investigators(risk_case: RiskCase, today: date) -> QuerySet[User]:
    """The staff who may verify the case, by name."""
    needed = Permission.RISK_INSIDER if risk_case.is_insider else Permission.RISK_WORK
    roles = [role for role, granted in ROLE_GRANTS.items() if needed in granted]
    held = RoleGrant.objects.filter(role__in=roles, revoked_at=None, since__lte=today)
    held = held.filter(Q(until=None) | Q(until__gte=today))
    staff = User.objects.filter(door=Door.STAFF, is_active=True, pk__in=held.values("user"))
    return staff.select_related("person").order_by("person__name", "id")


# --- what a case is made of


def screening_of(case: str) -> Screening | None:
    """The screening of an application that holds: its newest."""
    return Screening.objects.filter(case=case).select_related("facts").order_by("-number").first()


def key_of(screening: Screening) -> str:
    """What an open risk case is found by: the house, else the application itself."""
    links = Link.objects.filter(case=screening.case, kind=LinkKind.HOUSE).order_by("id")
    house = links.values_list("key", flat=True).first()
    return f"house:{house}" if house else f"case:{screening.case}"


def people_in(facts: StoredFacts) -> list[tuple[int, str]]:
    """Applicant and agent of an application, with their parts, as far as they are known persons."""
    agent = stored.from_json(facts.content).agent_id
    pairs: list[tuple[int, str]] = [(facts.person_id, Part.APPLICANT)]
    if agent:
        pairs.append((agent, Part.AGENT))
    known = set(Person.objects.filter(pk__in=[person for person, _part in pairs]).values_list("pk", flat=True))
    return [pair for pair in pairs if pair[0] in known]


def wants_case(screening: Screening) -> bool:
    """Whether a screening that holds asks for a case and has none that is open, or was decided on the same facts."""
    if screening.status != ScreeningStatus.BLOCKED:
        return False
    known = RiskMatter.objects.filter(case=screening.case)
    return not known.filter(Q(risk_case__status__in=OPEN_CASES) | Q(facts=screening.facts_id)).exists()


def screenings_without_case(limit: int = 100) -> list[int]:
    """Blocked screenings that hold, which nobody looks into yet nor has decided on the same facts; oldest first."""
    inside = RiskMatter.objects.filter(Q(risk_case__status__in=OPEN_CASES, case=OuterRef("case")))
    decided = RiskMatter.objects.filter(facts=OuterRef("facts"))
    rows = screenings_held().filter(~Exists(inside), ~Exists(decided), status=ScreeningStatus.BLOCKED)
    return list(rows.order_by("id").values_list("pk", flat=True)[:limit])


def first_sentence(screening: Screening) -> str:
    """The gravest thing a screening found."""
    found = screening.findings.filter(is_shadow=False, action__in=STOPPING).order_by("-severity", "code", "id").first()
    return found.label if found else screening.case


def matters_of(risk_case: RiskCase) -> list[tuple[RiskMatter, str]]:
    """The applications of a case with the applicant's name, in the order they joined."""
    rows = list(risk_case.matters.select_related("facts").order_by("id"))
    names = dict(Person.objects.filter(pk__in=[row.facts.person_id for row in rows]).values_list("pk", "name"))
    return [(row, names.get(row.facts.person_id, "")) for row in rows]


def people_of(risk_case: RiskCase) -> list[RiskPerson]:
    """Who is in a case."""
    return list(risk_case.people.select_related("person").order_by("part", "id"))


def findings_of(risk_case: RiskCase) -> list[tuple[str, Finding]]:
    """What was found about the applications of a case, by application, the gravest first."""
    cases = risk_case.matters.values("case")
    found = Finding.objects.filter(screening__case__in=cases, is_shadow=False).select_related("screening")
    newest: dict[tuple[str, str], Finding] = {}
    for each in found.order_by("screening__number", "id"):
        newest[each.screening.case, each.code] = each
    return [
        (case, each) for (case, _code), each in sorted(newest.items(), key=lambda row: (row[0][0], -row[1].severity))
    ]


@dataclass(frozen=True)
class Related:
    """Another risk case that shares a person or a thing with this one."""

    risk_case: RiskCase
    shared: tuple[str, ...]


def related_to(risk_case: RiskCase, user: User) -> list[Related]:
    """Other cases that share people, a house, a document, an account, a phone, an agent or a device; newest first."""
    own = list(risk_case.matters.values_list("case", flat=True))
    keys = Link.objects.filter(case__in=own, kind__in=SHARED).values_list("key", "kind").distinct()[:200]
    others: dict[str, set[str]] = {}
    for key, kind in keys:
        near = Link.objects.filter(key=key, kind=kind).order_by("-on", "-id")[:50]
        for case in near.values_list("case", flat=True):
            if case not in own:
                others.setdefault(case, set()).add(str(LinkKind(kind).label))
    shared: dict[int, set[str]] = {}
    for pk, case in RiskMatter.objects.filter(case__in=others).values_list("risk_case", "case"):
        shared.setdefault(pk, set()).update(others[case])
    same_people = RiskPerson.objects.filter(person__in=risk_case.people.values("person"))
    for row in same_people.exclude(risk_case=risk_case)[:200]:
        shared.setdefault(row.risk_case_id, set()).add(str(Part(row.part).label))
    shared.pop(risk_case.pk, None)
    rows = cases_visible_to(user).filter(pk__in=shared).order_by("-opened_at", "-id")[:MOST_RELATED]
    return [Related(row, tuple(sorted(shared[row.pk]))) for row in rows]


# --- what is to be done, and what has come of it


@dataclass(frozen=True)
class Tally:
    """The counters of the page: what waits, and what seed 000 reports."""

    suspected: int
    mine: int
    late: int
    to_decide: int
    handed_over: int
    detained: int
    dismissed: int
    refund_fen: int
    refunded_fen: int


def tally(user: User, today: date) -> Tally:
    """The figures over the cases that a user sees."""
    seen = cases_visible_to(user).order_by()
    open_now = seen.filter(status__in=OPEN_CASES)
    waiting = open_now.aggregate(
        suspected=Count("pk", filter=Q(status="SUSPECTED")),
        mine=Count("pk", filter=Q(assignee=user, status="VERIFYING")),
        late=Count("pk", filter=Q(due_on__lt=today)),
        to_decide=Count("pk", filter=Q(status="PROPOSED")),
    )
    money = seen.filter(refund_fen__gt=0).aggregate(
        due=Sum("refund_fen", default=0), paid=Sum("refunded_fen", default=0)
    )
    handed = HandOver.objects.filter(risk_case__in=seen, status__in=[HandOverStatus.HANDED, HandOverStatus.ANSWERED])
    counted = handed.aggregate(
        cases=Count("pk", filter=Q(receiver=Receiver.POLICE)),
        detained=Sum("detained", default=0),
        dismissed=Sum("dismissed", default=0),
    )
    return Tally(
        **waiting,
        handed_over=counted["cases"],
        detained=counted["detained"],
        dismissed=counted["dismissed"],
        refund_fen=money["due"],
        refunded_fen=money["paid"],
    )


def link_of(risk_case: RiskCase) -> Link | None:
    """Where the picture of a case begins: its house, else its first applicant."""
    links = Link.objects.filter(case__in=risk_case.matters.values("case"))
    house = links.filter(kind=LinkKind.HOUSE).order_by("id").first()
    return house or links.filter(kind=LinkKind.PERSON).order_by("id").first()


def events_of(risk_case: RiskCase) -> list[Any]:
    """What happened to a case, newest first."""
    return list(risk_case.events.select_related("by__person").order_by("-at", "-id"))


def others_holding(case: str, but: RiskCase) -> bool:
    """Whether another open risk case holds an application as well."""
    return RiskMatter.objects.filter(case=case, risk_case__status__in=OPEN_CASES).exclude(risk_case=but).exists()


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Names by id."""
    return dict(Person.objects.filter(pk__in=list(person_ids)).values_list("pk", "name"))
