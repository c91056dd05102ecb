"""Log-ins as their owner sees them: listed, and ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import LoginSession, User
from accounts.operations import news
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step

KNOWN_DEVICE = timedelta(days=180)


class SessionEnded(BusinessError):
    """The log-in has already ended."""


@operation
def start_session(*, user: User, session_key: str, address: str | None, device: str, at: datetime) -> LoginSession:
    """Note a log-in; the person hears of one from a device they have not used in the last half year."""
    earlier = LoginSession.objects.filter(user=user, at__gt=at - KNOWN_DEVICE)
    if earlier.exists() and not earlier.filter(device=device[:200]).exists():
        news.tell(user.person, news.DEVICE, at=at, detail=device[:60])
    return LoginSession.objects.create(
        user=user, session_key=session_key, address=address or None, device=device[:200], at=at, seen_at=at
    )


@operation
def end_session(*, session_id: int, at: datetime) -> LoginSession:
    """End one log-in, wherever its browser is. Raises SessionEnded."""
    session = lock(LoginSession, session_id)
    if session.ended_at is not None:
        raise SessionEnded(_("该登录已结束。"))
    _end(session, at)
    return session


@operation
def end_session_by_key(*, session_key: str, at: datetime) -> None:
    """The person logged out, or was away too long; quiet where the log-in was not noted."""
    LoginSession.objects.filter(session_key=session_key, ended_at=None).update(ended_at=at)


@operation
def seen(*, session_key: str, at: datetime) -> None:
    """Note that a log-in is in use; asked for about once a minute."""
    LoginSession.objects.filter(session_key=session_key, ended_at=None).update(seen_at=at)


@step
def end_all(*, user: User, at: datetime, but_key: str = "") -> int:
    """End all log-ins of a user, save the one that asks; how many ended."""
    open_now = LoginSession.objects.select_for_update().filter(user=user, ended_at=None).exclude(session_key=but_key)
    ended = list(open_now.order_by("pk"))
    for session in ended:
        _end(session, at)
    return len(ended)


def _end(session: LoginSession, at: datetime) -> None:
    session.ended_at = at
    session.save(update_fields=["ended_at"])
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    store(session_key=session.session_key).delete()
