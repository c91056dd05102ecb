"""Celery's doors to the counter kernel. Each finds its work in rows and may run twice."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from common.errors import BusinessError
from desk import operations, queries
from desk.operations import knowledge
from desk.queries import knowledge as knowledge_queries
from desk.queries.terms import booking_terms
from desk.rules.appointments import remind_on

SILENT_AT_LEAST = timedelta(days=5)
"""Five working days are never fewer days; the operation counts exactly."""
MOST_AT_ONCE = 500


@shared_task(name="desk.tasks.ask_register")
def ask_register(answer_id: int) -> None:
    """Put one waiting question to its register."""
    operations.hear(answer_id=answer_id, at=timezone.now())


@shared_task(name="desk.tasks.ask_registers")
def ask_registers() -> int:
    """Ask what still waits, and registers that were down. Returns how many."""
    return operations.ask_waiting(at=timezone.now())


@shared_task(name="desk.tasks.drop_old_drafts")
def drop_old_drafts() -> int:
    """Forget drafts that nobody has touched for 30 days."""
    return operations.drop_old_drafts(at=timezone.now())


@shared_task(name="desk.tasks.drop_old_papers")
def drop_old_papers() -> int:
    """Destroy files whose term is over. Returns how many."""
    return operations.drop_old_papers(at=timezone.now())


@shared_task(name="desk.tasks.follow_promises")
def follow_promises() -> int:
    """Remind of promised papers, and end promises that were broken. Returns how many ended."""
    return operations.follow_promises(at=timezone.now())


@shared_task(name="desk.tasks.scan_papers")
def scan_papers() -> int:
    """Scan files that wait. Returns how many were scanned."""
    return operations.scan_papers(at=timezone.now())


@shared_task(name="desk.tasks.end_hall_day")
def end_hall_day() -> int:
    """End what former days left open in the queue, and close windows that nobody closed. Returns how many tickets."""
    now = timezone.now()
    today = timezone.localdate(now)
    count = operations.end_day(before=today, at=now)
    operations.close_left_windows(before=today, at=now)
    return count


@shared_task(name="desk.tasks.follow_appointments")
def follow_appointments() -> int:
    """Mark who did not come, and pass on places that were held long enough. Returns how many."""
    now, count = timezone.now(), 0
    for pk in queries.missed(now):
        with suppress(BusinessError):  # they came, or somebody cancelled
            operations.miss_appointment(appointment_id=pk, by=None, at=now)
            count += 1
    for pk in queries.lapsing(now):
        count += operations.lapse_wish(wish_id=pk, at=now)
    return count


@shared_task(name="desk.tasks.remind_of_appointments")
def remind_of_appointments() -> int:
    """Remind of tomorrow's appointments. Returns how many."""
    now = timezone.now()
    day = remind_on(timezone.localtime(now), booking_terms(timezone.localdate(now)))
    return sum(operations.remind(appointment_id=pk, at=now) for pk in queries.to_remind(day)) if day else 0


@shared_task(name="desk.tasks.forget_people")
def forget_people() -> int:
    """Forget who took old tickets and what old appointments said. Returns how many rows were changed."""
    return operations.forget_people(at=timezone.now())


@shared_task(name="desk.tasks.close_silent_voices")
def close_silent_voices() -> int:
    """Close complaints nobody objected to and follow-ups nobody rated again, in their days. Returns how many."""
    now, closed = timezone.now(), 0
    for pk in queries.complaints_silent(now - SILENT_AT_LEAST).values_list("pk", flat=True)[:MOST_AT_ONCE]:
        with suppress(BusinessError):  # somebody spoke just now
            closed += operations.close_silent_complaint(complaint_id=pk, at=now)
    for pk in queries.follow_ups_silent(now - SILENT_AT_LEAST).values_list("pk", flat=True)[:MOST_AT_ONCE]:
        with suppress(BusinessError):
            closed += operations.close_silent_follow_up(follow_up_id=pk, at=now)
    return closed


@shared_task(name="desk.tasks.turn_answers_amber")
def turn_answers_amber() -> int:
    """Mark answers of which a cited rule has changed. Returns how many."""
    now = timezone.now()
    found = knowledge_queries.to_turn_amber(timezone.localdate(now))
    return sum(knowledge.turn_amber(problem_id=pk, at=now) for pk in found)


@shared_task(name="desk.tasks.warn_of_deadlines")
def warn_of_deadlines() -> int:
    """Tell the staff of cases that are nearly late or late. Returns how many."""
    return operations.warn_of_deadlines(at=timezone.now())
