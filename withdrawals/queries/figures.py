"""From form to money: how long people waited for their money (seed 001: a little over two hours)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Waited:
    """One stretch of the way: how many withdrawals passed it, and the seconds half and nine tenths of them took."""

    step: str
    count: int
    half_seconds: int
    tenth_seconds: int


STEPS = (
    ("form", "coalesce(form_issued_at, submitted_at)", "submitted_at"),
    ("screen", "submitted_at", "screened_at"),
    ("decide", "submitted_at", "decided_at"),
    ("order", "decided_at", "ordered_at"),
    ("settle", "ordered_at", "settled_at"),
    ("sms", "settled_at", "sms_sent_at"),
    ("whole", "coalesce(form_issued_at, submitted_at)", "settled_at"),
)
"""Stretches of the way: code, from which stamp, to which. `whole` is form to money."""


def form_to_money(since: datetime, until: datetime) -> list[Waited]:
    """How long each stretch took for what was settled in [since, until), in one statement."""
    parts = []
    for code, begin, end in STEPS:
        took = f"extract(epoch FROM {end} - {begin})"
        parts.append(
            f"SELECT '{code}', count({took}),"
            f" percentile_disc(0.5) WITHIN GROUP (ORDER BY {took}),"
            f" percentile_disc(0.9) WITHIN GROUP (ORDER BY {took}) FROM done"
        )
    query = (
        "WITH done AS (SELECT * FROM withdrawals_withdrawal WHERE settled_at >= %s AND settled_at < %s) "
        + " UNION ALL ".join(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [since, until])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [Waited(code, count, int(half or 0), int(tenth or 0)) for code, count, half, tenth in rows]
