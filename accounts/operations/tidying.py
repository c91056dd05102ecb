"""What has done its work is removed: codes, wrong tries, sessions that nobody can use. Trails are never touched."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from accounts.models import DepositorToken, IdempotentCall, LoginSession, OneTimeCode
from accounts.operations.partners import KEEP_ANSWERS
from common.transactions import operation

KEPT = timedelta(days=30)
"""How long codes and wrong tries are kept, for who asks what happened."""
LISTED = timedelta(days=180)
"""How long a log-in that has ended is remembered: a device used since is a known one."""


@operation
def tidy(*, at: datetime) -> dict[str, int]:
    """Remove what is too old to matter; how many of each. May run at any time, and twice."""
    gone = Session.objects.filter(expire_date__lt=at)
    LoginSession.objects.filter(session_key__in=gone.values("session_key"), ended_at=None).update(ended_at=at)
    old = {
        "codes": OneTimeCode.objects.filter(sent_at__lt=at - KEPT),
        "tries": AccessAttempt.objects.filter(attempt_time__lt=at - KEPT),
        "sessions": gone,
        "leaves": DepositorToken.objects.filter(expires_at__lt=at - KEPT),
        "calls": IdempotentCall.objects.filter(started_at__lt=at - KEEP_ANSWERS),
        "logins": LoginSession.objects.filter(ended_at__lt=at - LISTED),
    }
    return {name: rows.delete()[0] for name, rows in old.items()}
