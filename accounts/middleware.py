"""At every request: which door an unknown visitor is sent to, and whether somebody was away too long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from accounts import access
from accounts import operations as accounts

SEEN_SECONDS = 60
"""How often a session in use is written."""


class IdleMiddleware:
    """Logs out who was away longer than their door allows, and keeps a handed-out password from being used on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on who is awake; send the others to their door."""
        if request.user.is_authenticated:
            turned_away = self._check(request)
            if turned_away is not None:
                return turned_away
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> HttpResponse | None:
        at = timezone.now()
        user: Any = request.user
        now, seen = int(at.timestamp()), request.session.get("seen")
        if seen is not None and now - seen > settings.IDLE_MINUTES[user.door] * 60:
            accounts.end_session_by_key(session_key=request.session.session_key or "", at=at)
            logout(request)
            request.idle_door = user.door  # type: ignore[attr-defined]
            return None  # public pages go on; the others lead to the door
        if seen is None or now - seen >= SEEN_SECONDS:
            request.session["seen"] = now
            accounts.seen(session_key=request.session.session_key or "", at=at)
        if user.must_change_password and not _open_before_change(request.path):
            return redirect("accounts:portal_password")
        return None


def _open_before_change(path: str) -> bool:
    """What a handed-out password opens. The API answers for itself, in its own shape."""
    return path in (reverse("accounts:portal_password"), reverse("accounts:public_logout")) or path.startswith("/api/")


class DoorMiddleware(LoginRequiredMiddleware):
    """Sends visitors to the door that the page asked for lies behind; a form that was sent too late is kept for them.

    Runs after the check of the form's token, so what is kept came from a page of ours.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """To the staff's, the clerks' or the depositors' door, and back to the page after it."""
        idle_door = getattr(request, "idle_door", None)
        asked = {"next": request.get_full_path()} if request.method == "GET" else {}
        asked |= {"idle": "1"} if idle_door else {}
        url = f"{access.door_url(idle_door or access.door_of(request.path))}?{urlencode(asked)}"
        # A fragment request must bring the whole page to the door, not put the door into the fragment's place.
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(url)
        return HttpResponseRedirect(url)
