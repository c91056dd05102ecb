"""How long things take: by kind, branch, step and person; and whose time it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from desk.states.cases import CaseStatus, Whose

GROUPS = ("kind", "branch", "step", "person")


@dataclass(frozen=True)
class Row:
    """One line of the figures; spans in seconds, the share in whole percent, None where nothing was promised."""

    name: str
    count: int
    median: int
    ninetieth: int
    fastest: int
    kept_percent: int | None = None


_CASES = """
    SELECT {name}, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY span), percentile_cont(0.9) WITHIN GROUP
        (ORDER BY span), min(span), round(100.0 * count(*) FILTER (WHERE kept) / count(*))
    FROM (
        SELECT c.kind_id, c.branch_id, EXTRACT(epoch FROM c.closed_at - c.accepted_at) AS span,
            c.closed_at <= c.promised_due_at AS kept
        FROM desk_case c
        WHERE c.closed_at >= %(since)s AND c.closed_at < %(until)s AND c.accepted_at IS NOT NULL
            AND c.status IN ('DONE', 'REFUSED') {branch}
    ) AS done {join}
    GROUP BY 1 ORDER BY 2 DESC, 1"""
_SPANS = """
    SELECT {name}, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY s.seconds), percentile_cont(0.9) WITHIN GROUP
        (ORDER BY s.seconds), min(s.seconds), NULL
    FROM desk_clockspan s {join}
    WHERE s.ended_at >= %(since)s AND s.ended_at < %(until)s AND s.whose = 'OURS' {branch}
    GROUP BY 1 ORDER BY 2 DESC, 1"""
_LABEL = (
    "(SELECT v.label FROM desk_kindversion v WHERE v.kind_id = done.kind_id AND v.status = 'PUBLISHED'"
    " ORDER BY v.number DESC LIMIT 1)"
)
_STATEMENTS = {
    "kind": _CASES.replace("{name}", _LABEL).replace("{join}", ""),
    "branch": _CASES.replace("{name}", "b.name").replace("{join}", "JOIN accounts_branch b ON b.id = done.branch_id"),
    "step": _SPANS.replace("{name}", "s.status").replace("{join}", ""),
    "person": _SPANS.replace("{name}", "p.name").replace(
        "{join}", "JOIN accounts_user u ON u.id = s.user_id JOIN accounts_person p ON p.id = u.person_id"
    ),
}


def durations(group: str, since: datetime, until: datetime, *, branch_id: int | None = None) -> list[Row]:
    """The figures of a period by one of GROUPS: cases by acceptance to end, steps and persons by our own stretches."""
    own = {"kind": "c", "branch": "c", "step": "s", "person": "s"}[group]
    where = f"AND {own}.branch_id = %(branch)s" if branch_id is not None else ""
    statement = _STATEMENTS[group].replace("{branch}", where)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"since": since, "until": until, "branch": branch_id})
        rows = cursor.fetchall()
    return [_row(group, row) for row in rows]


def _row(group: str, row: tuple[Any, ...]) -> Row:
    name, count, median, ninetieth, fastest, kept = row
    if group == "step":
        name = str(CaseStatus(name).label)
    share = int(kept) if kept is not None else None
    return Row(name, count, round(median), round(ninetieth), round(fastest), share)


@dataclass(frozen=True)
class Totals:
    """A period in four figures, and its time by whose it was (seconds)."""

    ended: int
    in_time: int
    by_law: int
    second_notices: int
    split: dict[str, int]


def totals(since: datetime, until: datetime, *, branch_id: int | None = None) -> Totals:
    """Cases decided in a period: how many, how many within promise and law, how many of them were told twice."""
    values = {"since": since, "until": until, "branch": branch_id}
    where = "AND branch_id = %(branch)s" if branch_id is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE closed_at <= promised_due_at),"
            " count(*) FILTER (WHERE statutory_due_on IS NULL"
            " OR (decided_at AT TIME ZONE 'Asia/Shanghai')::date <= statutory_due_on),"
            " count(*) FILTER (WHERE notices >= 2) FROM desk_case"
            " WHERE closed_at >= %(since)s AND closed_at < %(until)s AND accepted_at IS NOT NULL"
            f" AND status IN ('DONE', 'REFUSED') {where}",
            values,
        )
        ended, in_time, by_law, second = cursor.fetchone()
        cursor.execute(
            "SELECT whose, sum(seconds) FROM desk_clockspan"
            f" WHERE ended_at >= %(since)s AND ended_at < %(until)s {where} GROUP BY 1",
            values,
        )
        found = dict(cursor.fetchall())
    return Totals(ended, in_time, by_law, second, {whose: int(found.get(whose, 0)) for whose in Whose.values})
