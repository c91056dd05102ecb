"""What the discipline office sees of colleagues; nobody else sees any of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Permission
from policy import queries as policy
from risk.models import InsiderFinding, StaffAct
from risk.rules.insiders import InsiderTerms
from risk.states.insiders import ActKind, InsiderRule

MOST_HITS = 200
"""People that one night's look at one rule brings up at most; the next night brings the rest."""


def acts_visible_to(user: User) -> QuerySet[StaffAct]:
    """Acts of the staff, for the discipline office; never one's own."""
    if not user.may(Permission.RISK_INSIDER):
        return StaffAct.objects.none()
    return StaffAct.objects.exclude(staff=user.person_id).select_related("staff", "person", "agent")


def findings_visible_to(user: User) -> QuerySet[InsiderFinding]:
    """What stood out, for the discipline office; never about oneself."""
    if not user.may(Permission.RISK_INSIDER):
        return InsiderFinding.objects.none()
    return InsiderFinding.objects.exclude(staff=user.person_id).select_related("staff", "risk_case")


@dataclass(frozen=True)
class InsiderHit:
    """Somebody whose acts stand out: how often, with whom, in which cases (at most fifty)."""

    rule: str
    staff_id: int
    other_id: int | None
    count: int
    cases: tuple[str, ...]


def terms_on(day: date) -> InsiderTerms:
    """The limits in force on a day."""
    terms = policy.service_on(day)
    return InsiderTerms(**{each.name: getattr(terms, f"insider_{each.name}") for each in fields(InsiderTerms)})


def hits_on(today: date, terms: InsiderTerms) -> list[InsiderHit]:
    """What stands out in the window that ends today, by set-based look-ups over the acts' index."""
    values: dict[str, Any] = {"since": today - timedelta(days=terms.window_days - 1), "today": today}
    values |= {name: getattr(terms, name) for name in terms.__dataclass_fields__}
    values |= {"limit": MOST_HITS, "handle": ActKind.HANDLE, "approve": ActKind.APPROVE}
    values |= {"edit": ActKind.EDIT, "look": ActKind.LOOK}
    found = []
    with connection.cursor() as cursor:
        for rule, sql in _RULES.items():
            cursor.execute(sql, values)
            found += [InsiderHit(rule, row[0], row[1], row[2], tuple(row[3] or ())) for row in cursor.fetchall()]
    return found


_AGENT = """
WITH handled AS (
    SELECT agent_id, staff_id, count(DISTINCT act."case") AS cases, (array_agg(DISTINCT act."case"))[:50] AS numbers
    FROM risk_staffact act
    WHERE act."on" BETWEEN %(since)s AND %(today)s AND kind = %(handle)s AND agent_id IS NOT NULL
    GROUP BY agent_id, staff_id
), whole AS (SELECT agent_id, sum(cases) AS cases FROM handled GROUP BY agent_id)
SELECT staff_id, handled.agent_id, handled.cases, numbers FROM handled JOIN whole USING (agent_id)
WHERE handled.cases >= %(same_agent)s AND handled.cases * 100 >= whole.cases * %(agent_share_percent)s
ORDER BY handled.cases DESC, staff_id, handled.agent_id LIMIT %(limit)s
"""
_FAST = """
SELECT staff_id, NULL::bigint, count(*), (array_agg(DISTINCT act."case"))[:50]
FROM risk_staffact act
WHERE act."on" BETWEEN %(since)s AND %(today)s AND kind = %(approve)s AND seconds < %(fast_seconds)s
GROUP BY staff_id HAVING count(*) >= %(fast_approvals)s ORDER BY 3 DESC, 1 LIMIT %(limit)s
"""
_NIGHT = """
SELECT staff_id, NULL::bigint, count(*), (array_agg(DISTINCT act."case"))[:50]
FROM risk_staffact act
WHERE act."on" BETWEEN %(since)s AND %(today)s AND kind <> %(look)s
    AND CASE WHEN %(night_from)s <= %(night_to)s THEN hour >= %(night_from)s AND hour < %(night_to)s
        ELSE hour >= %(night_from)s OR hour < %(night_to)s END
GROUP BY staff_id HAVING count(*) >= %(night_edits)s ORDER BY 3 DESC, 1 LIMIT %(limit)s
"""
_LOOKS = """
SELECT staff_id, NULL::bigint, max(people), NULL FROM (
    SELECT staff_id, act."on", count(DISTINCT person_id) AS people FROM risk_staffact act
    WHERE act."on" BETWEEN %(since)s AND %(today)s AND kind = %(look)s AND act."case" = ''
    GROUP BY staff_id, act."on" HAVING count(DISTINCT person_id) >= %(looks_a_day)s
) AS days GROUP BY staff_id ORDER BY 3 DESC, 1 LIMIT %(limit)s
"""
_RELATIVE = """
SELECT act.staff_id, act.person_id, count(*), (array_agg(DISTINCT act."case"))[:50]
FROM risk_staffact act
WHERE act."on" BETWEEN %(since)s AND %(today)s AND act.person_id IS NOT NULL AND act.person_id <> act.staff_id
    AND EXISTS (
        SELECT FROM accounts_relation near WHERE near.until IS NULL AND (
            (near.person_id = act.staff_id AND near.relative_id = act.person_id)
            OR (near.person_id = act.person_id AND near.relative_id = act.staff_id))
    )
GROUP BY act.staff_id, act.person_id ORDER BY 3 DESC, 1, 2 LIMIT %(limit)s
"""
_RULES = {
    InsiderRule.AGENT: _AGENT,
    InsiderRule.FAST: _FAST,
    InsiderRule.NIGHT: _NIGHT,
    InsiderRule.LOOKS: _LOOKS,
    InsiderRule.RELATIVE: _RELATIVE,
}
