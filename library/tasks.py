"""Celery's doors to the library. Each finds its work in rows and may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from library.city import client
from library.models import Hold, ImportBatch
from library.operations import holds, imports, periodicals, reminding
from library.states import HoldStatus, ImportStatus

MOST_AT_ONCE = 500


@shared_task(name="library.tasks.take_in")
def take_in(batch_id: int) -> None:
    """Take one confirmed file into the catalogue, to its end."""
    while imports.take_in(batch_id=batch_id, at=timezone.now()):
        pass


@shared_task(name="library.tasks.take_in_all")
def take_in_all() -> int:
    """Go on with imports that stand still. Returns how many."""
    running = list(ImportBatch.objects.filter(status=ImportStatus.RUNNING).order_by("id").values_list("pk", flat=True))
    for pk in running:
        take_in(pk)
    return len(running)


@shared_task(name="library.tasks.follow_holds")
def follow_holds() -> int:
    """Pass on books that nobody came for. Returns how many."""
    now = timezone.now()
    over = Hold.objects.filter(status=HoldStatus.READY, keep_until__lt=timezone.localdate(now)).order_by("id")
    found = [holds.expire(hold_id=pk, at=now) for pk in over.values_list("pk", flat=True)[:MOST_AT_ONCE]]
    return len([each for each in found if each is not None])


@shared_task(name="library.tasks.remind")
def remind() -> int:
    """Remind of books that are due soon or overdue. Returns how many readers."""
    return reminding.remind(at=timezone.now())


@shared_task(name="library.tasks.forget")
def forget() -> int:
    """Forget whose loans and holds were that ended long ago. Returns how many."""
    return reminding.forget(at=timezone.now())


@shared_task(name="library.tasks.tell_city")
def tell_city() -> int:
    """Say to the city library what happened to its books. Returns how much was said."""
    return client.replay(at=timezone.now())


@shared_task(name="library.tasks.compare_with_city")
def compare_with_city() -> int:
    """Compare its books with the city library's record. Returns how many differ; a cut line is tried again later."""
    try:
        return len(client.reconcile(at=timezone.now()))
    except client.LineCut:
        return 0


@shared_task(name="library.tasks.expect_issues")
def expect_issues() -> int:
    """Expect this year's issues of everything subscribed, in December the next year's. Returns how many were added."""
    today = timezone.localdate()
    return periodicals.expect_year(year=today.year + (today.month == 12))
