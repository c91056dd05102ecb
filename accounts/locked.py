"""A screen locked by the member of staff who left it: the log-in goes on, but opens nothing until their password.

The lock lies in the session, so it holds for every tab of the browser, and ends with the log-in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from accounts import access, kept
from accounts.access import UserRequest

_KEY = "locked"
PAGES = ("accounts:counter_lock", "accounts:counter_unlock")
"""All that a locked log-in can reach, beside what is open to strangers."""


def lock(request: HttpRequest, at: datetime) -> None:
    """From now on; a screen that is locked already stays so from its first moment."""
    request.session.setdefault(_KEY, int(at.timestamp()))


def unlock(request: HttpRequest) -> None:
    """Whoever is logged in has shown again that it is they."""
    request.session.pop(_KEY, None)


def since(request: HttpRequest) -> datetime | None:
    """When the screen was locked; None where it is not."""
    stamp = request.session.get(_KEY)
    return datetime.fromtimestamp(stamp, UTC) if stamp else None


def is_lock_page(path: str) -> bool:
    """Whether the address is of the lock itself."""
    return path in [reverse(name) for name in PAGES]


def way_back(request: UserRequest, asked: str) -> str:
    """The page of ours that is asked for; the first page of the staff for anything else."""
    page = kept.own_page(asked, request.get_host())
    return access.home_of(request.user) if not page or is_lock_page(page.partition("?")[0]) else page


def url(back: str, *, lost: bool = False) -> str:
    """Address of the lock page, with the page to come back to; `lost`: what was just sent has not been kept."""
    asked = {"next": back} if back else {}
    return f"{reverse(PAGES[0])}?{urlencode({**asked, 'lost': '1'} if lost else asked)}".removesuffix("?")
