"""The board of cases that somebody must look at now: what is late or nearly, and what stands still.

Every screen of the hall asks for it again each half minute, so one statement finds the cases of all groups by their
indexes and reads what a line shows, however many cases there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from desk.queries.terms import working_time
from desk.states.board import Risk
from desk.states.cases import OPEN_STATUSES, CaseStatus
from policy import queries as policy

SHOWN_AT_RISK = 20
"""Cases that each group of the board shows, the most pressing first; a full group says that there may be more."""

BY_LAW = "statutory_due_on <= %(tomorrow)s AND decided_at IS NULL"
OURS = f"whose = 'OURS' AND ({BY_LAW}) IS NOT TRUE"
GROUPS = {
    Risk.LATE: (f"promised_due_at < %(now)s AND {OURS}", "promised_due_at"),
    Risk.BY_LAW: (BY_LAW, "statutory_due_on"),
    Risk.WARNED: (f"promised_due_at >= %(now)s AND warn_at <= %(now)s AND {OURS}", "promised_due_at"),
    Risk.UNTAKEN: ("status = 'SUBMITTED' AND owner_id IS NULL AND submitted_at <= %(untaken)s", "submitted_at"),
    Risk.NOT_SUPPLIED: ("status = 'RETURNED' AND supply_due_on < %(today)s", "supply_due_on"),
}
"""Which open cases are in a group, each case in one only, and by what they press."""

FIRST = """(SELECT '{risk}' AS risk, row_number() OVER (ORDER BY {order}, id) AS place, *
FROM desk_case WHERE status IN %(open)s AND {condition} {branch} ORDER BY {order}, id LIMIT %(most)s)"""

# Names by subqueries: to join seven tables takes longer to plan than all of this takes to run.
LINES = """SELECT risk, id, number, status, submitted_at, promised_due_at, statutory_due_on, supply_due_on,
    (SELECT label FROM desk_kindversion WHERE id = version_id),
    (SELECT name FROM accounts_branch WHERE id = branch_id),
    coalesce((SELECT name FROM accounts_person WHERE id = person_id),
             (SELECT name FROM accounts_employer WHERE id = employer_id)),
    coalesce((SELECT name FROM accounts_person
              WHERE id = (SELECT person_id FROM accounts_user WHERE id = owner_id)), '')
FROM ({found}) found ORDER BY risk, place"""


def _statement(branch: str) -> str:
    groups = GROUPS.items()
    found = [FIRST.format(risk=risk.value, order=by, condition=which, branch=branch) for risk, (which, by) in groups]
    return LINES.format(found=" UNION ALL ".join(found))


EVERYWHERE, IN_A_BRANCH = _statement(""), _statement("AND branch_id = %(branch)s")


@dataclass(frozen=True)
class Line:
    """One case as the board shows it; `owner` is empty while nobody has taken it."""

    case_id: int
    number: str
    status: str
    submitted_at: datetime
    promised_due_at: datetime | None
    statutory_due_on: date | None
    supply_due_on: date | None
    label: str
    branch: str
    applicant: str
    owner: str

    @property
    def status_label(self) -> str:
        """The status in words."""
        return str(CaseStatus(self.status).label)


def at_risk(now: datetime, *, branch_id: int | None = None) -> dict[Risk, list[Line]]:
    """Open cases by what presses, for staff who may see every case: at most SHOWN_AT_RISK a group, first the worst."""
    today = timezone.localdate(now)
    values: dict[str, Any] = {
        "now": now,
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "untaken": _untaken_since(now),
        "open": tuple(OPEN_STATUSES),
        "most": SHOWN_AT_RISK,
        "branch": branch_id,
    }
    groups: dict[Risk, list[Line]] = {risk: [] for risk in Risk}
    with connection.cursor() as cursor:
        cursor.execute(EVERYWHERE if branch_id is None else IN_A_BRANCH, values)
        for risk, *line in cursor.fetchall():
            groups[Risk(risk)].append(Line(*line))
    return groups


def _untaken_since(now: datetime) -> datetime:
    """Who asked before this moment has waited for a hand longer, in working time, than the centre allows."""
    local = timezone.localtime(now)
    terms = policy.service_on(local.date())
    return working_time(local, terms).before(local, timedelta(minutes=terms.untaken_minutes))
