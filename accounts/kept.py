"""A form sent after its log-in had ended: kept until the same person logs in again, for half an hour at most.

It waits in the browser's own session, encrypted; passwords and files are not kept. Only who was logged in when the
form was typed ever gets it back, and it is never sent on by itself: `RefillMiddleware` puts it into its page.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from common import crypto

SECONDS = 30 * 60
LARGEST = 200_000
"""Characters of all fields together: a list of a thousand people."""
NEVER = frozenset({"csrfmiddlewaretoken", "password", "old", "new", "again"})
"""Passwords, and the token that is made anew. A test looks for password fields of other names."""
_KEY, _WHERE = "kept_form", "session.kept_form"


@dataclass(frozen=True)
class KeptForm:
    """Whose it is, for which employer they acted, where it was going, which page it stood on, and what was typed."""

    user_id: int
    employer_id: int | None
    action: str
    page: str
    fields: dict[str, list[str]]
    had_files: bool
    at: int
    missed: bool = False
    """Its page no longer has the form."""


def keep(request: HttpRequest, *, user_id: int, employer_id: int | None, at: datetime) -> bool:
    """Keep the form that `request` brings, in a session that holds nothing else; False where it is too much."""
    fields = {name: request.POST.getlist(name) for name in request.POST if name not in NEVER}
    if sum(len(value) for values in fields.values() for value in values) > LARGEST:
        return False
    action = request.get_full_path()
    form = KeptForm(
        user_id=user_id,
        employer_id=employer_id,
        action=action,
        page=page_of(request) or action,
        fields=fields,
        had_files=bool(request.FILES),
        at=int(at.timestamp()),
    )
    put(request, form)
    request.session.set_expiry(SECONDS)
    return True


def put(request: HttpRequest, form: KeptForm) -> None:
    """Into the session, so that nothing of it can be read where sessions lie."""
    request.session[_KEY] = crypto.encrypt(json.dumps(asdict(form)), where=_WHERE)


def waiting(request: HttpRequest) -> KeptForm | None:
    """What this browser's session keeps, whoever's it is: to be told of before log-in, shown only after `of`."""
    sealed = request.session.get(_KEY)
    return KeptForm(**json.loads(crypto.decrypt(sealed, where=_WHERE))) if sealed else None


def of(request: HttpRequest, user: User, at: datetime) -> KeptForm | None:
    """The kept form if it is `user`'s and not too old; anybody else's is forgotten at once."""
    form = waiting(request)
    if form is not None and (form.user_id != user.pk or at.timestamp() - form.at > SECONDS):
        drop(request)
        return None
    return form


def miss(request: HttpRequest, form: KeptForm) -> None:
    """Its page has changed: what was typed is shown by itself."""
    put(request, replace(form, missed=True))


def drop(request: HttpRequest) -> None:
    """It has done its work, or is not wanted."""
    request.session.pop(_KEY, None)


def page_of(request: HttpRequest) -> str:
    """The page of ours that the form stood on, as the browser says; "" where it does not."""
    return own_page(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""), request.get_host())


def own_page(said: str, host: str) -> str:
    """The path and query of an address of ours; "" for any other."""
    if not url_has_allowed_host_and_scheme(said, allowed_hosts={host}):
        return ""
    parts = urlsplit(said)
    page = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return page if page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None) else ""
