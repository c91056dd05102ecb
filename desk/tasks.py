"""Celery's doors to the counter kernel. Each finds its work in rows and may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from desk import operations


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
