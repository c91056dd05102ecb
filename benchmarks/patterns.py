"""The nightly look for rings and at the staff over a million stored cases: the first night, and a night after."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from time import perf_counter

from benchmarks import scratch

scratch.prepare("patterns")

from django.db import connection, transaction  # noqa: E402

from policy import operations as policy  # noqa: E402
from risk.models import RiskCase  # noqa: E402
from risk.operations import patterns  # noqa: E402
from risk.queries import insiders  # noqa: E402

CASES = int(os.environ.get("BENCH_CASES", "20000" if scratch.SMALL else "1000000"))
ACTS = int(os.environ.get("BENCH_ACTS", "20000" if scratch.SMALL else "1000000"))
A_DAY, RINGS = CASES // 250, 50
AT = datetime(2026, 11, 22, 15, tzinfo=UTC)
ON = date(2026, 11, 22)

_LINKS = """
    INSERT INTO risk_link (facts_id, "case", kind, key, label, "on", business, reason, is_purchase, amount_fen,
        person_id, spouse_ids, relative_ids, house_keys, is_live)
    SELECT i, 'TQ' || lpad(i::text, 12, '0'), k.kind, md5(k.kind || k.value)::uuid, '', %(on)s::date - (i %% 700),
        'withdrawal', 'purchase', true, 10000000, i %% 400000, '{}', '{}', '{}', true
    FROM generate_series(%(first)s, %(last)s) AS i, LATERAL (VALUES
        ('PERSON', (i %% 400000)::text), ('DOCUMENT', i::text), ('PAYEE', i::text), ('EMPLOYER', (i %% 8000)::text),
        ('HOUSE', CASE WHEN i < %(first)s + 7 * %(rings)s THEN 'ring' || (i / 7)::text ELSE (i / 2)::text END),
        ('PHONE', (i / 2)::text), ('DEVICE', i::text), ('ADDRESS', (i %% 50000)::text), ('STAFF', (i %% 60)::text)
    ) AS k (kind, value)"""
_ACTS = """
    INSERT INTO risk_staffact (key, kind, staff_id, person_id, agent_id, "case", at, "on", hour, seconds)
    SELECT 'b' || i, (ARRAY['HANDLE', 'APPROVE', 'EDIT', 'LOOK'])[1 + i %% 4], 1 + i %% 300, 1000 + i %% 90000,
        CASE WHEN i %% 10 = 0 THEN 500000 + i %% 20000 END, 'TQ' || i, %(at)s - make_interval(mins => i %% 60000),
        %(on)s::date - (i %% 42), 8 + i %% 9, 40 + i %% 4000
    FROM generate_series(1, %(count)s) AS i"""


def fill(sql: str, table: str, **values: object) -> None:
    """Rows straight into a table."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, {"on": ON, "at": AT, **values})
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {table}")


def night() -> float:
    """Seconds until nothing new is left."""
    began = perf_counter()
    while patterns.look_for_rings(today=ON, at=AT) is not None:
        pass
    return perf_counter() - began


def main() -> None:
    """Fill, look whole, add a day, look again; then the staff's acts of six weeks."""
    with transaction.atomic():
        policy.set_book_date(on=ON)
    fill(_LINKS, "risk_link", first=7, last=CASES, rings=RINGS)
    lines = ["| what | rows | time |", "|---|---|---|"]
    lines.append(f"| rings, the first night | {CASES:,} cases | {night():.1f} s |")
    fill(_LINKS, "risk_link", first=7 * CASES, last=7 * CASES + A_DAY, rings=RINGS)
    lines.append(f"| rings, a night after | {A_DAY:,} new beside {CASES:,} cases | {night():.2f} s |")
    fill(_ACTS, "risk_staffact", count=ACTS)
    began = perf_counter()
    hits = insiders.hits_on(ON)
    lines.append(f"| acts of the staff, five rules | {ACTS:,} acts | {perf_counter() - began:.2f} s |")
    opened, laid = RiskCase.objects.count(), RINGS + min(RINGS, A_DAY // 7 + 1)
    lines += ["", f"{opened} cases opened for {laid} rings of seven; {len(hits)} colleagues brought up."]
    scratch.write("patterns", "The night's look for rings and at the staff", lines)


if __name__ == "__main__":
    main()
