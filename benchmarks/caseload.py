"""A million cases of one kind, straight into the tables: five thousand open, the others done over three years."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

OPEN = 5_000

_CASES = """
    INSERT INTO desk_case (number, kind_id, version_id, title, status, person_id, mandate, channel, branch_id, "window",
        exclusion, amount_fen, tags, submitted_by_id, submitted_by_person_id, submitted_at, owner_id, maker_person_id,
        accepted_at, levels, level, round, reviewer_person_id, is_automatic, is_sampled, decided_at, reason, done_at,
        closed_at, statutory_due_on, promised_due_at, warn_at, due_is_provisional, whose, gaps, notices)
    SELECT %(prefix)s || to_char(at, 'YYYYMMDD') || lpad(i::text, 8, '0'), %(kind)s, %(version)s, '试办', status,
        1 + (i * 7919::bigint) %% %(people)s, '', CASE WHEN i %% 3 = 0 THEN 'PORTAL' ELSE 'WINDOW' END, %(branch)s, '3',
        '', 1000 * (i %% 90000), '{}', %(teller)s, %(teller_person)s, at,
        CASE WHEN status = 'SUBMITTED' THEN NULL ELSE %(teller)s END, %(teller_person)s, at, 1, 1, 1,
        CASE WHEN i > %(open)s THEN %(reviewer_person)s END, false, false, at + interval '20 hours', '',
        CASE WHEN i > %(open)s THEN at + interval '30 hours' END,
        CASE WHEN i > %(open)s THEN at + interval '30 hours' END, (at + interval '3 days')::date,
        at + interval '2 days', at + interval '34 hours', false, 'OURS', 0, 0
    FROM generate_series(1, %(cases)s) AS i,
        LATERAL (SELECT CASE WHEN i > %(open)s THEN %(now)s::timestamptz - (i %% 1000 + 3) * interval '1 day'
                        ELSE %(now)s::timestamptz - (i %% 72) * interval '1 hour' END AS at,
                        CASE WHEN i > %(open)s THEN 'DONE'
                        ELSE (ARRAY['SUBMITTED', 'ACCEPTED', 'ACCEPTED', 'IN_REVIEW'])[1 + i %% 4] END AS status) x"""
_SPANS = """
    INSERT INTO desk_clockspan (case_id, kind_id, branch_id, status, whose, user_id, reason, began_at, ended_at,
        seconds)
    SELECT c.id, c.kind_id, c.branch_id, s.status, 'OURS', c.owner_id, '', c.submitted_at,
        CASE WHEN c.closed_at IS NOT NULL THEN c.closed_at END,
        CASE WHEN c.closed_at IS NOT NULL THEN 600 + c.id % 7200 END
    FROM desk_case c, LATERAL (SELECT unnest(CASE WHEN c.closed_at IS NULL THEN ARRAY[c.status]
        ELSE ARRAY['SUBMITTED', 'ACCEPTED', 'IN_REVIEW'] END) AS status) AS s"""
_EVENTS = """
    INSERT INTO desk_caseevent (record_id, action, before, after, at, note, told, "window")
    SELECT id, 'submit', '', 'SUBMITTED', submitted_at, '', '已提交申请', '3' FROM desk_case"""


def fill(*, cases: int, now: datetime, facts: dict[str, Any]) -> None:
    """Replace all cases by so many; `facts` names kind, version, prefix, branch, people, teller and reviewer."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("desk_caseevent", "desk_clockspan", "desk_case"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute(_CASES, {"cases": cases, "open": OPEN, "now": now, **facts})
        cursor.execute(_SPANS)
        cursor.execute(_EVENTS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
