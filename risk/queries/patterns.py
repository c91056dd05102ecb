"""Groups of applications that share a thing: found by what is new, so that a night costs what the day brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Min, Subquery

from risk.models import Link, RiskCaseEvent, RiskMatter, Screening
from risk.queries.graph import labels_of
from risk.rules.patterns import RINGS, Member
from risk.states.cases import OPEN_CASES

MOST_IN_GROUP = 200
"""Applications of one thing that are looked at, newest first: a ring is one long before."""
PORTION = 50_000
"""New links looked at in one go."""


@dataclass(frozen=True)
class Group:
    """What shares one thing: its applications, newest first, and who asked with which relatives."""

    kind: str
    key: UUID
    label: str
    cases: tuple[str, ...]
    members: tuple[Member, ...]


def new_links(after: int) -> tuple[int, int | None]:
    """The oldest and the newest link after one; 0 and None where there is none."""
    found = Link.objects.filter(pk__gt=after).aggregate(first=Min("pk"), last=Max("pk"))
    return found["first"] or 0, found["last"]


def crowded(*, after: int, until: int, today: date) -> list[Group]:
    """Things that new links touch and that enough different people share within the window of their kind."""
    with connection.cursor() as cursor:
        found: list[tuple[str, UUID]] = []
        for kind, ring in RINGS.items():
            values: dict[str, Any] = {"after": after, "until": until, "kind": kind, "people": ring.families}
            values |= {"since": today - timedelta(days=ring.days - 1), "today": today}
            cursor.execute(_CROWDED, values)
            found += [(kind, key) for (key,) in cursor.fetchall()]
    return [_group(kind, key, today) for kind, key in found]


_CROWDED = """
WITH fresh AS (
    SELECT DISTINCT key FROM risk_link WHERE id > %(after)s AND id <= %(until)s AND kind = %(kind)s AND is_live
)
SELECT fresh.key FROM fresh CROSS JOIN LATERAL (
    SELECT count(DISTINCT person_id) AS people FROM (
        SELECT person_id FROM risk_link link
        WHERE link.key = fresh.key AND link.kind = %(kind)s AND link.is_live
            AND link."on" BETWEEN %(since)s AND %(today)s
        ORDER BY link."on" DESC, link.id DESC LIMIT 200
    ) AS newest
) AS counted
WHERE people >= %(people)s ORDER BY fresh.key
"""


def _group(kind: str, key: UUID, today: date) -> Group:
    since = today - timedelta(days=RINGS[kind].days - 1)
    rows = Link.objects.filter(key=key, kind=kind, is_live=True, on__range=(since, today))
    links = list(rows.order_by("-on", "-id")[:MOST_IN_GROUP])
    members = tuple(Member(each.person_id, frozenset([*each.spouse_ids, *each.relative_ids])) for each in links)
    return Group(
        kind, key, labels_of(links[:1])[links[0].pk], tuple(dict.fromkeys(each.case for each in links)), members
    )


def newest_screenings(cases: tuple[str, ...]) -> tuple[int, ...]:
    """The screening that holds of each application."""
    newest = Screening.objects.filter(case__in=cases).order_by("case", "-number").distinct("case")
    return tuple(Screening.objects.filter(pk__in=Subquery(newest.values("pk"))).values_list("pk", flat=True))


def all_decided(kind: str, cases: tuple[str, ...]) -> bool:
    """Whether every application of a group stands in a decided risk case about such a thing."""
    known = RiskMatter.objects.filter(case__in=cases, risk_case__key__startswith=f"{kind}:")
    known = known.exclude(risk_case__status__in=OPEN_CASES)
    return known.values("case").distinct().count() == len(cases)


def key_in_use(cases: tuple[str, ...]) -> str:
    """The key of the open risk case that holds most of these applications: one ring, though it shares house, agent and
    phone, is one case."""
    known = RiskMatter.objects.filter(case__in=cases, risk_case__status__in=OPEN_CASES, risk_case__is_insider=False)
    most = known.values("risk_case__key").annotate(held=Count("pk")).order_by("-held", "risk_case")
    return most.values_list("risk_case__key", flat=True).first() or ""


def is_said(key: str, title: str) -> bool:
    """Whether the open case of this key says so already."""
    said = RiskCaseEvent.objects.filter(record__key=key, record__status__in=OPEN_CASES, note=title)
    return said.exists()
