"""Celery's doors to what composes several apps. Each finds its work in rows and may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from fundcenter import houses, insiders


@shared_task(name="fundcenter.tasks.feed_risk")
def feed_risk() -> int:
    """Hand the staff's acts to the fraud checks. Returns how many rows were read."""
    done = 0
    for feed in (insiders.feed_events, insiders.feed_looks):
        while passed := feed(at=timezone.now()):
            done += passed
    return done


@shared_task(name="fundcenter.tasks.feed_duplicates")
def feed_duplicates() -> int:
    """Hand people with several accounts to the fraud checks (F19). Returns how many groups there are."""
    return insiders.feed_duplicates(at=timezone.now())


@shared_task(name="fundcenter.tasks.look_up_houses")
def look_up_houses() -> int:
    """Ask the register about houses that were bought with the fund's money. Returns how many were answered."""
    return houses.look_up_again(at=timezone.now())
