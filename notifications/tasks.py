"""The door of Celery: send what is due."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from notifications import channels, operations
from notifications.operations.sending import text_to_send
from notifications.states import MessageStatus

MOST = 2000
"""Messages one run sends; the next run goes on."""


@shared_task
def send_due() -> int:
    """Send every message that is due, one after the other; how many were tried. May run twice at once."""
    operations.recover_stale(at=timezone.now())
    tried = 0
    while tried < MOST:
        message = operations.claim_next(at=timezone.now())
        if message is None:
            break
        tried += 1
        if message.status == MessageStatus.SKIPPED:
            continue
        result = channels.send(
            channel=message.channel, address=message.address, title=message.title, body=text_to_send(message)
        )
        operations.record_outcome(message_id=message.pk, result=result, at=timezone.now())
    return tried
