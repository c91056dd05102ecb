"""Where the minutes of the applications paid in a period went: by step, person, branch, hour and missing paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from loans.rules.queueing import Arrival
from loans.states.applying import Lane, Step


@dataclass(frozen=True)
class Period:
    """Applications whose money arrived in [since, until), of one lane and branch or of all."""

    since: datetime
    until: datetime
    lane: str = ""
    branch_id: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        """What the statements are asked with."""
        return {"since": self.since, "until": self.until, "lane": self.lane, "branch": self.branch_id}


@dataclass(frozen=True)
class Row:
    """One line: times in seconds, `share` of those within the target in whole percent (None: there is no target)."""

    name: str
    count: int
    median: int
    ninetieth: int
    fastest: int
    share: int | None = None
    part: str = ""


_PAID = """WITH paid AS (
    SELECT a.id, a.case_id, c.branch_id FROM loans_application a JOIN desk_case c ON c.id = a.case_id
    WHERE a.paid_at >= %(since)s AND a.paid_at < %(until)s
      AND (%(lane)s = '' OR a.lane = %(lane)s) AND (%(branch)s::bigint IS NULL OR c.branch_id = %(branch)s)
), spans AS (
    SELECT s.application_id, s.step, s.person_id, s.began_at, s.stopped_for, p.branch_id,
        extract(epoch FROM s.ended_at - s.began_at)::bigint AS took
    FROM loans_stepspan s JOIN paid p ON p.id = s.application_id WHERE s.ended_at IS NOT NULL
)"""
_FIGURES = """count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY took), percentile_disc(0.9) WITHIN GROUP
    (ORDER BY took), min(took)"""
_OURS = (
    "SELECT application_id, {group} sum(took)::bigint AS took FROM spans WHERE stopped_for = '' {more} GROUP BY {by}"
)

_WHOLE = f"""{_PAID} SELECT {_FIGURES}, count(*) FILTER (WHERE took <= %(target)s)
    FROM ({_OURS.format(group="", more="", by="1")}) whole"""
_STEPS = f"""{_PAID} SELECT step, {_FIGURES},
    count(*) FILTER (WHERE took <= (%(targets)s::jsonb ->> step)::bigint)
    FROM ({_OURS.format(group="step,", more="", by="1, 2")}) steps GROUP BY 1"""
_PERSONS = f"""{_PAID} SELECT p.name, step, {_FIGURES},
    count(*) FILTER (WHERE took <= (%(targets)s::jsonb ->> step)::bigint)
    FROM ({_OURS.format(group="step, person_id,", more="AND person_id IS NOT NULL", by="1, 2, 3")}) hands
    JOIN accounts_person p ON p.id = person_id GROUP BY p.id, 1, 2 ORDER BY 4 DESC, 1, 2"""
_BRANCHES = f"""{_PAID} SELECT b.name, {_FIGURES}, count(*) FILTER (WHERE took <= %(target)s)
    FROM ({_OURS.format(group="branch_id,", more="", by="1, 2")}) whole
    JOIN accounts_branch b ON b.id = branch_id GROUP BY b.id, 1 ORDER BY 3 DESC, 1"""
_HOURS = f"""{_PAID} SELECT extract(hour FROM began_at AT TIME ZONE 'Asia/Shanghai')::int, {_FIGURES}
    FROM spans WHERE stopped_for = '' AND person_id IS NULL AND took > 0 GROUP BY 1 ORDER BY 1"""
_STOPS = f"""{_PAID} SELECT stopped_for, {_FIGURES} FROM (
        SELECT application_id, stopped_for, sum(took)::bigint AS took FROM spans
        WHERE stopped_for <> '' GROUP BY 1, 2) stops
    GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1 LIMIT 20"""
_PAPERS = """SELECT r.label, count(DISTINCT n.case_id) FROM desk_noticeitem i
    JOIN desk_notice n ON n.id = i.notice_id JOIN desk_requirement r ON r.id = i.requirement_id
    JOIN loans_application a ON a.case_id = n.case_id JOIN desk_case c ON c.id = n.case_id
    WHERE n.at >= %(since)s AND n.at < %(until)s
      AND (%(lane)s = '' OR a.lane = %(lane)s) AND (%(branch)s::bigint IS NULL OR c.branch_id = %(branch)s)
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20"""
_ARRIVALS = f"""{_PAID} SELECT extract(epoch FROM min(began_at) FILTER (WHERE step = ANY(%(steps)s)))::bigint,
    coalesce(sum(took) FILTER (WHERE step <> ALL(%(steps)s)), 0)::bigint,
    coalesce(sum(took) FILTER (WHERE step = ANY(%(steps)s) AND person_id IS NOT NULL), 0)::bigint
    FROM spans WHERE stopped_for = '' GROUP BY application_id"""
_HANDS = f"""{_PAID} SELECT coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY hands), 0) FROM (
    SELECT count(DISTINCT person_id) AS hands FROM spans
    WHERE step = ANY(%(steps)s) AND person_id IS NOT NULL
    GROUP BY (began_at AT TIME ZONE 'Asia/Shanghai')::date) days"""
BY_OTHERS = [str(Step.REVIEW), str(Step.APPROVE)]
"""The steps that queue for reviewers and approvers."""


def whole(period: Period, target: int) -> Row | None:
    """All minutes of ours from the window to the money; None where nothing was paid."""
    rows = _rows(_WHOLE, period, target=target)
    return _row("", rows[0]) if rows and rows[0][0] else None


def by_step(period: Period, targets: Mapping[str, int]) -> list[Row]:
    """The same for each step, in the order of the way."""
    found = {
        step: _row(str(Step(step).label), figures) for step, *figures in _rows(_STEPS, period, targets=_json(targets))
    }
    return [found[step] for step in Step if step in found]


def by_person(period: Period, targets: Mapping[str, int]) -> list[Row]:
    """Time in each person's hands, step by step."""
    rows = _rows(_PERSONS, period, targets=_json(targets))
    return [_row(name, figures, part=str(Step(step).label)) for name, step, *figures in rows]


def by_branch(period: Period, target: int) -> list[Row]:
    """All minutes by branch, slowest first."""
    return [_row(name, figures) for name, *figures in _rows(_BRANCHES, period, target=target)]


def by_hour(period: Period) -> list[Row]:
    """How long a step waited for somebody to take it, by the hour of the day at which it came to wait."""
    return [_row(f"{hour:02d}:00", figures) for hour, *figures in _rows(_HOURS, period)]


def by_stop(period: Period) -> list[Row]:
    """Why clocks stood still, and how long: the time of customers and other authorities."""
    return [_row(why, figures) for why, *figures in _rows(_STOPS, period)]


def by_paper(period: Period) -> list[tuple[str, int]]:
    """Papers that notices of the period said were missing, with how many cases they were missing from."""
    return [(label, count) for label, count in _rows(_PAPERS, period)]


def arrivals(period: Period) -> tuple[list[Arrival], list[int]]:
    """Cases as they came to be reviewed and approved, and the times that they were in somebody's hands there."""
    rows = [row for row in _rows(_ARRIVALS, period, steps=BY_OTHERS) if row[0] is not None]
    return [Arrival(at, rest) for at, rest, _hands in rows], [hands for _at, _rest, hands in rows if hands]


def hands(period: Period) -> int:
    """How many different persons reviewed or approved on a day, by the median of the days."""
    return int(_rows(_HANDS, period, steps=BY_OTHERS)[0][0])


def lanes() -> list[tuple[str, str]]:
    """Lanes as a choice."""
    return [(str(value), str(label)) for value, label in Lane.choices]


def _rows(statement: str, period: Period, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**period.values, **values})
        return list(cursor.fetchall())


def _json(targets: Mapping[str, int]) -> str:
    return "{" + ",".join(f'"{step}":{seconds}' for step, seconds in targets.items()) + "}"


def _row(name: str, figures: Any, part: str = "") -> Row:
    count, median, ninetieth, fastest, *kept = figures
    share = (int(kept[0]) * 200 + count) // (2 * count) if kept and count else None
    return Row(name, count, int(median or 0), int(ninetieth or 0), int(fastest or 0), share, part)
