"""Screening of one case among ten thousand and a million stored ones, beside one bare look-up in the same table."""

from __future__ import annotations

import os
import statistics
from datetime import UTC, date, datetime
from time import perf_counter

from benchmarks import scratch

scratch.prepare("screening")

from django.db import connection, transaction  # noqa: E402

from risk import operations  # noqa: E402
from risk.rules.facts import Facts, House, Paper, Relative  # noqa: E402
from risk.rules.links import links_of  # noqa: E402

LARGE = int(os.environ.get("BENCH_CASES", "20000" if scratch.SMALL else "1000000"))
SMALL = min(10_000, LARGE // 2)
SCREENED = 60 if scratch.SMALL else 500
RINGS = 20
"""Groups of seven who share a house, a phone and an agent: what the look-ups find."""
AT = datetime(2026, 11, 22, 2, tzinfo=UTC)
ON = date(2026, 11, 22)

_FACTS = """
    INSERT INTO risk_storedfacts (id, "case", round, business, reason, accepted_on, person_id, amount_fen, content,
        digest, at)
    OVERRIDING SYSTEM VALUE
    SELECT 1000000 + i, 'TQ' || lpad(i::text, 12, '0'), 1, 'withdrawal',
        (ARRAY['purchase', 'rent', 'repay'])[1 + i %% 3], %(on)s::date - (i %% 1000),
        1 + i %% 400000, 100000 * (1 + i %% 90), '', md5(i::text), %(at)s
    FROM generate_series(%(first)s, %(last)s) AS i"""
_LINKS = """
    INSERT INTO risk_link (facts_id, "case", kind, key, label, "on", business, reason, is_purchase, amount_fen,
        person_id, spouse_ids, relative_ids, house_keys, is_live)
    SELECT f.id, f."case", k.kind, md5(k.kind || k.value)::uuid, '', f.accepted_on, f.business, f.reason,
        f.reason = 'purchase', f.amount_fen, f.person_id, '{}', '{}', '{}', true
    FROM risk_storedfacts f, LATERAL (VALUES
        ('PERSON', f.person_id::text), ('HOUSE', (f.id / 2)::text), ('DOCUMENT', f.id::text),
        ('PAYEE', f.person_id::text), ('PHONE', (f.person_id / 2)::text), ('DEVICE', (f.person_id)::text),
        ('ADDRESS', (f.id %% 50000)::text), ('EMPLOYER', (f.person_id %% 8000)::text), ('STAFF', (f.id %% 60)::text)
    ) AS k (kind, value)
    WHERE f.id BETWEEN 1000000 + %(first)s AND 1000000 + %(last)s"""


def fill(first: int, last: int) -> None:
    """Store cases with nine links each, straight into the tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for sql in (_FACTS, _LINKS):
            cursor.execute(sql, {"first": first, "last": last, "on": ON, "at": AT})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE risk_storedfacts, risk_link")


def told(number: int, *, ring: int | None = None) -> Facts:
    """A purchase; one of a ring shares house, phone and agent with six others."""
    mark = f"R{ring}" if ring is not None else f"N{number}"
    return Facts(
        case=f"BM{number:08d}",
        business="withdrawal",
        reason="purchase",
        accepted_on=ON,
        applicant_id=10_000_000 + number,
        applicant_name="张三",
        amount_fen=10_000_00,
        relatives=(Relative(20_000_000 + number, "SPOUSE", "李四"),),
        house=House(
            title_number=f"辽2026辽源市{mark}", contract_number=f"HT{number}", address=f"和平路{number}号1栋101"
        ),
        documents=(Paper("contract", f"HT{number}"), Paper("invoice", f"FP{number}")),
        payee_account=f"62170000{number:011d}",
        phone=f"139{mark:0>8}"[:11] if ring is not None else f"13{number:09d}",
        agent_id=30_000_000 + (ring if ring is not None else number),
        device=f"device-{number}",
        address=f"10.0.{number % 250}.{number // 250}",
        employer_id=1 + number % 8000,
    )


def screen_one(facts: Facts) -> float:
    """Milliseconds of running the rules over one case that was handed over."""
    with transaction.atomic():
        pk = operations.hand_over(facts=facts, at=AT).pk
    began = perf_counter()
    with transaction.atomic():
        operations.run(screening_id=pk, at=AT)
    return (perf_counter() - began) * 1000


def look_up(facts: Facts) -> float:
    """Milliseconds of one bare look-up of one key in its own transaction."""
    key = links_of(facts)[0].key
    began = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM risk_link WHERE key = %s AND kind = 'PERSON'", [str(key)])
        cursor.fetchall()
    return (perf_counter() - began) * 1000


def measure(base: int) -> tuple[list[float], list[float]]:
    """Times of screenings, one in four of a ring, and of bare look-ups taken in turn."""
    for number in range(RINGS * 6):
        with transaction.atomic():
            operations.hand_over(facts=told(base + number, ring=base + number % RINGS), at=AT)
    base += RINGS * 6
    for number in range(20):
        screen_one(told(base + number))
    base += 20
    screenings, look_ups = [], []
    for number in range(SCREENED):
        facts = told(base + number, ring=base - 140 + number % RINGS if number % 4 == 0 else None)
        screenings.append(screen_one(facts))
        look_ups.append(look_up(facts))
    return screenings, look_ups


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Fill, measure, fill more, measure again."""
    lines, seen = (
        [
            "| stored cases | median | p95 | a second | bare look-up p95 | look-ups a second |",
            "|---|---|---|---|---|---|",
        ],
        [],
    )
    stored = 0
    for size in (SMALL, LARGE):
        fill(stored + 1, size)
        stored = size
        screenings, look_ups = measure(1_000 * size // SMALL)
        seen.append(p95(screenings))
        lines.append(
            f"| {size:,} | {statistics.median(screenings):.1f} ms | {p95(screenings):.1f} ms"
            f" | {1000 / statistics.mean(screenings):.0f} | {p95(look_ups):.2f} ms"
            f" | {1000 / statistics.mean(look_ups):.0f} |"
        )
    lines += ["", f"p95 at {LARGE:,} is {seen[1] / seen[0]:.2f} times that at {SMALL:,} (at most 1.5)."]
    lines += ["One worker, one case at a time: locked, all rules and lists, findings, news, committed durably."]
    scratch.write("screening", "Screening one case", lines)


if __name__ == "__main__":
    main()
