"""Years of old numbers and appointments cost today's pages nothing: every question goes by an index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk import operations, queries
from desk.models import Line, Ticket
from desk.states.appointments import AT_THE_HALL
from tests import people
from tests.desk import hall_queue as hall
from tests.make import AT

BIG = ("desk_ticket", "desk_ticketservice", "desk_appointment", "desk_wish", "desk_slot", "desk_ticketevent")

OLD_TICKETS = """
INSERT INTO desk_ticket (branch_id, line_id, day, number, code, secret, status, lane, green_reason, taken_at, place_at,
    is_transferred, calls, called_at, first_called_at, called_by_id, started_at, ended_at, person_id)
SELECT %(branch)s, %(line)s, day, n, 'A' || n, 'old-' || day || '-' || n, 'DONE', 'ORDINARY', '', day + time '09:00',
    day + time '09:00', false, 1, day + time '09:10', day + time '09:10', %(user)s, day + time '09:10',
    day + time '09:20', %(person)s
FROM (SELECT DATE '2026-10-09' - each AS day FROM generate_series(0, 299) AS each) AS days,
    generate_series(1, 100) AS n;
INSERT INTO desk_ticketservice (ticket_id, branch_id, line_id, began_at, ended_at, seconds)
SELECT id, branch_id, line_id, started_at, ended_at, 600 FROM desk_ticket;
"""
OLD_APPOINTMENTS = """
INSERT INTO desk_slot (plan_id, branch_id, kind, starts_at, ends_at, capacity, taken)
SELECT %(plan)s, %(branch)s, 'ORDINARY', at, at + interval '10 minutes', 2, 2
FROM generate_series(TIMESTAMPTZ '2026-10-09' - interval '200 days', '2026-10-09', interval '10 minutes') AS at;
INSERT INTO desk_appointment (code, kind, status, slot_id, branch_id, line_id, starts_at, ends_at, person_id,
    head_count, channel, booked_at, address, visit_reason, questions, answer, result, ended_at)
SELECT lpad(id::text, 8, '0'), 'ORDINARY', 'DONE', id, branch_id, %(line)s, starts_at, ends_at, %(person)s, 1,
    'PORTAL', starts_at, '', '', '', '', '', ends_at
FROM desk_slot;
ANALYZE desk_ticket, desk_ticketservice, desk_slot, desk_appointment;
"""


@pytest.fixture
def years(open_day: date) -> dict[str, int]:
    """30,000 old numbers and 28,000 old appointments."""
    plan = hall.plan()
    ids = {
        "branch": plan.branch_id,
        "line": hall.line().pk,
        "user": people.wang_wu().pk,
        "person": people.qian_qi().person_id,
        "plan": plan.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(OLD_TICKETS, ids)
        cursor.execute(OLD_APPOINTMENTS, ids)
    return ids


def full_reads(run: Callable[[], Any]) -> list[str]:
    """Big tables that some statement of `run` reads from end to end."""
    with CaptureQueriesContext(connection) as caught:
        run()
    found = []
    for query in caught.captured_queries:
        if not query["sql"].lstrip().upper().startswith("SELECT"):
            continue
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + query["sql"])
            plan = "\n".join(row[0] for row in cursor.fetchall())
        found += [f"{table}: {query['sql'][:200]}" for table in BIG if f"Seq Scan on {table} " in plan]
    return found


def test_nothing_of_the_queue_reads_old_numbers(years: dict[str, int]) -> None:
    teller = people.wang_wu()
    hall.seat(teller)
    for minute in range(5):
        hall.ticket(minutes=minute)
    window = queries.window_at(teller)
    assert window is not None
    today = timezone.localdate(AT)
    wrong = []
    for run in (
        lambda: queries.hall_of(window.branch_id, today, AT),
        lambda: queries.line_states(queries.hall_of(window.branch_id, today, AT), list(Line.objects.all())),
        lambda: queries.queue_of(window, today, AT),
        lambda: queries.current_ticket(window),
        lambda: queries.own_day(teller, today),
        lambda: queries.missed_today(window.branch_id, today, AT),
        lambda: queries.called_now(window.branch_id, today),
        lambda: queries.branch_states(today),
        lambda: operations.call_next(by=teller, at=AT),
        lambda: operations.end_day(before=today, at=AT),
        lambda: operations.forget_people(at=AT),
    ):
        wrong += full_reads(run)
    assert wrong == []


def test_nothing_of_booking_reads_old_appointments(years: dict[str, int]) -> None:
    teller, user = people.wang_wu(), people.zhang_san()
    branch, line, today = years["branch"], years["line"], timezone.localdate(AT)
    wrong = []
    for run in (
        lambda: queries.places(branch, AT_THE_HALL, line, AT),
        lambda: list(queries.appointments_of_day(teller, branch, today)[:50]),
        lambda: list(queries.to_come(user)[:20]),
        lambda: list(queries.appointments_visible_to(user).order_by("-starts_at", "-id")[:20]),
        lambda: queries.by_code("00000017", branch, today),
        lambda: queries.no_shows_of(user.person_id, AT),
        lambda: queries.to_remind(today),
        lambda: queries.missed(AT),
    ):
        wrong += full_reads(run)
    assert wrong == []


def test_the_median_is_that_of_the_last_services(years: dict[str, int]) -> None:
    found = queries.hall_of(years["branch"], timezone.localdate(AT), AT).medians
    assert found == {years["line"]: 600}


def test_old_numbers_forget_who_took_them(years: dict[str, int]) -> None:
    known = Ticket.objects.filter(person__isnull=False)
    before = known.count()
    assert operations.forget_people(at=AT) == 2000
    while operations.forget_people(at=AT):
        pass
    left = known.order_by("taken_at").first()
    assert left is not None and (AT - left.taken_at).days <= 180
    assert 0 < known.count() < before
